"""When nothing carries what a small model wrote, the answer may still stand in another of the passages found.

It answers from the one passage that it takes for the best. Where that fails, the next best one counts, if the model
surely sees an answer in it. Whatever was shown of the first reply is replaced at the end, as it would be anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing

from rag.answerability import Judge
from rag.drafting import Draft, Reply
from rag.errors import ConfigurationError, GenerationFailed, ModelUnavailable
from rag.reading import SURE
from rag.types import Answer, AnswerEvent, Token


def is_worth_it(draft: Draft, answer: Answer) -> bool:
    """Whether a model that chose one passage wrote what nothing carries."""
    reply = draft.reply
    judge: object = draft.model
    if reply is None or answer.status.tells or not answer.statements or not isinstance(judge, Judge):
        return False
    return len(reply.passages) == 1 and not draft.set_aside


def is_unsure(draft: Draft, reply: Reply) -> bool:
    """Whether this is the second look, and too unsure to write from: where the first was wrong, more may be."""
    before = reply.signals.before
    return bool(draft.set_aside) and (before is None or before < SURE)


def look_again(
    draft: Draft, write: Callable[[], Generator[AnswerEvent, None, None]], conclude: Callable[[], Answer]
) -> Generator[AnswerEvent, None, Answer | None]:
    """The answer from the passages that were not answered from; None when that is none.

    The draft then has the first reply again, with its signals and timings; what was used is added up. Nothing of it
    is shown before it is verified. Raises AnswerStopped.
    """
    first, signals, timings = draft.reply, dict(draft.signals), dict(draft.timings)
    assert first is not None
    draft.set_aside.update(passage.id for passage in first.passages)
    draft.reply = None
    # Stages are timed by what is left of the whole; this one counts from the question on.
    draft.timings.pop("first_word", None)
    answer = None
    try:
        with closing(write()) as events:
            for _ in events:
                yield Token("")  # so that it can be stopped
        answer = conclude()
    except (GenerationFailed, ModelUnavailable, ConfigurationError):
        pass  # the first answer stands
    if answer is not None and answer.status.tells:
        return answer
    draft.reply, draft.signals, draft.timings = first, signals, timings
    return None
