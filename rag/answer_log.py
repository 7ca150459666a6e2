"""The log of answers: a file of its own, written by every process that answers while another writes the library.

Nothing that was deleted stays in the file: freed pages are overwritten, and the journal is emptied.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.errors import AnswerNotFound, AnswersUnusable, ConfigurationError, LibraryBusy, StorageFull
from rag.wal import empty_journal, is_locked, open_wal, transaction

M001_FIRST_SCHEMA = """
CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    time TEXT NOT NULL,                     -- ISO 8601, UTC
    status TEXT NOT NULL,
    question TEXT NOT NULL,
    turn_key TEXT NOT NULL,                 -- how a later question of the same conversation refers to it
    sha256 TEXT NOT NULL,                   -- of the record
    record TEXT NOT NULL                    -- JSON
);
CREATE INDEX answers_by_time ON answers (time);
CREATE INDEX answers_by_turn ON answers (turn_key);

-- Whose text an answer holds, that of the answers before it in the conversation included.
CREATE TABLE answer_documents (
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL,
    PRIMARY KEY (document_id, answer_id)
) WITHOUT ROWID;
CREATE INDEX answer_documents_by_answer ON answer_documents (answer_id);

-- Answers that an answer repeats in its conversation.
CREATE TABLE earlier_answers (
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    earlier_id TEXT NOT NULL,
    PRIMARY KEY (earlier_id, answer_id)
) WITHOUT ROWID;
CREATE INDEX earlier_answers_by_answer ON earlier_answers (answer_id);
"""

_SECONDS = "CASE WHEN json_valid(record) THEN json_extract(record, '$.answer.seconds') END"
M002_THUMBS = f"""
-- What a reader thought of an answer.
CREATE TABLE thumbs (
    answer_id TEXT PRIMARY KEY REFERENCES answers (id) ON DELETE CASCADE,
    up INTEGER NOT NULL                     -- 1 or 0
) WITHOUT ROWID;
CREATE INDEX answers_by_status ON answers (status, id);
-- The slowest are found without reading any record.
CREATE INDEX answers_by_seconds ON answers ({_SECONDS});
"""
MIGRATIONS: tuple[str, ...] = (M001_FIRST_SCHEMA, M002_THUMBS)

_WAIT_SECONDS = 10.0
_WITH_FOLLOWERS = (
    "DELETE FROM answers WHERE id IN (WITH RECURSIVE spent (id) AS (VALUES (?) UNION"
    " SELECT e.answer_id FROM earlier_answers e JOIN spent ON e.earlier_id = spent.id) SELECT id FROM spent)"
)


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to be stored."""

    id: str
    time: str  # ISO 8601, UTC
    status: str
    question: str
    turn_key: str
    record: str  # JSON
    documents: frozenset[int]  # whose text it holds
    earlier: tuple[str, ...] = ()  # turn keys of the conversation before it


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of answers."""

    id: str
    time: str
    status: str
    question: str
    thumb: str | None = None  # what a reader thought of it: "up" or "down"


@dataclass(frozen=True, slots=True)
class SlowAnswer:
    """An answer that took long."""

    id: str
    time: str
    question: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer as it lies in the file."""

    id: str
    sha256: str  # of the record when it was stored
    record: str  # JSON

    @property
    def intact(self) -> bool:
        """Whether the record is what was stored."""
        return checksum(self.record) == self.sha256


