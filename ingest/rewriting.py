"""The word index written anew from the catalog, for `rebuild` and for an index that cannot be opened."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable

from ingest import records
from ingest.content import index_terms
from ingest.document_terms import count_terms, write_terms
from ingest.lexical_writer import LexicalWriter
from ingest.progress import Progress, Report
from rag.catalog import WORDS_OUTDATED, Catalog
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir

# Counts of so many documents are written in one transaction.
_BATCH_DOCUMENTS = 50


def rewrite_words(directory: DataDir, catalog: Catalog, report: Report) -> int:
    """Index all passages of the catalog anew; readers see the old index until the one commit at the end.

    The terms of each document are counted anew too, some documents at a time. Returns how many passages there are.
    Call it only under the writer lock.
    """
    with catalog.snapshot() as snapshot:
        documents = snapshot.documents()
    total, done = sum(document.passages for document in documents), 0
    uses: list[tuple[int, Counter[str]]] = []
    with _open(directory) as writer:
        writer.clear()
        for document in documents:
            with catalog.snapshot() as snapshot:
                passages = snapshot.passages_of(document.id)
            terms = [index_terms(each.in_context, each.language, document.id) for each in passages]
            writer.add(zip((each.id for each in passages), terms, strict=True))
            uses.append((document.id, count_terms(terms)))
            if len(uses) >= _BATCH_DOCUMENTS:
                _store(catalog, uses)
                uses = []
            done += len(passages)
            report(Progress("rebuild", done, total, document.name))
        _store(catalog, uses)
        writer.commit()
    with catalog.transaction() as connection:
        records.remove_meta(connection, WORDS_OUTDATED)
        records.bump_generation(connection)
    return total


def _store(catalog: Catalog, uses: Iterable[tuple[int, Counter[str]]]) -> None:
    with catalog.transaction() as connection:
        for document_id, counts in uses:
            write_terms(connection, document_id, counts)


def _open(directory: DataDir) -> LexicalWriter:
    try:
        return LexicalWriter(directory)
    except SnapshotCorrupt:
        shutil.rmtree(directory.lexical, ignore_errors=True)
        directory.create()
        return LexicalWriter(directory)
