"""What one model makes of a question, filled in while its events come."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from rag.types import Answer, AnswerEvent, AnswerStatus, Finished, Hit, Retrieved, Statement, Token, Verdict


@dataclass
class Take:
    """One model's answer on its way. Its seconds count from when the evidence was there, as for all models."""

    model: str  # as in the settings
    hits: tuple[Hit, ...] = ()
    draft: str = ""
    answer: Answer | None = None
    error: str | None = None  # a sentence when there is no answer
    first_word: float | None = None
    seconds: float | None = None
    begun: float = field(default_factory=time.monotonic)

    def note(self, event: AnswerEvent) -> None:
        """Take in the next event."""
        now = time.monotonic()
        if isinstance(event, Retrieved):
            # The parts of a question are searched for one by one; the clock runs since the first.
            self.begun = self.begun if self.hits else now
            self.hits = event.hits
        elif isinstance(event, Token) and event.text:
            self.draft += event.text
            self.first_word = now - self.begun if self.first_word is None else self.first_word
        elif isinstance(event, Finished):
            self.answer = event.answer
            self.seconds = now - self.begun
            if event.answer.status is AnswerStatus.FAILED:
                self.error = event.answer.reason

    @property
    def finished(self) -> bool:
        """Whether nothing more is to come."""
        return self.answer is not None or self.error is not None


def count_verified(statements: tuple[Statement, ...]) -> int:
    """How many of the statements that a model wrote stand in the documents, for certain."""
    return sum(each.verdict is Verdict.VERIFIED for each in statements)
