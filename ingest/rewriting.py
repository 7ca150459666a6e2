"""The word index written anew from the catalog, for `rebuild` and for an index that cannot be opened."""

from __future__ import annotations

import shutil

from ingest.lexical_writer import LexicalWriter
from ingest.progress import Progress, Report
from rag.analysis import analyse
from rag.catalog import Catalog
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir


def rewrite_words(directory: DataDir, catalog: Catalog, report: Report) -> int:
    """Index all passages of the catalog anew; readers see the old index until the one commit at the end.

    Returns how many passages there are. Call it only under the writer lock.
    """
    with catalog.snapshot() as snapshot:
        documents = snapshot.documents()
        total, done = sum(document.passages for document in documents), 0
        with _open(directory) as writer:
            writer.clear()
            for document in documents:
                passages = snapshot.passages_of(document.id)
                writer.add((each.id, analyse(each.in_context, each.language)) for each in passages)
                done += len(passages)
                report(Progress("rebuild", done, total, document.name))
            writer.commit()
    return total


def _open(directory: DataDir) -> LexicalWriter:
    try:
        return LexicalWriter(directory)
    except SnapshotCorrupt:
        shutil.rmtree(directory.lexical, ignore_errors=True)
        directory.create()
        return LexicalWriter(directory)
