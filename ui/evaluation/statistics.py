"""How sure a measured figure is: bootstrap intervals, and a randomisation test for two runs of the same questions.

Every measure is a ratio of two sums over the questions, given as arrays of shape (questions, measures): a mean has
1 below for each question that counts, a precision of citations the number of them. Everything is seeded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

SEED = 20240229
RESAMPLES = 2_000
PERMUTATIONS = 10_000
_TAILS = (2.5, 97.5)  # per cent: a 95 % interval
_BLOCK = 200
# Sums of the same numbers in another order differ by this at most.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed from A to B, each of shape (measures,); NaN where a side has no value."""

    value: Floats
    low: Floats
    high: Floats
    p: Floats


def ratios(above: Floats, below: Floats) -> Floats:
    """Sums over the first axis divided, shape (measures,); NaN where there is nothing to divide by."""
    return _divide(above.sum(axis=0), below.sum(axis=0))


def ratio_intervals(above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Lower and upper ends of the 95 % percentile bootstrap intervals of `ratios`, each of shape (measures,)."""
    drawn = [_divide(counts @ above, counts @ below) for counts in resamples(len(above))]
    return tails(np.concatenate(drawn))


def quantile_interval(values: Floats, quantile: float) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a quantile (0 to 1) of values of shape (n,)."""
    random = np.random.default_rng(SEED)
    drawn = [
        np.quantile(values[random.integers(0, len(values), (_BLOCK, len(values)))], quantile, axis=1)
        for _ in range(RESAMPLES // _BLOCK)
    ]
    low, high = tails(np.concatenate(drawn)[:, None])
    return float(low[0]), float(high[0])


def paired_differences(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> Differences:
    """B minus A for runs over the same questions in the same order, each given as (above, below).

    The interval resamples questions, keeping the pairs. `p` is the share of random exchanges of A and B, question
    by question, that make a difference at least as large in either direction: for a mean, the sign-flip test.
    """
    value = ratios(*b) - ratios(*a)
    drawn = [
        _divide(counts @ b[0], counts @ b[1]) - _divide(counts @ a[0], counts @ a[1])
        for counts in resamples(len(a[0]))
    ]
    return Differences(value, *tails(np.concatenate(drawn)), _exchange_p(a, b, value))


def resamples(questions: int) -> Iterator[Floats]:
    """How often each question is drawn, in blocks of shape (resamples, questions)."""
    random = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // _BLOCK):
        yield random.multinomial(questions, np.full(questions, 1 / questions), _BLOCK).astype(np.float64)


def tails(drawn: Floats) -> tuple[Floats, Floats]:
    """The ends of the middle 95 % of each column; draws without a value are left out."""
    known = np.isfinite(drawn).any(axis=0)
    ends = np.full((2, drawn.shape[1]), np.nan)
    ends[:, known] = np.nanpercentile(drawn[:, known], _TAILS, axis=0)
    return ends[0], ends[1]


def _exchange_p(a: tuple[Floats, Floats], b: tuple[Floats, Floats], value: Floats) -> Floats:
    random = np.random.default_rng(SEED)
    total = [a[part].sum(axis=0) for part in (0, 1)], [b[part].sum(axis=0) for part in (0, 1)]
    extreme, valid = np.zeros(len(value)), np.zeros(len(value))
    for _ in range(PERMUTATIONS // _BLOCK):
        exchanged = random.integers(0, 2, (_BLOCK, len(a[0]))).astype(np.float64)
        moved = [exchanged @ (b[part] - a[part]) for part in (0, 1)]
        difference = _divide(total[1][0] - moved[0], total[1][1] - moved[1]) - _divide(
            total[0][0] + moved[0], total[0][1] + moved[1]
        )
        valid += np.isfinite(difference).sum(axis=0)
        extreme += (np.abs(difference) >= np.abs(value) - _ROUNDING).sum(axis=0)
    # The observed order is one of the exchanges, so no p is zero.
    p: Floats = np.where(np.isfinite(value), (extreme + 1) / (valid + 1), np.nan)
    return p


def _divide(above: Floats, below: Floats) -> Floats:
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below > _ROUNDING)
    return quotient
