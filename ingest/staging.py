"""A staged set: documents that are read and indexed like others, but shown only to who asks for the staged view.

There is one set at most. Publishing it is one transaction, whatever its size; discarding it erases it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest import records, versions
from ingest.document_terms import write_name
from ingest.generations import Reason, Run, commit_generation
from ingest.intake import Accepted, Intake, Known, among
from ingest.originals import Received, hash_file, keep, receive
from ingest.records import Change, Outcome, Source
from ingest.scanning import FoundFile
from ingest.sniffing import safe_name
from ingest.staged_moves import apply_removals, apply_renames, discard_moves
from rag.catalog import Catalog, Snapshot
from rag.errors import GenerationConflict, LibraryBusy
from rag.layout import DataDir
from rag.types import DocumentState
from rag.views import Role
from rag.wording import say

HELD_BACK = "held_back"
# Documents and the names that a published set gives them, and live ones that keep the name they have.
_TAKING = (
    "SELECT coalesce(version_of, id), shown FROM documents WHERE role = 'staged'"
    " AND coalesce(version_of, id) NOT IN (SELECT document_id FROM staged_renames)"
    " UNION ALL SELECT document_id, name FROM staged_renames"
    " WHERE document_id NOT IN (SELECT document_id FROM staged_removals)"
)
_KEPT = (
    "SELECT id, name FROM documents WHERE role = 'live' AND id NOT IN"
    " (SELECT document_id FROM staged_removals UNION SELECT document_id FROM staged_renames)"
)


@dataclass(frozen=True, slots=True)
class Staged:
    """What publishing would do to one document."""

    name: str
    change: Change


class StagedIntake:
    """Takes files into the staged set; thread-safe, needs no writer lock."""

    def __init__(self, directory: DataDir, catalog: Catalog, intake: Intake, max_upload_bytes: int) -> None:
        self._directory = directory
        self._catalog = catalog
        self._intake = intake
        self._max_bytes = max_upload_bytes

    def known(self, names: Sequence[str] | None = None) -> dict[str, Known]:
        """The documents of the staged view that have one of these names, or all, by name."""
        wanted, parameters = among("shown", names)
        rows = self._catalog.connection().execute(
            "SELECT id, shown, sha256, state, source, source_mtime_ns, source_size, checked_ns"
            f" FROM documents WHERE role = ?{wanted}",
            (Role.STAGED, *parameters),
        )
        staged = {row[1]: Known(row[0], row[1], row[2], DocumentState(row[3]), *row[4:]) for row in rows}
        return self._intake.known(names) | staged

    def accept_stream(self, name: str, stream: BinaryIO, password: str | None = None) -> Accepted:
        """As `Intake.accept_stream`."""
        name = safe_name(name)
        return self._store(name, receive(self._directory, name, stream, self._max_bytes), None, password)

    def accept_file(self, file: FoundFile, known: Known | None, password: str | None = None) -> Accepted:
        """As `Intake.accept_file`; `known` is one of this object's."""
        name = safe_name(file.name)
        source = Source(file.path, file.mtime_ns, file.size, time.time_ns())
        if known is not None and known.state is not DocumentState.FAILED:
            if known.is_unchanged(file):
                return Accepted(known.id, known.name, Outcome.UNCHANGED)
            if known.size == file.size and hash_file(Path(file.path)) == known.sha256:
                with self._catalog.transaction() as connection:
                    records.touch_source(connection, known.id, source)
                return Accepted(known.id, known.name, Outcome.UNCHANGED)
        with Path(file.path).open("rb") as stream:
            received = receive(self._directory, name, stream, self._max_bytes)
        return self._store(name, received, source, password)

    def remove(self, names: Iterable[str]) -> None:
        """Documents that the library is to hold no more once the set is published. Raises DocumentNotFound."""
        spare: set[str] = set()
        with self._catalog.transaction() as connection:
            snapshot = Snapshot(connection)
            for name in dict.fromkeys(names):
                dropped = versions.erase_staged(connection, name)
                spare |= dropped
                row = connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
                if row is not None or not dropped:
                    document = snapshot.document(name)
                    connection.execute("INSERT OR IGNORE INTO staged_removals VALUES (?)", (document.id,))
            records.bump_generation(connection)
        self._intake.erase_originals(spare)

    def _store(self, name: str, received: Received, source: Source | None, password: str | None) -> Accepted:
        spare: set[str] = set()
        with self._intake.dropping([received]), self._catalog.transaction() as connection:
            keep(self._directory, received)
            live = connection.execute("SELECT id, sha256, state FROM documents WHERE name = ?", (name,)).fetchone()
            staged = versions.find_staged(connection, name)
            if live is not None:
                connection.execute("DELETE FROM staged_removals WHERE document_id = ?", (live[0],))
            if live is not None and live[1] == received.sha256 and live[2] != DocumentState.FAILED:
                spare = versions.erase_staged(connection, name)
                accepted = Accepted(live[0], name, Outcome.UNCHANGED)
            elif staged is not None and staged[1] == received.sha256:
                records.retry_document(connection, staged[0], password)
                accepted = Accepted(staged[0], name, Outcome.UPDATED)
            else:
                spare = versions.erase_staged(connection, name)
                row = records.insert_document(
                    connection, versions.hidden_key(connection), received, source, password
                )
                versions.mark_staged(connection, row, name, live and live[0])
                accepted = Accepted(row, name, Outcome.UPDATED if live else Outcome.ADDED)
        self._intake.erase_originals(spare)
        return accepted


