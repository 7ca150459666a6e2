"""Figures of one model over all questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from rag.types import AnswerStatus
from ui.comparison.rows import ModelSummary, Outcome, Round


def summarise(model: str, rounds: Sequence[Round], currency: str, error: str | None = None) -> ModelSummary:
    """What became of the questions that a model was asked; `error` says why it was not asked the others."""
    asked = [(each, outcome) for each in rounds for outcome in each.outcomes if outcome.model == model]
    outcomes = [outcome for _, outcome in asked]
    statements, verified = sum(each.statements for each in outcomes), sum(each.verified for each in outcomes)
    usages = [each.usage for each in outcomes if each.usage is not None]
    costs = [each["cost"] for each in usages]
    return ModelSummary(
        model,
        len(outcomes),
        sum(AnswerStatus(each.status).tells for each in outcomes),
        sum(each.refused for each in outcomes),
        sum(outcome.refused and each.answerable is True for each, outcome in asked),
        sum(each.right is True for each in outcomes),
        sum(each.right is False for each in outcomes),
        _right_share(asked),
        sum(each.error is not None for each in outcomes),
        statements,
        round(verified / statements, 4) if statements else None,
        _median(each.first_word for each in outcomes),
        _median(each.seconds for each in _finished(outcomes)),
        sum(each["input_tokens"] for each in usages),
        sum(each["output_tokens"] for each in usages),
        any(each["estimated"] for each in usages),
        None if None in costs else sum(costs),
        currency,
        error,
    )


def _right_share(asked: Sequence[tuple[Round, Outcome]]) -> float | None:
    """A failure is not right; an answer to which the file does not say what is right is left out."""
    judged = [
        outcome.right is True or (outcome.refused and each.answerable is False)
        for each, outcome in asked
        if each.answerable is not None and (outcome.right is not None or not AnswerStatus(outcome.status).tells)
    ]
    return round(sum(judged) / len(judged), 4) if judged else None


def _finished(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """How long a failure took says nothing of the model."""
    return [each for each in outcomes if each.error is None]


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 3) if known else None
