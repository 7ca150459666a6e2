"""The catalog's rows of sources and of what they held when they were last looked at."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import SecretStr

from ingest.sources.jobs import forget_jobs
from ingest.sources.types import Item, Known, Problem
from rag.catalog import Catalog
from rag.errors import ConfigurationError, SourceNotFound
from rag.wording import Sentence, say

_SECRET = "secret"
_COLUMNS = "id, name, kind, location, options, added, state, sentence, synced, held, confirmed"


class SourceState(StrEnum):
    """How the last sync of a source ended."""

    NEW = "new"  # none was run yet
    SYNCED = "synced"
    INCOMPLETE = "incomplete"  # it was stopped, or something could not be taken
    WAITING = "waiting for confirmation"  # nothing was changed
    FAILED = "failed"  # it could not be looked at; nothing was changed


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as the catalog has it."""

    id: int
    name: str
    kind: str
    location: str
    options: dict[str, Any]  # those that are secret are SecretStr
    added: str  # ISO 8601, UTC
    state: SourceState
    sentence: str | None = None  # why it is in this state
    synced: str | None = None  # when a sync was last finished
    held: str | None = None  # checksum of the removal that waits for confirmation
    confirmed: str | None = None  # checksum of the removal that a person allowed


class SourceStore:
    """Reads and writes those rows; every method is one transaction or one query."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def add(self, name: str, kind: str, location: str, options: dict[str, Any]) -> SourceRecord:
        """A new source. Raises ConfigurationError when its name is taken."""
        try:
            with self._catalog.transaction() as connection:
                connection.execute(
                    "INSERT INTO sources (name, kind, location, options, added, state) VALUES (?,?,?,?,?,?)",
                    (name, kind, location, _pack(options), _now(), SourceState.NEW),
                )
        except sqlite3.IntegrityError as error:
            raise ConfigurationError(
                say("source_name_taken", "There is a source named “{name}” already.", name=name)
            ) from error
        return self.find(name)

    def all(self) -> list[SourceRecord]:
        """All sources by name."""
        rows = self._catalog.connection().execute(f"SELECT {_COLUMNS} FROM sources ORDER BY name")
        return [_record(row) for row in rows]

    def find(self, name: str) -> SourceRecord:
        """The source of this name. Raises SourceNotFound."""
        row = (
            self._catalog.connection().execute(f"SELECT {_COLUMNS} FROM sources WHERE name = ?", (name,)).fetchone()
        )
        if row is None:
            raise SourceNotFound(
                say(
                    "source_unknown",
                    "There is no source named “{name}”; `fundstelle source list` shows all.",
                    name=name,
                )
            )
        return _record(row)

    def set_state(
        self, source_id: int, state: SourceState, sentence: str | None, *, finished: bool = False
    ) -> None:
        """How a sync ended. What was held or confirmed is settled by it."""
        with self._catalog.transaction() as connection:
            connection.execute(
                "UPDATE sources SET state = ?, sentence = ?, held = NULL, confirmed = NULL,"
                " synced = CASE WHEN ? THEN ? ELSE synced END WHERE id = ?",
                (state, sentence, finished, _now(), source_id),
            )

    def hold(self, source_id: int, removal: str, sentence: str) -> None:
        """Wait for a person to confirm this removal."""
        with self._catalog.transaction() as connection:
            connection.execute(
                "UPDATE sources SET state = ?, sentence = ?, held = ?, confirmed = NULL WHERE id = ?",
                (SourceState.WAITING, sentence, removal, source_id),
            )

    def confirm(self, source_id: int) -> None:
        """Allow the removal that waits, once."""
        with self._catalog.transaction() as connection:
            connection.execute("UPDATE sources SET confirmed = held WHERE id = ?", (source_id,))

    def remove(self, source_id: int) -> None:
        """Forget a source, its items, and what would sync it; documents stay."""
        with self._catalog.transaction() as connection:
            gone = connection.execute("DELETE FROM sources WHERE id = ? RETURNING name", (source_id,)).fetchall()
            for (name,) in gone:
                forget_jobs(connection, name, time.time())

    def items(self, source_id: int) -> dict[str, Known]:
        """What is known of each item, by key."""
        rows = self._catalog.connection().execute(
            "SELECT key, size, time_ns, etag, sha256, checked_ns, document_id, reason"
            " FROM source_items WHERE source_id = ? ORDER BY key",
            (source_id,),
        )
        return {row[0]: _known(row[1:]) for row in rows}

    def count_documents(self, source_id: int) -> int:
        """How many documents a source has in the library."""
        counted = self._catalog.connection().execute(
            "SELECT count(document_id) FROM source_items WHERE source_id = ?", (source_id,)
        )
        return int(counted.fetchone()[0])

    def count_uploads(self) -> int:
        """How many documents are of no source: no sync ever changes them."""
        counted = self._catalog.connection().execute(
            "SELECT count(*) FROM documents WHERE role = 'live' AND id NOT IN"
            " (SELECT document_id FROM source_items WHERE document_id IS NOT NULL)"
        )
        return int(counted.fetchone()[0])

    def rejected(self, source_id: int, limit: int | None = None) -> list[Problem]:
        """Items whose present bytes were not accepted, and why."""
        rows = self._catalog.connection().execute(
            "SELECT key, reason FROM source_items WHERE source_id = ? AND reason IS NOT NULL ORDER BY key LIMIT ?",
            (source_id, -1 if limit is None else limit),
        )
        return [Problem(key, Sentence.read(reason) or "") for key, reason in rows]

    def document_names(self, source_id: int) -> dict[str, str]:
        """Names of the documents of a source, by key."""
        return dict(
            self._catalog.connection().execute(
                "SELECT i.key, coalesce(d.shown, d.name) FROM source_items i"
                " JOIN documents d ON d.id = i.document_id WHERE i.source_id = ?",
                (source_id,),
            )
        )

    def leaving(self, source_id: int) -> set[str]:
        """Keys of the items whose documents are to be removed once the staged set is published."""
        rows = self._catalog.connection().execute(
            "SELECT i.key FROM staged_removals r JOIN source_items i ON i.document_id = r.document_id"
            " WHERE i.source_id = ?",
            (source_id,),
        )
        return {row[0] for row in rows}


def put_item(
    connection: sqlite3.Connection,
    source_id: int,
    item: Item,
    sha256: str | None,
    checked_ns: int,
    document_id: int | None,
    reason: str | None = None,
) -> None:
    """Remember an item as it was listed. A person may have removed its document meanwhile."""
    connection.execute(
        "INSERT OR REPLACE INTO source_items"
        " (source_id, key, size, time_ns, etag, sha256, checked_ns, document_id, reason)"
        " VALUES (?,?,?,?,?,?,?,(SELECT id FROM documents WHERE id = ?),?)",
        (source_id, item.key, item.size, item.time_ns, item.etag, sha256, checked_ns, document_id, reason),
    )


def forget_items(connection: sqlite3.Connection, source_id: int, keys: Iterable[str]) -> None:
    """Forget items that are no more."""
    connection.executemany(
        "DELETE FROM source_items WHERE source_id = ? AND key = ?", [(source_id, key) for key in keys]
    )


def _known(row: tuple[Any, ...]) -> Known:
    values = list(row)
    values[-1] = Sentence.read(row[-1])
    return Known(*values)


def _record(row: tuple[Any, ...]) -> SourceRecord:
    return SourceRecord(
        row[0],
        row[1],
        row[2],
        row[3],
        _unpack(row[4]),
        row[5],
        SourceState(row[6]),
        Sentence.read(row[7]),
        row[8],
        row[9],
        row[10],
    )


def _pack(options: dict[str, Any]) -> str:
    return json.dumps(
        {
            name: {_SECRET: value.get_secret_value()} if isinstance(value, SecretStr) else value
            for name, value in options.items()
        }
    )


def _unpack(stored: str) -> dict[str, Any]:
    return {
        name: SecretStr(value[_SECRET]) if isinstance(value, dict) and value.keys() == {_SECRET} else value
        for name, value in json.loads(stored).items()
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
