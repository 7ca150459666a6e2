"""Taking documents in and letting them go: catalog, originals, stored answers; it never waits for the indexer."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from ingest import records, versions
from ingest.erasing import erase_answers, mark_answers
from ingest.generations import Reason, Run, commit_generation
from ingest.originals import Received, hash_file, keep, receive
from ingest.records import Change, Outcome, Source
from ingest.scanning import FoundFile
from ingest.sniffing import safe_name
from rag.catalog import Catalog, Snapshot
from rag.errors import DocumentNotFound, FundstelleError, UploadRejected
from rag.layout import DataDir
from rag.types import DocumentState
from rag.wording import say

# A file changed within this time of being read may change again without its time stamp moving.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog remembers of a document, as far as accepting needs it."""

    id: int
    name: str
    sha256: str
    state: DocumentState
    source: str | None
    mtime_ns: int | None
    size: int | None
    checked_ns: int | None

    def is_unchanged(self, file: FoundFile) -> bool:
        """Whether size and time of the file are as they were when its bytes were taken."""
        if (self.source, self.mtime_ns, self.size) != (file.path, file.mtime_ns, file.size):
            return False
        return self.checked_ns is not None and self.checked_ns - file.mtime_ns > _RACY_NS


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted file."""

    document_id: int
    name: str
    outcome: Outcome


class Intake:
    """Accepts, renames, retries and removes documents; thread-safe, needs no writer lock."""

    def __init__(self, directory: DataDir, catalog: Catalog, max_upload_bytes: int) -> None:
        self._directory = directory
        self._catalog = catalog
        self._max_bytes = max_upload_bytes

    def known(self, names: Iterable[str] | None = None) -> dict[str, Known]:
        """The documents that have one of these names, or all, by name. Costs follow the names, not the library."""
        wanted, parameters = among("name", names)
        rows = self._catalog.connection().execute(
            "SELECT id, name, sha256, state, source, source_mtime_ns, source_size, checked_ns"
            f" FROM documents WHERE role = 'live'{wanted}",
            parameters,
        )
        return {row[1]: Known(row[0], row[1], row[2], DocumentState(row[3]), *row[4:]) for row in rows}

    def accept_stream(self, name: str, stream: BinaryIO, password: str | None = None) -> Accepted:
        """Take an upload. Raises UploadRejected or StorageFull; nothing is kept then."""
        name = safe_name(name)
        received = receive(self._directory, name, stream, self._max_bytes)
        return self._store(name, received, None, password)

    def accept_file(
        self, file: FoundFile, known: Known | None, password: str | None = None, *, force: bool = False
    ) -> Accepted:
        """Take a file of a folder; one whose size and time are as they were is not even opened."""
        name = safe_name(file.name)
        source = Source(file.path, file.mtime_ns, file.size, time.time_ns())
        if known is not None and not force:
            if known.is_unchanged(file):
                return self._unchanged(known, password)
            if known.size == file.size and hash_file(Path(file.path)) == known.sha256:
                with self._catalog.transaction() as connection:
                    records.touch_source(connection, known.id, source)
                return self._unchanged(known, password)
        with Path(file.path).open("rb") as stream:
            received = receive(self._directory, name, stream, self._max_bytes)
        return self._store(name, received, source, password)

    def remove(self, names: Iterable[str], erased: Callable[[int], None] | None = None) -> list[str]:
        """Erase documents with all their versions, and the stored answers that hold their text.

        They answer no question from now on, whatever time it is about. A name may also be that of documents that
        are only in the history; those go together with a newer one of this name.
        `erased` is told how many answers that were. Raises DocumentNotFound before removing any, and
        FundstelleError after that when the answers could not be erased.
        """
        with self._catalog.snapshot() as snapshot:
            found = {name: find_documents(snapshot, name) for name in dict.fromkeys(names)}
        self.remove_by_id(dict.fromkeys(chain.from_iterable(found.values())))
        count = self.erase_answers()
        if erased is not None:
            erased(count)
        return list(found)

    def remove_by_id(
        self, document_ids: Iterable[int], within: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """Erase those of the documents that still exist; `within` takes part in the same transaction.

        `erase_answers` is to be called when all is removed.
        """
        checksums: set[str] = set()
        with self._catalog.transaction() as connection:
            changes = []
            for document_id in document_ids:
                for row_id in (document_id, *versions.versions_of(connection, document_id)):
                    mark_answers(connection, row_id)
                checksums |= versions.checksums_of(connection, document_id)
                changes += [Change.REMOVED] if versions.is_live(connection, document_id) else []
                records.delete_document(connection, document_id)
            if within is not None:
                within(connection)
            commit_generation(connection, Run.begin(Reason.REMOVE), changes)
        self.erase_originals(checksums)

    def retire(self, names: Iterable[str]) -> list[str]:
        """Documents that their source does not have any more: they answer questions about earlier times only.

        Raises DocumentNotFound before changing anything.
        """
        with self._catalog.snapshot() as snapshot:
            documents = [snapshot.document(name) for name in dict.fromkeys(names)]
        self.retire_by_id([document.id for document in documents])
        return [document.name for document in documents]

    def retire_by_id(
        self, document_ids: Iterable[int], within: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """Retire those of the documents that are live; `within` takes part in the same transaction."""
        checksums: set[str] = set()
        with self._catalog.transaction() as connection:
            changes = []
            for document_id in document_ids:
                checksums |= versions.checksums_of(connection, document_id)
                checksums |= versions.erase_staged_of(connection, document_id)
                if not versions.is_live(connection, document_id):
                    continue
                if versions.is_visible(connection, document_id):
                    versions.forget_new_bytes(connection, document_id)
                    versions.retire_document(connection, document_id)
                    changes.append(Change.REMOVED)
                else:  # nothing of it was ever read
                    records.delete_document(connection, document_id)
            if within is not None:
                within(connection)
            commit_generation(connection, Run.begin(Reason.SYNC), changes)
        self.erase_originals(checksums)

    def retry(self, name: str, password: str | None = None) -> None:
        """Read a document again, for instance with its password. Raises DocumentNotFound."""
        with self._catalog.snapshot() as snapshot:
            document = snapshot.document(name)
        with self._catalog.transaction() as connection:
            records.retry_document(connection, document.id, password)

    def erase_originals(self, checksums: Iterable[str]) -> None:
        """Delete originals that no document needs. Holding SQLite's write lock keeps new ones from appearing."""
        checksums = set(checksums)
        if not checksums:
            return
        with self._catalog.transaction() as connection:
            for sha256 in checksums:
                used = connection.execute("SELECT 1 FROM documents WHERE sha256 = ? LIMIT 1", (sha256,)).fetchone()
                if used is None:
                    self._directory.original(sha256).unlink(missing_ok=True)

    def erase_answers(self) -> int:
        """Delete the stored answers that hold text of removed documents. Returns how many.

        Raises FundstelleError when they could not be erased; the next writer tries again.
        """
        try:
            return erase_answers(self._directory, self._catalog)
        except FundstelleError as error:
            raise FundstelleError(
                say(
                    "answers_not_erased",
                    "The documents are removed, but stored answers may still hold their text until the next writer"
                    " erases them. {reason}",
                    reason=error.sentence,
                )
            ) from error

    @contextmanager
    def dropping(self, received: Sequence[Received]) -> Iterator[None]:
        """What was received leaves nothing behind when the block that stores it fails, if that can be done now."""
        try:
            yield
        except BaseException:
            with suppress(FundstelleError, sqlite3.Error, OSError):
                # What is not there any more was put with the originals; what waits there yet never got so far.
                kept = {each.sha256 for each in received if not each.path.exists()}
                for each in received:
                    each.path.unlink(missing_ok=True)
                self.erase_originals(kept)
            raise

    def _store(self, name: str, received: Received, source: Source | None, password: str | None) -> Accepted:
        replaced: str | None = None
        with self.dropping([received]), self._catalog.transaction() as connection:
            _refuse_followed(connection, name)
            keep(self._directory, received)
            # What somebody adds by hand goes before what waits to be published under the same name.
            staged = versions.erase_staged(connection, name)
            row = connection.execute("SELECT id, sha256, state FROM documents WHERE name = ?", (name,)).fetchone()
            moved = self._moved(received, source) if row is None else None
            if row is not None and row[1] == received.sha256:
                if source is not None:
                    records.touch_source(connection, row[0], source)
                # Under another name than the one it was first taken in with, it may be of another kind.
                records.set_media_type(connection, row[0], received.media_type)
                accepted = self._again(row[0], name, DocumentState(row[2]))
                if row[2] == DocumentState.FAILED:
                    records.retry_document(connection, row[0], password)
            elif row is not None:
                records.replace_bytes(connection, row[0], received, source, password)
                # From now on it is what a person added, and no sync replaces it.
                connection.execute("UPDATE documents SET source_id = NULL WHERE id = ?", (row[0],))
                accepted, replaced = Accepted(row[0], name, Outcome.UPDATED), row[1]
            elif moved is not None and source is not None:
                records.rename_document(connection, moved, name, source)
                accepted = Accepted(moved, name, Outcome.UPDATED)
            else:
                document_id = records.insert_document(connection, name, received, source, password)
                accepted = Accepted(document_id, name, Outcome.ADDED)
        self.erase_originals(staged if replaced is None else {replaced, *staged})
        return accepted

    def _moved(self, received: Received, source: Source | None) -> int | None:
        """The document whose file was renamed to this one: equal bytes, and its old path is gone."""
        if source is None:
            return None
        rows = self._catalog.connection().execute(
            "SELECT id, source FROM documents WHERE sha256 = ? AND source IS NOT NULL AND role = 'live'",
            (received.sha256,),
        )
        return next((row[0] for row in rows if not os.path.lexists(row[1])), None)

    def _unchanged(self, known: Known, password: str | None) -> Accepted:
        if known.state is DocumentState.FAILED and password is not None:
            self.retry(known.name, password)
            return Accepted(known.id, known.name, Outcome.UPDATED)
        return self._again(known.id, known.name, known.state)

    @staticmethod
    def _again(document_id: int, name: str, state: DocumentState) -> Accepted:
        # One that still waits was accepted by a run that did not finish: this run adds it.
        outcome = Outcome.ADDED if state is DocumentState.WAITING else Outcome.UNCHANGED
        return Accepted(document_id, name, outcome)


