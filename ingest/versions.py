"""Former versions of documents: kept when new bytes come, brought back, erased. Each function is a part of one
transaction.

The row of a document keeps its id for ever and holds what the document is now. A former version is a row of its own
with what it consisted of; passages keep their ids when they move between the two, so no index file changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ingest.document_terms import forget_terms
from rag.types import DocumentState
from rag.vectors import Ranges
from rag.views import Role

# What a version has of its own; its name is in `shown`.
_BYTES = "sha256, media_type, size, added, state, reason, password"
_SOURCE = "source, source_mtime_ns, source_size, checked_ns"
_CONTENT = "pages, passages, title, language, notes"


def next_generation(connection: sqlite3.Connection) -> int:
    """The number that this transaction's `bump_generation` will give."""
    (value,) = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return int(value) + 1


def add_tombstone(connection: sqlite3.Connection, first: int, last: int, *, archived: bool = False) -> None:
    """No answer about the present may use these passages any more; none at all, unless they are archived."""
    connection.execute(
        "INSERT OR REPLACE INTO tombstones (first, last, in_lexical, archived) VALUES (?, ?, 1, ?)",
        (first, last, archived),
    )


def mark_archived(connection: sqlite3.Connection, ranges: Ranges = ((0, (1 << 63) - 1),)) -> None:
    """Set the tombstones of former versions among these passages: the segments of the present may hold them."""
    for first, last in ranges:
        connection.execute(
            "INSERT OR IGNORE INTO tombstones (first, last, in_lexical, archived)"
            " SELECT min(p.id), max(p.id), 0, 1 FROM passages p WHERE p.document_id IN"
            " (SELECT DISTINCT d.id FROM passages q JOIN documents d ON d.id = q.document_id"
            " WHERE q.id BETWEEN ? AND ? AND d.role = ?) GROUP BY p.document_id",
            (first, last, Role.ARCHIVED),
        )


def block_of(connection: sqlite3.Connection, row_id: int) -> tuple[int, int] | None:
    """The passages of one version: first and last id, or None when it has none."""
    first, last = connection.execute(
        "SELECT min(id), max(id) FROM passages WHERE document_id = ?", (row_id,)
    ).fetchone()
    return None if first is None else (first, last)


def remember_bytes(connection: sqlite3.Connection, document_id: int) -> None:
    """Before new bytes take the place of a document's: what is told of the old ones is kept until they are read.

    Nothing when nothing was read of them, or when they are remembered already.
    """
    if not is_visible(connection, document_id) or former_of(connection, document_id) is not None:
        return
    _copy_bytes(connection, document_id)


def _copy_bytes(connection: sqlite3.Connection, document_id: int) -> int:
    cursor = connection.execute(
        f"INSERT INTO documents (name, shown, role, version_of, {_BYTES})"
        f" SELECT '/' || hex(randomblob(16)), coalesce(shown, name), ?, id, {_BYTES} FROM documents WHERE id = ?",
        (Role.FORMER, document_id),
    )
    return int(cursor.lastrowid or 0)


def former_of(connection: sqlite3.Connection, document_id: int) -> int | None:
    """The row of the bytes that new ones are to replace, as soon as these are read."""
    row = connection.execute(
        "SELECT id FROM documents WHERE version_of = ? AND role = ?", (document_id, Role.FORMER)
    ).fetchone()
    return None if row is None else int(row[0])


def show(connection: sqlite3.Connection, row_id: int) -> bool:
    """The row is what the library holds from this generation on. False when it was so before."""
    if is_visible(connection, row_id):
        return False
    connection.execute("INSERT INTO visible VALUES (?, ?, NULL)", (row_id, next_generation(connection)))
    return True


def archive_former(connection: sqlite3.Connection, document_id: int, former: int) -> None:
    """What a document consisted of goes to the row that remembers its bytes; the document is empty then."""
    connection.execute(
        f"UPDATE documents SET role = ?, ({_CONTENT}) = (SELECT {_CONTENT} FROM documents WHERE id = ?)"
        " WHERE id = ?",
        (Role.ARCHIVED, document_id, former),
    )
    _move_content(connection, document_id, former)
    _end(connection, former)


def archive_content(connection: sqlite3.Connection, document_id: int) -> int:
    """What a document is becomes a former version, whose row is returned; the document is empty then."""
    former = _copy_bytes(connection, document_id)
    archive_former(connection, document_id, former)
    return former


def adopt_content(connection: sqlite3.Connection, row_id: int, document_id: int) -> None:
    """A version becomes what its document is now; its row goes. The document is empty before."""
    connection.execute(
        f"UPDATE documents SET ({_BYTES}, {_SOURCE}, {_CONTENT}) ="
        f" (SELECT {_BYTES}, {_SOURCE}, {_CONTENT} FROM documents WHERE id = ?) WHERE id = ?",
        (row_id, document_id),
    )
    _move_content(connection, row_id, document_id)
    connection.execute("DELETE FROM documents WHERE id = ?", (row_id,))
    _begin(connection, document_id)


