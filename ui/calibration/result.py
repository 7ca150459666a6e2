"""What a calibration found, in the words and figures that its table, its JSON and its report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from rag.answerability import SHIPPED
from rag.refusal import Calibration
from ui.calibration.asking import Trial
from ui.calibration.curve import curve_points, table_cuts
from ui.calibration.fitting import SHIPPED_CUT, Fit, Goal, fit, separation
from ui.calibration.sample import MEASURES, Sample, sample_of

LABELS = {
    "refused": "unanswerable questions refused",
    "false": "answerable questions refused",
    "right": "answerable questions answered right",
    "wrong": "questions with a wrong reply",
    "error": "wrong among the replies told",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One threshold and what it does to the questions of the file."""

    cut: float  # on the shipped score
    threshold: float  # as a probability
    rates: dict[str, float]  # `MEASURES`
    names: tuple[str, ...]  # "chosen", "shipped"


@dataclass(frozen=True, slots=True)
class Flip:
    """A question that the chosen threshold decides otherwise than the shipped one."""

    id: str
    question: str
    answerable: bool
    told: bool  # now; False: now refused
    probability: float  # that its reply is right, by its score
    effect: str


@dataclass(frozen=True)
class Result:
    """Trials under one goal."""

    model: str
    goal: Goal
    trials: Sequence[Trial]

    @cached_property
    def sample(self) -> Sample:
        """The trials as numbers."""
        return sample_of(self.trials)

    @cached_property
    def fitted(self) -> Fit:
        """Cut and scale."""
        return fit(self.sample, self.goal)

    @cached_property
    def steps(self) -> list[Step]:
        """The table of thresholds, ascending, with the shipped and the chosen one."""
        cuts = {SHIPPED_CUT: ("shipped",)}
        if self.fitted.cut is not None:
            cuts[self.fitted.cut] = ("chosen", *cuts.get(self.fitted.cut, ()))
        return [
            Step(cut, self.fitted.scale.probability_of(cut), self.sample.rates(cut), cuts.get(cut, ()))
            for cut in table_cuts(self.sample, list(cuts))
        ]

    def step(self, name: str) -> Step | None:
        """The step of the table that is called so."""
        return next((step for step in self.steps if name in step.names), None)

    @cached_property
    def flips(self) -> list[Flip]:
        """What changes against the shipped threshold, in the order of the file."""
        cut = self.fitted.cut
        if cut is None:
            return []
        before, after = self.sample.shown(SHIPPED_CUT), self.sample.shown(cut)
        return [
            self._flip(trial, bool(told))
            for trial, was, told in zip(self.trials, before, after, strict=True)
            if was != told
        ]

    def _flip(self, trial: Trial, told: bool) -> Flip:
        question, outcome = trial.question, trial.outcome
        judgement = {True: "a right reply", False: "a wrong reply", None: "a reply that was not judged"}
        effect = f"{judgement[outcome.right]} is {'told' if told else 'refused'}"
        probability = self.fitted.scale.probability_of(outcome.score)
        return Flip(question.id, question.question, question.answerable, told, probability, effect)

    @property
    def goal_text(self) -> str:
        """What was asked for."""
        if self.goal.kind == "max_wrong":
            return f"at most {percent(self.goal.level)} of the questions get a wrong reply"
        return f"at least {percent(self.goal.level)} of the unanswerable questions are refused"

    def sentences(self) -> list[str]:
        """The result for a person."""
        policy, told = self.fitted.policy, separation(self.sample)
        pairs = (
            f"A right reply has a higher score than a wrong one in {percent(told)} of all pairs (by chance: 50 %)."
        )
        lines = [] if told is None else [pairs]
        if policy is None:
            return [
                f"No threshold of these questions makes sure that {self.goal_text}, except refusing everything. Ask"
                " for less, or look at the questions with a wrong reply first.",
                *lines,
            ]
        scaled = (
            "It is the probability that a reply is right, fitted to these questions too; on this scale the shipped"
            f" threshold is {self.fitted.scale.probability_of(SHIPPED_CUT):.3f}."
            if self.fitted.rescaled
            else f"Its scale is the shipped one, where the shipped threshold is {SHIPPED.threshold}: there were too"
            " few replies to fit it, or the score did not tell right from wrong."
        )
        return [f"Threshold {policy.threshold:.3f}: {self.goal_text}.", scaled, *lines]

    def costs(self) -> list[str]:
        """What the chosen threshold changes against the shipped one, for a person."""
        before, after = self.step("shipped"), self.step("chosen")
        if before is None or after is None:
            return []
        changes = [
            f"{LABELS[name]}: {percent(after.rates[name])} instead of {percent(before.rates[name])}"
            for name in LABELS
        ]
        effects = Counter(flip.effect for flip in self.flips)
        decided = [f"{effect}: {count}" for effect, count in sorted(effects.items())]
        if not decided:
            return ["No question of the file is decided otherwise."]
        return [
            f"Against the shipped threshold, {'; '.join(changes)}.",
            f"Decided otherwise: {'; '.join(decided)}.",
        ]

    def calibration(self) -> Calibration | None:
        """What is put in force; None when the goal was not met."""
        policy = self.fitted.policy
        if policy is None:
            return None
        answerable = int(self.sample.answerable.sum())
        return Calibration(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=self.model,
            goal=self.goal.kind,
            level=self.goal.level,
            answerable=answerable,
            unanswerable=len(self.trials) - answerable,
            threshold=policy.threshold,
            offset=policy.offset,
            slope=policy.slope,
            curve=curve_points(self.sample, self.fitted.scale),
        )

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        policy = self.fitted.policy
        return {
            "model": self.model,
            "goal": {self.goal.kind: self.goal.level},
            "questions": len(self.trials),
            "answerable": int(self.sample.answerable.sum()),
            "shipped": SHIPPED.threshold,
            "threshold": policy and policy.threshold,
            "offset": self.fitted.scale.offset,
            "slope": self.fitted.scale.slope,
            "separation": separation(self.sample),
            "expected": {name: asdict(estimate) for name, estimate in self.fitted.expected.items()},
            "thresholds": [_finite(asdict(step)) for step in self.steps],
            "flips": [asdict(flip) for flip in self.flips],
        }


def percent(share: float | None) -> str:
    """A share for a person; "–" for what cannot be said."""
    return "–" if share is None or share != share else f"{100 * share:.0f} %"


def _finite(step: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no NaN."""
    rates = {name: None if step["rates"][name] != step["rates"][name] else step["rates"][name] for name in MEASURES}
    return {**step, "rates": rates}