def _refuse_followed(connection: sqlite3.Connection, name: str) -> None:
    """What a source holds is changed in the source. Raises UploadRejected."""
    row = connection.execute(
        "SELECT s.name FROM documents d JOIN source_items i ON i.document_id = d.id"
        " JOIN sources s ON s.id = i.source_id WHERE d.name = ?",
        (name,),
    ).fetchone()
    if row is not None:
        raise UploadRejected(
            say(
                "document_follows_source",
                "“{name}” follows the source “{source}”: change it there, or add this file under another name.",
                name=name,
                source=row[0],
            )
        )


def among(column: str, values: Iterable[str] | None) -> tuple[str, list[str]]:
    """A condition to append to a query, with its one parameter, however many the values; nothing without any."""
    if values is None:
        return "", []
    return f" AND {column} IN (SELECT value FROM json_each(?))", [json.dumps(list(values))]


def find_documents(snapshot: Snapshot, name: str) -> list[int]:
    """The document of this name, and those that had it when they were retired; without one, all that ever had it.

    Raises DocumentNotFound when there is none at all.
    """
    try:
        live = snapshot.document(name).id
    except DocumentNotFound:
        rows = snapshot.connection.execute(
            "SELECT DISTINCT coalesce(version_of, id) FROM documents WHERE shown = ? AND (version_of IS NULL"
            " OR version_of NOT IN (SELECT id FROM documents WHERE role = 'live'))",
            (name,),
        )
        hidden = [row[0] for row in rows]
        if not hidden:
            raise
        return hidden
    # A rollback could bring them back under this name.
    retired = snapshot.connection.execute(
        "SELECT id FROM documents WHERE shown = ? AND role = 'archived' AND version_of IS NULL", (name,)
    )
    return [live, *(row[0] for row in retired)]
