"""Storing answers while documents come and go, and when storing is not possible."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from ingest.erasing import erase_answers
from ingest.indexer import Indexer
from rag import AnswerStatus, Library, Turn
from rag.answer_log import AnswerLog
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from rag.types import Finished, Token
from tests.fakes import HashingEmbedder, ScriptedModel

TRAVEL = "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. 🛏️"
LEAVE = "Full-time staff have 30 days of paid leave a year."
REPLY = "120 EUR je Nacht werden für Übernachtungen erstattet."
QUESTION = "Was wird für Übernachtungen erstattet?"


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def indexer(settings, tmp_path):
    folder = tmp_path / "company"
    folder.mkdir()
    (folder / "travel.txt").write_text(TRAVEL, encoding="utf-8")
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    with closing(Indexer(settings, HashingEmbedder)) as indexer:
        indexer.add([folder])
        yield indexer


@pytest.fixture
def library(settings, indexer):
    with open_library(settings) as library:
        yield library


@pytest.fixture
def log(settings):
    return AnswerLog(DataDir(settings.data_dir).answers)


def open_library(settings, reply=REPLY):
    return Library(settings, embedder=HashingEmbedder(), model=ScriptedModel(reply=reply))


def stored(log):
    return [each.id for each in log.entries(100)]


def raw(settings):
    return b"".join(path.read_bytes() for path in settings.data_dir.glob("answers.db*"))


def test_the_trace_is_what_the_model_was_given_and_said(library, log):
    answer = library.ask(QUESTION)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.trace.reply == REPLY
    assert TRAVEL in answer.trace.messages[1][1]
    record = json.loads(log.load(answer.id).record)
    assert record["trace"]["messages"] == [{"role": role, "text": text} for role, text in answer.trace.messages]
    assert record["answer"]["citations"][0]["quote"] in TRAVEL


@pytest.mark.parametrize("fail_after", [0, 3])
def test_a_failed_answer_is_stored_with_what_was_said(settings, indexer, log, fail_after):
    model = ScriptedModel(reply=REPLY, fail_after=fail_after)
    with Library(settings, embedder=HashingEmbedder(), model=model) as library:
        answer = library.ask(QUESTION)
    record = json.loads(log.load(answer.id).record)
    assert record["answer"]["status"] == "failed"
    assert record["trace"]["reply"] == " ".join(REPLY.split()[:fail_after]) + " " * bool(fail_after)


def test_a_stopped_answer_is_not_stored(library, log):
    events = library.answer(QUESTION)
    for event in events:
        if isinstance(event, Token):
            break
    events.close()
    assert stored(log) == []


def test_quotes_are_stored_and_go_with_their_document(library, log, indexer, settings):
    quotes = library.quote(QUESTION)
    assert stored(log) == [quotes.id]
    assert "120 EUR" in raw(settings).decode(errors="replace")
    indexer.remove(["travel.txt"])
    assert stored(log) == []
    assert "120 EUR" not in raw(settings).decode(errors="replace")


def test_quotes_from_what_nobody_published_are_not_stored(library, log, indexer, tmp_path):
    (tmp_path / "company" / "travel.txt").write_text(TRAVEL.replace("120", "130"), encoding="utf-8")
    indexer.add([tmp_path / "company"], staged=True)
    quotes = library.quote(QUESTION, as_of="staged")
    assert (quotes.status, quotes.id, stored(log)) == (AnswerStatus.QUOTED, None, [])
    assert "130 EUR" in quotes.citations[0].quote


def test_follow_ups_are_stored_with_their_conversation(library, log, indexer, settings):
    first = library.ask(QUESTION)
    # As the page remembers it: without markers.
    turn = Turn(QUESTION, first.text.replace(" [1]", ""))
    second = library.ask(
        "Und wie viele paid leave days hat full-time staff?", history=[turn], documents=["leave.md"]
    )
    assert stored(log) == [second.id, first.id]
    record = json.loads(log.load(second.id).record)
    assert record["trace"]["history"] == [{"question": turn.question, "answer": turn.answer}]
    assert QUESTION in record["trace"]["asked"]
    # The second answer found nothing in travel.txt, but repeats what the first said of it.
    counts = []
    indexer.remove(["travel.txt"], counts.append)
    assert (counts, stored(log)) == ([2], [])
    assert "120 EUR" not in raw(settings).decode(errors="replace")
    # The page may still remember the conversation: its text must not come back.
    third = library.ask("Und paid leave?", history=[turn])
    assert third.id is None
    assert stored(log) == []


def test_a_document_removed_while_it_is_answered_from_leaves_nothing(library, log, indexer, settings):
    events = library.answer(QUESTION)
    answer = None
    for event in events:
        if isinstance(event, Token) and indexer.intake.known().get("travel.txt"):
            indexer.remove(["travel.txt"])
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None
    assert answer.id is None
    assert stored(log) == []
    assert b"120 EUR" not in raw(settings)


def test_a_removal_that_was_killed_half_way_is_finished_by_the_next_writer(library, log, indexer, monkeypatch):
    library.ask(QUESTION)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ingest.intake.erase_answers", die)
        with pytest.raises(KeyboardInterrupt):
            indexer.remove(["travel.txt"])
    assert len(stored(log)) == 1
    indexer.work()
    assert stored(log) == []


def test_erasing_is_done_once(library, log, indexer, settings):
    library.ask(QUESTION)
    indexer.intake.remove(["travel.txt"])
    with closing(Catalog(DataDir(settings.data_dir))) as catalog:
        assert erase_answers(DataDir(settings.data_dir), catalog) == 0
        rows = catalog.connection().execute("SELECT key FROM meta WHERE key LIKE 'answers_of:%'").fetchall()
    assert rows == []


def test_new_bytes_leave_stored_answers(library, log, indexer, tmp_path):
    answer = library.ask(QUESTION)
    (tmp_path / "company" / "travel.txt").write_text("Nichts wird mehr erstattet.", encoding="utf-8")
    indexer.add([tmp_path / "company"])
    assert stored(log) == [answer.id]


def test_bytes_that_wait_to_be_read_lend_no_checksum(library, log, indexer, tmp_path):
    with (tmp_path / "new.txt").open("wb+") as stream:
        stream.write(b"Nothing is paid any more.")
        stream.seek(0)
        indexer.intake.accept_stream("travel.txt", stream)
    record = json.loads(log.load(library.ask(QUESTION).id).record)
    assert record["answer"]["citations"][0]["quote"] in TRAVEL
    assert record["answer"]["citations"][0]["document_sha256"] is None
    assert {each["name"]: each["sha256"] for each in record["documents"]}["travel.txt"] is None


def test_a_locked_log_costs_no_answer_and_is_told_once(library, log, settings, monkeypatch):
    monkeypatch.setattr(library._keeper._log, "_wait", 0.05)
    first = library.ask(QUESTION)
    writer = sqlite3.connect(DataDir(settings.data_dir).answers, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    second, third = library.ask(QUESTION), library.ask(QUESTION)
    assert (second.status, second.text, second.id) == (first.status, first.text, None)
    assert second.notice.startswith("Antworten werden zurzeit nicht gespeichert.")
    assert third.notice is None
    writer.close()
    assert library.ask(QUESTION).id is not None


def test_answers_older_than_the_setting_go_with_the_next_one(settings, indexer, log, library):
    old = library.ask(QUESTION).id
    connection = sqlite3.connect(DataDir(settings.data_dir).answers)
    connection.execute("UPDATE answers SET time = '2020-01-01T00:00:00.000+00:00'")
    connection.commit()
    connection.close()
    new = library.ask(QUESTION).id
    assert old != new
    assert stored(log) == [new]
