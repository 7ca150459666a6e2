"""From hits to the passages worth reading: what fits the question best, seen sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rag.embedding import Embedder
from rag.sentences import split_sentences
from rag.types import Hit, Passage
from rag.vectors import Vectors

# A reader of one passage after the other gives up long before.
_REREAD = 15
# Points of the retrieval score for one of cosine, and for having all codes; see docs/experiments.md.
_SENTENCE_WEIGHT = 20.0
_CODE_WEIGHT = 1.0
_CODE = r"(?=\w*[^\W\d_])(?=\w*\d)\w+(?:[-/]\w+)*"
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_CODES = re.compile(_CODE)
# Codes and years of a question are about one thing only: a passage without them is about another.
_LITERALS = re.compile(f"{_CODE}|{_YEAR}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that may hold the answer."""

    passage: Passage
    score: float  # the retrieval score with what its sentences say
    similarity: float  # cosine of the question and its closest sentence; 0 when nothing is embedded


def rank_readings(
    question: str, question_vector: Vectors | None, hits: Sequence[Hit], embedder: Embedder
) -> list[Reading]:
    """The first hits, best first after a look at each sentence: one in a long passage may be all that matters."""
    hits = hits[:_REREAD]
    similarities = _sentence_similarities(question_vector, [hit.passage for hit in hits], embedder)
    readings = [
        Reading(hit.passage, hit.score + _SENTENCE_WEIGHT * similarity + _code_bonus(question, hit), similarity)
        for hit, similarity in zip(hits, similarities, strict=True)
    ]
    return sorted(readings, key=lambda reading: -reading.score)


def has_literals(question: str, passages: Sequence[Passage]) -> bool:
    """Whether every code ("E15", "LC-2200") and year of the question stands in the passages or above them."""
    return _has_all(_LITERALS, question, passages)


def _code_bonus(question: str, hit: Hit) -> float:
    return _CODE_WEIGHT if _has_all(_CODES, question, [hit.passage]) else 0.0


def _has_all(pattern: re.Pattern[str], question: str, passages: Sequence[Passage]) -> bool:
    text = " ".join(f"{each.document} {each.in_context}" for each in passages).casefold()
    return all(match.group().casefold() in text for match in pattern.finditer(question))


def _sentence_similarities(
    question_vector: Vectors | None, passages: Sequence[Passage], embedder: Embedder
) -> list[float]:
    """Cosine of the question and the closest sentence of each passage."""
    if question_vector is None or not passages:
        return [0.0] * len(passages)
    sentences = [[each.text[start:end] for start, end in split_sentences(each.text)] for each in passages]
    vectors = embedder.embed_passages([text for texts in sentences for text in texts])
    ends = np.cumsum([0, *(len(texts) for texts in sentences)])
    cosines = vectors @ question_vector
    return [float(cosines[start:end].max(initial=0.0)) for start, end in pairwise(ends)]
