"""A search whose results are kept, so that whoever asks again is given the very same evidence."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable

from rag.history import AsOf
from rag.retrieval import Retrieval, Searches
from rag.types import Passage, Searched


class RememberedRetrieval:
    """Searches once for all that ask in the course of one question; thread-safe.

    To be made anew for each question: what it found is not looked up again when the library changes.
    """

    def __init__(self, retriever: Searches) -> None:
        self._retriever = retriever
        self._lock = threading.Lock()
        self._found: dict[Hashable, Retrieval] = {}
        self._versions: dict[Hashable, list[str]] = {}

    def retrieve(
        self,
        question: str,
        k: int,
        documents: Iterable[str] | None = None,
        as_of: AsOf = None,
        *,
        only_listed: bool = False,
    ) -> Retrieval:
        """As `Retriever.retrieve`, for the first that asks so; the same again for all others."""
        names = None if documents is None else tuple(documents)
        key = question, k, names, as_of, only_listed
        # The others wait: searching at once would only be slower.
        with self._lock:
            if key not in self._found:
                self._found[key] = self._retriever.retrieve(question, k, names, as_of, only_listed=only_listed)
            return self._found[key]

    def versions_of(self, document: str, as_of: AsOf = None) -> list[str]:
        """As `Retriever.versions_of`."""
        with self._lock:
            if (document, as_of) not in self._versions:
                self._versions[document, as_of] = self._retriever.versions_of(document, as_of)
            return self._versions[document, as_of]

    def searched(self, documents: Iterable[str] | None = None, as_of: AsOf = None) -> Searched:
        """As `Retriever.searched`."""
        return self._retriever.searched(documents, as_of)

    def beginning_of(self, document_id: int) -> str:
        """As `Retriever.beginning_of`; what a document says does not change."""
        return self._retriever.beginning_of(document_id)

    def passages_of(self, document_id: int) -> list[Passage]:
        """As `Retriever.passages_of`."""
        return self._retriever.passages_of(document_id)
