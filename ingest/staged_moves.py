"""What a staged set takes away and renames. Each function is a part of one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ingest import records, versions
from ingest.document_terms import write_name, write_staged_name
from rag.views import Role

_LOOK_AGAIN = "UPDATE source_items SET size = NULL, time_ns = NULL, etag = NULL, sha256 = NULL WHERE document_id"


def stage_removal(connection: sqlite3.Connection, document_id: int) -> tuple[bool, set[str]]:
    """A document is to be removed once the set is published; one that nobody ever found goes at once.

    Returns whether it waits, so that its item has to stay known, and the checksums of originals to spare.
    """
    dropped = versions.erase_staged_of(connection, document_id)
    spare = versions.checksums_of(connection, document_id) | dropped
    if not versions.is_live(connection, document_id):
        return False, spare
    if not versions.is_visible(connection, document_id):
        records.delete_document(connection, document_id)
        return False, spare
    connection.execute("INSERT OR IGNORE INTO staged_removals VALUES (?)", (document_id,))
    if dropped:
        # What is known of the item is of bytes that are not staged any more.
        connection.execute(f"{_LOOK_AGAIN} = ?", (document_id,))
    return True, spare


def withdraw_removals(connection: sqlite3.Connection, document_ids: Iterable[int]) -> None:
    """What was to be removed is there again."""
    connection.executemany("DELETE FROM staged_removals WHERE document_id = ?", [(each,) for each in document_ids])


def stage_rename(connection: sqlite3.Connection, document_id: int, name: str, key: str) -> None:
    """A document gets another name once the set is published; one that nobody finds gets it at once.

    `key`: its source has it under another one from now on, and had it under this.
    """
    row = connection.execute("SELECT role, name FROM documents WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        return
    if row[0] != Role.LIVE:
        records.rename_document(connection, document_id, name)
    elif row[1] == name:
        connection.execute("DELETE FROM staged_renames WHERE document_id = ?", (document_id,))
    else:
        connection.execute(
            "INSERT INTO staged_renames VALUES (?, ?, ?)"
            " ON CONFLICT (document_id) DO UPDATE SET name = excluded.name",
            (document_id, name, key),
        )
        write_staged_name(connection, document_id)


def apply_removals(connection: sqlite3.Connection) -> int:
    """Retire what is to be removed, and forget the items; names become free. Returns how many documents."""
    rows = connection.execute(
        "SELECT r.document_id FROM staged_removals r JOIN documents d ON d.id = r.document_id WHERE d.role = ?",
        (Role.LIVE,),
    ).fetchall()
    for (document_id,) in rows:
        versions.retire_document(connection, document_id)
        connection.execute("DELETE FROM source_items WHERE document_id = ?", (document_id,))
    return len(rows)


def apply_renames(connection: sqlite3.Connection) -> int:
    """Give the new names, all at once, so that one may take what another one leaves. Returns how many."""
    rows = connection.execute("SELECT document_id, name FROM staged_renames ORDER BY document_id").fetchall()
    for document_id, _ in rows:
        records.remember_name(connection, document_id)
        connection.execute(
            "UPDATE documents SET name = ? WHERE id = ? AND role = ?",
            (versions.hidden_key(connection), document_id, Role.LIVE),
        )
    for document_id, name in rows:
        records.set_name(connection, document_id, name)
        write_name(connection, document_id)
    connection.execute("DELETE FROM staged_renames")
    return len(rows)


def discard_moves(connection: sqlite3.Connection) -> None:
    """Everything keeps its name and stays; sources have it under the keys they had before."""
    rows = connection.execute(
        "SELECT i.source_id, i.key, r.key FROM staged_renames r"
        " JOIN source_items i ON i.document_id = r.document_id"
    ).fetchall()
    # By way of keys that no source has: one item may come back to what another one leaves.
    move = "UPDATE OR REPLACE source_items SET key = ? WHERE source_id = ? AND key = ?"
    connection.executemany(move, [(f"\x01{before}", source_id, key) for source_id, key, before in rows])
    connection.executemany(move, [(before, source_id, f"\x01{before}") for source_id, _, before in rows])
    connection.execute("DELETE FROM staged_renames")
    connection.execute("DELETE FROM staged_removals")
