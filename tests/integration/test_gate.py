"""A gated re-index is published only when the golden questions still find their answers; the commands say so."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from ingest.indexer import Indexer
from ingest.records import Change
from ingest.staging import Staged
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from rag.library import Library
from tests.fakes import HashingEmbedder, ScriptedModel, fake_openers
from ui.cli import main
from ui.gate.checking import GateResult, Lost
from ui.gate.following import held_back_sentence
from ui.gate.running import Ending, Outcome, finish, stage
from ui.gate.store import Rules, TellOf

TEXTS = {
    "leave.txt": "Leave\n\nFull-time staff have 30 days of paid leave a year.",
    "parking.txt": "Parking\n\nParking behind the building is free for visitors.",
    "hotel.txt": "Hotel\n\nHotels are paid up to 120 EUR a night.",
}
QUESTIONS = [
    ("q1", "How many days of paid leave do staff have?", "leave.txt"),
    ("q2", "Is parking behind the building free?", "parking.txt"),
    ("q3", "Up to what price are hotels paid?", "hotel.txt"),
]


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command on the test's library; returns its exit code and its JSON."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    openers = fake_openers(HashingEmbedder(), ScriptedModel(reply="Hotels are paid up to 120 EUR a night."))

    def run(*arguments):
        code = main([*map(str, arguments), "--data", str(tmp_path / "data"), "--json"], openers)
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def folder(tmp_path, run):
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    assert run("add", folder)[0] == 0
    return folder


@pytest.fixture
def questions(tmp_path):
    file = tmp_path / "golden.jsonl"
    rows = [
        {"id": key, "question": question, "answerable": True, "evidence": [{"document": name, "page": 1}]}
        for key, question, name in QUESTIONS
    ]
    rows.append({"id": "q4", "question": "Who won the cup?", "answerable": False})
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


def spoil(folder, name, question):
    """A document says no more what it said, and another one says the question's words."""
    title = TEXTS[name].split("\n")[0]
    (folder / name).write_text(f"{title}\n\nThis page is being revised.")
    (folder / "decoy.txt").write_text(f"Nothing. {question} Nobody knows.")


def search(run, question):
    return {hit["document"]: hit["text"] for hit in run("search", question)[1]["hits"]}


def test_a_set_that_keeps_the_answers_is_published(run, folder, questions):
    code, value = run("gate", "set", questions, "--share", "1", "--k", "1")
    assert (code, value["questions"]) == (0, 3)
    (folder / "leave.txt").write_text(TEXTS["leave.txt"].replace("30", "31"))
    code, value = run("add", "--gated", folder)
    assert (code, value["ending"], value["updated"]) == (0, "published", 1)
    assert value["changes"] == [{"document": "leave.txt", "change": "changed"}]
    assert (value["gate"]["passed"], value["gate"]["right"], value["gate"]["questions"]) == (True, 3, 3)
    assert "31 days" in search(run, QUESTIONS[0][1])["leave.txt"]
    listed = run("generations", "list")[1]
    assert (listed["generations"][0]["reason"], listed["staged"]) == ("publish", None)
    assert run("add", "--gated", folder)[1]["ending"] == "nothing"


def test_a_set_that_loses_answers_is_held_back(run, folder, questions):
    run("gate", "set", questions, "--share", "0.9", "--k", "1")
    spoil(folder, "leave.txt", QUESTIONS[0][1])
    code, value = run("add", "--gated", folder)
    assert (code, value["ending"], value["generation"]) == (1, "held_back", None)
    assert value["gate"]["lost"] == [{"id": "q1", "question": QUESTIONS[0][1]}]
    assert value["gate"]["sentence"] == "2 of 3 questions find their answer (66.7%), but the gate wants 90.0%."
    assert "30 days" in search(run, QUESTIONS[0][1])["leave.txt"]
    assert "decoy.txt" not in search(run, QUESTIONS[0][1])
    staged = run("generations", "list")[1]["staged"]
    assert [(each["name"], each["change"]) for each in staged["changes"]] == [
        ("decoy.txt", "added"),
        ("leave.txt", "changed"),
    ]
    assert staged["held_back"]["lost"][0]["id"] == "q1"
    assert run("generations", "publish")[0] == 1
    code, value = run("generations", "publish", "--anyway")
    assert (code, value["ending"], value["gate"]) == (0, "published", None)
    assert "decoy.txt" in search(run, QUESTIONS[0][1])
    assert run("generations", "list")[1]["staged"] is None
    assert run("doctor")[1]["problems"] == []


