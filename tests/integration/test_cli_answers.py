"""Stored answers on the command line: what made them, whether they still hold, evidence, and their end."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import subprocess

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from rag.answerability import SHIPPED
from rag.config import load_settings
from rag.library import Library
from tests.command import Result
from tests.fakes import HashingEmbedder, ScriptedModel, fake_openers
from tests.pdf_files import make_pdf
from ui.answers.replaying import replay
from ui.cli import main
from ui.marking import mark_picture

LEAVE = "Employees receive 30 days of paid leave each calendar year."
HOTEL = "Hotel costs of up to 120 euros a night are paid by the company."
TRAP = "<script>alert('30')</script> Angestellte erhalten 28 Urlaubstage „im Jahr“ & mehr."
QUESTION = "How many days of paid leave do employees receive?"
REPLY = "You receive 30 days of paid leave each calendar year."


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "documents"
    (root / "hr").mkdir(parents=True)
    (root / "hr" / "leave.txt").write_text(LEAVE + "\n", encoding="utf-8")
    (root / "hotel.txt").write_text(HOTEL + "\n", encoding="utf-8")
    return root


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Runs the command on a library of its own, in this process."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()

    def call(*arguments: object, model: ScriptedModel | None = None) -> Result:
        openers = fake_openers(embedder, model=model or ScriptedModel(reply=REPLY))
        code = main([*map(str, arguments), "--data", str(tmp_path / "data")], openers)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def answer_id(run, folder):
    assert run("add", folder).code == 0
    asked = run("ask", QUESTION, "--json").json
    assert asked["status"] == "answered"
    return asked["id"]


def data_bytes(tmp_path, pattern="answers.db*"):
    return b"".join(path.read_bytes() for path in (tmp_path / "data").glob(pattern))


def test_list(run, answer_id):
    run("ask", QUESTION, model=ScriptedModel(reply="NOT_FOUND"))
    listed = run("answers", "list", "--json").json["answers"]
    assert [each["status"] for each in listed] == ["not_found", "answered"]
    assert set(listed[0]) == {"id", "time", "status", "question", "thumb"}
    assert listed[1]["id"] == answer_id
    assert re.fullmatch(r"\d{8}-\d{9}-[0-9a-f]{6}", answer_id)
    assert len(run("answers", "list", "--limit", 1, "--json").json["answers"]) == 1
    assert [each["id"] for each in run("answers", "list", "--status", "answered", "--json").json["answers"]] == [
        answer_id
    ]
    assert answer_id in run("answers", "list").out


def test_an_empty_log_is_told_and_looking_makes_nothing(run, tmp_path):
    assert run("answers", "list", "--json").json == {"answers": []}
    assert run("answers", "list").out == "No answers are stored.\n"
    assert run("answers", "delete", "--all", "--json").json == {"deleted": 0}
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "nothing"], 4, "nothing"),
        (["replay", "nothing"], 4, "nothing"),
        (["export", "nothing", "--output", "x.html"], 4, "nothing"),
        (["export", "nothing", "--output", "x.pdf"], 2, "x.pdf"),
        (["export", "nothing", "--output", "missing/x.html"], 2, "missing"),
        (["delete"], 2, "--all"),
        (["delete", "a", "--all"], 2, "--all"),
        (["delete", "--older-than", "0"], 2, "--older-than"),
        (["list", "--status", "sad"], 2, "--status"),
    ],
)
def test_errors_are_sentences_with_an_exit_code(run, arguments, code, words):
    result = run("answers", *arguments, "--json")
    assert result.code == code
    assert words in result.json["error"]


def test_show_has_everything_that_made_the_answer(run, answer_id, folder):
    record = run("answers", "show", answer_id, "--json").json
    original = hashlib.sha256((folder / "hr" / "leave.txt").read_bytes()).hexdigest()
    words = hashlib.sha256(LEAVE.encode()).hexdigest()
    assert (record["id"], record["intact"], record["format"]) == (answer_id, True, 1)
    assert record["time"].endswith("+00:00")
    assert record["request"] == {"k": 10, "documents": None, "mode": "answer"}
    assert record["settings"]["model"] == record["answer"]["model"] == "local:qwen2.5-coder-1.5b-instruct"
    assert len(record["settings"]["model_sha256"]) == len(record["settings"]["embedder_sha256"]) == 64
    answer = record["answer"]
    assert (answer["question"], answer["status"], answer["language"]) == (QUESTION, "answered", "en")
    assert answer["text"] == REPLY + " [1]"
    assert answer["generation"] > 0
    assert answer["seconds"] >= 0
    assert set(answer["timings"]) >= {"retrieval", "evidence"}
    (citation,) = answer["citations"]
    assert (citation["quote"], citation["sha256"], citation["document_sha256"]) == (LEAVE, words, original)
    passage = answer["hits"][0]["passage"]
    assert (passage["document"], passage["text"], passage["sha256"]) == ("hr/leave.txt", LEAVE, words)
    trace = record["trace"]
    assert (trace["asked"], trace["history"], trace["reply"]) == (QUESTION, [], REPLY)
    assert [message["role"] for message in trace["messages"]] == ["system", "human"]
    assert LEAVE in trace["messages"][1]["text"]
    assert trace["passages"][0]["document_sha256"] == original
    named = {each["name"]: each["sha256"] for each in record["documents"]}
    assert named["hr/leave.txt"] == original
    shown = run("answers", "show", answer_id).out
    for part in (QUESTION, REPLY, LEAVE, original, words, "Prompt, system"):
        assert part in shown


def test_lines_of_a_file_keep_their_own_ids(run, answer_id, tmp_path):
    (tmp_path / "q.jsonl").write_text(json.dumps({"id": "q1", "question": QUESTION}), encoding="utf-8")
    (line,) = run("ask", "--questions", tmp_path / "q.jsonl").lines
    assert line["id"] == "q1"
    assert run("answers", "show", line["answer_id"]).code == 0


def test_nothing_is_stored_when_nothing_shall_be(run, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_KEEP_ANSWERS_DAYS", "0")
    run("add", folder)
    assert run("ask", QUESTION, "--json").json["id"] is None
    assert not (tmp_path / "data" / "answers.db").exists()


def test_replay_of_what_is_as_it_was(run, answer_id):
    result = run("answers", "replay", answer_id, "--json")
    assert result.code == 0
    assert result.json["same"] is True
    assert result.json["circumstances"] == result.json["retrieval"] == []
    assert {each["state"] for each in result.json["documents"]} == {"unchanged"}
    assert [each["state"] for each in result.json["citations"]] == ["holds"]
    assert result.json["answer"]["text_now"] == result.json["answer"]["text_then"]
    assert len(run("answers", "list", "--json").json["answers"]) == 1  # looking leaves no answer
    plain = run("answers", "replay", answer_id)
    assert plain.out.startswith("Nothing differs.\n")


def test_replay_without_the_model(run, answer_id):
    result = run(
        "answers", "replay", answer_id, "--no-model", "--json", model=ScriptedModel(reply="", fail_after=0)
    )
    assert (result.code, result.json["answer"]) == (0, None)


@pytest.mark.parametrize("reply", [REPLY, "NOT_FOUND"])
def test_replay_of_a_question_of_several_parts_searches_for_each(run, answer_id, reply):
    question = "How many days of paid leave do employees receive and what do hotel costs of a night come to?"
    model = ScriptedModel(reply=reply)
    asked = run("ask", question, "--k", 1, "--json", model=model).json
    record = run("answers", "show", asked["id"], "--json").json
    assert record["trace"]["parts"] == record["trace"]["asked"].split("\n")
    assert [hit["passage"]["text"] for hit in record["answer"]["hits"]] == [LEAVE, HOTEL]
    assert len(record["trace"]["messages"]) == 2 * len(
        run("answers", "show", answer_id, "--json").json["trace"]["messages"]
    )
    for arguments in (["--no-model"], []):
        result = run("answers", "replay", asked["id"], *arguments, "--json", model=model)
        assert (result.code, result.json["found_then"], result.json["retrieval"]) == (0, 2, [])
        assert (result.json["same"], result.json["circumstances"]) == (True, [])


def test_replay_of_a_record_of_an_earlier_version_that_does_not_tell_the_parts(run, answer_id, tmp_path):
    record = run("answers", "show", answer_id, "--json").json
    assert record["trace"].pop("parts") == []
    settings = load_settings(data_dir=tmp_path / "data")
    with Library(settings, embedder=HashingEmbedder()) as library:
        assert replay(record, library, settings, ask=False).same


def test_replay_when_the_model_says_something_else(run, answer_id):
    model = ScriptedModel(reply="Employees receive 30 days of paid leave.")
    result = run("answers", "replay", answer_id, "--json", model=model)
    assert result.code == 1
    assert result.json["answer"]["text_now"] == "Employees receive 30 days of paid leave. [1]"
    assert result.json["retrieval"] == []
    other = run("answers", "replay", answer_id, model=ScriptedModel(reply="NOT_FOUND")).out
    assert "Now (not_found):" in other


def test_replay_after_another_model_was_set(run, answer_id, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "local:another")
    result = run("answers", "replay", answer_id, "--json")
    changed = {each["what"]: (each["then"], each["now"]) for each in result.json["circumstances"]}
    assert changed["model"] == ("local:qwen2.5-coder-1.5b-instruct", "local:another")
    assert result.code == 0  # it answers the same


def test_replay_names_every_setting_that_decides(run, answer_id, monkeypatch):
    given = {"REFUSAL_THRESHOLD": "0.1", "CONTENT_FILTER": "block", "ANSWER_SECONDS": "60"}
    for name, value in {**given, "QUESTION_TOKEN_LIMIT": "9000"}.items():
        monkeypatch.setenv(f"FUNDSTELLE_{name}", value)
    result = run("answers", "replay", answer_id, "--no-model", "--json")
    changed = {each["what"]: (each["then"], each["now"]) for each in result.json["circumstances"]}
    assert changed == {
        "refusal_threshold": (SHIPPED.threshold, 0.1),
        "content_filter": ("mark", "block"),
        "answer_seconds": (120.0, 60.0),
        "question_token_limit": (None, 9000),
    }


@pytest.fixture
def quoted(run, answer_id, folder):
    """An answer of quotes alone, of two rules on the same matter."""
    for name, day, days in (("old.txt", "2023-01-01", 25), ("new.txt", "2025-01-01", 30)):
        rule = LEAVE.replace("30", str(days))
        (folder / name).write_text(f"Leave policy\n\nValid from {day}\n\n{rule}\n", encoding="utf-8")
    run("remove", "hr/leave.txt")
    run("add", folder / "old.txt", folder / "new.txt")
    result = run("ask", QUESTION, "--quotes", "--json")
    assert (result.code, result.json["status"]) == (0, "quoted")
    return result


def test_quotes_are_stored_with_how_they_were_asked_for(run, quoted):
    stored, told = quoted.json, quoted.err.strip()
    assert told.startswith("An older document, now superseded, (old.txt, 2023-01-01; cited: new.txt, 2025-01-01)")
    assert [each["id"] for each in run("answers", "list", "--status", "quoted", "--json").json["answers"]] == [
        stored["id"]
    ]
    record = run("answers", "show", stored["id"], "--json").json
    assert record["request"] == {"k": 10, "documents": None, "mode": "quotes"}
    answer = record["answer"]
    assert (answer["text"], answer["model"], answer["notice"]) == (stored["answer"], "", told)
    assert [each["quote"] for each in answer["citations"]] == [each["quote"] for each in stored["citations"]]
    assert (record["trace"]["messages"], record["trace"]["reply"]) == ([], "")
    shown = run("answers", "show", stored["id"]).out
    assert f"Note: {told}\n" in shown
    assert "quotes, without a language model" in shown


def test_replay_of_quotes_quotes_again_and_opens_no_model(run, quoted, folder):
    def answer_again(*arguments):
        model = ScriptedModel(reply="", fail_after=0)
        return run("answers", "replay", quoted.json["id"], *arguments, "--json", model=model)

    same = answer_again()
    assert (same.code, same.json["same"], same.json["circumstances"]) == (0, True, [])
    assert same.json["answer"]["status_now"] == "quoted"
    assert answer_again("--no-model").json["answer"] is None
    assert len(run("answers", "list", "--json").json["answers"]) == 1
    (folder / "new.txt").write_text(f"{LEAVE.replace('30', '31')}\n", encoding="utf-8")
    run("add", folder / "new.txt")
    other = answer_again()
    assert (other.code, other.json["answer"]["same_citations"]) == (1, False)
    assert "31 days" in other.json["answer"]["text_now"]


def test_replay_says_what_was_said_beside_the_answer(run, quoted, folder):
    text = (folder / "new.txt").read_text(encoding="utf-8").replace("2025", "2026")
    (folder / "new.txt").write_text(text, encoding="utf-8")
    run("add", folder / "new.txt")
    replayed = run("answers", "replay", quoted.json["id"], "--json").json
    then, now = next((each["then"], each["now"]) for each in replayed["circumstances"] if each["what"] == "notice")
    assert ("new.txt, 2025-01-01" in then, "new.txt, 2026-01-01" in now) == (True, True)


def test_a_record_of_an_earlier_version_knows_no_notice_and_no_mode(run, answer_id, tmp_path):
    record = run("answers", "show", answer_id, "--json").json
    del record["answer"]["notice"], record["request"]["mode"]
    settings = load_settings(data_dir=tmp_path / "data", keep_answers_days=0)
    model = ScriptedModel(reply=REPLY)
    with Library(settings, embedder=HashingEmbedder(), model=model) as library:
        replayed = replay(record, library, settings, ask=True)
    assert (replayed.same, replayed.circumstances, replayed.answer.status_now) == (True, (), "answered")


def test_replay_after_a_document_changed(run, answer_id, folder):
    (folder / "hr" / "leave.txt").write_text("Since May all is new.\n\n" + LEAVE + "\n", encoding="utf-8")
    run("add", folder)
    moved = run("answers", "replay", answer_id, "--no-model", "--json")
    assert moved.code == 1
    states = {each["document"]: each["state"] for each in moved.json["documents"]}
    assert states == {"hr/leave.txt": "changed", "hotel.txt": "unchanged"}
    (span,) = moved.json["citations"]
    assert (span["state"], span["page_now"], span["start_now"]) == ("moved", 1, 23)
    assert [each["what"] for each in moved.json["circumstances"]] == ["generation"]

    (folder / "hr" / "leave.txt").write_text("Leave is 29 days now.\n", encoding="utf-8")
    run("add", folder)
    gone = run("answers", "replay", answer_id, "--json")
    assert (gone.code, gone.json["citations"][0]["state"]) == (1, "gone")
    assert gone.json["answer"]["status_now"] == "not_found"
    fates = {(each["then"] is None, each["now"] is None) for each in gone.json["retrieval"]}
    assert {(True, False), (False, True)} <= fates
    assert "no longer says this" in run("answers", "replay", answer_id, "--no-model").out


def test_replay_with_the_same_evidence_as_then(run, answer_id, folder):
    (folder / "hr" / "leave.txt").write_text("Leave is 29 days now.\n", encoding="utf-8")
    run("add", folder)
    generation = run("answers", "show", answer_id, "--json").json["answer"]["generation"]
    result = run("answers", "replay", answer_id, "--then", "--json")
    assert (result.code, result.json["same"], result.json["as_of"]) == (0, True, generation)
    assert result.json["citations"][0]["state"] == "holds"
    assert f"held in generation {generation}" in run("answers", "replay", answer_id, "--then", "--no-model").out
    assert run("answers", "replay", answer_id, "--json").code == 1


def test_an_answer_about_an_earlier_time_is_stored_and_replayed_as_such(run, answer_id, folder):
    generation = run("answers", "show", answer_id, "--json").json["answer"]["generation"]
    (folder / "hr" / "leave.txt").write_text("Leave is 29 days now.\n", encoding="utf-8")
    run("add", folder)
    asked = run("ask", QUESTION, "--as-of", generation, "--json").json
    assert asked["as_of"]["generation"] == generation
    shown = run("ask", QUESTION, "--as-of", generation).out
    assert f"As of generation {generation}, {asked['as_of']['time']}." in shown
    assert run("search", QUESTION, "--as-of", generation, "--json").json["hits"][0]["text"] == LEAVE
    record = run("answers", "show", asked["id"], "--json").json
    assert (record["request"]["as_of"], record["answer"]["generation"]) == (str(generation), generation)
    leave = next(each for each in record["documents"] if each["name"] == "hr/leave.txt")
    assert leave["sha256"] == hashlib.sha256((LEAVE + "\n").encode()).hexdigest()
    assert "As of" in run("answers", "show", asked["id"]).out
    assert run("answers", "replay", asked["id"], "--json").json["same"] is True
    removed = run("remove", "hr/leave.txt")
    assert "deleted too: 3" in removed.err
    assert run("answers", "list", "--json").json == {"answers": []}


def test_replay_after_a_document_was_renamed(run, answer_id, folder):
    (folder / "hr" / "leave.txt").rename(folder / "hr" / "holidays.txt")
    assert run("add", folder, "--json").json["updated"] == 1
    result = run("answers", "replay", answer_id, "--json")
    assert result.code == 1
    renamed = next(each for each in result.json["documents"] if each["document"] == "hr/leave.txt")
    assert (renamed["state"], renamed["name_now"]) == ("renamed", "hr/holidays.txt")
    assert result.json["citations"][0]["state"] == "holds"
    assert result.json["retrieval"] == []
    assert result.json["answer"]["same_citations"] is True


def test_replay_of_a_question_about_one_document(run, answer_id, folder):
    narrow = run("ask", QUESTION, "--document", "hr/leave.txt", "--json").json["id"]
    (folder / "hr" / "leave.txt").rename(folder / "hr" / "holidays.txt")
    run("add", folder)
    result = run("answers", "replay", narrow, "--json").json
    assert (result["retrieval"], [each["state"] for each in result["documents"]]) == ([], ["renamed"])


def test_a_removed_document_takes_its_answers_along(run, answer_id, folder, tmp_path):
    assert LEAVE.encode() in data_bytes(tmp_path)
    only_hotel = run("ask", "Which hotel costs are paid?", "--document", "hotel.txt", "--json").json["id"]
    removed = run("remove", "hr/leave.txt", "--json")
    assert removed.json == {"removed": ["hr/leave.txt"]}
    assert "deleted too: 1." in removed.err
    assert LEAVE.encode() not in data_bytes(tmp_path)
    assert [each["id"] for each in run("answers", "list", "--json").json["answers"]] == [only_hotel]
    assert run("answers", "replay", answer_id).code == 4
    assert "answers" not in run("remove", "hotel.txt").out


def test_delete(run, answer_id, tmp_path):
    other = run("ask", QUESTION, "--json").json["id"]
    assert run("answers", "delete", answer_id, "--json").json == {"deleted": 1}
    assert run("answers", "delete", "--older-than", "1", "--json").json == {"deleted": 0}
    assert run("answers", "show", other).code == 0
    assert run("answers", "delete", "--all").out == "Stored answers deleted: 1.\n"
    assert LEAVE.encode() not in data_bytes(tmp_path)


def test_a_damaged_log_costs_no_answer(run, answer_id, tmp_path):
    path = tmp_path / "data" / "answers.db"
    path.write_bytes(b"no database, whatever its name says. " * 300)
    asked = run("ask", QUESTION, "--json")
    assert (asked.code, asked.json["status"], asked.json["id"]) == (0, "answered", None)
    assert "not being stored" in asked.err
    assert "answers delete --all" in asked.err
    assert "not being stored" in run("ask", QUESTION).err
    log = (tmp_path / "data" / "fundstelle.log").read_text(encoding="utf-8")
    assert "could not be stored" in log
    assert "paid leave" not in log
    listed = run("answers", "list", "--json")
    assert (listed.code, "answers.db" in listed.json["error"]) == (1, True)
    assert run("doctor", "--json").json["problems"] == [listed.json["error"]]
    assert run("answers", "delete", "--all").code == 0
    assert run("ask", QUESTION, "--json").json["id"] is not None
    assert run("doctor", "--json").json["ok"] is True


def test_the_removal_says_when_answers_may_be_left(run, answer_id, tmp_path):
    path = tmp_path / "data" / "answers.db"
    whole = path.read_bytes()
    path.write_bytes(b"no database, whatever its name says. " * 300)
    removed = run("remove", "hr/leave.txt", "--json")
    assert removed.code == 1
    assert removed.json["error"].startswith("The documents are removed, but stored answers may still hold")
    assert [each["document"] for each in run("list", "--json").json["documents"]] == ["hotel.txt"]
    path.write_bytes(whole)  # somebody repairs the file: the next writer finishes the removal
    assert LEAVE.encode() in data_bytes(tmp_path)
    run("rebuild")
    assert LEAVE.encode() not in data_bytes(tmp_path)


def test_export_of_the_record_is_what_was_stored(run, answer_id, tmp_path):
    file = tmp_path / "record.json"
    assert run("answers", "export", answer_id, "--output", file, "--json").json["output"] == str(file)
    shown = run("answers", "show", answer_id, "--json").json
    assert hashlib.sha256(file.read_bytes()).hexdigest() == shown["sha256"]
    assert json.loads(file.read_text(encoding="utf-8"))["answer"]["text"] == REPLY + " [1]"


def export(run, answer_id, tmp_path):
    file = tmp_path / "evidence.html"
    assert run("answers", "export", answer_id, "--output", file).code == 0
    return file.read_text(encoding="utf-8")


def test_export_escapes_whatever_a_document_says(run, tmp_path):
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "<img src=x onerror=alert(1)>.txt").write_text(TRAP + "\n", encoding="utf-8")
    run("add", folder)
    question = "Wie viele Urlaubstage erhalten Angestellte im Jahr? <b>"
    reply = "Angestellte erhalten 28 Urlaubstage im Jahr. <script>alert(2)</script>"
    stored = run("ask", question, "--json", model=ScriptedModel(reply=reply)).json["id"]
    page = export(run, stored, tmp_path)
    assert '<html lang="de">' in page
    assert "<script" not in page.lower()
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(&#x27;30&#x27;)&lt;/script&gt;" in page
    assert "Jahr? &lt;b&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:href|src)="(?!#source-\d+"|data:image/png;base64,)""", page)
    assert "http" not in page.lower().replace("http-equiv", "")


