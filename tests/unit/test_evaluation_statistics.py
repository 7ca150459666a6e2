"""Intervals and p-values on data whose answer is known."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from ui.evaluation.statistics import paired_differences, quantile_interval, ratio_intervals, ratios


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def ones(count: int) -> np.ndarray:
    return np.ones((count, 1))


def test_a_ratio_is_one_of_sums():
    above, below = np.array([[1.0, 0.0], [3.0, 0.0]]), np.array([[1.0, 0.0], [7.0, 0.0]])
    values = ratios(above, below)
    assert values[0] == 0.5
    assert math.isnan(values[1])
    assert all(math.isnan(end[1]) for end in ratio_intervals(above, below))


def test_the_interval_of_a_share_is_the_known_one():
    hits = column(*[1.0] * 150 + [0.0] * 350)
    (low,), (high,) = ratio_intervals(hits, ones(500))
    error = 1.96 * math.sqrt(0.3 * 0.7 / 500)
    assert low == pytest.approx(0.3 - error, abs=0.01)
    assert high == pytest.approx(0.3 + error, abs=0.01)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    random = np.random.default_rng(7)
    samples = random.normal(5.0, 2.0, (80, 200))  # 200 experiments side by side
    low, high = ratio_intervals(samples, np.ones_like(samples))
    assert 0.90 <= ((low <= 5.0) & (high >= 5.0)).mean() <= 0.99


def test_constant_data_has_no_width():
    (low,), (high,) = ratio_intervals(column(0.5, 0.5, 0.5), ones(3))
    assert (low, high) == (pytest.approx(0.5), pytest.approx(0.5))
    assert quantile_interval(np.array([2.0]), 0.95) == (2.0, 2.0)


def test_the_interval_of_a_median():
    values = np.arange(1.0, 402.0)
    low, high = quantile_interval(values, 0.5)
    # Order statistics: 201 ± 1.96 * sqrt(401) / 2.
    assert low == pytest.approx(201 - 19.6, abs=4)
    assert high == pytest.approx(201 + 19.6, abs=4)


def test_everything_is_repeatable():
    random = np.random.default_rng(3)
    a, b = random.random((40, 2)), random.random((40, 2))
    below = np.ones_like(a)
    one, other = paired_differences((a, below), (b, below)), paired_differences((a, below), (b, below))
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("value", "low", "high", "p"))


def test_p_is_that_of_all_sign_flips():
    a = np.array([0.2, 0.5, 0.1, 0.9, 0.4, 0.3, 0.8, 0.6])
    b = np.array([0.4, 0.9, 0.2, 0.8, 0.9, 0.6, 1.0, 0.7])
    change = b - a
    flips = [abs(np.dot(signs, change)) >= abs(change.sum()) - 1e-9 for signs in product((1, -1), repeat=8)]
    found = paired_differences((a[:, None], ones(8)), (b[:, None], ones(8)))
    assert found.value[0] == pytest.approx(change.mean())
    assert found.p[0] == pytest.approx(np.mean(flips), abs=0.01)


def test_equal_runs_do_not_differ():
    values = np.random.default_rng(1).random((30, 1))
    found = paired_differences((values, ones(30)), (values, ones(30)))
    assert (found.value[0], found.low[0], found.high[0], found.p[0]) == (0, 0, 0, 1)


def test_a_clear_difference_is_clear():
    a, b = column(*[0.0] * 60), column(*[1.0] * 20 + [0.0] * 40)
    found = paired_differences((a, ones(60)), (b, ones(60)))
    assert found.value[0] == pytest.approx(1 / 3)
    assert 0.15 < found.low[0] < 0.3 < found.high[0] < 0.5
    assert found.p[0] < 0.001


def test_pairs_matter():
    """Large differences between questions hide nothing when each question is its own comparison."""
    levels = np.linspace(0, 100, 50)[:, None]
    found = paired_differences((levels, ones(50)), (levels + 0.1, ones(50)))
    assert found.p[0] < 0.001
    assert found.low[0] == pytest.approx(0.1)


def test_p_is_rarely_small_by_chance():
    random = np.random.default_rng(11)
    a, b = random.random((60, 300)), random.random((60, 300))
    found = paired_differences((a, np.ones_like(a)), (b, np.ones_like(b)))
    assert 0.02 <= (found.p <= 0.05).mean() <= 0.09


def test_ratios_of_different_questions_are_compared():
    above_a, below_a = column(1, 0, 1, 0), column(2, 0, 2, 0)
    above_b, below_b = column(2, 1, 0, 0), column(2, 1, 0, 0)
    found = paired_differences((above_a, below_a), (above_b, below_b))
    assert found.value[0] == pytest.approx(0.5)
    assert 0 < found.p[0] <= 1
    nothing = paired_differences((above_a, column(0, 0, 0, 0)), (above_b, below_b))
    assert math.isnan(nothing.value[0])
    assert math.isnan(nothing.p[0])