def test_a_held_back_set_can_be_discarded(run, folder, questions):
    run("gate", "set", questions, "--share", "0", "--max-lost", "0", "--k", "1")
    spoil(folder, "hotel.txt", QUESTIONS[2][1])
    code, value = run("add", "--gated", folder)
    assert code == 1
    assert value["gate"]["sentence"].endswith(", but 1 of them find it today and would not any more, 0 may.")
    assert run("gate", "run")[0] == 1
    assert run("generations", "discard")[1] == {"discarded": 2}
    assert run("gate", "run")[0] == 0
    assert run("generations", "publish")[1]["ending"] == "nothing"
    assert "120 EUR" in search(run, QUESTIONS[2][1])["hotel.txt"]
    assert run("doctor")[1]["problems"] == []


@pytest.mark.parametrize("damage", ["remove", "change"])
def test_a_gate_that_cannot_be_read_holds_back(run, folder, questions, tmp_path, damage):
    run("gate", "set", questions)
    copy = tmp_path / "data" / "gate.jsonl"
    copy.unlink() if damage == "remove" else copy.write_text("{}")
    (folder / "new.txt").write_text("Something new.")
    code, value = run("add", "--gated", folder)
    assert (code, value["ending"]) == (1, "held_back")
    assert value["gate"]["sentence"].startswith("The gate could not be checked: The questions of the gate ")
    assert "fundstelle gate set" in value["gate"]["sentence"]
    assert run("gate", "remove")[1] == {"removed": True}
    assert run("gate", "show")[1] == {"gate": None}
    assert run("generations", "publish")[1]["ending"] == "published"


def test_questions_that_cannot_be_used_are_no_gate(run, folder, tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "q1", "question": "?"}')
    code, value = run("gate", "set", file)
    assert code == 2
    assert value["error"].startswith("Line 1 of bad.jsonl has no “answerable”")
    file.write_text('{"id": "q1", "question": "Who?", "answerable": true}')
    assert "can be judged" in run("gate", "set", file)[1]["error"]
    assert run("gate", "set", tmp_path / "none.jsonl")[0] == 2
    assert run("gate", "run")[0] == 2
    assert run("add", "--gated", "--force", folder)[0] == 2


def test_answers_can_be_asked_for(run, folder, questions):
    """The model tells of hotels whatever it is asked: right once, wrong twice, and wrong about the cup."""
    assert run("gate", "set", questions, "--answers", "--share", "0.25")[1]["questions"] == 4
    code, value = run("gate", "run")
    assert (code, value["right"], value["questions"]) == (0, 1, 4)
    assert run("answers", "list")[1] == {"answers": []}


def test_a_job_is_told_what_is_held_back(run, folder, questions, tmp_path):
    run("gate", "set", questions, "--k", "1")
    settings, embedder = load_settings(data_dir=tmp_path / "data"), HashingEmbedder()
    spoil(folder, "parking.txt", QUESTIONS[1][1])
    indexer = Indexer(settings, lambda: embedder)
    told = []
    with Library(settings, embedder=embedder) as library:
        assert stage(indexer, [folder]).updated == 1
        outcome = finish(indexer, library, settings, tell=told.append)
    indexer.close()
    assert outcome.ending is Ending.HELD_BACK
    assert told == [outcome]
    assert [each.id for each in told[0].result.lost] == ["q2"]


