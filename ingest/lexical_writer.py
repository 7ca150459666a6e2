"""Writing the word index. One writer at a time, under the library's writer lock."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType

import tantivy

from rag.layout import DataDir
from rag.lexical import PASSAGE, TERMS, open_lexical_index, range_query
from rag.vectors import Ranges

# tantivy's minimum is 15 MB a thread; one thread keeps passages in the order of their ids.
_HEAP_BYTES = 50_000_000


class LexicalWriter:
    """Adds and deletes passages; nothing is visible before `commit`."""

    def __init__(self, directory: DataDir, *, history: bool = False) -> None:
        self._index = open_lexical_index(directory, history=history)
        self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def __enter__(self) -> LexicalWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the background merges, so that the lock file is free again."""
        if kind is not None:
            self._writer.rollback()
        self._writer.wait_merging_threads()

    def add(self, passages: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Add (passage id, terms) pairs."""
        for passage, terms in passages:
            document = tantivy.Document()
            document.add_unsigned(PASSAGE, passage)
            document.add_text(TERMS, " ".join(terms))
            self._writer.add_document(document)

    def delete(self, ranges: Ranges) -> None:
        """Delete all passages whose ids are in the inclusive blocks."""
        for first, last in ranges:
            self._writer.delete_documents_by_query(range_query(first, last))

    def clear(self) -> None:
        """Delete all passages."""
        self._writer.delete_all_documents()

    def commit(self) -> None:
        """Make everything since the last commit durable."""
        self._writer.commit()
