"""The catalog: SQLite rows to typed values. It is the truth; every index is a cache of it.

Readers call `Catalog.snapshot()` and see one moment of the library, however long they take: the transaction
that names a generation is the only commit point. Writing is `ingest`'s business, in `Catalog.transaction`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rag.document_prior import TermUse
from rag.embedders.choice import EmbedderChoice, EmbedderRecord, EmbedderRole
from rag.errors import ConfigurationError, DocumentNotFound, StorageFull
from rag.layout import DataDir
from rag.migrations import migrate
from rag.types import Document, DocumentState, Note, NoteKind, Page, Passage
from rag.vectors import SegmentRecord, unpack_ranges
from rag.views import CALLED, LIVE, NEWLY_NAMED, Scope, View
from rag.wal import locked_is_busy
from rag.wording import Sentence, say

# SQLite allows 32,766 parameters in a statement; stay far below.
_PARAMETERS = 500
# Set by the migration of a library whose words were indexed by an earlier version, until they are indexed anew.
WORDS_OUTDATED = "terms_missing"

_DOCUMENT = (
    "SELECT d.id, {name}, d.sha256, d.media_type, d.size, d.added, d.state, d.pages, d.passages,"
    " d.reason, d.title, d.language, d.notes, d.version_of"
    " FROM documents d"
)
_PASSAGE = (
    "SELECT p.id, p.document_id, {name}, p.page, p.start, p.end,"
    " substr(g.text, p.start + 1, p.end - p.start), p.heading, d.title, d.language, p.table_header"
    " FROM passages p JOIN documents d ON d.id = p.document_id"
    " JOIN pages g ON g.document_id = p.document_id AND g.number = p.page"
)


class Catalog:
    """Connections to one catalog file, one for each thread."""

    def __init__(self, directory: DataDir) -> None:
        self._path = directory.catalog
        self._local = threading.local()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._guard = threading.Lock()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened and migrated on first use."""
        existing: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if existing is not None:
            return existing
        connection = self._connect()
        self._local.connection = connection
        with self._guard:
            self._close_orphans()
            self._open[threading.current_thread()] = connection
        return connection

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            for connection in self._open.values():
                connection.close()
            self._open.clear()
        self._local = threading.local()

    def _close_orphans(self) -> None:
        """A server runs each request in a new thread: what ended threads left open would pile up."""
        for thread in [thread for thread in self._open if not thread.is_alive()]:
            self._open.pop(thread).close()

    @contextmanager
    def snapshot(self, view: View = LIVE) -> Iterator[Snapshot]:
        """One consistent moment of the library for as long as the block runs."""
        connection = self.connection()
        connection.execute("BEGIN")
        try:
            yield Snapshot(connection, view)
        finally:
            connection.execute("ROLLBACK")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write that happens as a whole or not at all.

        Raises StorageFull when the disk is full, and LibraryBusy when somebody else writes for too long.
        """
        connection = self.connection()
        with locked_is_busy():
            connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError) and "disk is full" in str(error):
                raise StorageFull(
                    say(
                        "disk_full_unchanged", "The disk is full; nothing was changed. Free some space, then retry."
                    )
                ) from error
            raise

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self._path, timeout=30.0, isolation_level=None, check_same_thread=False)
        except sqlite3.OperationalError as error:
            raise ConfigurationError(f"The library at {self._path.parent} cannot be opened: {error}.") from error
        with locked_is_busy():
            # FULL: a document reported as added is still there after a power cut.
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32768"):
                connection.execute(f"PRAGMA {pragma}")
            migrate(connection)
        return connection


class Snapshot:
    """Questions to the catalog, answered as of one moment, about the versions of one view."""

    def __init__(self, connection: sqlite3.Connection, view: View = LIVE) -> None:
        self._connection = connection
        self.view = view
        self._shown = view.condition()
        self._name = view.name()
        self._document = _DOCUMENT.format(name=self._name)
        self._passage = _PASSAGE.format(name=self._name)

    def through(self, view: View) -> Snapshot:
        """The same moment, looked at in another way."""
        return Snapshot(self._connection, view)

    @property
    def connection(self) -> sqlite3.Connection:
        """For questions that the history asks, inside this moment."""
        return self._connection

    @property
    def generation(self) -> int:
        """Number of the last commit that changed what a search can find."""
        return int(self.meta("generation") or 0)

    def meta(self, key: str) -> str | None:
        """A library-wide value."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def words_are_outdated(self) -> bool:
        """Whether the word index and the documents' terms are still to be made anew, after an update."""
        return self.meta(WORDS_OUTDATED) is not None

    def documents(self, after: str = "", limit: int | None = None) -> list[Document]:
        """Documents by name: all, or the first `limit` whose name comes after `after`."""
        most = -1 if limit is None else limit
        # The names of live documents are in order in an index.
        name = "d.name" if self.view.is_live else self._name
        rows = self._connection.execute(
            f"{self._document} WHERE {self._shown} AND {name} > ? ORDER BY {name} LIMIT ?", (after, most)
        )
        return [_document(row) for row in rows]

    def names_like(self, pattern: str) -> list[str]:
        """Names of documents that fit a pattern of SQLite's GLOB, sorted."""
        rows = self._connection.execute(
            f"SELECT {self._name} FROM documents d WHERE {self._shown} AND {self._name} GLOB ? ORDER BY 1",
            (pattern,),
        )
        return [row[0] for row in rows]

    def document(self, name: str) -> Document:
        """The document of this name. Raises DocumentNotFound."""
        row = self._connection.execute(
            f"{self._document} WHERE {CALLED} AND {self._shown} AND {self._name} = ?1", (name,)
        ).fetchone()
        if row is None and self.view.is_live:
            raise DocumentNotFound(
                say(
                    "document_unknown",
                    "There is no document named “{name}”; `fundstelle list` shows all names.",
                    name=name,
                )
            )
        if row is None:
            raise DocumentNotFound(
                say("document_unknown_then", "There was no document named “{name}” in that generation.", name=name)
            )
        return _document(row)

    def document_by_id(self, document_id: int) -> Document | None:
        """The document, or the version of one, with this id in whatever view; None when it was removed."""
        row = self._connection.execute(f"{self._document} WHERE d.id = ?", (document_id,)).fetchone()
        return None if row is None else _document(row)

    def version(self, document_id: int) -> Document | None:
        """What the view shows of the document with this id, which outlives its updates; None: nothing."""
        row = self._connection.execute(
            f"{self._document} WHERE (d.id = ?1 OR d.version_of = ?1) AND {self._shown}", (document_id,)
        ).fetchone()
        return None if row is None else _document(row)

    def whole_documents(self, ids: Iterable[int]) -> set[int]:
        """The documents that rows with these ids are, or are versions of: ids that outlive an update."""
        found: set[int] = set()
        for part in _parts(sorted(set(ids))):
            marks = ",".join("?" * len(part))
            rows = self._connection.execute(
                f"SELECT coalesce(version_of, id) FROM documents WHERE id IN ({marks})", part
            )
            found.update(row[0] for row in rows)
        return found

    def password(self, document_id: int) -> str | None:
        """The password an encrypted original was given with."""
        row = self._connection.execute("SELECT password FROM documents WHERE id = ?", (document_id,)).fetchone()
        return None if row is None else row[0]

    def page(self, document_id: int, number: int) -> tuple[Page, bytes | None] | None:
        """A page and its map from text offsets to characters of the original."""
        row = self._connection.execute(
            "SELECT text, char_map FROM pages WHERE document_id = ? AND number = ?", (document_id, number)
        ).fetchone()
        return None if row is None else (Page(document_id, number, row[0]), row[1])

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Those of the given passages that the view shows, by id."""
        found: dict[int, Passage] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            for row in self._connection.execute(f"{self._passage} WHERE p.id IN ({marks}) AND {self._shown}", part):
                found[row[0]] = Passage(*row)
        return found

    def documents_of(self, ids: Sequence[int]) -> dict[int, tuple[int, str | None]]:
        """The document of each of the given passages that the view shows, and its language if that is known."""
        found: dict[int, tuple[int, str | None]] = {}
        for part in _parts(ids):
            marks = ",".join("?" * len(part))
            rows = self._connection.execute(
                "SELECT p.id, d.id, d.language FROM passages p JOIN documents d ON d.id = p.document_id"
                f" WHERE p.id IN ({marks}) AND {self._shown}",
                part,
            )
            found.update((passage, (document, language)) for passage, document, language in rows)
        return found

    def passages_of(self, document_id: int) -> list[Passage]:
        """All passages of a document, or of a version of one, in reading order."""
        rows = self._connection.execute(f"{self._passage} WHERE p.document_id = ? ORDER BY p.id", (document_id,))
        return [Passage(*row) for row in rows]

    def ranges_of(self, document_ids: Iterable[int]) -> list[tuple[int, int]]:
        """Blocks of passage ids of the given documents, ascending."""
        found: list[tuple[int, int]] = []
        for document_id in sorted(set(document_ids)):
            row = self._connection.execute(
                "SELECT min(id), max(id) FROM passages WHERE document_id = ?", (document_id,)
            ).fetchone()
            if row[0] is not None:
                found.append((row[0], row[1]))
        return sorted(found)

    def term_uses(self, terms: Iterable[str], most: int) -> dict[str, list[TermUse]]:
        """How documents use each term: those whose name has it first, then those that use it most, up to `most`."""
        found: dict[str, list[TermUse]] = {}
        named = self.view.named()
        for term in terms:
            rows: list[tuple[Any, ...]] = []
            # The terms of live documents stand apart, so that a history costs those who do not ask for it nothing.
            for table in ("document_terms",) if self.view.is_live else ("document_terms", "hidden_terms"):
                rows += self._connection.execute(
                    f"SELECT t.document_id, t.passages, d.passages, {named} FROM {table} t"
                    f" JOIN documents d ON d.id = t.document_id WHERE t.term = ? AND {self._shown}"
                    " ORDER BY 4 DESC, t.passages DESC LIMIT ?",
                    (term, most),
                )
            if self.view.staged:
                rows += self._connection.execute(f"{NEWLY_NAMED} AND {self._shown} LIMIT ?2", (term, most))
            found[term] = [TermUse(row[0], row[1], row[2], bool(row[3])) for row in rows]
        return found

    def document_count(self) -> int:
        """How many documents there are."""
        return int(self._connection.execute(f"SELECT count(*) FROM documents d WHERE {self._shown}").fetchone()[0])

    def passage_languages(self, ranges: Iterable[tuple[int, int]]) -> dict[int, str]:
        """The language of each passage in the blocks, in whatever view; "" where none was detected."""
        found: dict[int, str] = {}
        for first, last in ranges:
            rows = self._connection.execute(
                "SELECT p.id, coalesce(d.language, '') FROM passages p JOIN documents d ON d.id = p.document_id"
                " WHERE p.id BETWEEN ? AND ?",
                (first, last),
            )
            found.update(rows)
        return found

    def has_segments(self) -> bool:
        """Whether anything is embedded: if not, no embedding model need be loaded."""
        return self._connection.execute("SELECT 1 FROM segments LIMIT 1").fetchone() is not None

    def embedders(self) -> list[EmbedderRecord]:
        """The embedders that have vectors here, or are getting them; the active one first."""
        rows = self._connection.execute(
            "SELECT fingerprint, name, base_url, dimension, role FROM embedders ORDER BY role, fingerprint"
        )
        return [
            EmbedderRecord(row[0], EmbedderChoice(row[1], row[2]), row[3], EmbedderRole(row[4])) for row in rows
        ]

    def active_embedder(self) -> EmbedderRecord | None:
        """The embedder from whose vectors questions are answered; None before anything was embedded."""
        return next((each for each in self.embedders() if each.role is EmbedderRole.ACTIVE), None)

    def segments(self, fingerprint: str | None = None) -> list[SegmentRecord]:
        """The vector segments of this generation, of one embedder or of all, oldest passages first."""
        rows = self._connection.execute(
            "SELECT id, sha256, bytes, rows, dimension, fingerprint, ranges, archive FROM segments"
            " WHERE ?1 IS NULL OR fingerprint = ?1",
            (fingerprint,),
        )
        records = [_segment(row) for row in rows]
        return sorted(records, key=lambda record: record.ranges[:1])

    def scope(self) -> Scope:
        """Which passages in the index files a search of the view may return."""
        return self.view.scope(self._connection)

    def dead_ranges(self) -> list[tuple[int, int]]:
        """Blocks of passage ids that an index file of live documents may hold besides theirs and staged ones."""
        return list(
            self._connection.execute(
                "SELECT first, last FROM tombstones UNION SELECT first, last FROM reservations ORDER BY first"
            )
        )

    def erased_ranges(self) -> list[tuple[int, int]]:
        """Blocks of passage ids that no version has any more, though an index file may hold them."""
        return list(
            self._connection.execute("SELECT first, last FROM tombstones WHERE archived = 0 ORDER BY first")
        )

    def counts(self) -> dict[str, int]:
        """Numbers for the status page: documents, pages, passages, passages not embedded yet."""
        row = self._connection.execute(
            "SELECT count(*), coalesce(sum(d.pages), 0), coalesce(sum(d.passages), 0) FROM documents d"
            f" WHERE {self._shown}"
        ).fetchone()
        pending = self._connection.execute(
            "SELECT count(*) FROM passages p JOIN documents d ON d.id = p.document_id"
            f" WHERE p.embedded = 0 AND {self._shown}"
        ).fetchone()
        return {"documents": row[0], "pages": row[1], "passages": row[2], "pending": pending[0]}

    def searchable_documents(self) -> int:
        """How many documents a search can find something in."""
        rows = self._connection.execute(f"SELECT count(*) FROM documents d WHERE d.passages > 0 AND {self._shown}")
        return int(rows.fetchone()[0])

    def states(self) -> dict[str, int]:
        """How many documents are in each state."""
        return dict(
            self._connection.execute(
                f"SELECT d.state, count(*) FROM documents d WHERE {self._shown} GROUP BY d.state"
            )
        )

    def originals(self) -> set[str]:
        """Checksums of all originals the library needs, those of its history and of a staged set included."""
        return {row[0] for row in self._connection.execute("SELECT DISTINCT sha256 FROM documents")}


def _document(row: tuple[Any, ...]) -> Document:
    notes = tuple(Note(NoteKind(kind), page, characters) for kind, page, characters in json.loads(row[12]))
    values = list(row[:12])
    values[6], values[9] = DocumentState(row[6]), Sentence.read(row[9])
    document = Document(*values)
    return replace(document, notes=notes, version_of=row[13]) if notes or row[13] else document


def _segment(row: tuple[Any, ...]) -> SegmentRecord:
    return SegmentRecord(row[0], row[1], row[2], row[3], row[4], row[5], unpack_ranges(row[6]), bool(row[7]))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for begin in range(0, len(ids), _PARAMETERS):
        yield ids[begin : begin + _PARAMETERS]
