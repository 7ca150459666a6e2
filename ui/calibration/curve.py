"""The trade-off: what each possible threshold refuses rightly and wrongly, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answerability import RefusalPolicy
from rag.refusal import CurvePoint
from ui.calibration.sample import Sample
from ui.evaluation.statistics import Floats, resamples, tails

_GRID = 101
_ROWS = 10
_CLOSE = 0.1  # log-odds


@dataclass(frozen=True, slots=True)
class Curve:
    """Shares at each of m cuts, arrays of shape (m,), ascending; the band of `refused` stands over `grid`."""

    cuts: Floats
    false: Floats  # answerable questions refused
    refused: Floats  # unanswerable questions refused
    grid: Floats  # shares of answerable questions refused, shape (g,)
    low: Floats  # 95 % bootstrap band, shape (g,)
    high: Floats


def draw_curve(sample: Sample) -> Curve:
    """The curve through all cuts that decide differently, from refusing nothing by the score to refusing all."""
    cuts = possible_cuts(sample)
    refused = ~(sample.told[:, None] & (sample.scores[:, None] >= cuts))
    parts = [(refused & kind[:, None]).astype(np.float64) for kind in (sample.answerable, ~sample.answerable)]
    totals = [kind.astype(np.float64) for kind in (sample.answerable, ~sample.answerable)]
    false, right = (part.sum(axis=0) / total.sum() for part, total in zip(parts, totals, strict=True))
    grid = np.linspace(false[0], 1, _GRID)
    drawn = []
    for counts in resamples(len(sample.scores)):
        sizes = [counts @ total for total in totals]
        # A draw without a question of a kind says nothing about it.
        whole = (sizes[0] > 0) & (sizes[1] > 0)
        shares = [counts[whole] @ part / size[whole, None] for part, size in zip(parts, sizes, strict=True)]
        drawn += [np.interp(grid, x, y) for x, y in zip(*shares, strict=True)]
    return Curve(cuts, false, right, grid, *tails(np.stack(drawn)))


def possible_cuts(sample: Sample) -> Floats:
    """One cut for each way to decide, ascending, shape (m,): below all scores, between each two, above all."""
    told = np.unique(sample.scores[sample.told])
    if not len(told):
        return np.zeros(1)
    return np.concatenate([told[:1] - 1, (told[:-1] + told[1:]) / 2, told[-1:] + 1])


def table_cuts(sample: Sample, others: Sequence[float]) -> list[float]:
    """The others and some cuts spread evenly over the decisions, but not close to one of them; ascending."""
    cuts = possible_cuts(sample)
    spread = {float(cuts[position]) for position in np.linspace(0, len(cuts) - 1, _ROWS).round().astype(int)}
    return sorted({cut for cut in spread if all(abs(cut - other) > _CLOSE for other in others)} | set(others))


def curve_points(sample: Sample, scale: RefusalPolicy) -> list[CurvePoint]:
    """The curve as it is kept with a calibration."""
    points = []
    for cut in possible_cuts(sample):
        rates = sample.rates(float(cut))
        shares = (round(rates[name], 4) for name in ("false", "refused", "wrong"))
        points.append(CurvePoint(round(scale.probability_of(float(cut)), 6), *shares))
    return points
