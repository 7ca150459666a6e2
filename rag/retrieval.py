"""A question to the best live passages: words and meaning fused, neighbours merged.

Filters come before top-k in both indexes, and only what the catalog names in this very snapshot is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.analysis import analyse_question
from rag.catalog import Catalog, Snapshot
from rag.embedding import Embedder
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.lexical import LexicalReader
from rag.types import Hit, Passage
from rag.vectors import Ranges, Segment, VectorReader, Vectors, fetch_vectors, search_segments

# How many candidates each index contributes before fusion.
_POOL = 100
# A merged hit stays short enough to be read as one place.
_MERGED_CHARACTERS = 2400


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Hits of one question and the state of the library they come from."""

    hits: tuple[Hit, ...]
    generation: int
    question_vector: Vectors | None
    degraded: str | None  # a sentence when a part of the index could not be used


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: int
    score: float
    lexical: float | None
    similarity: float | None


class Retriever:
    """Searches one library; thread-safe."""

    def __init__(self, directory: DataDir, catalog: Catalog, embedder: Callable[[], Embedder]) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._words = LexicalReader(directory)
        self._vectors = VectorReader(directory)

    def retrieve(self, question: str, k: int, documents: Iterable[str] | None = None) -> Retrieval:
        """The k best hits, best first, from the named documents or from all.

        Raises DocumentNotFound when a named document does not exist.
        """
        with self._catalog.snapshot() as snapshot:
            generation = snapshot.generation
            dead = snapshot.dead_ranges()
            wanted = None if documents is None else _wanted(snapshot, documents)
            lexical, lexical_trouble = self._search_words(question, generation, dead, wanted)
            segments, trouble = self._open_segments(snapshot)
            vector = self._embedder().embed_question(question) if segments else None
            dense = search_segments(segments, vector, _POOL, dead, wanted) if vector is not None else []
            ranked = fuse(lexical, dense, self._fill_in(segments, vector, lexical, dense))
            hits = _hydrate(snapshot, ranked, k)
        return Retrieval(tuple(hits), generation, vector, " ".join([*lexical_trouble, *trouble]) or None)

    def _search_words(
        self, question: str, generation: int, dead: Ranges, wanted: Ranges | None
    ) -> tuple[list[tuple[int, float]], list[str]]:
        """BM25 hits; when the word index is damaged, meaning alone still serves."""
        try:
            return self._words.search(analyse_question(question), _POOL, generation, dead, wanted), []
        except SnapshotCorrupt as corrupt:
            return [], [str(corrupt)]

    def _open_segments(self, snapshot: Snapshot) -> tuple[list[Segment], list[str]]:
        """Segments made by the embedder in use; vectors of another one cannot be compared with the question's."""
        records = snapshot.segments()
        if not records:
            return [], []
        fingerprint = self._embedder().fingerprint
        fitting = [record for record in records if record.fingerprint == fingerprint]
        segments, trouble = self._vectors.open(fitting)
        if len(fitting) < len(records):
            trouble.append("Some passages were embedded by another model; run `fundstelle rebuild`.")
        return segments, trouble

    @staticmethod
    def _fill_in(
        segments: Sequence[Segment],
        question: Vectors | None,
        lexical: Sequence[tuple[int, float]],
        dense: Sequence[tuple[int, float]],
    ) -> dict[int, float]:
        """Similarities of passages that only the word index returned."""
        if question is None:
            return {}
        missing = sorted({passage for passage, _ in lexical} - {passage for passage, _ in dense})
        vectors = fetch_vectors(segments, np.array(missing, dtype=np.int64))
        return {passage: float(vector @ question) for passage, vector in vectors.items()}


def fuse(
    lexical: Sequence[tuple[int, float]], dense: Sequence[tuple[int, float]], filled: dict[int, float]
) -> list[_Candidate]:
    """Sum of standardised BM25 and similarity over all candidates, best first, ties by id.

    A passage that the word index did not return counts as BM25 0. One that has no vector yet takes the mean
    similarity, so that a fresh document is ranked by its words alone.
    """
    bm25 = dict(lexical)
    similarity = {**filled, **dict(dense)}
    ids = sorted(bm25.keys() | similarity.keys())
    if not ids:
        return []
    total = _standardise([bm25.get(each, 0.0) for each in ids])
    total += _standardise([similarity.get(each, np.nan) for each in ids])
    candidates = [
        _Candidate(each, float(score), bm25.get(each), similarity.get(each))
        for each, score in zip(ids, total, strict=True)
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.passage))


def _standardise(values: Sequence[float]) -> NDArray[np.float64]:
    """Zero mean and unit deviation; unknown values become the mean."""
    array = np.asarray(values, dtype=np.float64)
    known = array[~np.isnan(array)]
    if not len(known):
        return np.zeros(len(array))
    spread = float(known.std())
    result: NDArray[np.float64] = np.nan_to_num((array - known.mean()) / (spread if spread > 1e-9 else 1.0))
    return result


def _wanted(snapshot: Snapshot, names: Iterable[str]) -> Ranges:
    return snapshot.ranges_of([snapshot.document(name).id for name in names])


def _hydrate(snapshot: Snapshot, ranked: Sequence[_Candidate], k: int) -> list[Hit]:
    """The k best that the catalog still names, adjacent passages of a page merged into one hit."""
    hits: list[Hit] = []
    for begin in range(0, len(ranked), 4 * k):
        part = ranked[begin : begin + 4 * k]
        passages = snapshot.passages([candidate.passage for candidate in part])
        for candidate in part:
            passage = passages.get(candidate.passage)
            if passage is not None:
                _place(snapshot, hits, Hit(passage, candidate.score, candidate.lexical, candidate.similarity), k)
        if len(hits) >= k:
            break
    return hits[:k]


def _place(snapshot: Snapshot, hits: list[Hit], new: Hit, k: int) -> None:
    """Append a hit, or widen an earlier one that it touches."""
    for position, hit in enumerate(hits[:k]):
        if _adjacent(hit.passage, new.passage):
            hits[position] = replace(hit, passage=_join(snapshot, hit.passage, new.passage))
            return
    hits.append(new)


def _adjacent(one: Passage, other: Passage) -> bool:
    if (one.document_id, one.page) != (other.document_id, other.page):
        return False
    gap = max(one.start, other.start) - min(one.end, other.end)
    return gap <= 3 and max(one.end, other.end) - min(one.start, other.start) <= _MERGED_CHARACTERS


def _join(snapshot: Snapshot, one: Passage, other: Passage) -> Passage:
    start, end = min(one.start, other.start), max(one.end, other.end)
    stored = snapshot.page(one.document_id, one.page)
    text = stored[0].text[start:end] if stored is not None else one.text
    return replace(one, start=start, end=end, text=text)
