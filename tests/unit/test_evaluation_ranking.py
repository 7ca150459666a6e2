"""Recall, nDCG and reciprocal rank against numbers worked out by hand and against a slow reference."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import Hit, Passage
from ui.evaluation.gold import Gold, Span
from ui.evaluation.ranking import measure_hits, ndcg_at, recall_at, reciprocal_rank


def single(items: str) -> list[frozenset[str]]:
    return [frozenset(item) for item in items]


def test_by_hand():
    ranking, relevant = single("xaybz"), frozenset("abc")
    assert recall_at(ranking, relevant, 1) == 0
    assert recall_at(ranking, relevant, 2) == pytest.approx(1 / 3)
    assert recall_at(ranking, relevant, 10) == pytest.approx(2 / 3)
    # 1/log2(3) + 1/log2(5) over 1 + 1/log2(3) + 1/2
    assert ndcg_at(ranking, relevant, 10) == pytest.approx((0.630930 + 0.430677) / 2.130930, abs=1e-6)
    assert ndcg_at(ranking, relevant, 2) == pytest.approx(0.630930 / 1.630930, abs=1e-6)
    assert reciprocal_rank(ranking, relevant) == 0.5
    assert reciprocal_rank(single("xyz"), relevant) == 0
    assert recall_at([], relevant, 5) == ndcg_at([], relevant, 10) == reciprocal_rank([], relevant) == 0


def test_an_item_counts_once():
    ranking, relevant = single("aab"), frozenset("ab")
    assert ndcg_at(ranking, relevant, 10) == pytest.approx(1.5 / 1.630930, abs=1e-6)
    assert recall_at(ranking, relevant, 2) == 0.5


def test_a_rank_may_hold_several_items():
    ranking, relevant = [frozenset("ab")], frozenset("ab")
    assert recall_at(ranking, relevant, 1) == ndcg_at(ranking, relevant, 10) == 1


items = st.permutations("abcdefgh").flatmap(lambda order: st.integers(0, 8).map(lambda n: order[:n]))
wanted = st.frozensets(st.sampled_from("abcdefgh"), min_size=1)
cuts = st.integers(1, 9)


@given(items, wanted, cuts)
def test_reference(order, relevant, k):
    ranking = single(order)
    gains = [1 if item in relevant else 0 for item in order]
    discounted = [gain / math.log2(position + 2) for position, gain in enumerate(gains[:k])]
    best = max(
        sum(gain / math.log2(position + 2) for position, gain in enumerate(arranged))
        for arranged in {(1,) * min(k, len(relevant)), (1,)}
    )
    assert ndcg_at(ranking, relevant, k) == pytest.approx(sum(discounted) / best)
    assert recall_at(ranking, relevant, k) == pytest.approx(sum(gains[:k]) / len(relevant))
    first = [position for position, gain in enumerate(gains, 1) if gain]
    assert reciprocal_rank(ranking, relevant) == (1 / first[0] if first else 0)


@given(items, wanted, cuts)
def test_bounds_and_growth(order, relevant, k):
    ranking = single(order)
    assert 0 <= recall_at(ranking, relevant, k) <= recall_at(ranking, relevant, k + 1) <= 1
    assert 0 <= ndcg_at(ranking, relevant, k) <= 1
    assert 0 <= reciprocal_rank(ranking, relevant) <= 1
    assert (ndcg_at(ranking, relevant, k) > 0) == (recall_at(ranking, relevant, k) > 0)


@given(st.frozensets(st.sampled_from("abcd"), min_size=1), cuts)
def test_no_order_is_better_than_relevant_first(relevant, k):
    best = max(ndcg_at(single("".join(order)), relevant, k) for order in permutations("abcd"))
    assert best == pytest.approx(1)
    ideal = single("".join(sorted("abcd", key=lambda item: item not in relevant)))
    assert ndcg_at(ideal, relevant, k) == pytest.approx(1)


@given(items, wanted)
def test_what_comes_behind_the_cut_changes_nothing(order, relevant):
    ranking = single(order)
    assert ndcg_at(ranking, relevant, 3) == ndcg_at(ranking[:3], relevant, 3)
    assert recall_at(ranking, relevant, 3) == recall_at(ranking[:3], relevant, 3)


def hit(document: str, page: int, start: int, end: int) -> Hit:
    return Hit(Passage(0, 0, document, page, start, end, "x" * (end - start)), 1.0)


def test_hits_at_each_level():
    hits = [hit("b", 1, 0, 9), hit("b", 1, 10, 19), hit("a", 2, 0, 9), hit("a", 1, 0, 9), hit("a", 1, 10, 19)]
    gold = Gold(
        frozenset({"a"}),
        frozenset({("a", 1), ("c", 4)}),
        ((Span("a", 1, 18, 30),), (Span("a", 2, 9, 20), Span("b", 1, 15, 16))),
    )
    measured = measure_hits(hits, gold)
    assert measured["document"] == {
        "recall@1": 0,
        "recall@5": 1,
        "recall@10": 1,
        "ndcg@10": 1 / math.log2(3),
        "mrr": 0.5,
    }
    # Pages in order: b 1, a 2, a 1.
    assert (measured["page"]["mrr"], measured["page"]["recall@5"]) == (pytest.approx(1 / 3), 0.5)
    # The second hit holds the second piece at one of its places, the last one the first; an end is outside.
    assert (measured["span"]["mrr"], measured["span"]["recall@1"], measured["span"]["recall@5"]) == (0.5, 0, 1)


def test_levels_without_gold_are_left_out():
    assert set(measure_hits([hit("a", 1, 0, 5)], Gold(frozenset({"a"})))) == {"document"}
    assert measure_hits([hit("a", 1, 0, 5)], Gold()) == {}
