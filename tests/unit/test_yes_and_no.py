"""A yes must be what the evidence affirms, not what it denies beside it, nor what somebody only proposed."""

from __future__ import annotations

import pytest

from rag.affirmations import takes_side
from rag.off_question import asks_whether
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


LOANS = "Members may borrow tools for a week. This does not apply to ladders,\nsaws or trailers."
LOANS_DE = (
    "Mitglieder dürfen Geräte eine Woche ausleihen. Das gilt nicht für Leitern, aber für Sägen der Mitglieder."
)
PHONE = "Faults are reported in the portal. Calls are taken for priority 1 only."


@pytest.mark.parametrize(
    ("question", "statement", "evidence", "expected"),
    [
        ("May members borrow saws?", "Yes, members may borrow tools for a week.", LOANS, False),
        ("May members borrow tools?", "Yes, members may borrow tools for a week.", LOANS, True),
        ("May members borrow spades?", "Yes, members may borrow tools for a week.", LOANS, True),
        ("Dürfen Mitglieder Leitern ausleihen?", "Ja, Mitglieder dürfen Geräte ausleihen.", LOANS_DE, False),
        ("Dürfen Mitglieder Sägen ausleihen?", "Ja, Mitglieder dürfen Geräte ausleihen.", LOANS_DE, True),
        ("Can I call for a priority 2 fault?", "Yes, calls are taken for priority 2 faults.", PHONE, False),
        ("Can I call for a priority 1 fault?", "Yes, calls are taken for priority 1 faults.", PHONE, True),
        ("Can I call for a priority 2 fault?", "No, calls are taken for priority 1 only.", PHONE, True),
    ],
)
def test_a_yes_to_the_exception_that_stands_behind_the_rule(question, statement, evidence, expected):
    assert (verdict_of(statement, evidence, question) is Verdict.VERIFIED) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Can I report a fault by e-mail?", "A model sorts the faults that are reported.", False),
        ("Can I report a fault by e-mail?", "Faults may be reported by e-mail.", True),
        ("Can I report a fault by e-mail?", "E-mails are no longer read.", True),
        ("Was the fare raised?", "Above 900 km a bonus of 2 % is granted.", False),
        ("Was the fare raised?", "The fare was raised in May.", True),
        ("Darf ich nach Bonn fliegen?", "Flüge im Inland sind nicht gestattet.", True),
        ("Darf ich nach Bonn fliegen?", "Innerhalb Europas wird Economy gebucht.", False),
    ],
)
def test_a_sentence_that_can_stand_for_a_yes_or_no_says_what_may_be_or_what_is_asked(question, text, expected):
    assert takes_side(text, question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was the fare raised?", True),
        ("Darf ich nach Bonn fliegen?", True),
        ("Was kostet die Fahrt?", False),
        ("Can you tell me what it costs?", False),
        ("Gibt es eine Kita, und wie melde ich mein Kind an?", False),
        ("How high is the fare?", False),
    ],
)
def test_which_questions_ask_for_yes_or_no_alone(question, expected):
    assert asks_whether(question) is expected