class AnswerLog:
    """Answers in one file; each call opens it anew, so any thread and process may call. Reading makes no file.

    Every method raises AnswersUnusable when the file is damaged or from a later version, LibraryBusy when another
    process keeps it for longer than `wait_seconds`, and StorageFull.
    """

    def __init__(self, path: Path, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._path = path
        self._wait = wait_seconds

    def insert(self, new: NewAnswer, keep_days: int, permitted: Callable[[], bool]) -> bool:
        """Store an answer and delete those older than `keep_days`. False when it must not be stored.

        `permitted` is asked while nobody else can write. An answer whose conversation is not stored is not stored
        either: its text could not be deleted with the documents that it comes from.
        """
        with self._open() as connection:
            with transaction(connection):
                earlier = [_find_turn(connection, key) for key in new.earlier]
                known = [each for each in earlier if each is not None]
                if len(known) < len(earlier) or not permitted():
                    return False
                _insert(connection, new, known)
                pruned = connection.execute("DELETE FROM answers WHERE time < ?", (_days_ago(keep_days),)).rowcount
            if pruned:
                empty_journal(connection, self._wait)
        return True

    def entries(self, limit: int, status: str | None = None, before: str | None = None) -> list[Entry]:
        """The newest answers, newest first; with `before`, those that are older than the answer of this id."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            chosen = [name for name, value in (("status =", status), ("id <", before)) if value is not None]
            where = f" WHERE {' AND '.join(f'{each} ?' for each in chosen)}" if chosen else ""
            rows = connection.execute(
                "SELECT id, time, status, question, CASE up WHEN 1 THEN 'up' WHEN 0 THEN 'down' END"
                f" FROM answers LEFT JOIN thumbs ON answer_id = id{where} ORDER BY id DESC LIMIT ?",
                (*(value for value in (status, before) if value is not None), limit),
            )
            return [Entry(*row) for row in rows]

    def slowest(self, limit: int) -> list[SlowAnswer]:
        """The answers that took longest, the slowest first."""
        if not self._path.exists():
            return []
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT id, time, question, {_SECONDS} FROM answers WHERE {_SECONDS} IS NOT NULL"
                f" ORDER BY {_SECONDS} DESC LIMIT ?",
                (limit,),
            )
            return [SlowAnswer(*row) for row in rows]

    def status_counts(self) -> dict[str, int]:
        """How many answers of each status are stored."""
        if not self._path.exists():
            return {}
        with self._open() as connection:
            return dict(connection.execute("SELECT status, count(*) FROM answers GROUP BY status"))

    def set_thumb(self, answer_id: str, up: bool | None) -> None:
        """Store what a reader thinks of an answer; None takes it back. Raises AnswerNotFound."""
        self.load(answer_id)
        with self._open() as connection, transaction(connection):
            if up is None:
                connection.execute("DELETE FROM thumbs WHERE answer_id = ?", (answer_id,))
            else:
                # Not when the answer was deleted meanwhile.
                connection.execute(
                    "INSERT OR REPLACE INTO thumbs SELECT id, ? FROM answers WHERE id = ?", (int(up), answer_id)
                )

    def thumb_counts(self) -> tuple[int, int]:
        """How many thumbs are up, and how many down."""
        if not self._path.exists():
            return 0, 0
        with self._open() as connection:
            (up, total) = connection.execute("SELECT coalesce(sum(up), 0), count(*) FROM thumbs").fetchone()
        return up, total - up

    def load(self, answer_id: str) -> Stored:
        """One answer. Raises AnswerNotFound."""
        if self._path.exists():
            with self._open() as connection:
                row = connection.execute(
                    "SELECT id, sha256, record FROM answers WHERE id = ?", (answer_id,)
                ).fetchone()
            if row is not None:
                return Stored(*row)
        raise _not_found(answer_id)

    def delete(self, ids: Sequence[str]) -> int:
        """Delete answers and those that repeat them in their conversation. Returns how many.

        Raises AnswerNotFound before deleting any.
        """
        for answer_id in ids:
            self.load(answer_id)
        return self._delete([(_WITH_FOLLOWERS, (answer_id,)) for answer_id in ids])

    def delete_older(self, days: int) -> int:
        """Delete what is older than so many days. Returns how many answers."""
        return self._delete([("DELETE FROM answers WHERE time < ?", (_days_ago(days),))])

    def delete_all(self) -> int:
        """Delete everything, a damaged file as a whole. Returns how many answers were found in it."""
        try:
            return self._delete([("DELETE FROM answers", ())])
        except AnswersUnusable:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return 0

    def erase_documents(self, document_ids: Iterable[int]) -> int:
        """Delete all answers that hold text of these documents. Returns how many."""
        statement = "DELETE FROM answers WHERE id IN (SELECT answer_id FROM answer_documents WHERE document_id = ?)"
        return self._delete([(statement, (document_id,)) for document_id in document_ids])

    def check(self) -> None:
        """Read the whole file. Raises AnswersUnusable when it is damaged."""
        if self._path.exists():
            with self._open() as connection:
                (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise self._unusable("it is damaged")

    def _delete(self, statements: Sequence[tuple[str, tuple[object, ...]]]) -> int:
        if not self._path.exists():
            return 0
        with self._open() as connection:
            with transaction(connection):
                deleted = sum(connection.execute(*each).rowcount for each in statements)
            if not empty_journal(connection, self._wait):
                raise LibraryBusy(
                    "The answers are deleted, but another process still reads the stored answers, so their text"
                    " stays in the journal until the next answer is stored or deleted."
                )
        return deleted

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as connection:
                yield connection
        except sqlite3.DatabaseError as error:
            if is_locked(error):
                raise LibraryBusy("Another process is writing to the stored answers; try again later.") from error
            if "disk is full" in str(error):
                raise StorageFull("The disk is full, so nothing was changed in the stored answers.") from error
            raise self._unusable(str(error)) from error
        except ConfigurationError as error:
            raise self._unusable("a later version of Fundstelle wrote it") from error

    def _connect(self) -> sqlite3.Connection:
        return open_wal(self._path, MIGRATIONS, self._wait, ("foreign_keys = ON", "secure_delete = ON"))

    def _unusable(self, reason: str) -> AnswersUnusable:
        return AnswersUnusable(
            f"The stored answers in {self._path} cannot be used ({reason});"
            " `fundstelle answers delete --all` begins anew."
        )


def checksum(text: str) -> str:
    """The sha256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _not_found(answer_id: str) -> AnswerNotFound:
    return AnswerNotFound(f"There is no stored answer “{answer_id}”; `fundstelle answers list` shows all ids.")


def _find_turn(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT max(id) FROM answers WHERE turn_key = ?", (key,)).fetchone()
    return None if row[0] is None else str(row[0])


def _insert(connection: sqlite3.Connection, new: NewAnswer, earlier: Sequence[str]) -> None:
    connection.execute(
        "INSERT INTO answers VALUES (?,?,?,?,?,?,?)",
        (new.id, new.time, new.status, new.question, new.turn_key, checksum(new.record), new.record),
    )
    connection.executemany(
        "INSERT INTO answer_documents VALUES (?, ?)", [(new.id, each) for each in sorted(new.documents)]
    )
    for earlier_id in set(earlier):
        connection.execute("INSERT INTO earlier_answers VALUES (?, ?)", (new.id, earlier_id))
        connection.execute(
            "INSERT OR IGNORE INTO answer_documents SELECT ?, document_id FROM answer_documents"
            " WHERE answer_id = ?",
            (new.id, earlier_id),
        )


def _days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
