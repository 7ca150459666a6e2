"""Former names of documents: whoever knows a document by one of them finds it under the present one."""

from __future__ import annotations

from collections.abc import Iterable

from rag.catalog import Snapshot


def present_names(snapshot: Snapshot, names: Iterable[str], since: int) -> dict[str, str]:
    """What the snapshot's view calls the documents that had these names in generation `since`, or got them later.

    A name without a document in the view is left out.
    """
    found = {}
    for name in dict.fromkeys(names):
        document = None if (known := _document_of(snapshot, name, since)) is None else snapshot.version(known)
        if document is not None:
            found[name] = document.name
    return found


def _document_of(snapshot: Snapshot, name: str, since: int) -> int | None:
    """The first that lost the name after that generation, or else the one that has it."""
    row = snapshot.connection.execute(
        "SELECT document_id FROM renames WHERE name = ? AND generation > ? ORDER BY number LIMIT 1", (name, since)
    ).fetchone()
    if row is None:
        row = snapshot.connection.execute("SELECT id FROM documents WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])
