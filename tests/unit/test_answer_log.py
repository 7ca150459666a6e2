"""The log of answers: what is in it comes back as it was, and what is deleted is nowhere in its bytes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer_log import _SECONDS, MIGRATIONS, AnswerLog, Entry, NewAnswer, SlowAnswer, checksum
from rag.errors import AnswerNotFound, AnswersUnusable, LibraryBusy
from rag.migrations import migrate

ROOT = Path(__file__).parent.parent.parent
SECRET = "Das Kennwort des Tresors lautet Mondschein-4711. "


@pytest.fixture
def file(tmp_path):
    return tmp_path / "answers.db"


@pytest.fixture
def log(file):
    return AnswerLog(file, wait_seconds=0.3)


def make(number, *, days=0, record="{}", documents=(1,), earlier=(), status="answered"):
    moment = datetime.now(UTC) - timedelta(days=days)
    return NewAnswer(
        f"id{number}",
        moment.isoformat(timespec="milliseconds"),
        status,
        f"question {number}",
        f"key{number}",
        record,
        frozenset(documents),
        tuple(earlier),
    )


def store(log, *answers, keep_days=90):
    return [log.insert(each, keep_days, lambda: True) for each in answers]


def raw(file):
    """Everything that lies beside the library under the log's name."""
    return b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))


def ids(log, **options):
    return [each.id for each in log.entries(100, **options)]


@settings(max_examples=25)
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_record_comes_back_as_it_was(tmp_path_factory, text):
    log = AnswerLog(tmp_path_factory.mktemp("log") / "answers.db")
    store(log, make(1, record=text))
    stored = log.load("id1")
    assert (stored.record, stored.sha256, stored.intact) == (text, checksum(text), True)


def test_a_record_that_was_changed_is_noticed(log, file):
    store(log, make(1, record="what was said"))
    connection = sqlite3.connect(file)
    connection.execute("UPDATE answers SET record = 'what was not said'")
    connection.commit()
    connection.close()
    assert not log.load("id1").intact


def test_the_newest_come_first(log):
    store(log, make(1), make(2, status="not_found"), make(3))
    assert ids(log) == ["id3", "id2", "id1"]
    assert [each.id for each in log.entries(1)] == ["id3"]
    assert ids(log, status="not_found") == ["id2"]
    assert log.entries(1)[0].question == "question 3"


def test_reading_makes_no_file(log, file):
    assert log.entries(10) == []
    assert log.delete_all() == log.delete_older(1) == log.erase_documents([1]) == 0
    log.check()
    with pytest.raises(AnswerNotFound, match="id1"):
        log.load("id1")
    assert not file.exists()


def test_storing_deletes_what_is_too_old(log, file):
    store(log, make(1, days=91, record=SECRET * 500), make(2, days=89), keep_days=365)
    assert ids(log) == ["id2", "id1"]
    store(log, make(3), keep_days=90)
    assert ids(log) == ["id3", "id2"]
    assert b"Mondschein" not in raw(file)


@pytest.mark.parametrize(
    "delete",
    [
        lambda log: log.delete(["id1"]),
        lambda log: log.delete_older(5),
        lambda log: log.delete_all(),
        lambda log: log.erase_documents([7]),
    ],
)
@pytest.mark.parametrize("copies", [1, 40, 4000])
def test_deleted_text_is_nowhere_in_the_files(log, file, delete, copies):
    # A reader that stays keeps the journal, which would hold the text for as long.
    store(log, make(2, documents=[8]))
    reader = sqlite3.connect(file)
    reader.execute("SELECT count(*) FROM answers").fetchone()
    store(log, make(1, days=9, record=SECRET * copies, documents=[7, 8]))
    assert b"Mondschein" in raw(file)
    assert delete(log) >= 1
    assert b"Mondschein" not in raw(file)
    assert "id1" not in ids(log)
    reader.close()


def test_a_reader_in_the_way_is_told(log, file):
    store(log, make(1, record=SECRET))
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    with pytest.raises(LibraryBusy, match="until the next answer"):
        log.delete(["id1"])
    reader.close()
    assert ids(log) == []
    assert b"Mondschein" not in raw(file)


