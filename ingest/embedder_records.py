"""Whose vectors the catalog holds: each function is a part of one transaction, given as its connection."""

from __future__ import annotations

import sqlite3

from ingest import records
from rag.embedders.choice import PIN, EmbedderChoice, EmbedderRole
from rag.types import DocumentState


def register_embedder(
    connection: sqlite3.Connection, choice: EmbedderChoice, fingerprint: str, dimension: int, role: EmbedderRole
) -> None:
    """Make an embedder known. One that is known keeps its role, and is called as it is called now."""
    connection.execute(
        "INSERT INTO embedders VALUES (?,?,?,?,?)"
        " ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name, base_url = excluded.base_url",
        (fingerprint, choice.name, choice.base_url, dimension, role),
    )


def plan_next(connection: sqlite3.Connection, fingerprint: str) -> None:
    """Vectors of this embedder are made from now on; what was made of another one on the way is kept."""
    connection.execute(
        "UPDATE embedders SET role = 'kept' WHERE role = 'next' AND fingerprint <> ?", (fingerprint,)
    )
    connection.execute("UPDATE embedders SET role = 'next' WHERE role = 'kept' AND fingerprint = ?", (fingerprint,))


def abandon_next(connection: sqlite3.Connection) -> None:
    """The active embedder is the wanted one again; what was made of another one is kept."""
    connection.execute("UPDATE embedders SET role = 'kept' WHERE role = 'next'")


def switch_embedder(connection: sqlite3.Connection, fingerprint: str) -> None:
    """Answer from the vectors of this embedder from now on. It must have one for every passage."""
    connection.execute("UPDATE embedders SET role = 'kept' WHERE role = 'active'")
    connection.execute("UPDATE embedders SET role = 'active' WHERE fingerprint = ?", (fingerprint,))
    # The partial index makes this cost what the former embedder had not embedded yet.
    connection.execute("UPDATE passages SET embedded = 1 WHERE embedded = 0")
    connection.execute(
        "UPDATE documents SET state = ? WHERE state = ?", (DocumentState.READY, DocumentState.SEARCHABLE)
    )
    records.bump_generation(connection)


def drop_embedder(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Forget an embedder that is not active, and its vectors. Returns the ids of its segments."""
    rows = connection.execute("SELECT id FROM segments WHERE fingerprint = ?", (fingerprint,)).fetchall()
    records.drop_segments(connection, [row[0] for row in rows])
    connection.execute("DELETE FROM embedders WHERE fingerprint = ? AND role <> 'active'", (fingerprint,))
    records.bump_generation(connection)
    return [row[0] for row in rows]


def forget_embedders(connection: sqlite3.Connection) -> None:
    """There are no vectors any more; whoever embeds first is the active embedder."""
    connection.execute("DELETE FROM embedders")


def pin_embedder(connection: sqlite3.Connection, choice: EmbedderChoice | None) -> None:
    """Want this embedder whatever the setting says; None: want the setting's again."""
    if choice is None:
        records.remove_meta(connection, PIN)
    else:
        records.set_meta(connection, PIN, choice.as_json())
