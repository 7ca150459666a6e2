"""Former versions are erased when they are older than the setting `keep_generations_days` allows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from ingest import records, versions
from ingest.erasing import mark_answers
from ingest.intake import Intake
from rag.catalog import Catalog

# Versions that were last visible before generation {0}; a document goes after its versions.
_EXPIRED = (
    "SELECT d.id FROM documents d WHERE d.role = 'archived' AND NOT EXISTS"
    " (SELECT 1 FROM visible v WHERE v.document_id = d.id AND v.until > {0})"
    " AND (d.version_of IS NOT NULL OR NOT EXISTS (SELECT 1 FROM documents o WHERE o.version_of = d.id))"
)


def has_expired(catalog: Catalog, days: int) -> bool:
    """Whether there is something to erase; a moment's look, for a worker that asks every second."""
    connection = catalog.connection()
    oldest = _oldest_kept(connection, days)
    if oldest is None:
        return False
    return connection.execute("SELECT 1 FROM visible WHERE until <= ? LIMIT 1", (oldest,)).fetchone() is not None


def erase_expired(catalog: Catalog, intake: Intake, days: int) -> int:
    """Erase the versions that no generation of the last `days` days shows. Returns how many.

    Their originals go with them when nothing else needs them, and with a document's last version the stored answers
    that hold its text are marked to go. Index files catch up as after every removal.
    """
    checksums: set[str] = set()
    erased = 0
    with catalog.transaction() as connection:
        oldest = _oldest_kept(connection, days)
        if oldest is None:
            return 0
        # Versions first, then documents that have none left.
        while rows := [row[0] for row in connection.execute(_EXPIRED.format(oldest))]:
            for row_id in rows:
                checksums |= _let_go(connection, row_id)
            versions.erase_rows(connection, rows)
            erased += len(rows)
        # Of what was brought back, the time before is forgotten.
        connection.execute("DELETE FROM visible WHERE until <= ?", (oldest,))
        connection.execute("DELETE FROM generations WHERE number < ?", (oldest,))
        records.set_meta(connection, "history_from", str(oldest))
        if erased:
            records.bump_generation(connection)
    intake.erase_originals(checksums)
    return erased


def _let_go(connection: sqlite3.Connection, row_id: int) -> set[str]:
    sha256, version_of = connection.execute(
        "SELECT sha256, version_of FROM documents WHERE id = ?", (row_id,)
    ).fetchone()
    if version_of is None:
        mark_answers(connection, row_id)
    return {sha256}


def _oldest_kept(connection: sqlite3.Connection, days: int) -> int | None:
    """The generation that was there so many days ago: the oldest that must still be answered from."""
    limit = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    (number,) = connection.execute("SELECT max(number) FROM generations WHERE time <= ?", (limit,)).fetchone()
    return None if number is None else int(number)