def retire_document(connection: sqlite3.Connection, document_id: int) -> None:
    """A document is no more, except in the history; its name is free, and there is nothing to remove later."""
    connection.execute("DELETE FROM staged_removals WHERE document_id = ?", (document_id,))
    connection.execute(
        "UPDATE documents SET role = ?, shown = name, name = '/' || hex(randomblob(16)) WHERE id = ?",
        (Role.ARCHIVED, document_id),
    )
    _hide_terms(connection, document_id)
    _end(connection, document_id)


def forget_new_bytes(connection: sqlite3.Connection, document_id: int) -> None:
    """A document whose new bytes are not read yet has its old ones again."""
    former = former_of(connection, document_id)
    if former is not None:
        connection.execute(
            f"UPDATE documents SET ({_BYTES}) = (SELECT {_BYTES} FROM documents WHERE id = ?) WHERE id = ?",
            (former, document_id),
        )
        connection.execute("DELETE FROM documents WHERE id = ?", (former,))


def revive_document(connection: sqlite3.Connection, document_id: int) -> None:
    """A document that is not live becomes so, as it is stored; its name must be free."""
    connection.execute(
        "UPDATE documents SET role = ?, name = shown, shown = NULL WHERE id = ?", (Role.LIVE, document_id)
    )
    _show_terms(connection, document_id)
    _begin(connection, document_id)


def bring_back(connection: sqlite3.Connection, document_id: int, row_id: int) -> None:
    """A row that is not live, the document itself or a version of it, becomes what the document is now."""
    if row_id != document_id:
        archive_content(connection, document_id)
        adopt_content(connection, row_id, document_id)
    if not is_live(connection, document_id):
        revive_document(connection, document_id)


def clear_content(connection: sqlite3.Connection, row_id: int) -> None:
    """Remove pages and passages; index files that still hold them are told apart by tombstones."""
    block = block_of(connection, row_id)
    if block is not None:
        add_tombstone(connection, *block)
        connection.execute("DELETE FROM staged_blocks WHERE first = ?", (block[0],))
    connection.execute("DELETE FROM passages WHERE document_id = ?", (row_id,))
    connection.execute("DELETE FROM pages WHERE document_id = ?", (row_id,))
    forget_terms(connection, row_id)


def versions_of(connection: sqlite3.Connection, document_id: int) -> list[int]:
    """The rows of all versions of a document besides its own, whatever they are."""
    rows = connection.execute("SELECT id FROM documents WHERE version_of = ? ORDER BY id", (document_id,))
    return [row[0] for row in rows]


def checksums_of(connection: sqlite3.Connection, document_id: int) -> set[str]:
    """Of the originals of all versions of a document."""
    rows = connection.execute("SELECT sha256 FROM documents WHERE id = ?1 OR version_of = ?1", (document_id,))
    return {row[0] for row in rows}


def is_live(connection: sqlite3.Connection, document_id: int) -> bool:
    """Whether this is a document that questions are answered from now."""
    row = connection.execute("SELECT role FROM documents WHERE id = ?", (document_id,)).fetchone()
    return row is not None and row[0] == Role.LIVE


