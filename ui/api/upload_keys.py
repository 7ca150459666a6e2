"""Keys of uploads, kept on disk for a day: one that is sent again is the same upload and not another one."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.intake import Accepted, Intake
from ingest.records import Outcome
from ingest.sniffing import safe_name
from rag.migrations import migrate
from ui.api.errors import KeyReused

M001_FIRST_SCHEMA = """
CREATE TABLE uploads (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,                  -- sha256 of what was sent under it
    time REAL NOT NULL,                     -- seconds since 1970
    document_id INTEGER,                    -- NULL until it is accepted; its name is only in the request
    outcome TEXT
) WITHOUT ROWID;
CREATE INDEX uploads_by_time ON uploads (time);
"""
MIGRATIONS: tuple[str, ...] = (M001_FIRST_SCHEMA,)

_KEPT_SECONDS = 24 * 3600.0
_WAIT_SECONDS = 10.0
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that is sent."""

    name: str
    stream: BinaryIO
    password: str | None


class UploadKeys:
    """Takes uploads, each under its key only once; thread-safe, and for several processes."""

    def __init__(self, path: Path, intake: Intake, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._intake = intake
        self._clock = clock

    def accept(self, upload: Upload, key: str | None) -> tuple[Accepted, bool]:
        """Take a file. Returns what became of it, and whether that was known from before.

        Raises KeyReused when the key stands for something else, and what the intake raises; the key is free then.
        """
        if key is None:
            return self._take(upload), False
        request = _fingerprint(upload)
        known = self._claim(key, request, upload.name)
        if known is not None:
            return known, True
        try:
            accepted = self._take(upload)
        except BaseException:
            self._release(key)
            raise
        return self._finish(key, accepted), False

    def _take(self, upload: Upload) -> Accepted:
        upload.stream.seek(0)
        return self._intake.accept_stream(upload.name, upload.stream, upload.password)

    def _claim(self, key: str, request: str, name: str) -> Accepted | None:
        """What became of the key before. One that was interrupted is done again, which changes nothing twice."""
        with self._transaction() as connection:
            now = self._clock()
            connection.execute("DELETE FROM uploads WHERE time < ?", (now - _KEPT_SECONDS,))
            connection.execute(
                "INSERT OR IGNORE INTO uploads (key, request, time) VALUES (?,?,?)", (key, request, now)
            )
            row = connection.execute(
                "SELECT request, document_id, outcome FROM uploads WHERE key = ?", (key,)
            ).fetchone()
        if row[0] != request:
            raise KeyReused("This Idempotency-Key was sent with another file or name before; use a new one.")
        return None if row[1] is None else Accepted(row[1], safe_name(name), Outcome(row[2]))

    def _finish(self, key: str, accepted: Accepted) -> Accepted:
        """Remember it. When the same upload went on twice at once, the first to end counts for both."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE uploads SET document_id = ?, outcome = ? WHERE key = ? AND document_id IS NULL",
                (accepted.document_id, str(accepted.outcome), key),
            )
            row = connection.execute("SELECT document_id, outcome FROM uploads WHERE key = ?", (key,)).fetchone()
        return accepted if row is None else Accepted(row[0], accepted.name, Outcome(row[1]))

    def _release(self, key: str) -> None:
        with self._transaction() as connection:
            connection.execute("DELETE FROM uploads WHERE key = ? AND document_id IS NULL", (key,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, MIGRATIONS)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise


def _fingerprint(upload: Upload) -> str:
    digest = hashlib.sha256()
    while block := upload.stream.read(_BLOCK):
        digest.update(block)
    for text in (upload.name, upload.password or ""):
        digest.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
