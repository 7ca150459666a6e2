"""The record of a question of several parts: what was found, read, said and taken for all of them."""

from __future__ import annotations

import pytest

from rag.part_answers import answer_in_parts
from rag.types import (
    Answer,
    AnswerStatus,
    Finished,
    Hit,
    Passage,
    Retrieved,
    Trace,
    Usage,
)

PARTS = ("Wie lange dauert die Wartung?", "was kostet sie?")
QUESTION = "Wie lange dauert die Wartung und was kostet sie?"


def passage(number):
    return Passage(number, number, f"{number}.txt", 1, 0, 9, f"Absatz {number}")


@pytest.fixture
def ask():
    """The answer to a question of two parts, of which each ends with the given status and notice."""

    def ask(*ends):
        def answer_one(part, turns, taken):
            number = PARTS.index(part) + 1
            status, notice = ends[number - 1]
            hits = (Hit(passage(number), 1.0), Hit(passage(9), 0.5))
            yield Retrieved(hits, 0.1)
            trace = Trace(
                f"{part} (gesucht)",
                (),
                (("human", f"Prompt {number}"),),
                f"Reply {number}",
                {"temperature": 0.0},
                (passage(number),),
            )
            used = Usage("m", 7, 3, False, None)
            yield Finished(
                Answer(
                    part,
                    f"Satz {number}.",
                    status,
                    (),
                    hits,
                    f"model-{number}",
                    1,
                    0.5,
                    "de",
                    {"retrieval": 0.25},
                    trace=trace,
                    notice=notice,
                    usage=used,
                )
            )

        *_, last = answer_in_parts(QUESTION, PARTS, (), answer_one)
        assert isinstance(last, Finished)
        return last.answer

    return ask


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (AnswerStatus.ANSWERED, AnswerStatus.ANSWERED, AnswerStatus.ANSWERED),
        (AnswerStatus.ANSWERED, AnswerStatus.NOT_FOUND, AnswerStatus.PARTLY),
        (AnswerStatus.NOT_FOUND, AnswerStatus.NOT_FOUND, AnswerStatus.NOT_FOUND),
        (AnswerStatus.NOT_FOUND, AnswerStatus.FAILED, AnswerStatus.FAILED),
        (AnswerStatus.ANSWERED, AnswerStatus.AMBIGUOUS, AnswerStatus.AMBIGUOUS),
        (AnswerStatus.ANSWERED, AnswerStatus.BLOCKED, AnswerStatus.BLOCKED),
    ],
)
def test_all_parts_are_in_the_record_however_they_end(ask, first, second, whole):
    answer = ask((first, None), (second, None))
    assert (answer.question, answer.status) == (QUESTION, whole)
    assert answer.trace == Trace(
        "Wie lange dauert die Wartung? (gesucht)\nwas kostet sie? (gesucht)",
        (),
        (("human", "Prompt 1"), ("human", "Prompt 2")),
        "Reply 1\nReply 2",
        {"temperature": 0.0},
        (passage(1), passage(2)),
        parts=("Wie lange dauert die Wartung? (gesucht)", "was kostet sie? (gesucht)"),
    )
    assert [hit.passage.id for hit in answer.hits] == [1, 9, 2]
    assert (answer.seconds, answer.timings, answer.usage.tokens) == (1.0, {"retrieval": 0.5}, 20)


def test_what_was_not_asked_any_more_is_not_in_the_record(ask):
    answer = ask((AnswerStatus.AMBIGUOUS, None), (AnswerStatus.ANSWERED, None))
    assert (answer.trace.asked, answer.trace.parts) == ("Wie lange dauert die Wartung? (gesucht)", ())
    assert [hit.passage.id for hit in answer.hits] == [1, 9]


@pytest.mark.parametrize("status", [AnswerStatus.ANSWERED, AnswerStatus.NOT_FOUND])
@pytest.mark.parametrize(
    ("notices", "told"),
    [
        (("Erstens.", "Zweitens."), "Erstens. Zweitens."),
        ((None, "Zweitens."), "Zweitens."),
        (("Eines.", "Eines."), "Eines."),
        ((None, None), None),
    ],
)
def test_what_is_to_be_said_beside_any_part_is_said(ask, status, notices, told):
    assert ask(*((status, each) for each in notices)).notice == told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (AnswerStatus.ANSWERED, AnswerStatus.FAILED, "Erstens."),
        (AnswerStatus.FAILED, AnswerStatus.ANSWERED, "Zweitens gilt [1]."),
        (AnswerStatus.FAILED, AnswerStatus.FAILED, "Erstens."),
    ],
)
def test_what_is_said_of_quotes_that_are_not_shown_is_not_said(ask, first, second, told):
    assert ask((first, "Erstens."), (second, "Zweitens gilt [1].")).notice == told
