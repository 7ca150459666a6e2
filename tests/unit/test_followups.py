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
        "Which firmware version fixed the pressure sensor alarm of the pump?",
    ],
)
def test_a_complete_question_stays_as_it_is(question):
    assert make_self_contained(question, HISTORY) == question


def test_without_a_conversation_nothing_is_added():
    assert make_self_contained("Und in München?", []) == "Und in München?"
