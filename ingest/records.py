"""Writing to the catalog: each function is a part of one transaction, given as its connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ingest import versions
from ingest.document_terms import write_name, write_terms
from ingest.originals import Received
from rag.types import DocumentState, Note
from rag.vectors import Ranges, SegmentRecord, pack_ranges
from rag.views import Role


class Outcome(StrEnum):
    """What accepting a file meant for the library."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Change(StrEnum):
    """What a commit did to what the library holds of one document."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    RENAMED = "renamed"  # and nothing else; it is none of the changes that are counted


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was added from, as it was when its bytes were read."""

    path: str
    mtime_ns: int
    size: int
    checked_ns: int


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be stored."""

    number: int
    text: str
    char_map: bytes | None


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage to be stored; its text is a slice of its page."""

    page: int
    start: int
    end: int
    heading: str
    table: str  # header row of the table that goes on in this passage
    content_key: bytes


@dataclass(frozen=True, slots=True)
class NewContent:
    """Everything a reading found in one document."""

    document_id: int
    sha256: str  # of the bytes that were read: a newer upload may have replaced them meanwhile
    title: str | None
    language: str | None
    pages: tuple[NewPage, ...]
    passages: tuple[NewPassage, ...]
    notes: tuple[Note, ...] = ()
    whole_document: int | None = None  # what the document is a staged version of


def bump_generation(connection: sqlite3.Connection) -> None:
    """Say that searches may now find something else."""
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a library-wide value."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def has_meta(connection: sqlite3.Connection, key: str) -> bool:
    """Whether a library-wide value is set."""
    return connection.execute("SELECT 1 FROM meta WHERE key = ?", (key,)).fetchone() is not None


def remove_meta(connection: sqlite3.Connection, key: str) -> None:
    """Forget a library-wide value."""
    connection.execute("DELETE FROM meta WHERE key = ?", (key,))


def insert_document(
    connection: sqlite3.Connection,
    name: str,
    received: Received,
    source: Source | None,
    password: str | None,
    source_id: int | None = None,
) -> int:
    """A new document, waiting to be read; `source_id`: of what the library follows, and it was found there.

    Returns its id.
    """
    cursor = connection.execute(
        "INSERT INTO documents (name, sha256, media_type, size, added, state, password, source_id,"
        " source, source_mtime_ns, source_size, checked_ns) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            name,
            received.sha256,
            received.media_type,
            received.size,
            datetime.now(UTC).isoformat(timespec="seconds"),
            DocumentState.WAITING,
            password,
            source_id,
            *_columns(source),
        ),
    )
    return int(cursor.lastrowid or 0)


def replace_bytes(
    connection: sqlite3.Connection,
    document_id: int,
    received: Received,
    source: Source | None,
    password: str | None,
) -> None:
    """New bytes for a document; what was read of the old ones serves until the new ones are read."""
    versions.remember_bytes(connection, document_id)
    connection.execute(
        "UPDATE documents SET sha256 = ?, media_type = ?, size = ?, state = ?, reason = NULL,"
        " password = ?, source = ?, source_mtime_ns = ?, source_size = ?, checked_ns = ? WHERE id = ?",
        (
            received.sha256,
            received.media_type,
            received.size,
            DocumentState.WAITING,
            password,
            *_columns(source),
            document_id,
        ),
    )


def touch_source(connection: sqlite3.Connection, document_id: int, source: Source) -> None:
    """The bytes are unchanged, only their file's times are new."""
    connection.execute(
        "UPDATE documents SET source = ?, source_mtime_ns = ?, source_size = ?, checked_ns = ? WHERE id = ?",
        (*_columns(source), document_id),
    )


def set_media_type(connection: sqlite3.Connection, document_id: int, media_type: str) -> None:
    """What the bytes of a document are to be read as, from its next reading on."""
    connection.execute("UPDATE documents SET media_type = ? WHERE id = ?", (media_type, document_id))


