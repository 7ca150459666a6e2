"""Of two things that are asked about together the one that the answer does not mention is named."""

from __future__ import annotations

import pytest

from rag.asked_things import unmentioned_thing


@pytest.mark.parametrize(
    ("question", "told", "thing"),
    [
        ("Wie hoch sind die Kaution und die Miete?", "Die Kaution beträgt 900 Euro.", "die Miete"),
        ("Wie hoch sind die Kaution und die Miete?", "Die Miete beträgt 300 Euro.", "die Kaution"),
        (
            "How high are the mileage allowance and the meal allowance?",
            "The mileage allowance is 0.38 euros.",
            "the meal allowance",
        ),
    ],
)
def test_the_other_one_is_named(question, told, thing):
    assert unmentioned_thing(question, told) == thing


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Wie hoch sind die Kaution und die Miete?", "Die Kaution beträgt 900, die Miete 300 Euro."),
        ("Wie hoch sind die Kaution und die Miete?", "Es sind 900 und 300 Euro."),  # both unmentioned
        ("Wie hoch sind die Kaution und die Kilometerpauschale?", "Kaution: 900 Euro; je Kilometer 0,38 Euro."),
        ("Was ist der Unterschied zwischen der Kaution und der Miete?", "Die Kaution gibt es zurück."),
        ("Wie hoch ist die Kaution?", "Die Kaution beträgt 900 Euro."),
        ("Wann kommen Lob und Tadel?", "Lob kommt heute."),
        ("", ""),
    ],
)
def test_otherwise_nothing_is_said(question, told):
    assert unmentioned_thing(question, told) is None
