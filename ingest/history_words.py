"""The word index of the history: passages go there when their version ceases to be live, and come back from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.content import index_terms
from ingest.lexical_writer import LexicalWriter
from ingest.rewriting import rewrite_history
from rag.catalog import Catalog
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.vectors import Ranges


def archive_words(directory: DataDir, catalog: Catalog, blocks: Ranges) -> None:
    """Make the history's index hold exactly what the catalog still has of these blocks; durable when it returns.

    One that cannot be opened any more is written anew.
    """
    if not (directory.history / "meta.json").exists() and not _any_kept(catalog, blocks):
        return
    try:
        writer = LexicalWriter(directory, history=True)
    except SnapshotCorrupt:
        rewrite_history(directory, catalog)
        return
    with writer:
        writer.delete(blocks)
        for block in blocks:
            writer.add(terms_of(catalog, *block))
        writer.commit()


def terms_of(catalog: Catalog, first: int, last: int) -> Iterator[tuple[int, list[str]]]:
    """The passages of a block, of whatever version, with what a word index holds of each."""
    for row in _rows_in(catalog, first, last):
        with catalog.snapshot() as snapshot:
            passages = snapshot.passages_of(row)
            (whole,) = snapshot.whole_documents([row])
        for each in passages:
            yield each.id, index_terms(each.in_context, each.language, whole)


def _rows_in(catalog: Catalog, first: int, last: int) -> list[int]:
    rows = catalog.connection().execute(
        "SELECT DISTINCT document_id FROM passages WHERE id BETWEEN ? AND ?", (first, last)
    )
    return [row[0] for row in rows]


def _any_kept(catalog: Catalog, blocks: Sequence[tuple[int, int]]) -> bool:
    return any(_rows_in(catalog, *block) for block in blocks)
