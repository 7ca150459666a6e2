"""How well a ranking finds what is relevant: recall, nDCG, reciprocal rank.

A ranking is a sequence of sets: the items that stand at each rank. Documents and pages stand alone at theirs; a
passage may hold several pieces of evidence, or none.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeAlias, TypeVar

from rag.types import Hit
from ui.evaluation.gold import Gold, Span

Ranking: TypeAlias = Sequence[frozenset[Hashable]]
_Item = TypeVar("_Item", bound=Hashable)

CUTS = (1, 5, 10)
NDCG_CUT = 10


def recall_at(ranking: Ranking, relevant: frozenset[Hashable], k: int) -> float:
    """The share of the relevant items that stand among the first k ranks. `relevant` is not empty."""
    found: frozenset[Hashable] = frozenset().union(*ranking[:k])
    return len(found & relevant) / len(relevant)


def ndcg_at(ranking: Ranking, relevant: frozenset[Hashable], k: int) -> float:
    """Discounted gain of the first k ranks over that of the best possible order. `relevant` is not empty.

    An item counts once, where it is found first. One rank that holds several items can beat the best order of
    single items, so the value is cut at 1.
    """
    seen: frozenset[Hashable] = frozenset()
    gain = 0.0
    for rank, items in enumerate(ranking[:k], 1):
        new = (items & relevant) - seen
        gain += len(new) / math.log2(rank + 1)
        seen |= new
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(relevant)) + 1))
    return min(1.0, gain / ideal)


def reciprocal_rank(ranking: Ranking, relevant: frozenset[Hashable]) -> float:
    """One over the first rank that holds a relevant item; 0 when none does."""
    return next((1 / rank for rank, items in enumerate(ranking, 1) if items & relevant), 0.0)


def measure_ranking(ranking: Ranking, relevant: frozenset[Hashable]) -> dict[str, float]:
    """All measures of one ranking by name."""
    return {
        **{f"recall@{k}": recall_at(ranking, relevant, k) for k in CUTS},
        f"ndcg@{NDCG_CUT}": ndcg_at(ranking, relevant, NDCG_CUT),
        "mrr": reciprocal_rank(ranking, relevant),
    }


def measure_hits(hits: Sequence[Hit], gold: Gold) -> dict[str, dict[str, float]]:
    """The measures at each level that the gold of the question reaches."""
    places = [_span(hit) for hit in hits]
    levels: dict[str, tuple[Ranking, frozenset[Hashable]]] = {
        "document": (_collapse(place.document for place in places), frozenset(gold.documents)),
        "page": (_collapse((place.document, place.page) for place in places), frozenset(gold.pages)),
        "span": (
            [_held(place, gold.passages) for place in places],
            frozenset(range(len(gold.passages))),
        ),
    }
    return {level: measure_ranking(*each) for level, each in levels.items() if each[1]}


def _collapse(items: Iterable[_Item]) -> list[frozenset[Hashable]]:
    """Each item once, where it comes first."""
    return [frozenset([item]) for item in dict.fromkeys(items)]


def _held(place: Span, passages: Sequence[tuple[Span, ...]]) -> frozenset[Hashable]:
    """Numbers of the pieces of evidence that a hit overlaps."""
    return frozenset(number for number, spans in enumerate(passages) if any(place.overlaps(span) for span in spans))


def _span(hit: Hit) -> Span:
    passage = hit.passage
    return Span(passage.document, passage.page, passage.start, passage.end)
