"""When nothing carries what a small model wrote, the answer may still stand in another of the passages found.

It answers from the one passage that it takes for the best. Where that fails, the next best one counts, if the model
surely sees an answer in it. Whatever was shown of the first reply is replaced at the end, as it would be anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from rag.answerability import Judge
from rag.drafting import Draft, Reply
from rag.errors import AnswerStopped, FundstelleError
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
    draft: Draft, write: Callable[[], Iterable[AnswerEvent]], conclude: Callable[[], Answer]
) -> Generator[AnswerEvent, None, Answer | None]:
    """The answer from the passages that were not answered from; None, and the draft as it was, when that is none.

    Nothing of it is shown before it is verified. Raises AnswerStopped.
    """
    first, signals = draft.reply, dict(draft.signals)
    assert first is not None
    draft.set_aside.update(passage.id for passage in first.passages)
    draft.reply = None
    answer = None
    try:
        for _ in write():
            yield Token("")  # so that it can be stopped
        answer = conclude()
    except AnswerStopped:
        raise
    except FundstelleError:
        pass  # the first answer stands
    if answer is not None and answer.status.tells:
        return answer
    draft.reply, draft.signals = first, signals
    return None