def test_the_commands_tell_people(run, folder, questions, tmp_path, capsys):
    openers = fake_openers(HashingEmbedder())

    def tell(*arguments):
        code = main([*map(str, arguments), "--data", str(tmp_path / "data")], openers)
        return code, capsys.readouterr().out

    assert "There is no gate" in tell("gate", "show")[1]
    assert "puts 3 questions and wants 95.0% of them answered" in tell("gate", "set", questions, "--k", "1")[1]
    assert "among the first 1 hits" in tell("gate", "show")[1]
    first = run("generations", "list")[1]["generation"]
    assert "hold the same documents" in tell("generations", "diff", first, first)[1]
    spoil(folder, "leave.txt", QUESTIONS[0][1])
    code, out = tell("add", "--gated", folder)
    assert code == 1
    assert "Held back: 2 changes are not published." in out
    listed = tell("generations", "list")[1]
    assert "Held back since" in listed
    assert QUESTIONS[0][1] in listed
    assert "Published 2 changes" in tell("generations", "publish", "--anyway")[1]
    assert "Nothing is staged." in tell("generations", "publish")[1]
    assert "Nothing is staged." in tell("generations", "discard")[1]
    second = run("generations", "list")[1]["generation"]
    changed = tell("generations", "diff", first, second)[1].split()
    assert changed == "Document Change decoy.txt added leave.txt changed".split()
    back = tell("generations", "rollback", first)[1]
    assert "leave.txt says again what it said" in " ".join(back.split())
    assert "decoy.txt is in the history only" in " ".join(back.split())
    assert "nothing was changed" in tell("generations", "rollback", first)[1]
    run("remove", "hotel.txt")
    assert main(["generations", "rollback", str(first), "--data", str(tmp_path / "data")], openers) == 0
    assert "up to 1, were erased and cannot come back" in capsys.readouterr().err
    assert run("generations", "rollback", "2020-01-01")[0] == 4
    assert run("generations", "diff", first, "soon")[0] == 2


