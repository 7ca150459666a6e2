"""One question as it was written: answered part by part, or without what follows it when nothing is found so."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.messages import only_first_text, read_alone_text
from rag.part_answers import AnswerOne, answer_in_parts
from rag.parts import split_question
from rag.smuggled import first_question
from rag.types import Answer, AnswerEvent, AnswerStatus, Finished, Token, Turn, add_usage


def answer_what_is_asked(
    question: str, asked: str, history: Sequence[Turn], answer_one: AnswerOne
) -> Generator[AnswerEvent, None, None]:
    """The events of an answer to `asked`, which is what is read of the question; closing it stops the model.

    When the documents do not answer it, what stands behind its first question mark is left out, and the answer says
    so.
    """
    parts = split_question(asked)
    if len(parts) > 1:
        answer = yield from _finish(answer_in_parts(asked, parts, history, answer_one))
    else:
        answer = yield from _finish(answer_one(asked, history, 0))
        first = first_question(asked) if answer.status is AnswerStatus.NOT_FOUND else None
        if first is not None:
            taken = answer.usage.tokens if answer.usage else 0
            again = yield from _finish(answer_one(first, history, taken), in_silence=True)
            answer = _told_in_part(again, answer, first) if again.status.tells else answer
    yield Finished(as_written(answer, question, asked))


def as_written(answer: Answer, question: str, asked: str) -> Answer:
    """The answer to `asked` as that to the question that it was read from; a sentence says what was read."""
    read = None if asked == question else read_alone_text(answer.language, asked)
    notice = " ".join(filter(None, [answer.notice, read])) or None
    return replace(answer, question=question, notice=notice)


def _finish(
    events: Generator[AnswerEvent, None, None], *, in_silence: bool = False
) -> Generator[AnswerEvent, None, Answer]:
    """The answer at the end of the events; in silence, nothing of it is shown before, but it can be stopped."""
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            yield Token("") if in_silence and isinstance(event, Token) else event
    raise AssertionError("an answer always ends with Finished")


def _told_in_part(answer: Answer, before: Answer, first: str) -> Answer:
    return replace(
        answer,
        text=f"{answer.text}\n\n{only_first_text(answer.language, first)}",
        status=AnswerStatus.PARTLY,
        seconds=round(before.seconds + answer.seconds, 3),
        usage=add_usage((before.usage, answer.usage)),
    )
