"""Is there an answer in the evidence at all? Decided by a calibrated score, not by the model's mood.

A small model refuses and invents almost at random when it is asked to choose by itself. How strongly it leans
towards "yes" when asked *whether* the passage holds the answer tells more. This, its confidence in its own words,
and how close the best sentence is to the question make one score.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Protocol, runtime_checkable

from langchain_core.messages import BaseMessage


@runtime_checkable
class Judge(Protocol):
    """A model that can say how likely its answer to a yes-or-no question is yes.

    Its `stream` takes `logprobs`.
    """

    def yes_probability(self, messages: list[BaseMessage]) -> float:
        """Between 0 and 1."""
        ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for and against an answer; None is what a model does not tell, or not yet."""

    similarity: float  # cosine of the question and the best sentence
    before: float | None = None  # probability of yes: the passage holds the answer
    confidence: float | None = None  # mean log-probability of the words it wrote

    def as_dict(self) -> dict[str, float]:
        """The signals that are known."""
        return {name: round(value, 4) for name, value in asdict(self).items() if value is not None}


# Weights of a logistic regression for "the reply is right" on the documents of `tests/calibration_set`;
# `python -m tests.calibration` prints them (docs/experiments.md).
_INTERCEPT = -1.5
_BEFORE = 0.6
_CONFIDENCE = 5.8
_SIMILARITY = 4.6
# Keeps two of three right replies there and refuses two of three questions whose answer is missing.
_THRESHOLD = 0.35
# Without an answer written yet only the hopeless is refused.
_HOPELESS = 0.05


def answer_probability(signals: Signals) -> float:
    """Calibrated probability that the evidence carries an answer; a signal that is missing counts as neutral."""
    total = _INTERCEPT + _SIMILARITY * (signals.similarity - 0.85)
    if signals.before is not None:
        total += _BEFORE * log_odds(signals.before)
    if signals.confidence is not None:
        total += _CONFIDENCE * (signals.confidence + 0.2)
    return 1 / (1 + math.exp(-total))


def is_hopeless(signals: Signals) -> bool:
    """Whether writing an answer is not even worth trying. A model that does not judge decides by its reply."""
    return signals.before is not None and answer_probability(signals) < _HOPELESS


def is_answerable(signals: Signals) -> bool:
    """Whether the evidence carries an answer. A model that does not judge has decided by its reply."""
    return signals.before is None or answer_probability(signals) >= _THRESHOLD


def log_odds(probability: float) -> float:
    """Logarithm of the odds, kept finite."""
    clipped = min(max(probability, 0.01), 0.99)
    return math.log(clipped / (1 - clipped))
