"""Which passage a small model reads: it reads one well and several badly, so the best of some is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answerability import Judge, log_odds
from rag.evidence import Reading
from rag.reading_prompt import build_reading
from rag.stopping import check_stopped
from rag.types import Turn

# When the model is this sure that a passage holds the answer, it looks at no further one.
_SURE = 0.78
# A passage so far ahead of the next one by its score is taken, unless the model rather denies the answer in it.
_LEAD = 4.0
_DENIED = 0.2
# Log-odds that one point of the retrieval score is worth when passages compete.
RANK_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Choice:
    """The passage to answer from."""

    reading: Reading
    before: float  # probability that it holds the answer, as the model sees it


def choose_reading(
    model: Judge, readings: Sequence[Reading], question: str, language: str, history: Sequence[Turn] = ()
) -> Choice | None:
    """The most promising of the readings, given best first; None without any.

    Raises GenerationFailed and AnswerStopped.
    """
    best: tuple[float, Choice] | None = None
    trained = model.is_trained
    for place, reading in enumerate(readings):
        check_stopped()
        messages = build_reading(question, reading.passage, reading.excerpt, language, history, trained=trained)
        before = model.yes_probability(messages)
        worth = log_odds(before) + RANK_WEIGHT * reading.score
        if best is None or worth > best[0]:
            best = worth, Choice(reading, before)
        lead = reading.score - readings[place + 1].score if place + 1 < len(readings) else 0.0
        if before >= _SURE or (lead > _LEAD and before > _DENIED):
            break
    return None if best is None else best[1]
