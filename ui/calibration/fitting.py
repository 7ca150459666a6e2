"""Where to cut through the scores, and what probability a score stands for in this library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from rag.answerability import SHIPPED, RefusalPolicy
from rag.errors import ConfigurationError
from ui.calibration.sample import Flags, Sample
from ui.evaluation.dataset import Question
from ui.evaluation.rows import Estimate
from ui.evaluation.statistics import Floats

SHIPPED_CUT = math.log(SHIPPED.threshold / (1 - SHIPPED.threshold))
# Fewer questions of a kind say nothing about the kind.
FEWEST = 10
# Replies with a known judgement, and of each judgement, from which on the scale of the score is fitted too.
_SCALE_REPLIES = 50
# How far offset and slope of a library are expected to be from the shipped ones (standard deviations).
_SPREAD = np.array([1.0, 0.5])
# A flatter score does not tell right replies from wrong ones.
_FLATTEST = 0.1
# A cut below everything that was seen lies so far below it: what is less sure than any tested reply stays refused.
_BELOW = 0.05
_STEPS = 50
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Goal:
    """What the threshold is to hold: a share of wrong replies at most, or of right refusals at least."""

    kind: Literal["max_wrong", "target_refusal"]
    level: float  # above 0, below 1

    @property
    def allowed(self) -> float:
        """The share of the counted questions that may cost something."""
        return self.level if self.kind == "max_wrong" else 1 - self.level

    @property
    def needed(self) -> int:
        """How many counted questions it takes before the goal can be promised at all."""
        return math.ceil(1 / self.allowed - 1 - _ROUNDING)

    def costs(self, sample: Sample) -> tuple[Flags, Flags]:
        """Which replies cost something once they are told, and which questions count."""
        if self.kind == "max_wrong":
            return sample.wrong, sample.judged
        unanswerable = ~sample.answerable
        return unanswerable & sample.told, unanswerable


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted to a sample."""

    scale: RefusalPolicy  # offset and slope of this library; the shipped ones unless `rescaled`
    rescaled: bool
    cut: float | None  # on the shipped score; None when the goal is only met by refusing everything
    expected: dict[str, Estimate]  # `MEASURES` on questions that the cut was not chosen on; empty without a cut

    @property
    def policy(self) -> RefusalPolicy | None:
        """The policy that holds the goal with as few refusals as possible."""
        return None if self.cut is None else replace(self.scale, threshold=self.scale.probability_of(self.cut))


def require_enough(questions: Sequence[Question], goal: Goal, unused: int = 0) -> None:
    """Raise ConfigurationError when these are too few to carry a threshold; `unused` more could not be used."""
    rest = "Nothing was changed."
    if unused:
        rest += f" The problems above cost {unused}: run the command again, and only these are asked."
    answerable = sum(question.answerable for question in questions)
    unanswerable = len(questions) - answerable
    if min(answerable, unanswerable) < FEWEST:
        raise ConfigurationError(
            f"Calibrating takes at least {FEWEST} questions with an answer and {FEWEST} without; there are"
            f" {answerable} and {unanswerable}. {rest}"
        )
    counted = len(questions) if goal.kind == "max_wrong" else unanswerable
    if counted < goal.needed:
        kind = "questions" if goal.kind == "max_wrong" else "questions without an answer"
        raise ConfigurationError(
            f"This goal can only be promised with at least {goal.needed} {kind}; there are {counted}. Ask for less,"
            f" or add questions. {rest}"
        )


def fit(sample: Sample, goal: Goal) -> Fit:
    """Cut and scale. The scale moves no decision: it says what probability the cut stands for."""
    weights = fit_scale(sample)
    scale = SHIPPED if weights is None else replace(SHIPPED, offset=weights[0], slope=weights[1])
    cut = choose_cut(sample, goal)
    expected = {} if cut is None else sample.estimates(_decide_unseen(sample, goal))
    return Fit(scale, weights is not None, cut, expected)


def choose_cut(sample: Sample, goal: Goal) -> float | None:
    """The lowest cut that holds the goal; None when no reply is left above it.

    Conformal risk control (Angelopoulos and others, 2022): with k of n counted questions costing something, a cut
    holds when (k + 1) / (n + 1) is within the goal. Then it holds on average for further questions of the same
    kind, however few it was fitted to.
    """
    costly, counted = goal.costs(sample)
    allowance = math.floor(goal.allowed * (int(counted.sum()) + 1) - 1 + _ROUNDING)
    told = np.unique(sample.scores[sample.told])
    if allowance < 0 or not len(told):
        return None
    costs = np.sort(sample.scores[costly])[::-1]
    if len(costs) <= allowance:
        return float(told[0]) - _BELOW
    kept = told[told > costs[allowance]]
    return float((costs[allowance] + kept[0]) / 2) if len(kept) else None


def fit_scale(sample: Sample) -> tuple[float, float] | None:
    """Offset and slope that turn the shipped score into this library's log-odds of a right reply (Platt's scaling).

    Penalised towards the shipped scale, so that few replies move it little. None with too few replies, or when the
    score does not tell right replies from wrong ones.
    """
    judged = sample.right | sample.wrong
    right = sample.right[judged]
    if len(right) < _SCALE_REPLIES or min(right.sum(), (~right).sum()) < FEWEST:
        return None
    offset, slope = _regress(sample.scores[judged], right.astype(np.float64))
    return (offset, slope) if slope >= _FLATTEST else None


def separation(sample: Sample) -> float | None:
    """How often a right reply has a higher score than a wrong one (area under the ROC curve); None without both."""
    right, wrong = sample.scores[sample.right], sample.scores[sample.wrong]
    if not len(right) or not len(wrong):
        return None
    above, level = right[:, None] > wrong, right[:, None] == wrong
    return float(above.mean() + level.mean() / 2)


def _decide_unseen(sample: Sample, goal: Goal) -> Flags:
    """What happens to each question under the cut that all others choose."""
    shown = np.zeros(len(sample.scores), dtype=bool)
    for position in np.flatnonzero(sample.told):
        cut = choose_cut(sample.without(int(position)), goal)
        shown[position] = cut is not None and sample.scores[position] >= cut
    return shown


def _regress(scores: Floats, right: Floats) -> tuple[float, float]:
    """Newton's method on the penalised log-likelihood, halving a step that does not help."""
    features = np.stack([np.ones_like(scores), scores], axis=1)
    shipped = np.array([SHIPPED.offset, SHIPPED.slope])
    weights, loss = shipped, _loss(shipped, features, right, shipped)
    for _ in range(_STEPS):
        guesses = 1 / (1 + np.exp(-np.clip(features @ weights, -500, 500)))
        gradient = features.T @ (guesses - right) + (weights - shipped) / _SPREAD**2
        curvature = (features.T * (guesses * (1 - guesses))) @ features + np.diag(1 / _SPREAD**2)
        step = np.linalg.solve(curvature, gradient)
        while (after := _loss(weights - step, features, right, shipped)) > loss + _ROUNDING:
            step = step / 2
        weights, loss = weights - step, after
        if np.abs(step).max() < _ROUNDING:
            break
    return float(weights[0]), float(weights[1])


def _loss(weights: Floats, features: Floats, right: Floats, shipped: Floats) -> float:
    totals = features @ weights
    return float(
        (np.logaddexp(0, totals) - right * totals).sum() + (((weights - shipped) / _SPREAD) ** 2).sum() / 2
    )
