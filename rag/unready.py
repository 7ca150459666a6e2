"""How much can be searched, and what waits to be read or embedded: what is asked for may stand in that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rag.catalog import Snapshot
from rag.types import Document, DocumentState, Searched

_READY = Searched(0, 0)


def count_searched(snapshot: Snapshot, named: Collection[Document] | None) -> Searched:
    """How much a search of these documents, or of all, can find something in."""
    return _with_documents(_count_unready(snapshot, named), snapshot, named)


def count_unless_ready(snapshot: Snapshot, named: Collection[Document] | None) -> Searched | None:
    """The same while some of it is not ready; None when all is, which costs next to nothing to know."""
    unready = _count_unready(snapshot, named)
    return None if unready == _READY else _with_documents(unready, snapshot, named)


def _count_unready(snapshot: Snapshot, named: Collection[Document] | None) -> Searched:
    return with_unready(_READY, snapshot) if named is None else with_unready_of(_READY, snapshot, named)


def _with_documents(searched: Searched, snapshot: Snapshot, named: Collection[Document] | None) -> Searched:
    library = snapshot.searchable_documents()
    return replace(
        searched,
        documents=library if named is None else sum(bool(each.passages) for each in named),
        library=library,
    )


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


def with_unready_of(searched: Searched, snapshot: Snapshot, documents: Collection[Document]) -> Searched:
    """The same with how many of these documents are not ready."""
    if snapshot.view.generation is not None:
        return searched
    waiting = [each for each in documents if each.state is DocumentState.WAITING]
    return replace(
        searched,
        unread=sum(not each.passages for each in waiting),
        changed=sum(bool(each.passages) for each in waiting),
        unembedded=sum(each.state is DocumentState.SEARCHABLE for each in documents),
    )
