"""Documents that wait to be read or embedded: what is asked for may stand in them, though it is not found yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rag.catalog import Snapshot
from rag.types import Document, DocumentState, Searched


def with_unready(searched: Searched, snapshot: Snapshot) -> Searched:
    """The same with how many documents of the whole library are not ready. Costs follow these, not the library."""
    if snapshot.view.generation is not None:
        return searched  # what waits now was not there then
    # SQLite uses the index only for the very words that it was made with.
    unread, changed, unembedded = snapshot.connection.execute(
        "SELECT count(*) FILTER (WHERE d.state = 'waiting' AND d.passages = 0),"
        " count(*) FILTER (WHERE d.state = 'waiting' AND d.passages > 0),"
        " count(*) FILTER (WHERE d.state = 'searchable')"
        f" FROM documents d WHERE d.state IN ('waiting', 'searchable') AND {snapshot.view.condition()}"
    ).fetchone()
    return replace(searched, unread=unread, changed=changed, unembedded=unembedded)


def with_unready_of(searched: Searched, snapshot: Snapshot, documents: Iterable[Document]) -> Searched:
    """The same with how many of these documents are not ready."""
    if snapshot.view.generation is not None:
        return searched
    each = list(documents)
    waiting = [one for one in each if one.state is DocumentState.WAITING]
    return replace(
        searched,
        unread=sum(not one.passages for one in waiting),
        changed=sum(bool(one.passages) for one in waiting),
        unembedded=sum(one.state is DocumentState.SEARCHABLE for one in each),
    )
