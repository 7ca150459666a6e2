"""What is kept of a comparison: the JSON report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ui.evaluation.rows import Cited

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one model made of one question. None stands for what cannot be said."""

    model: str  # as in the settings
    status: str
    answer: str
    refused: bool  # it told nothing, and said so
    right: bool | None  # of an answer: whether it agrees with what the file accepts
    citations: list[Cited] = field(default_factory=list)
    statements: int = 0  # that the model wrote
    verified: int = 0  # of them
    first_word: float | None = None  # seconds from when the evidence was there, as all of them
    seconds: float | None = None
    usage: dict[str, Any] | None = None  # tokens and cost; None when the model wrote nothing
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One question and what all models made of it."""

    id: str
    question: str
    answerable: bool | None  # None: the file does not say
    answers: list[str]  # accepted ones
    evidence: list[dict[str, Any]]  # the passages that all models had, best first
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """One model over all questions."""

    model: str
    asked: int
    answered: int
    refused: int
    missed: int  # of the refused ones, those that the documents answer
    right: int
    wrong: int
    right_share: float | None  # right answers and right refusals among the questions that can be judged
    failed: int
    statements: int
    verified_share: float | None  # of the statements
    median_first_word: float | None
    median_seconds: float | None
    input_tokens: int
    output_tokens: int
    estimated: bool  # not all tokens were counted by the provider
    cost: float | None  # None: no price is known
    currency: str
    error: str | None = None  # why it could not be asked


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole run."""

    format: int
    created: str  # ISO 8601, UTC
    models: list[ModelSummary]
    rounds: list[Round]
    problems: list[str]

    @property
    def failed(self) -> bool:
        """Whether a line, a model or a question could not be used."""
        return bool(self.problems) or any(each.error is not None or each.failed for each in self.models)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return asdict(self)