def staged_changes(connection: sqlite3.Connection) -> list[Staged]:
    """What publishing would change, by name."""
    rows = connection.execute(
        "SELECT shown, CASE WHEN version_of IS NULL THEN 'added' ELSE 'changed' END FROM documents WHERE role = ?"
        " UNION ALL SELECT d.name, 'removed' FROM staged_removals r JOIN documents d ON d.id = r.document_id"
        " WHERE d.role = ?"
        " UNION ALL SELECT r.name, 'renamed' FROM staged_renames r JOIN documents d ON d.id = r.document_id"
        " WHERE d.role = ? AND d.id NOT IN (SELECT document_id FROM staged_removals) ORDER BY 1",
        (Role.STAGED, Role.LIVE, Role.LIVE),
    )
    return [Staged(name, Change(change)) for name, change in rows]


def identify_staged(connection: sqlite3.Connection) -> str:
    """A checksum of the staged set, and of what is not read of it yet; "" when nothing is staged."""
    rows = connection.execute(
        "SELECT 'row', id, sha256, coalesce(version_of, 0), shown, state = 'waiting' FROM documents WHERE role = ?"
        " UNION ALL SELECT 'removal', document_id, '', 0, '', 0 FROM staged_removals"
        " UNION ALL SELECT 'rename', document_id, '', 0, name, 0 FROM staged_renames ORDER BY 1, 2",
        (Role.STAGED,),
    )
    digest, empty = hashlib.sha256(), True
    for row in rows:
        digest.update(repr(row).encode())
        empty = False
    return "" if empty else digest.hexdigest()


def hold_back(catalog: Catalog, report: str) -> None:
    """Keep the staged set aside, with what is to be told about it (JSON)."""
    with catalog.transaction() as connection:
        records.set_meta(connection, HELD_BACK, report)


def forget_report(catalog: Catalog) -> None:
    """Nothing is held back any more."""
    with catalog.transaction() as connection:
        records.remove_meta(connection, HELD_BACK)


def publish_staged(catalog: Catalog, judged: str | None = None) -> int | None:
    """Show the staged set to everybody, in one transaction. Returns the new generation, None for an empty set.

    What it replaces goes to the history. `judged`: what `identify_staged` said of the only set that may be shown.
    Raises LibraryBusy when it is another one by now, or when some of it, or of what it replaces, is not read yet,
    and GenerationConflict when a name is taken. Call it only under the writer lock.
    """
    with catalog.transaction() as connection:
        if judged is not None:
            _refuse_another(connection, judged)
        _refuse_unread(connection)
        _refuse_taken_names(connection)
        rows = connection.execute("SELECT id, version_of FROM documents WHERE role = ?", (Role.STAGED,)).fetchall()
        # Names become free before they are taken again.
        changes = [Change.REMOVED] * apply_removals(connection)
        changes += [Change.RENAMED] * apply_renames(connection)
        for row_id, version_of in rows:
            changes.append(Change.ADDED if version_of is None else Change.CHANGED)
            versions.bring_back(connection, version_of or row_id, row_id)
            write_name(connection, version_of or row_id)
        _forget_set(connection)
        return commit_generation(connection, Run.begin(Reason.PUBLISH), changes) if changes else None


def discard_staged(catalog: Catalog, intake: Intake) -> int:
    """Erase the staged set. Returns how many changes of documents it would have made; all stay as they are."""
    with catalog.transaction() as connection:
        changes = staged_changes(connection)
        _forget_items(connection)
        rows = connection.execute("SELECT id, sha256 FROM documents WHERE role = ?", (Role.STAGED,)).fetchall()
        versions.erase_rows(connection, [row[0] for row in rows])
        discard_moves(connection)
        _forget_set(connection)
        records.bump_generation(connection)
    intake.erase_originals(row[1] for row in rows)
    return len(changes)


def _forget_items(connection: sqlite3.Connection) -> None:
    """Sources take what is discarded in again with their next sync, as if they had not seen it."""
    connection.execute(
        "DELETE FROM source_items WHERE document_id IN (SELECT id FROM documents WHERE role = ?)", (Role.STAGED,)
    )
    connection.execute(
        "UPDATE source_items SET size = NULL, time_ns = NULL, etag = NULL, sha256 = NULL WHERE document_id IN"
        " (SELECT version_of FROM documents WHERE role = ?)",
        (Role.STAGED,),
    )


def _forget_set(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM staged_removals")
    connection.execute("DELETE FROM staged_blocks")
    records.remove_meta(connection, HELD_BACK)


def _refuse_another(connection: sqlite3.Connection, judged: str) -> None:
    """Somebody added to the set, or took of it, since it was judged; one that is gone does no harm."""
    if identify_staged(connection) not in (judged, ""):
        raise LibraryBusy(
            say(
                "staged_set_changed",
                "The staged set has changed while the gate was checked. Nothing was published; try again.",
            )
        )


def _refuse_unread(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        "SELECT coalesce(shown, name) FROM documents WHERE state = 'waiting' AND (role = 'staged' OR id IN"
        " (SELECT version_of FROM documents WHERE role = 'staged') OR id IN (SELECT document_id FROM"
        " staged_removals)) LIMIT 1"
    ).fetchone()
    if row is not None:
        raise LibraryBusy(
            say("not_read_yet", "“{name}” is not read yet. Nothing was published; try again later.", name=row[0])
        )


def _refuse_taken_names(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        f"WITH taking (id, name) AS ({_TAKING}), kept (id, name) AS ({_KEPT})"
        " SELECT t.name FROM taking t JOIN kept k ON k.name = t.name AND k.id <> t.id"
        " UNION ALL SELECT name FROM taking GROUP BY name HAVING count(DISTINCT id) > 1 LIMIT 1"
    ).fetchone()
    if row is not None:
        raise GenerationConflict(
            say(
                "document_cannot_be_published",
                "“{name}” cannot be published, because another document has come back under this name; discard the"
                " staged set, or remove that document. Nothing was published.",
                name=row[0],
            )
        )
