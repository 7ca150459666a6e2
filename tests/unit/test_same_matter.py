"""What an amount or a day belongs to: deadlines of different things are no disagreement."""

from __future__ import annotations

import pytest

from rag.disagreement import find_disagreement
from rag.same_matter import is_same_matter, matter_of
from rag.supports import in_plain_form
from rag.types import Hit, Passage
from rag.units import measured

_CLAIMS = "Claims are entered in the portal, and payment is made within ten working days."


_DECIDES = "Die Führungskraft entscheidet binnen zehn Tagen."
_COSTS = "Der Ersatz des Ausweises kostet 15 Euro, beim ersten Mal ist er frei."


@pytest.mark.parametrize(
    ("one", "other", "unit", "same"),
    [
        (_CLAIMS, "The payment of claims is made within five working days.", "day", True),
        (_CLAIMS, "Claims are entered in the portal within five working days, and payment follows.", "day", False),
        (_CLAIMS, "Requests for software are answered within three working days.", "day", False),
        (_DECIDES, "Die Führungskraft prüft binnen fünf Tagen.", "day", False),
        (_DECIDES, "In 5 Tagen entscheidet die Führungskraft.", "day", True),
        ("Es gibt 30 Tage Urlaub.", "An Urlaub gibt es bei uns 28 Tage im Jahr.", "day", True),
        ("Kosten: 27.500 Euro.", _COSTS, "EUR", False),
    ],
)
def test_an_amount_belongs_to_a_verb_or_noun(one, other, unit, same):
    plain = [in_plain_form(text) for text in (one, other)]
    assert is_same_matter(*plain, lambda text: unit in measured(text)) is same


def test_what_any_two_deadlines_have_in_common_tells_nothing():
    assert matter_of("Within 10 working days, until 31 March 2026 at the latest") == []
    assert matter_of("In force from 1 January 2025.") == matter_of("Gültig ab 1. März 2026") == []
    assert len(matter_of("Die Zahlung erfolgt spätestens binnen 5 Arbeitstagen.")) == 2


def _find(question, said, other):
    texts = {"first.txt": said, "second.txt": other}
    hits = [
        Hit(Passage(number, number, name, 1, 0, len(text), text, language="en"), 1.0)
        for number, (name, text) in enumerate(texts.items(), 1)
    ]
    found = find_disagreement(question, hits[0].passage.cite(1, 0, len(said)), said, hits, ())
    return None if found is None else found.text


def test_a_deadline_of_something_else_is_not_told():
    question = "Within how many working days is a payment made?"
    said = "A payment is made within ten working days."
    assert _find(question, said, "Emails are answered within two working days.") is None
    assert _find("How many working days?", said, "A payment is made within five working days.") is None
    other = "The payment is made within five working days of approval."
    assert _find(question, said, other) == other


def test_the_days_from_which_two_documents_hold_are_their_own():
    question = "Since when is this agreement in force?"
    assert _find(question, "In force from 1 January 2025.", "In force from 1 March 2022.") is None
