"""The word index written anew from the catalog, for `rebuild` and for an index that cannot be opened."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest import records
from ingest.content import index_terms
from ingest.document_terms import count_terms, write_terms
from ingest.lexical_writer import LexicalWriter
from ingest.progress import Progress, Report, ignore
from rag.catalog import WORDS_OUTDATED, Catalog
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir

# Counts of so many documents are written in one transaction.
_BATCH_DOCUMENTS = 50


@dataclass(frozen=True, slots=True)
class _Version:
    id: int
    name: str
    document_id: int  # that it is a version of
    passages: int


@dataclass
class _Progress:
    report: Report
    total: int  # passages
    done: int = 0

    def add(self, passages: int, name: str) -> None:
        self.done += passages
        self.report(Progress("rebuild", self.done, self.total, name))


def rewrite_words(directory: DataDir, catalog: Catalog, report: Report) -> int:
    """Index all passages of the catalog anew; readers see the old index until the one commit at the end.

    The terms of each document are counted anew too, some documents at a time. Returns how many passages there are.
    Call it only under the writer lock.
    """
    present, past = _versions(catalog, history=False), _versions(catalog, history=True)
    progress = _Progress(report, sum(version.passages for version in [*present, *past]))
    _rewrite(directory, catalog, present, progress, history=False)
    if past or (directory.history / "meta.json").exists():
        _rewrite(directory, catalog, past, progress, history=True)
    with catalog.transaction() as connection:
        records.remove_meta(connection, WORDS_OUTDATED)
        records.bump_generation(connection)
    return progress.total


def rewrite_history(directory: DataDir, catalog: Catalog) -> None:
    """Index the passages of former versions anew. Call it only under the writer lock."""
    past = _versions(catalog, history=True)
    _rewrite(directory, catalog, past, _Progress(ignore, 0), history=True)


def _versions(catalog: Catalog, *, history: bool) -> list[_Version]:
    rows = catalog.connection().execute(
        "SELECT id, coalesce(shown, name), coalesce(version_of, id), passages FROM documents"
        f" WHERE role {'=' if history else '<>'} 'archived' ORDER BY id"
    )
    return [_Version(*row) for row in rows]


def _rewrite(
    directory: DataDir, catalog: Catalog, versions: Iterable[_Version], progress: _Progress, *, history: bool
) -> None:
    uses: list[tuple[int, Counter[str]]] = []
    with _open(directory, history=history) as writer:
        writer.clear()
        for version in versions:
            with catalog.snapshot() as snapshot:
                passages = snapshot.passages_of(version.id)
            terms = [index_terms(each.in_context, each.language, version.document_id) for each in passages]
            writer.add(zip((each.id for each in passages), terms, strict=True))
            uses.append((version.id, count_terms(terms)))
            if len(uses) >= _BATCH_DOCUMENTS:
                _store(catalog, uses)
                uses = []
            progress.add(len(passages), version.name)
        _store(catalog, uses)
        writer.commit()


def _store(catalog: Catalog, uses: Iterable[tuple[int, Counter[str]]]) -> None:
    with catalog.transaction() as connection:
        for document_id, counts in uses:
            write_terms(connection, document_id, counts)


def _open(directory: DataDir, *, history: bool) -> LexicalWriter:
    try:
        return LexicalWriter(directory, history=history)
    except SnapshotCorrupt:
        shutil.rmtree(directory.history if history else directory.lexical, ignore_errors=True)
        directory.create()
        return LexicalWriter(directory, history=history)
