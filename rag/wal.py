"""SQLite files beside the catalog, written by several processes at once: each call opens its file anew."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LibraryBusy
from rag.migrations import migrate
from rag.wording import say

_RETRY_SECONDS = 0.05


def open_wal(
    path: Path, steps: Sequence[str], wait_seconds: float, pragmas: Sequence[str] = ()
) -> sqlite3.Connection:
    """A connection to a file with the right schema. Two processes that make it at once have to take turns.

    Raises ConfigurationError when a later version wrote the file, and sqlite3.DatabaseError.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        connection = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", *pragmas):
                connection.execute(f"PRAGMA {pragma}")
            migrate(connection, steps)
            return connection
        except BaseException as error:
            connection.close()
            # Turning a new file to WAL does not wait for others, whatever the timeout.
            if not is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)


def empty_journal(connection: sqlite3.Connection, wait_seconds: float) -> bool:
    """Move the journal into the file, where freed pages are zero. False when somebody still reads from it."""
    deadline = time.monotonic() + wait_seconds
    while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        # SQLite waits for readers and writers by itself, but not for another process that moves the journal.
        if time.monotonic() > deadline:
            return False
        time.sleep(_RETRY_SECONDS)
    return True


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block is written, or nothing; no other process writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def locked_is_busy() -> Iterator[None]:
    """Whoever waited for another process in vain hears one sentence. Raises LibraryBusy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not is_locked(error):
            raise
        raise LibraryBusy(
            say(
                "catalog_locked",
                "Another process keeps the catalog of this library locked. Nothing was changed; try again later.",
            )
        ) from error


def is_locked(error: BaseException) -> bool:
    """Whether another process holds the file."""
    return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))