# SQLite's lock for moving the journal is one byte of the file beside it; other processes hold it for moments.
_MOVER = """
import fcntl, sys, time
with open(sys.argv[1], "r+b") as shared:
    fcntl.lockf(shared, fcntl.LOCK_EX, 1, 121)
    print("locked", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@contextmanager
def journal_is_moved(file, seconds):
    """Another process holds that lock for so long."""
    command = [sys.executable, "-c", _MOVER, f"{file}-shm", str(seconds)]
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("SELECT count(*) FROM answers").fetchone()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mover:
            assert mover.stdout.readline() == "locked\n"
            try:
                yield
            finally:
                mover.kill()


def test_another_process_that_moves_the_journal_is_waited_for(log, file):
    store(log, make(1, record=SECRET))
    with journal_is_moved(file, seconds=0.5):
        assert AnswerLog(file, wait_seconds=30).delete(["id1"]) == 1
        assert b"Mondschein" not in raw(file)


def test_another_process_that_keeps_the_journal_is_told(log, file):
    store(log, make(1, record=SECRET))
    with journal_is_moved(file, seconds=60), pytest.raises(LibraryBusy, match="until the next answer"):
        log.delete(["id1"])


def test_an_unknown_id_deletes_nothing(log):
    store(log, make(1))
    with pytest.raises(AnswerNotFound, match="id9"):
        log.delete(["id1", "id9"])
    assert ids(log) == ["id1"]


def test_follow_ups_repeat_an_answer_and_go_with_it(log):
    store(log, make(1, documents=[1]), make(2, documents=[2], earlier=["key1"]))
    store(log, make(3, documents=[3], earlier=["key2"]), make(4, documents=[4]))
    assert log.delete(["id1"]) == 3
    assert ids(log) == ["id4"]


def test_documents_of_earlier_answers_count(log):
    store(log, make(1, documents=[1]), make(2, documents=[2], earlier=["key1"]), make(3, documents=[3]))
    store(log, make(4, documents=[4], earlier=["key1", "key2"]))
    assert log.erase_documents([2]) == 2
    assert ids(log) == ["id3", "id1"]
    assert log.erase_documents([1, 3, 99]) == 2


def test_a_conversation_that_is_not_stored_is_not_begun_in_the_middle(log):
    assert store(log, make(1), make(2, earlier=["key1", "unknown"])) == [True, False]
    assert ids(log) == ["id1"]


def test_what_is_not_permitted_is_not_stored(log, file):
    assert not log.insert(make(1, record=SECRET), 90, lambda: False)
    assert b"Mondschein" not in raw(file)


def test_a_damaged_file_is_told_and_can_be_begun_anew(log, file):
    file.write_bytes(b"this is not a database at all" * 100)
    for use in (
        lambda: log.entries(1),
        lambda: log.load("id1"),
        lambda: store(log, make(1)),
        log.check,
        lambda: log.erase_documents([1]),
    ):
        with pytest.raises(AnswersUnusable, match=r"answers delete --all"):
            use()
    assert log.delete_all() == 0
    assert store(log, make(1)) == [True]
    log.check()


def test_damage_inside_is_found(log, file):
    store(log, *(make(number, record="x" * 5000) for number in range(30)))
    content = bytearray(file.read_bytes())
    content[8192:40960] = os.urandom(32768)
    file.write_bytes(content)
    with pytest.raises(AnswersUnusable):
        log.check()


def test_the_file_of_a_later_version_is_left_alone(log, file):
    store(log, make(1))
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(AnswersUnusable, match="later version"):
        store(log, make(2))


def test_a_writer_in_the_way_is_told(log, file):
    store(log, make(1))
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryBusy, match="try again"):
        store(log, make(2))
    writer.close()
    assert store(log, make(2)) == [True]


_WRITER = """
import sys
from pathlib import Path
from rag.answer_log import AnswerLog
from tests.unit.test_answer_log import make, store
log = AnswerLog(Path(sys.argv[1]))
for number in range(40):
    store(log, make(f"{sys.argv[2]}-{number:02}", record="x" * 30000))
    if number % 10 == 9:
        log.delete([f"id{sys.argv[2]}-{number:02}"])
"""


def test_two_processes_write_at_once(log, file):
    """Also the file itself is made by whoever comes first."""
    command = [sys.executable, "-c", _WRITER, str(file)]
    writers = [subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE) for name in "ab"]
    for writer in writers:
        _, err = writer.communicate(timeout=60)
        assert writer.returncode == 0, err.decode()
    assert len(ids(log)) == 72
    log.check()


def test_thumbs_are_stored_with_answers_and_go_with_them(log, file):
    store(log, make(1), make(2), make(3))
    log.set_thumb("id1", True)
    log.set_thumb("id2", False)
    log.set_thumb("id3", False)
    assert {each.id: each.thumb for each in log.entries(9)} == {"id1": "up", "id2": "down", "id3": "down"}
    assert log.thumb_counts() == (1, 2)
    log.set_thumb("id3", True)
    log.set_thumb("id2", None)
    assert log.thumb_counts() == (2, 0)
    log.delete(["id1"])
    assert log.thumb_counts() == (1, 0)
    with pytest.raises(AnswerNotFound, match="“id1”"):
        log.set_thumb("id1", True)


def test_the_slowest_answers_come_first_and_a_damaged_record_is_none_of_them(log, file):
    assert (log.slowest(3), log.status_counts(), log.thumb_counts()) == ([], {}, (0, 0))
    seconds = {1: 2.5, 2: 11.0, 3: 0.25}
    store(log, *(make(number, record=f'{{"answer": {{"seconds": {each}}}}}') for number, each in seconds.items()))
    store(log, make(4, record="no JSON", status="not_found"), make(5, status="not_found"))
    assert [(each.id, each.seconds) for each in log.slowest(2)] == [("id2", 11.0), ("id1", 2.5)]
    assert [each.id for each in log.slowest(9)] == ["id2", "id1", "id3"]
    assert log.status_counts() == {"answered": 3, "not_found": 2}
    assert ids(log, status="not_found", before="id5") == ["id4"]


def test_a_log_of_an_earlier_version_gets_thumbs(file):
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
            ("old", "2026-11-01", "answered", "q", "k", "s", '{"answer": {"seconds": 3}}'),
        )
    log = AnswerLog(file)
    log.set_thumb("old", True)
    assert log.entries(1) == [Entry("old", "2026-11-01", "answered", "q", "up")]
    assert log.slowest(1) == [SlowAnswer("old", "2026-11-01", "q", 3)]


def test_the_lists_of_a_large_log_are_read_from_indexes(log, file):
    store(log, make(1))
    queries = (
        "SELECT id FROM answers WHERE status = 'not_found' ORDER BY id DESC LIMIT 5",
        f"SELECT id FROM answers WHERE {_SECONDS} IS NOT NULL ORDER BY {_SECONDS} DESC LIMIT 5",
    )
    with closing(sqlite3.connect(file)) as connection:
        plans = [" ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")) for each in queries]
    assert "answers_by_status" in plans[0]
    assert "answers_by_seconds" in plans[1]
    assert not any("TEMP B-TREE" in each for each in plans)