def erase_rows(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Forget versions for ever; from this transaction on no answer can use them, whatever it is about."""
    for row_id in rows:
        clear_content(connection, row_id)
        connection.execute("DELETE FROM documents WHERE id = ?", (row_id,))


def hidden_key(connection: sqlite3.Connection) -> str:
    """A key in the place of a name, for a row that is not live: no document can have it as its name."""
    (key,) = connection.execute("SELECT '/' || hex(randomblob(16))").fetchone()
    return str(key)


def mark_staged(connection: sqlite3.Connection, row_id: int, name: str, document_id: int | None) -> None:
    """A new row is a staged version of a document, or a staged document when there is none of this name."""
    connection.execute(
        "UPDATE documents SET role = ?, shown = ?, version_of = ? WHERE id = ?",
        (Role.STAGED, name, document_id, row_id),
    )


def erase_staged_of(connection: sqlite3.Connection, document_id: int) -> set[str]:
    """Forget what is staged of a document, or the document if it is only staged. Returns the checksums."""
    rows = connection.execute(
        "SELECT id, sha256 FROM documents WHERE role = ?1 AND (id = ?2 OR version_of = ?2)",
        (Role.STAGED, document_id),
    ).fetchall()
    erase_rows(connection, [row[0] for row in rows])
    return {row[1] for row in rows}


def stage_new_bytes(connection: sqlite3.Connection, document_id: int) -> None:
    """Bytes that wait to replace those of a document wait in a staged version instead."""
    if not is_visible(connection, document_id):
        connection.execute(
            "UPDATE documents SET role = ?, shown = name, name = ? WHERE id = ?",
            (Role.STAGED, hidden_key(connection), document_id),
        )
    elif former_of(connection, document_id) is not None:
        connection.execute(
            f"INSERT INTO documents (name, shown, role, version_of, {_BYTES}, {_SOURCE})"
            f" SELECT ?, name, ?, id, {_BYTES}, {_SOURCE} FROM documents WHERE id = ?",
            (hidden_key(connection), Role.STAGED, document_id),
        )
        forget_new_bytes(connection, document_id)
        # The file is not what the document is: it must be looked at again.
        connection.execute(
            "UPDATE documents SET source_mtime_ns = NULL, source_size = NULL, checked_ns = NULL WHERE id = ?",
            (document_id,),
        )


def find_staged(connection: sqlite3.Connection, name: str) -> tuple[int, str] | None:
    """The row and the checksum of what is staged under a name."""
    row = connection.execute(
        "SELECT id, sha256 FROM documents WHERE shown = ? AND role = ?", (name, Role.STAGED)
    ).fetchone()
    return None if row is None else (row[0], row[1])


def erase_staged(connection: sqlite3.Connection, name: str) -> set[str]:
    """Forget what is staged under a name. Returns the checksums of originals that may not be needed any more."""
    staged = find_staged(connection, name)
    if staged is None:
        return set()
    erase_rows(connection, [staged[0]])
    return {staged[1]}


def erase_staged_documents(connection: sqlite3.Connection, name: str) -> set[str]:
    """Forget what is staged under a name and is no version of a document. Returns the checksums."""
    rows = connection.execute(
        "SELECT id, sha256 FROM documents WHERE shown = ? AND role = ? AND version_of IS NULL", (name, Role.STAGED)
    ).fetchall()
    erase_rows(connection, [row[0] for row in rows])
    return {row[1] for row in rows}


def is_visible(connection: sqlite3.Connection, row_id: int) -> bool:
    """Whether the library holds what the row says now."""
    row = connection.execute("SELECT 1 FROM visible WHERE document_id = ? AND until IS NULL", (row_id,)).fetchone()
    return row is not None


def _begin(connection: sqlite3.Connection, row_id: int) -> None:
    """What a row holds is live from now on; index files have been made ready for it."""
    block = block_of(connection, row_id)
    if block is not None:
        connection.execute("DELETE FROM tombstones WHERE first = ?", (block[0],))
        connection.execute("DELETE FROM staged_blocks WHERE first = ?", (block[0],))
    show(connection, row_id)


def _end(connection: sqlite3.Connection, row_id: int) -> None:
    """What a row holds is no longer live, and is kept in the history."""
    connection.execute(
        "UPDATE visible SET until = ? WHERE document_id = ? AND until IS NULL",
        (next_generation(connection), row_id),
    )
    # Bytes that waited to be read never will be.
    connection.execute(
        "UPDATE documents SET state = CASE WHEN EXISTS (SELECT 1 FROM passages p WHERE p.document_id = documents.id"
        " AND p.embedded = 0) THEN ? ELSE ? END WHERE id = ? AND state <> ?",
        (DocumentState.SEARCHABLE, DocumentState.READY, row_id, DocumentState.FAILED),
    )
    block = block_of(connection, row_id)
    if block is not None:
        add_tombstone(connection, *block, archived=True)


def _move_content(connection: sqlite3.Connection, source: int, target: int) -> None:
    for table in ("pages", "passages", "visible"):
        connection.execute(f"UPDATE {table} SET document_id = ? WHERE document_id = ?", (target, source))
    _hide_terms(connection, source)
    connection.execute("UPDATE hidden_terms SET document_id = ? WHERE document_id = ?", (target, source))
    row = connection.execute("SELECT role FROM documents WHERE id = ?", (target,)).fetchone()
    if row[0] == Role.LIVE:
        _show_terms(connection, target)


def _hide_terms(connection: sqlite3.Connection, row_id: int) -> None:
    _move_terms(connection, row_id, "document_terms", "hidden_terms")


def _show_terms(connection: sqlite3.Connection, row_id: int) -> None:
    _move_terms(connection, row_id, "hidden_terms", "document_terms")


def _move_terms(connection: sqlite3.Connection, row_id: int, source: str, target: str) -> None:
    columns = "document_id, term, passages, named"
    connection.execute(
        f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {source} WHERE document_id = ?", (row_id,)
    )
    connection.execute(f"DELETE FROM {source} WHERE document_id = ?", (row_id,))