def rename_document(
    connection: sqlite3.Connection, document_id: int, name: str, source: Source | None = None
) -> None:
    """The same document under a new name; pages, passages and vectors stay. It goes before a staged new name."""
    remember_name(connection, document_id)
    set_name(connection, document_id, name)
    write_name(connection, document_id)
    connection.execute("DELETE FROM staged_renames WHERE document_id = ?", (document_id,))
    if source is not None:
        touch_source(connection, document_id, source)
    bump_generation(connection)


def remember_name(connection: sqlite3.Connection, document_id: int) -> None:
    """What a document is called will be a former name of it: whoever knows it by that finds it."""
    connection.execute(
        "INSERT INTO renames (document_id, name, generation) SELECT id, coalesce(shown, name), ? FROM documents"
        " WHERE id = ?",
        (versions.next_generation(connection), document_id),
    )


def set_name(connection: sqlite3.Connection, document_id: int, name: str) -> None:
    """What a document is called from now on, whether it is live or not."""
    connection.execute(
        "UPDATE documents SET name = iif(role = ?1, ?2, name), shown = iif(role = ?1, shown, ?2) WHERE id = ?3",
        (Role.LIVE, name, document_id),
    )


def retry_document(connection: sqlite3.Connection, document_id: int, password: str | None) -> None:
    """Read a document again, with another password when one is given."""
    connection.execute(
        "UPDATE documents SET state = ?, reason = NULL, password = coalesce(?, password) WHERE id = ?",
        (DocumentState.WAITING, password, document_id),
    )


def reserve_passages(connection: sqlite3.Connection, count: int) -> int:
    """Hand out a block of passage ids that no other passage ever had or will have. Returns the first."""
    (first,) = connection.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'next_passage'").fetchone()
    set_meta(connection, "next_passage", str(first + count))
    connection.execute("INSERT INTO reservations VALUES (?, ?)", (first, first + count - 1))
    return int(first)


def release_reservation(connection: sqlite3.Connection, first: int) -> None:
    """The ids of this block are now named by the catalog, or nothing holds them."""
    connection.execute("DELETE FROM reservations WHERE first = ?", (first,))


def store_content(
    connection: sqlite3.Connection, content: NewContent, terms: Mapping[str, int], first_id: int
) -> Change | None:
    """Replace what a document consists of; what it consisted of goes to the history if it was read of other bytes.

    `terms`: in how many of the passages each occurs. None when the document was removed or replaced while it was
    being read, when the same bytes were read again, and for what is staged.
    """
    role = _role_of(connection, content.document_id, content.sha256)
    if role is None:
        if content.passages:
            versions.add_tombstone(connection, first_id, first_id + len(content.passages) - 1)
        return None
    change = _make_room(connection, content.document_id, role)
    connection.executemany(
        "INSERT INTO pages VALUES (?,?,?,?)",
        [(content.document_id, page.number, page.text, page.char_map) for page in content.pages],
    )
    connection.executemany(
        "INSERT INTO passages (id, document_id, page, start, end, heading, table_header, content_key)"
        " VALUES (?,?,?,?,?,?,?,?)",
        [
            (first_id + offset, content.document_id, p.page, p.start, p.end, p.heading, p.table, p.content_key)
            for offset, p in enumerate(content.passages)
        ],
    )
    if role is Role.STAGED and content.passages:
        last_id = first_id + len(content.passages) - 1
        connection.execute("INSERT INTO staged_blocks VALUES (?, ?)", (first_id, last_id))
    state = DocumentState.SEARCHABLE if content.passages else DocumentState.READY
    connection.execute(
        "UPDATE documents SET state = ?, reason = NULL, pages = ?, passages = ?, title = ?,"
        " language = ?, notes = ? WHERE id = ?",
        (
            state,
            len(content.pages),
            len(content.passages),
            content.title,
            content.language,
            json.dumps([(note.kind, note.page, note.characters) for note in content.notes]),
            content.document_id,
        ),
    )
    write_terms(connection, content.document_id, terms)
    return change