def test_export_has_the_checksums_and_the_text_around_the_quote(run, answer_id, folder, tmp_path):
    page = export(run, answer_id, tmp_path)
    shown = run("answers", "show", answer_id, "--json").json
    original = hashlib.sha256((folder / "hr" / "leave.txt").read_bytes()).hexdigest()
    assert '<html lang="en">' in page
    assert f"<mark>{LEAVE}</mark>" in page
    for part in (original, shown["answer"]["citations"][0]["sha256"], shown["sha256"], shown["time"]):
        assert part in page
    assert "sha256sum -- &#x27;hr/leave.txt&#x27;" in page


def test_the_commands_of_an_export_print_its_checksums(run, answer_id, folder, tmp_path):
    quote = "The company's `staff` receive 30 days of paid leave each calendar year, $HOME or \\not."
    (folder / "-it's $HOME.txt").write_text(f"{quote}\n", encoding="utf-8")
    run("remove", "hr/leave.txt")
    run("add", folder / "-it's $HOME.txt")
    stored = run("ask", QUESTION, "--json").json["id"]
    page = export(run, stored, tmp_path)
    run("answers", "export", stored, "--output", folder / f"{stored}.json")
    table = page[page.index("<h2>Checksums") : page.index("<h2>How to verify")]
    commands = [html.unescape(each) for each in re.findall(r"<pre>(.*?)</pre>", page, re.S)]
    original, quotes, record = (each.removeprefix(f"fundstelle answers export {stored} ") for each in commands)
    record = record.split("\n", 1)[1]
    printed = [
        line.split()[0].lstrip("\\")
        for command in (original, quotes, record)
        for line in subprocess.run(
            ["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    ]
    assert re.findall(r"\b[0-9a-f]{64}\b", table) == printed
    assert printed[1] == hashlib.sha256(quote.encode()).hexdigest()
    assert len(printed) == 3


def test_export_of_a_changed_document_shows_what_was_said_then(run, answer_id, folder, tmp_path):
    (folder / "hr" / "leave.txt").write_text("Leave is 29 days now.\n", encoding="utf-8")
    run("add", folder)
    page = export(run, answer_id, tmp_path)
    assert f"<mark>{LEAVE}</mark>" in page
    assert "has changed since" in page
    assert "29 days" not in page


def test_export_shows_the_page_of_a_pdf(run, tmp_path):
    folder = tmp_path / "pdf"
    folder.mkdir()
    (folder / "leave.pdf").write_bytes(make_pdf([[LEAVE]]))
    run("add", folder)
    stored = run("ask", QUESTION, "--json").json["id"]
    page = export(run, stored, tmp_path)
    assert page.count('src="data:image/png;base64,') == 2  # around the quote, and the whole page
    assert "Appendix 1" in page
    assert "leave.pdf, page 1. Marked: Source 1" in page


def test_export_of_quotes_has_the_sentence_beside_them(run, quoted, tmp_path):
    page = export(run, quoted.json["id"], tmp_path)
    assert "Quotes word for word, not judged" in page
    assert f'<p class="">Note: {html.escape(quoted.err.strip())}</p>' in page
    assert f"<mark>{LEAVE}</mark>" in page


def test_export_of_an_answer_without_sources(run, answer_id, tmp_path):
    stored = run("ask", QUESTION, "--json", model=ScriptedModel(reply="NOT_FOUND")).json["id"]
    page = export(run, stored, tmp_path)
    assert "This answer cites no place." in page
    assert "Not in the documents" in page


MODEL = "bedrock:stability.sd3-5-large-v1:0"


def png(**marks):
    """A picture of one colour, with these texts in its metadata."""
    told = PngInfo()
    for name, text in marks.items():
        told.add_itxt(name, text)
    written = io.BytesIO()
    Image.new("RGB", (512, 256), (180, 40, 40)).save(written, "PNG", pnginfo=told)
    return written.getvalue()


@pytest.mark.parametrize(
    ("question", "caption"),
    [
        (QUESTION, f"Generated picture, drawn by {MODEL}: not a photograph and not a source."),
        (
            "Wie viele Urlaubstage haben die Angestellten im Jahr?",
            f"Erzeugtes Bild, gezeichnet von {MODEL}: kein Foto und keine Quelle.",
        ),
    ],
)
def test_export_with_a_generated_cover(run, answer_id, tmp_path, question, caption):
    stored = run("ask", question, "--json").json["id"]
    (tmp_path / "cover.png").write_bytes(mark_picture(png(), MODEL, "en"))
    file = tmp_path / "evidence.html"
    assert run("answers", "export", stored, "--output", file, "--cover", "cover.png").code == 0
    page = file.read_text(encoding="utf-8")
    assert f"<figcaption>{caption}</figcaption>" in page
    shown = re.search(r'<img class="cover" alt="([^"]+)" src="data:image/png;base64,([^"]+)">', page)
    assert shown.group(1) == caption
    with Image.open(io.BytesIO(base64.b64decode(shown.group(2)))) as cover:
        assert cover.text == {
            "Source": f"Generated by {MODEL} - not a photograph, not a source",
            "Model": MODEL,
        }
        assert cover.width == 512 and cover.height > 256  # the strip below it
    assert page.index('<img class="cover"') < page.index('<p class="question">')


@pytest.mark.parametrize(
    "picture",
    [
        png(),
        png(Model=MODEL),
        png(Source=f"Generated by {MODEL} - not a photograph, not a source"),
        png(Source="Generated by another - not a photograph, not a source", Model=MODEL),
        b"GIF89a",
        mark_picture(png(), MODEL, "de")[:-200],
    ],
    ids=["unmarked", "model only", "source only", "other source", "gif", "cut"],
)
def test_a_cover_without_our_marks_is_refused(run, answer_id, tmp_path, picture):
    (tmp_path / "cover.png").write_bytes(picture)
    result = run("answers", "export", answer_id, "--output", "x.html", "--cover", "cover.png", "--json")
    assert result.code == 2
    assert "its marks as a generated one are missing" in result.json["error"]
    assert not (tmp_path / "x.html").exists()


def test_a_cover_that_is_not_there_and_one_for_a_record(run, answer_id):
    missing = run("answers", "export", answer_id, "--output", "x.html", "--cover", "nothing.png", "--json")
    assert (missing.code, missing.json["error"]) == (
        2,
        "The picture nothing.png cannot be read (No such file or directory).",
    )
    record = run("answers", "export", answer_id, "--output", "x.json", "--cover", "nothing.png", "--json")
    assert (record.code, record.json["error"]) == (
        2,
        "--cover goes with .html only: the stored record has no cover.",
    )
