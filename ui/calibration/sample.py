"""Outcomes as numbers, and what a cut through their scores makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ui.calibration.asking import Trial
from ui.evaluation.rows import Estimate
from ui.evaluation.statistics import Floats, ratio_intervals, ratios

Flags: TypeAlias = NDArray[np.bool_]

# Columns of `Sample.tally`: unanswerable refused; answerable refused; questions that get a wrong reply; answerable
# ones that get a right reply; wrong ones among the replies told.
MEASURES = ("refused", "false", "wrong", "right", "error")


@dataclass(frozen=True, slots=True)
class Sample:
    """n questions; all arrays have shape (n,)."""

    scores: Floats  # log-odds; minus infinity where there is no reply to tell
    answerable: Flags
    right: Flags  # the reply, once told, is right
    wrong: Flags  # the reply, once told, is wrong; neither where the question does not say

    @property
    def judged(self) -> Flags:
        """Where it can be said whether the reply is right; no reply at all is wrong to nobody."""
        known: Flags = self.right | self.wrong | np.isneginf(self.scores)
        return known

    @property
    def told(self) -> Flags:
        """Where there is a reply that a score decides about."""
        return np.isfinite(self.scores)

    def without(self, position: int) -> Sample:
        """All questions but one."""
        rest = np.arange(len(self.scores)) != position
        return Sample(self.scores[rest], self.answerable[rest], self.right[rest], self.wrong[rest])

    def shown(self, cut: float) -> Flags:
        """Which replies are told when those below the cut are refused."""
        flags: Flags = self.told & (self.scores >= cut)
        return flags

    def tally(self, shown: Flags) -> tuple[Floats, Floats]:
        """What each question adds above and below the line of `MEASURES`, each of shape (n, measures)."""
        told, judged = shown & self.told, self.judged
        parts = (
            (~self.answerable & ~told, ~self.answerable),
            (self.answerable & ~told, self.answerable),
            (self.wrong & told, judged),
            (self.right & told, self.answerable & judged),
            (self.wrong & told, judged & told),
        )
        above, below = (np.stack([part[side] for part in parts], axis=1).astype(np.float64) for side in (0, 1))
        return above, below

    def rates(self, cut: float) -> dict[str, float]:
        """`MEASURES` at a cut; NaN where there is nothing to divide by."""
        return dict(zip(MEASURES, ratios(*self.tally(self.shown(cut))).tolist(), strict=True))

    def estimates(self, shown: Flags) -> dict[str, Estimate]:
        """`MEASURES` with their 95 % bootstrap intervals."""
        above, below = self.tally(shown)
        values, (lows, highs), counted = ratios(above, below), ratio_intervals(above, below), below.sum(axis=0)
        return {
            name: Estimate(_number(values[at]), _number(lows[at]), _number(highs[at]), int(counted[at]))
            for at, name in enumerate(MEASURES)
        }


def sample_of(trials: Sequence[Trial]) -> Sample:
    """The trials in their order."""
    outcomes = [trial.outcome for trial in trials]
    told = np.array([each.told for each in outcomes], dtype=bool)
    return Sample(
        np.array([each.score for each in outcomes], dtype=np.float64),
        np.array([trial.question.answerable for trial in trials], dtype=bool),
        told & np.array([each.right is True for each in outcomes], dtype=bool),
        told & np.array([each.right is False for each in outcomes], dtype=bool),
    )


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