def fail_document(connection: sqlite3.Connection, document_id: int, sha256: str, reason: str) -> Change | None:
    """No text could be read; what an earlier version said must not answer any more, except about its time."""
    role = _role_of(connection, document_id, sha256)
    if role is None:
        return None
    change = _make_room(connection, document_id, role)
    connection.execute(
        "UPDATE documents SET state = ?, reason = ?, pages = 0, passages = 0, notes = '[]' WHERE id = ?",
        (DocumentState.FAILED, reason, document_id),
    )
    return change


def _role_of(connection: sqlite3.Connection, document_id: int, sha256: str) -> Role | None:
    """What the row is that these bytes were read for; None when it is gone, has other bytes or is history."""
    row = connection.execute("SELECT sha256, role FROM documents WHERE id = ?", (document_id,)).fetchone()
    if row is None or row[0] != sha256 or row[1] not in (Role.LIVE, Role.STAGED):
        return None
    return Role(row[1])


def _make_room(connection: sqlite3.Connection, document_id: int, role: Role) -> Change | None:
    """Nothing of what a document consisted of is its own any more, and what comes is visible."""
    former = versions.former_of(connection, document_id) if role is Role.LIVE else None
    if former is not None:
        versions.archive_former(connection, document_id, former)
    else:
        versions.clear_content(connection, document_id)
    if role is Role.LIVE and versions.show(connection, document_id):
        return Change.ADDED if former is None else Change.CHANGED
    return None


def delete_document(connection: sqlite3.Connection, document_id: int) -> None:
    """Forget a document and all its versions; from this transaction on no answer can use them."""
    versions.erase_rows(connection, [*versions.versions_of(connection, document_id), document_id])


def add_segment(connection: sqlite3.Connection, record: SegmentRecord) -> None:
    """Make a vector segment visible; if it is of the active embedder, its passages are embedded."""
    connection.execute(
        "INSERT INTO segments (id, sha256, bytes, rows, dimension, fingerprint, ranges, archive)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (
            record.id,
            record.sha256,
            record.bytes,
            record.rows,
            record.dimension,
            record.fingerprint,
            pack_ranges(record.ranges),
            record.archive,
        ),
    )
    if is_active(connection, record.fingerprint):
        for first, last in record.ranges:
            connection.execute(
                "UPDATE passages SET embedded = 1 WHERE id BETWEEN ? AND ? AND embedded = 0", (first, last)
            )
    if not record.archive:
        # Whatever is embedded late, or by another model, may be of former versions.
        versions.mark_archived(connection, record.ranges)


def is_active(connection: sqlite3.Connection, fingerprint: str) -> bool:
    """Whether questions are answered from the vectors of this embedder."""
    query = "SELECT 1 FROM embedders WHERE fingerprint = ? AND role = 'active'"
    return connection.execute(query, (fingerprint,)).fetchone() is not None


def drop_segments(connection: sqlite3.Connection, segment_ids: Iterable[str]) -> None:
    """Make vector segments invisible; their files are debris from now on."""
    connection.executemany("DELETE FROM segments WHERE id = ?", [(each,) for each in segment_ids])


def finish_documents(connection: sqlite3.Connection, ranges: Ranges) -> None:
    """Documents of these passages are ready when nothing of them is left to embed."""
    for first, last in ranges:
        connection.execute(
            "UPDATE documents SET state = ? WHERE state = ? AND id IN"
            " (SELECT DISTINCT document_id FROM passages WHERE id BETWEEN ? AND ?) AND NOT EXISTS"
            " (SELECT 1 FROM passages p WHERE p.document_id = documents.id AND p.embedded = 0)",
            (DocumentState.READY, DocumentState.SEARCHABLE, first, last),
        )


def _columns(source: Source | None) -> Sequence[str | int | None]:
    if source is None:
        return (None, None, None, None)
    return (source.path, source.mtime_ns, source.size, source.checked_ns)


def forget_vectors(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """These passages have no usable vector: they are to be embedded again."""
    connection.executemany("UPDATE passages SET embedded = 0 WHERE id = ?", [(each,) for each in ids])
    connection.executemany(
        "UPDATE documents SET state = ? WHERE state = ? AND id = (SELECT document_id FROM passages WHERE id = ?)",
        [(DocumentState.SEARCHABLE, DocumentState.READY, each) for each in ids],
    )
