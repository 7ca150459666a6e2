"""Which questions lean on the one before them."""

from __future__ import annotations

import pytest

from rag.followups import make_self_contained
from rag.types import Turn

HISTORY = [Turn("Wie hoch ist die Pauschale für Übernachtungen in Berlin?", "120 EUR. [1]")]


@pytest.mark.parametrize(
    "question",
    ["Und in München?", "What about Munich?", "Gilt das auch im Ausland?", "Warum?", "Seit wann gilt sie?"],
)
def test_a_follow_up_takes_the_question_before_it_along(question):
    assert make_self_contained(question, HISTORY) == f"{HISTORY[0].question} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Urlaubstage stehen Auszubildenden im ersten Jahr zu?",
        "Gibt es einen Zuschuss für Möbel?",
        "Is there a yearly subsidy for furniture?",
        "Which firmware version fixed the pressure sensor alarm of the pump?",
    ],
)
def test_a_complete_question_stays_as_it_is(question):
    assert make_self_contained(question, HISTORY) == question


def test_a_chain_of_follow_ups_keeps_what_it_is_about():
    history = [
        Turn("Was kostet ein Hotel in Rom laut Tabelle?", ""),
        *HISTORY,
        Turn("Und in München?", "130 EUR. [1]"),
    ]
    asked = make_self_contained("Und in Hamburg?", history)
    assert asked == f"{HISTORY[0].question} Und in München? Und in Hamburg?"
    longer = [*history, Turn("Und in Hamburg?", "125 EUR. [1]")]
    assert make_self_contained("Und in Kiel?", longer) == f"{HISTORY[0].question} Und in Hamburg? Und in Kiel?"


def test_a_short_question_that_is_complete_ends_the_chain():
    history = [*HISTORY, Turn("Was kostet die Parkkarte?", "40 EUR. [1]"), Turn("Warum?", "…")]
    assert (
        make_self_contained("Und für Fahrräder?", history) == "Was kostet die Parkkarte? Warum? Und für Fahrräder?"
    )


def test_when_every_question_leans_on_another_the_first_one_is_taken_along():
    history = [Turn("Und das Hotel?", ""), Turn("Und in München?", "")]
    assert make_self_contained("Und in Kiel?", history) == "Und das Hotel? Und in München? Und in Kiel?"


def test_without_a_conversation_nothing_is_added():
    assert make_self_contained("Und in München?", []) == "Und in München?"
