"""The list of generations: what each run changed in what the library holds."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from ingest.records import Change, bump_generation


class Reason(StrEnum):
    """Why the library holds something else."""

    ADD = "add"
    SYNC = "sync"
    REMOVE = "remove"
    ROLLBACK = "rollback"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Run:
    """Some work whose commits belong together, though each is a generation of its own."""

    reason: Reason
    key: str

    @classmethod
    def begin(cls, reason: Reason) -> Run:
        """A new one."""
        return cls(reason, uuid4().hex)


def commit_generation(connection: sqlite3.Connection, run: Run, changes: Iterable[Change | None]) -> int:
    """Say that searches may find something else, and why. Part of the transaction that does it; returns its number.

    The row of the run's last commit goes on when nobody else changed anything in between.
    """
    bump_generation(connection)
    (value,) = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    counts = Counter(change for change in changes if change is not None)
    del counts[Change.RENAMED]
    if counts:
        _write(connection, int(value), run, counts)
    return int(value)


def _write(connection: sqlite3.Connection, number: int, run: Run, counts: Counter[Change]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = connection.execute("SELECT number, run FROM generations ORDER BY number DESC LIMIT 1").fetchone()
    if row is not None and row[1] == run.key:
        connection.execute(
            "UPDATE generations SET number = ?, time = ?, added = added + ?, changed = changed + ?,"
            " removed = removed + ? WHERE number = ?",
            (number, now, *_columns(counts), row[0]),
        )
    else:
        connection.execute(
            "INSERT INTO generations (number, first, time, reason, run, added, changed, removed)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (number, number, now, run.reason, run.key, *_columns(counts)),
        )


def _columns(counts: Counter[Change]) -> tuple[int, int, int]:
    return counts[Change.ADDED], counts[Change.CHANGED], counts[Change.REMOVED]
