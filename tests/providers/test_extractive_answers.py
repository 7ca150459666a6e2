"""Whole questions to an extractive reader: quoted, refused, limited, in a chain, calibrated and compared."""

from __future__ import annotations

import gc
import json
import math
import weakref

import pytest

from rag.answerability import SHIPPED, Signals, answer_score
from rag.config import load_settings
from rag.library import Library
from rag.providers import extractive
from rag.types import AnswerStatus, Finished, Quoted, Retrieved, Token, Verdict
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from ui.cli import main
from ui.comparison import asking

LEAVE = "Employees receive 30 days of paid leave each calendar year."
DOOR = "The door of the house is painted green."
ROOMS = ", ".join(f"room {number} is new" for number in range(60)) + ", rest 12 days, and old"
DAYS = "How many days of paid leave do employees receive each calendar year?"
COLOUR, OWNER = "What colour is the door of the house?", "Who owns the house?"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, reader, clean_environment):
    """The command over three documents, with the reader as its model."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("FUNDSTELLE_MODEL", f"extractive:{reader}")
    monkeypatch.setenv("FUNDSTELLE_OFFLINE", "true")
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "leave.txt").write_text(f"A visitor signs the book at the gate. {LEAVE} The rest is old.\n")
    (documents / "door.md").write_text(f"# Handbook\n\n## House\n\n{DOOR}\n")
    (documents / "rooms.txt").write_text(ROOMS + "\n")

    def call(*arguments: object) -> Result:
        code = main([*map(str, arguments), "--data", str(tmp_path / "data")], fake_openers(embedder))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    assert call("add", documents).code == 0
    return call


@pytest.fixture
def library(run, tmp_path):
    with Library(load_settings(data_dir=tmp_path / "data"), embedder=HashingEmbedder()) as library:
        yield library


def test_its_answer_is_the_sentence_around_what_it_found(library, reader):
    answer = library.ask(DAYS)
    assert (answer.status, answer.text, answer.model) == ("answered", f"{LEAVE} [1]", f"extractive:{reader}")
    [citation] = answer.citations
    assert (citation.document, citation.page, citation.quote) == ("leave.txt", 1, LEAVE)
    page = library.page(citation.document_id, citation.page)
    assert page.text[citation.start : citation.end] == LEAVE
    [statement] = answer.statements
    assert (statement.text, statement.verdict, statement.citations) == (LEAVE, Verdict.VERIFIED, (1,))
    assert answer.signals.keys() == {"span"} and answer.signals["span"] > 5
    assert answer.trace.reply == "30 days"
    assert answer.trace.messages[-1] == ("human", DAYS)
    usage = answer.usage
    assert (usage.output_tokens, usage.estimated, usage.cost) == (2, False, 0.0)
    assert usage.input_tokens > 60


def test_it_reads_what_stands_above_a_passage_too(library):
    answer = library.ask(COLOUR)
    assert (answer.text, answer.trace.reply) == (f"{DOOR} [1]", "green")
    kind, text = answer.trace.messages[0]
    assert (kind, text) == ("human", f"Handbook › Handbook › House\n# Handbook\n\n## House\n\n{DOOR}")


def test_the_events_of_an_answer(library):
    events = list(library.answer(COLOUR))
    kinds = [type(event) for event in events if not (isinstance(event, Token) and not event.text)]
    assert kinds == [Retrieved, Quoted, Token, Finished]
    assert [event.text for event in events if isinstance(event, Token) and event.text] == [DOOR]
    # It can be stopped at each passage that it reads.
    assert len([event for event in events if isinstance(event, Token)]) > 3


def test_what_it_does_not_find_is_not_in_the_documents(library):
    events = list(library.answer(OWNER))
    answer = events[-1].answer
    assert (answer.status, answer.citations) == (AnswerStatus.NOT_FOUND, ())
    assert answer.signals["span"] < 0
    assert not any(event.text for event in events if isinstance(event, Token))


@pytest.mark.parametrize(("threshold", "status"), [(0.0, "answered"), (0.9, "answered"), (1.0, "not_found")])
def test_the_threshold_is_a_probability_of_its_own(run, monkeypatch, threshold, status):
    monkeypatch.setenv("FUNDSTELLE_REFUSAL_THRESHOLD", str(threshold))
    assert run("ask", DAYS, "--json").json["status"] == status


def test_span_against_null_is_the_score():
    assert answer_score(Signals(span=1.5), "de") == answer_score(Signals(span=1.5), "en") == 1.5
    edge = math.log(SHIPPED.threshold / (1 - SHIPPED.threshold))
    told = [SHIPPED.is_answerable(Signals(span=edge + step), "en") for step in (-0.01, 0.01)]
    assert told == [False, True]


def test_of_a_long_list_only_the_words_are_quoted(run):
    answer = run("ask", "How many days is the rest in the new and old room?", "--json").json
    assert answer["status"] == "answered"
    [citation] = answer["citations"]
    assert citation["document"] == "rooms.txt"
    assert "12 days" in citation["quote"]
    assert len(citation["quote"]) < 100 < len(ROOMS)


def test_a_reply_without_what_is_asked_is_no_answer(run, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_REFUSAL_THRESHOLD", "0")
    answer = run("ask", "How long is the door of the house painted green?", "--json").json
    assert (answer["status"], answer["citations"]) == ("not_found", [])


def test_its_use_is_in_the_ledger_and_costs_nothing(run, reader):
    usage = run("ask", DAYS, "--json").json["usage"]
    [month] = run("usage", "--json").json["models"]
    tokens = usage["input_tokens"], usage["output_tokens"]
    assert (month["model"], month["calls"], month["cost"]) == (f"extractive:{reader}", 1, 0)
    assert (month["input_tokens"], month["output_tokens"]) == tokens


def test_a_token_limit_cuts_what_is_read(run, monkeypatch):
    whole = run("ask", COLOUR, "--json").json["usage"]["input_tokens"]
    monkeypatch.setenv("FUNDSTELLE_QUESTION_TOKEN_LIMIT", "256")
    cut = run("ask", COLOUR, "--json").json
    assert cut["answer"] == f"{DOOR} [1]"
    assert cut["usage"]["input_tokens"] < whole
    refused = run("ask", f"{COLOUR} {'In every house and room, please. ' * 20}", "--json").json
    assert (refused["status"], "leaves no room for evidence" in refused["answer"]) == ("failed", True)


def test_it_stands_in_for_another_model(run, monkeypatch, reader):
    monkeypatch.setenv("FUNDSTELLE_MODEL", f"extractive:some-org/absent,extractive:{reader}")
    result = run("ask", DAYS, "--json")
    assert (result.json["answer"], result.json["model"]) == (f"{LEAVE} [1]", f"extractive:{reader}")
    assert f"extractive:some-org/absent did not deliver, so extractive:{reader} was asked." in result.err


def test_the_content_filter_sees_what_it_quotes(run, monkeypatch, tmp_path):
    (tmp_path / "documents" / "blue.txt").write_text(
        "The door of the week is painted blue for AKIAABCDEFGHIJKLMNOP.\n"
    )
    assert run("add", tmp_path / "documents").code == 0
    monkeypatch.setenv("FUNDSTELLE_CONTENT_FILTER", "block")
    answer = run("ask", "What colour is the door of the week painted?", "--json").json
    assert (answer["status"], answer["citations"]) == ("blocked", [])
    assert "AKIA" not in answer["answer"]


def test_a_threshold_can_be_calibrated_for_it(run, tmp_path):
    lines = []
    for number in range(12):
        rest = "each week " * number
        for kind, asked, answers in (("days", DAYS, ["30 days"]), ("owner", OWNER, [])):
            evidence = [{"document": "leave.txt", "page": 1, "text": None}] if answers else []
            lines.append(
                {
                    "id": f"{kind}-{number}",
                    "question": f"{asked[:-1]} {rest}?",
                    "answers": answers,
                    "answerable": bool(answers),
                    "evidence": evidence,
                }
            )
    (tmp_path / "q.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    result = run("calibrate", "q.jsonl", "--target-refusal", "0.8", "--json")
    assert (result.code, result.json["applied"], result.json["questions"]) == (0, True, 24)
    assert result.json["expected"]["refused"]["value"] >= 0.8
    # It may be lower than the shipped one: the model says no far more firmly than that.
    assert 0 < result.json["threshold"] < result.json["shipped"] == SHIPPED.threshold
    status = run("status", "--json").json
    assert status["refusal_threshold"] == pytest.approx(result.json["threshold"])
    assert "with 24 questions" in status["refusal_origin"]
    assert run("ask", DAYS, "--json").json["status"] == "answered"


def test_models_of_this_machine_are_in_memory_one_at_a_time(run, tmp_path, monkeypatch, reader):
    """A second folder is a second model; three questions, two at a time, so each model is loaded twice."""
    (tmp_path / "other").symlink_to(reader)
    names = [f"extractive:{reader}", f"extractive:{tmp_path / 'other'}"]
    (tmp_path / "q.jsonl").write_text(
        "".join(json.dumps({"question": each}) + "\n" for each in (DAYS, COLOUR, OWNER))
    )
    loads: list[str] = []
    alive: weakref.WeakSet = weakref.WeakSet()
    load = extractive._load

    def watch(source, options):
        assert not alive, "the model before is still in memory"
        loads.append(source)
        loaded = load(source, options)
        alive.add(loaded[1])
        return loaded

    monkeypatch.setattr(extractive, "_load", watch)
    monkeypatch.setattr(asking, "_LOT", 2)
    gc.disable()  # memory must come back at once, not some time later
    try:
        result = run("compare", "--questions", "q.jsonl", "--models", ",".join(names), "--json")
    finally:
        gc.enable()
    assert result.code == 0
    assert loads == [str(reader), str(tmp_path / "other")] * 2
    rounds = result.json["rounds"]
    assert [each["question"] for each in rounds] == [DAYS, COLOUR, OWNER]
    for each, answer in zip(rounds, (f"{LEAVE} [1]", f"{DOOR} [1]", None), strict=True):
        assert [told["model"] for told in each["outcomes"]] == names
        if answer is None:
            assert all(told["refused"] for told in each["outcomes"])
        else:
            assert [told["answer"] for told in each["outcomes"]] == [answer, answer]
        assert len(each["evidence"]) == 3
    assert [each["asked"] for each in result.json["models"]] == [3, 3]


def test_one_that_cannot_be_loaded_at_its_turn_does_not_stop_the_others(run, reader):
    names = ["extractive:some-org/absent", f"extractive:{reader}"]
    result = run("compare", DAYS, "--models", ",".join(names), "--json")
    assert result.code == 1
    absent, fine = result.json["models"]
    assert "cannot be loaded" in absent["error"] and absent["asked"] == 0
    assert (fine["error"], fine["asked"], fine["answered"]) == (None, 1, 1)
    [told] = result.json["rounds"][0]["outcomes"]
    assert (told["model"], told["answer"]) == (names[1], f"{LEAVE} [1]")


def test_a_run_that_is_stopped_has_what_all_models_were_asked(run, tmp_path, monkeypatch, reader):
    (tmp_path / "other").symlink_to(reader)
    names = [f"extractive:{reader}", f"extractive:{tmp_path / 'other'}"]
    (tmp_path / "q.jsonl").write_text("".join(json.dumps({"question": each}) + "\n" for each in (DAYS, COLOUR)))
    take, taken = asking._take, []

    def stop_at_the_last(model, events):
        taken.append(model)
        if len(taken) == 4:
            raise KeyboardInterrupt
        return take(model, events)

    monkeypatch.setattr(asking, "_take", stop_at_the_last)
    result = run("compare", "--questions", "q.jsonl", "--models", ",".join(names), "--json")
    assert (result.code, taken) == (130, [names[0], names[0], names[1], names[1]])
    assert [each["question"] for each in result.json["rounds"]] == [DAYS]
    assert [each["asked"] for each in result.json["models"]] == [1, 1]
    assert "Stopped after 1 of 2 questions" in result.err
