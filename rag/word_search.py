"""Search by words in the library as it is, and in its history, where two indexes are read as if they were one.

The passages of former versions lie in an index of their own, so a search of the present costs what it would cost
without them, and they change no score in it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from rag.layout import DataDir
from rag.lexical import LexicalReader
from rag.vectors import inside_ranges
from rag.views import Scope


class WordSearch:
    """Both word indexes of a library; thread-safe. Every method raises SnapshotCorrupt."""

    def __init__(self, directory: DataDir) -> None:
        self._present = LexicalReader(directory)
        self._past = LexicalReader(directory, history=True)

    def document_frequencies(self, terms: Sequence[str], generation: int, scope: Scope) -> tuple[list[int], int]:
        """In how many passages each term occurs, and how many passages there are."""
        counts, total = self._present.document_frequencies(terms, generation)
        if scope.revived:
            others, further = self._past.document_frequencies(terms, generation)
            return [one + other for one, other in zip(counts, others, strict=True)], total + further
        return counts, total

    def search(
        self,
        weights: Mapping[str, float],
        k: int,
        generation: int,
        scope: Scope,
        documents: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages of the scope by BM25: (passage id, score > 0), best first, ties by id.

        `weights`: as for `LexicalReader.search`; `documents`: ids of whole documents, of which all versions count.
        """
        if scope.revived is None:
            return self._present.search(weights, k, generation, scope.dead_words, documents)
        readers = [self._present, self._past] if scope.revived else [self._present]
        found: dict[int, float] = {}
        for reader in readers:
            fair = self._comparable(reader, readers, weights, generation)
            found |= _search_scope(reader, fair, k, generation, scope, documents)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:k]

    @staticmethod
    def _comparable(
        reader: LexicalReader, readers: Sequence[LexicalReader], weights: Mapping[str, float], generation: int
    ) -> dict[str, float]:
        """The weights with which one index scores by how rare the terms are in all of them."""
        terms = list(weights)
        own, size = reader.document_frequencies(terms, generation)
        each = [one.document_frequencies(terms, generation) for one in readers]
        counts = [sum(numbers) for numbers in zip(*(counts for counts, _ in each), strict=True)]
        total = sum(number for _, number in each)
        return {
            term: weights[term] * _rarity(count, total) / _rarity(here, size)
            for term, count, here in zip(terms, counts, own, strict=True)
        }


def _rarity(count: int, total: int) -> float:
    """The inverse document frequency of BM25."""
    return math.log(1 + (max(total, count) - count + 0.5) / (count + 0.5))


def _search_scope(
    reader: LexicalReader,
    weights: Mapping[str, float],
    k: int,
    generation: int,
    scope: Scope,
    documents: Collection[int] | None,
) -> dict[int, float]:
    """The k best of one index that the scope lets through, however many better ones it does not."""
    limit = 2 * k
    while True:
        hits = reader.search(weights, limit, generation, (), documents)
        ids = np.array([passage for passage, _ in hits], dtype=np.int64)
        shown = inside_ranges(ids, scope.revived or ()) | ~inside_ranges(ids, scope.dead)
        found = [hit for hit, fits in zip(hits, shown.tolist(), strict=True) if fits]
        if len(found) >= k or len(hits) < limit:
            return dict(found[:k])
        limit *= 4
