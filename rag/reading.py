"""Which passage a small model reads: it reads one well and several badly, so the best of some is taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rag.answerability import Judge, log_odds
from rag.evidence import Reading
from rag.reading_prompt import build_reading
from rag.stopping import check_stopped
from rag.streaming import failing_as_model
from rag.types import Passage, Turn
from rag.versions import family_of

# When the model is this sure that a passage holds the answer, it looks at no further one.
SURE = 0.78
# Below this much likelihood further ones are looked at: another may hold the answer more clearly.
CLEAR = 0.6
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
    model: Judge,
    readings: Sequence[Reading],
    question: str,
    language: str,
    history: Sequence[Turn] = (),
    *,
    further: Iterable[Reading] = (),
    is_enough: Callable[[float], bool] = bool,  # asked of the best one so far, before each further one
    is_late: Callable[[float], bool] = lambda _: False,  # asked before it, too, with what the last one took
    known: dict[tuple[int, str], float] | None = None,  # by passage and excerpt what was seen before; added to
) -> Choice | None:
    """The most promising of the readings, given best first; None without any.

    The `further` ones are looked at only while it is not clear, or not enough, how likely the best one holds the
    answer; when it gets late, only while nothing is enough. Raises GenerationFailed and AnswerStopped.
    """
    looked: list[Choice] = []
    seconds = 0.0
    known = {} if known is None else known
    for place, reading in enumerate(chain(readings, further if readings else ())):
        key = (reading.passage.id, reading.excerpt)
        if key not in known:
            begun = time.monotonic()
            known[key] = see_answer(model, reading.passage, reading.excerpt, question, language, history)
            seconds = time.monotonic() - begun
        before = known[key]
        looked.append(Choice(reading, before))
        lead = reading.score - readings[place + 1].score if place + 1 < len(readings) else 0.0
        is_ahead = before >= SURE or (lead > _LEAD and before > _DENIED)
        # The version that holds may come behind.
        if is_ahead and not reading.superseded:
            break
        # Before the next one is asked for: finding out which it is may take as long as looking at it.
        best = _best(looked).before
        if place + 1 >= len(readings) and is_enough(best) and (best >= CLEAR or is_late(seconds)):
            break
    return _best(looked) if looked else None


def see_answer(
    model: Judge, passage: Passage, excerpt: str, question: str, language: str, history: Sequence[Turn] = ()
) -> float:
    """How likely an excerpt of a passage holds the answer, as the model sees it.

    Raises GenerationFailed, and what `check_stopped` raises.
    """
    check_stopped()
    messages = build_reading(question, passage, excerpt, language, history, trained=model.is_trained)
    with failing_as_model():
        return model.yes_probability(messages)


def _best(looked: Sequence[Choice]) -> Choice:
    best = max(looked, key=_worth)
    if not best.reading.superseded:
        return best
    family = family_of(best.reading.passage.document)
    holding = [
        each
        for each in looked
        if each.before > _DENIED
        and not each.reading.superseded
        and family_of(each.reading.passage.document) == family
    ]
    return max(holding, key=_worth, default=best)


def _worth(choice: Choice) -> float:
    return log_odds(choice.before) + RANK_WEIGHT * choice.reading.score
