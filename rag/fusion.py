"""Words, meaning and the document in one score, fair to documents in another language than the question.

All parts are absolute, so they can be added whatever pool they come from:
- the similarity in standard deviations above what passages *of its language* have with this question, because
  an embedding model likes its own language: without this, English answers hide behind German near misses;
- the BM25 score as a share of what a passage with all words of the question could reach, raised to a power, so that
  a chance word in common does not outweigh meaning;
- what speaks for the passage's document (`rag.document_prior`): the passage itself may not name what it is about.
Documents are told by their words, of which one in another language has none in common with the question, even if it
is the right one; its passages are given half of what the best document in the question's language has.
The weights were chosen on paragraphs of Wikipedia and invented libraries in both languages (docs/experiments.md).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

LEXICAL_WEIGHT = 8.0
LEXICAL_POWER = 1.5
PRIOR_WEIGHT = 0.3
# Passages in another language are given so much of what speaks more for the document of the best passage in the
# question's language than for that of the best of them.
FOREIGN_SHARE = 0.5
# A term that occurs a few times in a passage of average length reaches about this multiple of its weight.
_SATURATION = 1.6


@dataclass(frozen=True, slots=True)
class Baseline:
    """How similar to a question passages of one language are by chance."""

    mean: float
    deviation: float

    def standardise(self, similarity: float) -> float:
        """Deviations above chance."""
        return (similarity - self.mean) / max(self.deviation, 1e-3)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its fused score and what went into it."""

    passage: int
    score: float
    lexical: float | None
    similarity: float | None


def term_weight(term: str) -> float:
    """Codes, numbers and years of a question are meant literally, so they count twice."""
    return 2.0 if any(character.isdigit() for character in term) else 1.0


def reachable_score(words: Sequence[frozenset[str]], frequencies: Mapping[str, int], total: int) -> float:
    """BM25 of a passage that holds all words of the question; of `total` passages so many hold each term."""
    return _SATURATION * sum(
        max(
            term_weight(term) * math.log(1 + (total - frequencies[term] + 0.5) / (frequencies[term] + 0.5))
            for term in word
        )
        for word in words
    )


def fuse(
    lexical: Mapping[int, float],
    reachable: float,
    similarities: Mapping[int, float],
    baseline_of: Mapping[int, Baseline],
    priors: Mapping[int, float] | None = None,
    foreign: Collection[int] = frozenset(),
) -> list[Candidate]:
    """All candidates, best first, ties by id; `priors` says how much speaks for the document of each.

    `foreign`: those in another language than the question; no language changes the order within another.
    A passage that the word index did not return has no words in common worth counting; one that is not embedded yet
    counts as similar by chance, so a fresh document is ranked by its words alone.
    """
    candidates = []
    for passage in lexical.keys() | similarities.keys():
        share = min(1.0, lexical.get(passage, 0.0) / reachable) if reachable > 0 else 0.0
        score = LEXICAL_WEIGHT * share**LEXICAL_POWER
        similarity = similarities.get(passage)
        if similarity is not None:
            score += baseline_of[passage].standardise(similarity)
        score += PRIOR_WEIGHT * (priors or {}).get(passage, 0.0)
        candidates.append(Candidate(passage, score, lexical.get(passage), similarity))
    return _best_first(_balance(candidates, priors or {}, foreign))


def reorder_within(
    ranked: Sequence[Candidate], anew: Sequence[Candidate], document_of: Mapping[int, int]
) -> list[Candidate]:
    """The candidates `ranked`, where those of a document stand to each other as they do in `anew`, best first.

    The best passage of each document keeps the score that the best had before, whichever passage it is, so the
    documents keep their order. `anew` may have further passages.
    """
    before, after = _best_of_documents(ranked, document_of), _best_of_documents(anew, document_of)
    kept = [each for each in ranked if document_of[each.passage] not in after]
    moved = []
    for each in anew:
        document = document_of[each.passage]
        moved.append(replace(each, score=each.score - after[document] + before[document]))
    return _best_first([*kept, *moved])


def _best_of_documents(candidates: Sequence[Candidate], document_of: Mapping[int, int]) -> dict[int, float]:
    best: dict[int, float] = {}
    for each in candidates:
        document = document_of[each.passage]
        best[document] = max(each.score, best.get(document, each.score))
    return best


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Ties by id."""
    return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.passage))


def _balance(
    candidates: Sequence[Candidate], priors: Mapping[int, float], foreign: Collection[int]
) -> list[Candidate]:
    """The candidates, those in another language nearer to the others.

    Any document in the question's language uses some of its words by chance; one in another language uses none,
    even if it is the right one. What names say in any language stays, so the gain is never negative.
    """
    own = [each for each in candidates if each.passage not in foreign]
    others = [each for each in candidates if each.passage in foreign]
    if not own or not others:
        return list(candidates)
    best, rival = (priors.get(max(each, key=lambda one: one.score).passage, 0.0) for each in (own, others))
    gain = FOREIGN_SHARE * PRIOR_WEIGHT * max(0.0, best - rival)
    return [*own, *(replace(each, score=each.score + gain) for each in others)]
