"""Search by meaning, language by language: each language gets its own places among the candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.catalog import Snapshot
from rag.fusion import Baseline
from rag.layout import DataDir
from rag.vectors import (
    Ids,
    Ranges,
    Segment,
    VectorReader,
    Vectors,
    fetch_vectors,
    search_segments,
)
from rag.views import Scope

# Rows per segment and language from which chance similarity is estimated.
_SAMPLE = 256


@dataclass(frozen=True)
class _Languages:
    """Which rows of a segment are of which language, and a sample of each."""

    rows: Mapping[str, NDArray[np.bool_]]
    samples: Mapping[str, Vectors]


@dataclass(frozen=True)
class OpenSegment:
    """A loaded segment and the languages of its rows."""

    segment: Segment
    languages: _Languages


@dataclass(frozen=True)
class DenseHits:
    """Similarities of candidates and the baseline each is to be compared with."""

    similarities: dict[int, float]
    baselines: dict[int, Baseline]

    def __or__(self, other: DenseHits) -> DenseHits:
        """The hits of two searches with the same question."""
        return DenseHits(self.similarities | other.similarities, self.baselines | other.baselines)


class DenseReader:
    """Search over the vector segments of a generation; thread-safe."""

    def __init__(self, directory: DataDir) -> None:
        self._reader = VectorReader(directory)
        self._languages: dict[str, _Languages] = {}

    def open(
        self, snapshot: Snapshot, fingerprint: str, *, history: bool = False
    ) -> tuple[list[OpenSegment], list[str]]:
        """Segments made by this embedder that can serve, and a sentence for each reason why others cannot.

        Those that hold nothing but former versions are opened for a search in the `history` only.
        """
        everything = snapshot.segments(fingerprint)
        records = [record for record in everything if history or not record.archive]
        segments, trouble = self._reader.open(records, [record.id for record in everything])
        known = {record.id for record in everything}
        languages = {key: value for key, value in self._languages.items() if key in known}
        for segment in segments:
            if segment.record.id not in languages:
                languages[segment.record.id] = _find_languages(snapshot, segment)
        # Only a cache, replaced as a whole: another thread may be searching another generation.
        self._languages = languages
        return [OpenSegment(segment, languages[segment.record.id]) for segment in segments], trouble

    @staticmethod
    def search(
        segments: Sequence[OpenSegment], question: Vectors, k: int, scope: Scope, wanted: Ranges | None, also: Ids
    ) -> DenseHits:
        """The k most similar passages of each language in the scope, and the similarities of those in `also`."""
        found: dict[int, float] = {}
        baselines: dict[int, Baseline] = {}
        for name in sorted({name for each in segments for name in each.languages.rows}):
            parts = [each for each in segments if name in each.languages.rows]
            having = [each.segment for each in parts]
            masks = [each.languages.rows[name] for each in parts]
            baseline = _baseline([each.languages.samples[name] for each in parts], question)
            hits = search_segments(having, question, k, scope.dead, wanted, masks, scope.revived)
            for passage, similarity in [*hits, *_similarities(having, masks, question, also)]:
                found[passage] = similarity
                baselines[passage] = baseline
        return DenseHits(found, baselines)


def _similarities(
    segments: Sequence[Segment], masks: Sequence[NDArray[np.bool_]], question: Vectors, also: Ids
) -> list[tuple[int, float]]:
    """Similarities of given passages, those that the masks let through."""
    found: list[tuple[int, float]] = []
    for segment, mask in zip(segments, masks, strict=True):
        rows, inside = segment.positions(also)
        inside[inside] = mask[rows[inside]]
        vectors = fetch_vectors([segment], also[inside])
        found.extend((passage, float(vector @ question)) for passage, vector in vectors.items())
    return found


def _find_languages(snapshot: Snapshot, segment: Segment) -> _Languages:
    """Read once a segment: a passage never changes its language, a document read anew gets new passages."""
    names = snapshot.passage_languages(segment.record.ranges)
    by_row = np.array([names.get(int(passage), "") for passage in segment.ids])
    rows = {str(name): by_row == name for name in np.unique(by_row)}
    samples = {}
    for name, mask in rows.items():
        places = np.flatnonzero(mask)
        step = max(1, len(places) // _SAMPLE)
        samples[name] = segment.vectors(places[::step])
    return _Languages(rows, samples)


def _baseline(samples: Sequence[Vectors], question: Vectors) -> Baseline:
    similarities = np.concatenate(samples) @ question
    return Baseline(float(similarities.mean()), float(similarities.std()))
