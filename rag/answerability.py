"""Is there an answer in the evidence at all? Decided by a calibrated score, not by the model's mood.

A small model refuses and invents almost at random when it is asked to choose by itself. How strongly it leans
towards "yes" when asked *whether* the passage holds the answer tells more. This, and how sure it was of what it
told then, make one score.
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

    before: float | None = None  # probability of yes: the passage holds the answer
    confidence: float | None = None  # mean log-probability of what it told (`rag.confidence`)

    def as_dict(self) -> dict[str, float]:
        """The signals that are known."""
        return {name: round(value, 4) for name, value in asdict(self).items() if value is not None}


# Weights of a logistic regression for "the reply is right" on the documents of `tests/calibration_set`;
# `python -m tests.calibration` prints them (docs/experiments.md).
_INTERCEPT = -1.77
_BEFORE = 0.75
_CONFIDENCE = 1.5
# The same reply is more likely to be right in German: there the model says yes less readily.
_LANGUAGES = {"de": 0.78, "en": 0.0}
# Keeps four of five right replies there and refuses seven of ten questions whose answer is missing.
_THRESHOLD = 0.4
# Without an answer written yet only the hopeless is refused.
_HOPELESS = 0.05


def answer_probability(signals: Signals, language: str) -> float:
    """Calibrated probability that the reply, in this language, is right; a missing signal counts as neutral."""
    total = _INTERCEPT + _LANGUAGES[language]
    if signals.before is not None:
        total += _BEFORE * log_odds(signals.before)
    if signals.confidence is not None:
        total += _CONFIDENCE * (signals.confidence + 0.2)
    return 1 / (1 + math.exp(-total))


def is_hopeless(signals: Signals, language: str) -> bool:
    """Whether writing an answer is not even worth trying. A model that does not judge decides by its reply."""
    return signals.before is not None and answer_probability(signals, language) < _HOPELESS


def is_answerable(signals: Signals, language: str) -> bool:
    """Whether the evidence carries an answer. A model that does not judge has decided by its reply."""
    return signals.before is None or answer_probability(signals, language) >= _THRESHOLD


def log_odds(probability: float) -> float:
    """Logarithm of the odds, kept finite."""
    clipped = min(max(probability, 0.01), 0.99)
    return math.log(clipped / (1 - clipped))
