"""Is there an answer in the evidence at all? Decided by a calibrated score, not by the model's mood.

A small model refuses and invents almost at random when it is asked to choose by itself. How strongly it leans
towards "yes" when asked *whether* the passage holds the answer tells more. This, and how sure it was of what it
told then, make one score.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Protocol, runtime_checkable

from langchain_core.messages import BaseMessage


@runtime_checkable
class Judge(Protocol):
    """A model that can say how likely its answer to a yes-or-no question is yes.

    Its `stream` takes `logprobs`.
    """

    @property
    def is_trained(self) -> bool:
        """Whether it was trained to judge, so that it needs no examples."""
        ...

    def load(self) -> None:
        """Get ready now instead of with the first judgement. Raises ModelUnavailable."""
        ...

    def yes_probability(self, messages: list[BaseMessage]) -> float:
        """Between 0 and 1."""
        ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer; None is what a model does not tell, or not yet."""

    before: float | None = None  # probability of yes: the passage holds the answer
    confidence: float | None = None  # mean log-probability of what it told (`rag.confidence`)
    closeness: float | None = None  # how close the closest passage comes to the question (`Reading.closeness`)
    span: float | None = None  # log-odds of what an extractive reader found against "no answer"

    def as_dict(self) -> dict[str, float]:
        """The signals that are known."""
        return {name: round(value, 4) for name, value in asdict(self).items() if value is not None}


# Weights of a logistic regression for "the reply is right" on the documents of `tests/calibration_set`;
# `python -m tests.calibration` prints them (docs/experiments.md).
_INTERCEPT = -0.82
_BEFORE = 0.81
_CONFIDENCE = 0.61
# The judge denies more German passages that answer than English ones.
_LANGUAGES = {"de": 0.33, "en": 0.0}
# Below this the library has little to do with the question, and the judge is sure too easily.
ENOUGH_CLOSENESS = 1.26  # of two cosines of E5_SMALL_Q4
_CLOSENESS = 27.11
# A threshold that was fitted to other weights means nothing for these.
SCORE_VERSION = repr((_INTERCEPT, _BEFORE, _CONFIDENCE, ENOUGH_CLOSENESS, _CLOSENESS, *sorted(_LANGUAGES.items())))


@dataclass(frozen=True, slots=True)
class RefusalPolicy:
    """Which replies are told and which are refused. The defaults are those that Fundstelle ships with.

    The probability that a reply is right is the logistic function of `offset + slope * answer_score`.
    """

    # The lowest step of 0.05 at which 85 % of the calibration questions without an answer are refused, near misses
    # and questions about other things; cross-validated, it refuses 85 % of them and keeps 99 % of the right replies
    # (docs/experiments.md, "Close enough").
    threshold: float = 0.35  # probability below which a reply is refused
    offset: float = 0.0
    slope: float = 1.0  # above zero

    def probability(self, signals: Signals, language: str) -> float:
        """Calibrated probability that the reply, in this language, is right."""
        return self.probability_of(answer_score(signals, language))

    def probability_of(self, score: float) -> float:
        """The probability that belongs to an `answer_score`."""
        return _logistic(self.offset + self.slope * score)

    def is_hopeless(self, signals: Signals, language: str) -> bool:
        """Whether no reply could be told, however sure the model will be of it: then none need be written.

        A model that does not judge decides by its reply.
        """
        surest = replace(signals, confidence=0.0)
        return signals.before is not None and self.probability(surest, language) < self.threshold

    def is_answerable(self, signals: Signals, language: str) -> bool:
        """Whether the evidence carries an answer. A model that does not judge has decided by its reply."""
        decided = signals.before is None and signals.span is None
        return decided or self.probability(signals, language) >= self.threshold


SHIPPED = RefusalPolicy()


def answer_score(signals: Signals, language: str) -> float:
    """Log-odds that the reply, in this language, is right; a missing signal counts as neutral.

    An extractive reader was trained to say these log-odds itself, so the weights for others are not for it.
    """
    if signals.span is not None:
        return signals.span
    total = _INTERCEPT + _LANGUAGES[language]
    if signals.before is not None:
        total += _BEFORE * log_odds(signals.before)
    if signals.confidence is not None:
        total += _CONFIDENCE * (signals.confidence + 0.2)
    if signals.closeness is not None:
        total += _CLOSENESS * min(0.0, signals.closeness - ENOUGH_CLOSENESS)
    return total


def log_odds(probability: float) -> float:
    """Logarithm of the odds, kept finite."""
    clipped = min(max(probability, 0.01), 0.99)
    return math.log(clipped / (1 - clipped))


def _logistic(value: float) -> float:
    # The exponential of a large number overflows; of a small one it is zero.
    if value < 0:
        return math.exp(value) / (1 + math.exp(value))
    return 1 / (1 + math.exp(-value))
