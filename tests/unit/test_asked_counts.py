"""Sums of what was asked: by surface, in a file whose size does not depend on how much that was."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from streamlit.testing.v1 import AppTest

from rag.layout import DataDir
from rag.types import Answer, AnswerStatus, Usage
from ui.api.asked_numbers import AskedNumbers
from ui.asked_counts import AskedCounts, Key, Measure, Surface

SECRET = "What does the director earn?"


def answer(status=AnswerStatus.ANSWERED, seconds=1.5, first_word=None, usage=None):
    timings = {} if first_word is None else {"first_word": first_word}
    return Answer(SECRET, SECRET, status, (), (), "m", 1, seconds, timings=timings, usage=usage)


@pytest.fixture
def counts(tmp_path):
    return AskedCounts(tmp_path / "asked.db")


def rendered(numbers):
    registry = CollectorRegistry()
    registry.register(numbers)
    return [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]


def test_all_surfaces_are_seen_by_prometheus(counts):
    counts.note(answer(seconds=1.5, first_word=0.25, usage=Usage("small", 100, 20, False, None)), Surface.PAGE)
    counts.note(answer(seconds=200.0, usage=Usage("small", 10, 2, True, 0.1)), Surface.PAGE)
    counts.note(answer(AnswerStatus.NOT_FOUND, 0.05, 0.0), Surface.COMMAND_LINE)
    numbers = AskedNumbers(counts)
    numbers.count(answer(seconds=0.1))
    lines = rendered(numbers)
    for line in (
        'fundstelle_answers_total{status="answered",surface="page"} 2.0',
        'fundstelle_answers_total{status="not_found",surface="command_line"} 1.0',
        'fundstelle_answers_total{status="answered",surface="api"} 1.0',
        'fundstelle_tokens_total{direction="input",model="small",surface="page"} 110.0',
        'fundstelle_tokens_total{direction="output",model="small",surface="page"} 22.0',
        'fundstelle_answer_seconds_bucket{le="1.0",surface="page"} 0.0',
        'fundstelle_answer_seconds_bucket{le="2.0",surface="page"} 1.0',
        'fundstelle_answer_seconds_bucket{le="160.0",surface="page"} 1.0',
        'fundstelle_answer_seconds_bucket{le="+Inf",surface="page"} 2.0',
        'fundstelle_answer_seconds_count{surface="page"} 2.0',
        'fundstelle_answer_seconds_sum{surface="page"} 201.5',
        'fundstelle_answer_seconds_bucket{le="0.1",surface="api"} 1.0',
        'fundstelle_first_word_seconds_bucket{le="0.25",surface="page"} 1.0',
        'fundstelle_first_word_seconds_sum{surface="page"} 0.25',
    ):
        assert line in lines
    assert not [line for line in lines if "first_word" in line and "page" not in line]


def test_the_file_grows_with_kinds_of_sums_only_and_holds_no_text(counts, tmp_path):
    def rows():
        with closing(sqlite3.connect(tmp_path / "asked.db")) as connection:
            return connection.execute("SELECT count(*) FROM sums").fetchone()[0]

    counts.note(answer(), Surface.PAGE)
    before = rows()
    for _ in range(50):
        counts.note(answer(), Surface.PAGE)
    assert rows() == before == 3
    assert counts.read()[Key(Measure.ANSWERS, "page", "answered")] == 51
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_threads_and_processes_lose_nothing(counts, tmp_path):
    def ask():
        mine = AskedCounts(tmp_path / "asked.db", wait_seconds=30.0)
        for _ in range(10):
            mine.note(answer(), Surface.COMMAND_LINE)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.read()[Key(Measure.ANSWERS, "command_line", "answered")] == 40


def test_what_the_service_counted_outlives_it(counts):
    numbers = AskedNumbers(counts)
    numbers.count(answer())
    assert counts.read() == {}  # no answer waits for a disk
    numbers.flush()
    assert 'fundstelle_answers_total{status="answered",surface="api"} 1.0' in rendered(AskedNumbers(counts))


def test_what_cannot_be_written_now_is_written_later(counts, tmp_path):
    numbers = AskedNumbers(AskedCounts(tmp_path / "asked.db", wait_seconds=0.0))
    counts.note(answer(), Surface.PAGE)
    numbers.count(answer())
    line = 'fundstelle_answers_total{status="answered",surface="api"} 1.0'
    with closing(sqlite3.connect(tmp_path / "asked.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert line in rendered(numbers)  # it is known, though not written
        assert Key(Measure.ANSWERS, "api", "answered") not in counts.read()
        other.execute("ROLLBACK")
    assert line in rendered(numbers)
    assert counts.read()[Key(Measure.ANSWERS, "api", "answered")] == 1


def test_a_damaged_file_costs_no_answer_and_begins_anew(counts, tmp_path):
    (tmp_path / "asked.db").write_bytes(b"no database at all, and longer than its header would be" * 10)
    assert rendered(AskedNumbers(counts)) == []
    counts.note(answer(), Surface.PAGE)
    assert counts.read()[Key(Measure.ANSWERS, "page", "answered")] == 1


def test_a_file_of_a_later_version_is_left_alone(counts, tmp_path):
    counts.note(answer(), Surface.PAGE)
    with closing(sqlite3.connect(tmp_path / "asked.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    counts.note(answer(), Surface.PAGE)
    assert counts.read() is None
    assert rendered(AskedNumbers(counts)) == []
    with closing(sqlite3.connect(tmp_path / "asked.db")) as connection:
        assert connection.execute("SELECT value FROM sums WHERE measure = 'answers'").fetchall() == [(1.0,)]


def test_a_question_on_the_page_is_counted(tmp_path):
    def script(data: str) -> None:
        from types import SimpleNamespace

        import streamlit as st

        from rag.config import load_settings
        from rag.types import Answer, AnswerStatus, Finished
        from ui.conversation import Exchange
        from ui.texts import ENGLISH
        from ui.views.streaming import stream_answer

        def answer(question, **_):
            yield Finished(Answer(question, "", AnswerStatus.NOT_FOUND, (), (), "", 1, 0.5))

        library = SimpleNamespace(answer=answer)
        workspace = SimpleNamespace(library=library, settings=load_settings(data_dir=data))
        exchange = Exchange("How long is the notice period?", None, None)
        stream_answer(workspace, exchange, (), ENGLISH)
        st.text(str(exchange.answer.status))

    shown = AppTest.from_function(script, args=(str(tmp_path),)).run(timeout=30)
    assert [each.value for each in shown.text] == ["not_found"]
    sums = AskedCounts(DataDir(tmp_path).asked).read()
    assert sums[Key(Measure.ANSWERS, Surface.PAGE, "not_found")] == 1
    assert sums[Key(Measure.SECONDS, Surface.PAGE)] == 0.5
