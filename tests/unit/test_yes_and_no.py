"""A yes must be what the evidence affirms, not what it denies beside it, nor what somebody only proposed."""

from __future__ import annotations

import pytest

from rag.types import Verdict
from tests.verdict_of import verdict_of

CHARGING = "Fahrräder sind im Hof anzuschließen; das Laden von Akkus im Keller genügt den Vorschriften nicht."
CLASSES = "Guests of more than two nights get a garden room; the tower suite is for members only."
RENEWAL = (
    "Das Abo verlängert sich um ein Jahr, wenn es nicht spätestens zwei Monate vorher schriftlich gekündigt wird."
)
FEES = "Die Jury schlug vor, die Gebühr von 30 auf 1.200 € zu erhöhen. Das fand keine Mehrheit."
HOURS = "Ms Alder proposed to extend the opening hours to 9 p.m. The board turned it down."
SHIFTS = "Shifts of more than ten hours need the consent of the works council."
SHORT_SHIFTS = "Shifts of up to ten hours need the consent of the foreman."


@pytest.mark.parametrize(
    ("question", "statement", "evidence", "expected"),
    [
        ("Darf ich Akkus im Keller laden?", "Ja, Fahrräder sind im Hof anzuschließen.", CHARGING, False),
        ("Darf ich Akkus im Keller laden?", "Nein, das Laden von Akkus im Keller genügt nicht.", CHARGING, True),
        ("Muss ich Fahrräder im Hof anschließen?", "Ja, Fahrräder sind im Hof anzuschließen.", CHARGING, True),
        ("Can I get the tower suite?", "Yes, guests of more than two nights get a garden room.", CLASSES, False),
        ("Can I get the tower suite?", "Guests of more than two nights get a garden room.", CLASSES, True),
        ("Can I get the tower suite?", "Yes, the tower suite is for members only.", CLASSES, True),
        ("Do I get a garden room?", "Yes, guests of more than two nights get a garden room.", CLASSES, True),
    ],
)
def test_a_yes_to_what_is_denied_beside_what_is_affirmed(question, statement, evidence, expected):
    assert (verdict_of(statement, evidence, question) is Verdict.VERIFIED) is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Das Abo kann nicht spätestens zwei Monate vorher schriftlich gekündigt werden.", False),
        ("Das Abo muss spätestens zwei Monate vorher schriftlich gekündigt werden.", True),
        ("Das Abo wurde spätestens zwei Monate vorher schriftlich gekündigt.", False),
        ("Ohne Kündigung zwei Monate vorher endet das Abo nicht.", True),
        ("Wird das Abo nicht zwei Monate vorher gekündigt, verlängert es sich um ein Jahr.", True),
        ("Bei nicht rechtzeitiger Kündigung zwei Monate vorher verlängert sich das Abo.", True),
        ("Das Abo verlängert sich nicht um ein Jahr.", False),
    ],
)
def test_what_a_condition_denies_is_not_denied_plainly(statement, expected):
    assert (verdict_of(statement, RENEWAL, "Bis wann kann ich kündigen?") is Verdict.VERIFIED) is expected


@pytest.mark.parametrize(
    ("question", "statement", "evidence", "expected"),
    [
        ("Wurde die Gebühr erhöht?", "Ja, die Gebühr wurde von 30 auf 1.200 € erhöht.", FEES, False),
        ("Wie hoch ist die Gebühr?", "Die Gebühr wurde auf 1.200 € erhöht.", FEES, False),
        ("Was schlug die Jury vor?", "Die Jury schlug vor, die Gebühr auf 1.200 € zu erhöhen.", FEES, True),
        ("Was soll die Gebühr werden?", "Die Gebühr sollte auf 1.200 € erhöht werden.", FEES, True),
        ("Were the hours extended?", "The opening hours were extended to 9 p.m.", HOURS, False),
        ("What did Ms Alder propose?", "She proposed to extend the opening hours to 9 p.m.", HOURS, True),
        ("Who proposed it?", "Ms Alder.", HOURS, True),
    ],
)
def test_what_was_proposed_is_not_told_as_done(question, statement, evidence, expected):
    assert (verdict_of(statement, evidence, question) is Verdict.VERIFIED) is expected


@pytest.mark.parametrize(
    ("question", "statement", "evidence", "expected"),
    [
        (
            "Who has to consent to a shift of twelve hours?",
            "The works council consents to twelve hours.",
            SHIFTS,
            True,
        ),
        (
            "Who has to consent to a shift of nine hours?",
            "The works council consents to nine hours.",
            SHIFTS,
            False,
        ),
        ("Who has to consent to a shift of nine hours?", "The foreman consents to nine hours.", SHORT_SHIFTS, True),
        (
            "Who has to consent to a shift of twelve hours?",
            "The foreman consents to twelve hours.",
            SHORT_SHIFTS,
            False,
        ),
        ("Does the rule set twelve hours?", "The shifts are of more than twelve hours.", SHIFTS, False),
    ],
)
def test_who_is_asked_for_may_be_told_with_an_amount_within_the_bounds(question, statement, evidence, expected):
    assert (verdict_of(statement, evidence, question) is Verdict.VERIFIED) is expected