def test_syncs_can_be_gated(run, folder, questions, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    (share / "news.txt").write_text("News of today.")
    assert run("source", "add", "folder", "share", share)[0] == 0
    run("gate", "set", questions, "--k", "1")
    code, value = run("source", "sync", "--gated")
    assert (code, value["ending"], value["sources"][0]["added"]) == (0, "published", ["share/news.txt"])
    (share / "decoy.txt").write_text(f"{QUESTIONS[0][1]} {QUESTIONS[0][1]} Nobody knows.")
    (share / "news.txt").write_text("News of tomorrow.")
    code, value = run("source", "sync", "--gated")
    assert (code, value["ending"], [each["id"] for each in value["gate"]["lost"]]) == (1, "held_back", ["q1"])
    assert search(run, "News of tomorrow")["share/news.txt"] == "News of today."
    assert run("source", "sync", "--gated", "--dry-run")[1]["sources"][0]["kept"] == 2
    assert run("doctor")[1]["problems"] == []


def test_questions_that_may_be_lost_are_told_of_and_do_not_count(run, folder, questions):
    code, value = run("gate", "set", questions, "--share", "1", "--max-lost", "0", "--k", "1", "--may-lose", "q1")
    assert (code, value["questions"], value["gate"]["may_lose"]) == (0, 2, ["q1"])
    spoil(folder, "leave.txt", QUESTIONS[0][1])
    code, value = run("add", "--gated", folder)
    assert (code, value["ending"]) == (0, "published")
    assert value["gate"]["sentence"] == "2 of 2 questions find their answer (100.0%)."
    assert (value["gate"]["lost"], value["gate"]["allowed"]) == ([], [{"id": "q1", "question": QUESTIONS[0][1]}])
    spoil(folder, "hotel.txt", QUESTIONS[2][1])
    code, value = run("add", "--gated", folder)
    assert (code, value["ending"]) == (1, "held_back")
    assert [each["id"] for each in value["gate"]["lost"]] == ["q3"]
    assert run("generations", "list")[1]["staged"]["held_back"]["allowed"] == []  # q1 is lost already


def test_the_rules_change_without_the_file(run, folder, questions):
    run("gate", "set", questions, "--share", "0.9", "--max-lost", "2", "--answers")
    questions.unlink()
    code, value = run("gate", "set", "--may-lose", "q2", "q4", "--tell-of", "both", "--tell-most", "3")
    gate = run("gate", "show")[1]["gate"]
    assert (code, value["questions"], value["gate"]) == (0, 2, gate)
    assert {name: gate[name] for name in ("share", "max_lost", "k", "answers", "may_lose")} == {
        "share": 0.9, "max_lost": 2, "k": 10, "answers": True, "may_lose": ["q2", "q4"],
    }  # fmt: skip
    assert (gate["tell_of"], gate["tell_most"]) == ("both", 3)
    code, value = run("gate", "set", "--max-lost", "any", "--may-lose", "--no-answers", "--share", "0.5")
    assert (code, value["questions"], value["gate"]["may_lose"]) == (0, 3, [])
    assert (value["gate"]["max_lost"], value["gate"]["answers"], value["gate"]["tell_of"]) == (None, False, "both")


@pytest.mark.parametrize(
    ("may_lose", "sentence"),
    [
        (("q1", "q4"), "q4 may be lost, but no question of the gate has this id and can be judged."),
        (("q1", "q2", "q3"), "If every question may be lost, there is nothing to be judged."),
    ],
)
def test_rules_that_do_not_fit_the_questions_change_nothing(run, folder, questions, may_lose, sentence):
    assert run("gate", "set", "--share", "1")[0] == 2  # nothing is attached
    run("gate", "set", questions)
    code, value = run("gate", "set", "--may-lose", *may_lose)
    assert (code, value["error"]) == (2, sentence)
    assert run("gate", "show")[1]["gate"]["may_lose"] == []


WORSE = "Worse: q1 and 1 more."
CHANGED = "Documents: decoy.txt and 2 more."


@pytest.mark.parametrize(
    ("tell_of", "told"),
    [("questions", [WORSE]), ("documents", [CHANGED]), ("both", [CHANGED, WORSE]), ("none", [])],
)
def test_what_is_told_of_a_set_that_is_held_back(run, folder, questions, tell_of, told):
    lost = tuple(Lost(key, question) for key, question, _ in QUESTIONS[:2])
    changes = tuple(Staged(name, Change.ADDED) for name in ("decoy.txt", "hotel.txt", "leave.txt"))
    outcome = Outcome(Ending.HELD_BACK, None, GateResult(False, "Too few.", 1, 3, lost), changes)
    sentence = held_back_sentence(outcome, Rules(tell_of=TellOf(tell_of), tell_most=1))
    assert [each for each in (CHANGED, WORSE) if each in sentence] == told
    assert sentence.startswith("3 changes are held back. ")
    assert "Too few." in sentence


def test_a_gate_of_an_earlier_version_tells_as_it_did(run, folder, questions, tmp_path):
    run("gate", "set", questions)
    with closing(Catalog(DataDir(tmp_path / "data"))) as catalog, catalog.transaction() as connection:
        stored = json.loads(connection.execute("SELECT value FROM meta WHERE key = 'gate'").fetchone()[0])
        earlier = {name: stored[name] for name in ("file", "sha256", "share", "max_lost", "k", "answers")}
        connection.execute("UPDATE meta SET value = ? WHERE key = 'gate'", (json.dumps(earlier),))
    gate = run("gate", "show")[1]["gate"]
    assert (gate["may_lose"], gate["tell_of"], gate["tell_most"]) == ([], "questions", 20)
