"""Several answers to the parts of one question, brought together: what is missing is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from rag.history import STAGED_SET, Moment
from rag.messages import join_notices, missing_part_text, not_found_text
from rag.types import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Citation,
    Finished,
    Hit,
    Quoted,
    Retrieved,
    Statement,
    Token,
    Trace,
    Turn,
    Verdict,
    add_usage,
)

# With the conversation so far, and the tokens that earlier parts took.
AnswerOne = Callable[[str, Sequence[Turn], int], Generator[AnswerEvent, None, None]]

_MARKER = re.compile(r"\[(\d{1,2})\]")
_BETWEEN = "\n\n"
# Such an answer stands for the whole question: nothing else of it is asked.
_ENDS = (AnswerStatus.AMBIGUOUS, AnswerStatus.BLOCKED)


def answer_in_parts(
    question: str, parts: Sequence[str], history: Sequence[Turn], answer_one: AnswerOne
) -> Generator[AnswerEvent, None, None]:
    """Ask one part after the other, each knowing the ones before; closing it stops the model.

    Evidence and quotes are added up on the way.
    """
    answers: list[Answer] = []
    hits: list[Hit] = []
    quotes: list[Citation] = []
    for part in parts:
        said = [Turn(asked, answer.text) for asked, answer in zip(parts, answers, strict=False)]
        written = False
        taken = add_usage(answer.usage for answer in answers)
        with closing(answer_one(part, (*history, *said), taken.tokens if taken else 0)) as events:
            for event in events:
                if isinstance(event, Retrieved):
                    hits += [hit for hit in event.hits if hit.passage.id not in {each.passage.id for each in hits}]
                    yield Retrieved(tuple(hits), event.seconds)
                elif isinstance(event, Quoted):
                    quotes += [
                        replace(each, number=number) for number, each in enumerate(event.quotes, len(quotes) + 1)
                    ]
                    yield Quoted(tuple(quotes))
                elif isinstance(event, Token):
                    yield Token(_BETWEEN + event.text) if answers and not written else event
                    written = True
                elif event.answer.status in _ENDS:
                    yield Finished(_as_whole(event.answer, question, (*answers, event.answer), hits))
                    return
                else:
                    answers.append(event.answer)
    yield Finished(combine(question, parts, answers, hits))


def combine(question: str, parts: Sequence[str], answers: Sequence[Answer], hits: Sequence[Hit]) -> Answer:
    """One answer from those of all parts; citations and their markers are numbered anew."""
    told = [answer.status.tells for answer in answers]
    first = answers[0]
    if not any(told):
        failed = next((each for each in answers if each.status is AnswerStatus.FAILED), None)
        return _as_whole(failed or _nothing(answers, hits), question, answers, hits)
    texts: list[str] = []
    citations: list[Citation] = []
    statements: list[Statement] = []
    for part, answer in zip(parts, answers, strict=True):
        if not answer.status.tells:
            is_failed = answer.status is AnswerStatus.FAILED
            texts.append(missing_part_text(first.language, part, failed=is_failed))
            continue
        before = len(citations)
        texts.append(_renumber(answer, before))
        citations += [replace(each, number=each.number + before) for each in answer.citations]
        statements += [
            replace(each, citations=tuple(number + before for number in each.citations))
            for each in answer.statements
        ]
    whole = replace(
        first,
        text=_BETWEEN.join(texts),
        status=AnswerStatus.ANSWERED if all(told) else AnswerStatus.PARTLY,
        citations=tuple(citations),
        statements=tuple(statements),
        related=(),
        searched=None,
        key=None,
        unusable="",
    )
    return _as_whole(whole, question, answers, hits)


def _as_whole(answer: Answer, question: str, answers: Sequence[Answer], hits: Sequence[Hit]) -> Answer:
    """What is answered to the whole question, with what was found, read, said and taken for all parts."""
    return replace(
        answer,
        question=question,
        hits=tuple(hits),
        model=next((each.model for each in (answer, *answers) if each.model), ""),
        seconds=round(sum(each.seconds for each in answers), 3),
        timings=dict(sum((Counter(each.timings) for each in answers), Counter())),
        trace=_join_traces([each.trace for each in answers if each.trace is not None]),
        # That of a part that failed is about its quotes.
        notice=join_notices(
            *(each.notice for each in answers if each is answer or each.status is not AnswerStatus.FAILED)
        ),
        usage=add_usage(each.usage for each in answers),
    )


def _nothing(answers: Sequence[Answer], hits: Sequence[Hit]) -> Answer:
    """None of the parts was found."""
    first = answers[0]
    statements = tuple(each for answer in answers for each in answer.statements)
    places = {(each.document_id, each.page, each.start): each for answer in answers for each in answer.related}
    related = tuple(replace(each, number=number) for number, each in enumerate(places.values(), 1))
    text = not_found_text(
        first.language,
        [each.document for each in related] or [each.passage.document for each in hits],
        first.searched,
        _moment_of(first),
        unsupported=bool(statements) and all(each.verdict is Verdict.UNSUPPORTED for each in statements),
    )
    return replace(first, text=text, statements=statements, related=related)


def _moment_of(answer: Answer) -> Moment | None:
    if answer.as_of is None:
        return None
    return Moment(answer.generation, None if answer.as_of == STAGED_SET else answer.as_of)


def _renumber(answer: Answer, before: int) -> str:
    numbers = {each.number for each in answer.citations}

    def move(match: re.Match[str]) -> str:
        number = int(match.group(1))
        # A document may have such marks of its own.
        return f"[{number + before}]" if number in numbers else match.group()

    return _MARKER.sub(move, answer.text)


def _join_traces(traces: Sequence[Trace]) -> Trace | None:
    if len(traces) < 2:
        return traces[0] if traces else None
    passages = {each.id: each for trace in traces for each in trace.passages}
    return Trace(
        "\n".join(trace.asked for trace in traces),
        traces[0].history,
        tuple(message for trace in traces for message in trace.messages),
        "\n".join(trace.reply for trace in traces if trace.reply),
        next((trace.parameters for trace in traces if trace.parameters), {}),
        tuple(passages.values()),
        "\n".join(trace.translated for trace in traces if trace.translated),
        tuple(trace.asked for trace in traces),
    )
