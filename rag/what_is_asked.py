"""One question as it was written: answered part by part, or its first one alone when nothing is found so."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.messages import join_notices, only_first_text, read_alone_text
from rag.part_answers import AnswerOne, answer_in_parts
from rag.parts import split_question
from rag.smuggled import first_question
from rag.types import Answer, AnswerEvent, AnswerStatus, Finished, Quoted, Retrieved, Token, Turn, add_usage


def answer_what_is_asked(
    question: str, asked: str, history: Sequence[Turn], answer_one: AnswerOne
) -> Generator[AnswerEvent, None, None]:
    """The events of an answer to `asked`, which is what is read of the question; closing it stops the model.

    When the documents do not answer it, the first of its questions is asked alone, and the answer says so.
    """
    parts = split_question(asked)
    if len(parts) > 1:
        answer = yield from _finish(answer_in_parts(asked, parts, history, answer_one))
    else:
        answer = yield from _finish(answer_one(asked, history, 0))
        first = first_question(asked) if answer.status is AnswerStatus.NOT_FOUND else None
        if first is not None:
            answer = yield from _ask_alone(first, answer, history, answer_one)
    yield Finished(as_written(answer, question, asked))


def _ask_alone(
    first: str, before: Answer, history: Sequence[Turn], answer_one: AnswerOne
) -> Generator[AnswerEvent, None, Answer]:
    """The answer to the first question, or, when there is none either, the one before, with what both took.

    Nothing of it is shown before that is known, but it can be stopped.
    """
    shown: list[AnswerEvent] = []
    answer = None
    with closing(answer_one(first, history, before.usage.tokens if before.usage else 0)) as events:
        for event in events:
            if isinstance(event, Finished):
                answer = event.answer
            elif isinstance(event, Retrieved | Quoted):
                shown.append(event)
            yield Token("")
    assert answer is not None, "an answer always ends with Finished"
    told = before
    if answer.status.tells:
        yield from shown
        text = f"{answer.text}\n\n{only_first_text(answer.language, first)}"
        notice = join_notices(before.notice, answer.notice)
        told = replace(answer, text=text, status=AnswerStatus.PARTLY, notice=notice)
    usage = add_usage((before.usage, answer.usage))
    return replace(told, seconds=round(before.seconds + answer.seconds, 3), usage=usage)


def as_written(answer: Answer, question: str, asked: str) -> Answer:
    """The answer to `asked` as that to the question that it was read from; a sentence says what was read."""
    read = None if asked == question else read_alone_text(answer.language, asked)
    return replace(answer, question=question, notice=join_notices(answer.notice, read))


def _finish(events: Generator[AnswerEvent, None, None]) -> Generator[AnswerEvent, None, Answer]:
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                return event.answer
            yield event
    raise AssertionError("an answer always ends with Finished")
