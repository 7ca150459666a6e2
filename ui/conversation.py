"""What was asked and answered in one browser session."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.types import Answer, AnswerStatus, Hit, Turn

_MARKER = re.compile(r"\s*\[\d{1,2}\]")
# The model is shown the last turn only; a few more let a chain of follow-ups be understood.
_REMEMBERED = 4
# What a follow-up may refer to: an answer, or the documents that it was asked to choose from.
_TOLD = (AnswerStatus.ANSWERED, AnswerStatus.PARTLY, AnswerStatus.AMBIGUOUS)


@dataclass
class Exchange:
    """One question and what became of it. Without answer and error, it was stopped."""

    question: str
    documents: tuple[str, ...] | None = None  # the question was restricted to these
    model: str | None = None  # that was to answer alone; None: those of the settings
    hits: tuple[Hit, ...] = ()
    retrieval_seconds: float = 0.0
    answer: Answer | None = None
    error: str | None = None  # a sentence for a person
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:8])  # names its widgets


def recall_turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The last turns that a follow-up may refer to, oldest first, without citation markers."""
    turns = [
        Turn(exchange.question, _MARKER.sub("", exchange.answer.text))
        for exchange in exchanges
        if exchange.answer is not None and exchange.answer.status in _TOLD
    ]
    return turns[-_REMEMBERED:]
