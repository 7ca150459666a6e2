"""Times, ratios, versions and days are told as one thing each, not as a bag of numbers."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.numbering import differs_in_code
from rag.numbers import numbers_in
from rag.types import Passage
from rag.written_forms import unknown_days


def is_told(statement: str, text: str, language: str = "de", question: str = "") -> bool:
    asked = question or ("Was gilt?" if language == "de" else "What applies?")
    passage = Passage(1, 1, "a.md", 1, 0, len(text), text, "", "", language)
    return bool(verify_reply(statement, asked, [passage], None, language).citations)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("von 8:30 bis 17:00 Uhr", {"8.3", "17"}),
        ("um 14.30 Uhr", {"14.3"}),
        ("endet um 17:00.", {"17"}),
        ("um 07:05 Uhr", {"7.05"}),
        ("im Verhältnis 10:1", {"10:1"}),
        ("a scale of 1:500", {"1:500"}),
        ("at 08:30:15", {"8", "30", "15"}),
    ],
)
def test_a_time_is_one_number_and_so_is_a_ratio(text, found):
    assert numbers_in(text) == found


@pytest.mark.parametrize(
    ("text", "right", "wrong", "language"),
    [
        ("Der Dienst geht von 8:30 bis 17:00 Uhr.", "um 17:00 Uhr", "um 17:30 Uhr", "de"),
        ("Der Dienst geht von 8.30 bis 17.00 Uhr.", "um 17 Uhr", "um 17:30 Uhr", "de"),
        ("Der Dienst geht bis 14.30 Uhr.", "um 14:30 Uhr", "um 14:03 Uhr", "de"),
        ("Der Dienst geht bis 7.30 Uhr.", "um 7:30 Uhr", "um 30 Uhr", "de"),
        ("Der Dienst ist mit 1:10 besetzt.", "mit 1:10", "mit 10:1", "de"),
        ("Der Dienst läuft mit Version 2.1.", "mit Version 2.1", "mit Version 2.10", "de"),
        ("Der Dienst läuft mit Version 2.10.", "mit Version 2.10", "mit Version 2.1", "de"),
        ("Der Dienst steht in § 10.2 des Vertrags.", "in § 10.2", "in § 10.20", "de"),
    ],
)
def test_german_times_ratios_and_versions(text, right, wrong, language):
    assert is_told(f"Der Dienst endet {right}.", text, language)
    assert not is_told(f"Der Dienst endet {wrong}.", text, language)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("The shift runs from 8:30 to 17:00.", "at 17:00", "at 17:30"),
        ("The shift is staffed 1:10.", "1:10", "10:1"),
        ("The shift runs on version 2.1.", "version 2.1", "version 2.10"),
        ("The shift is told in section 10.20.", "section 10.20", "section 10.2"),
    ],
)
def test_english_times_ratios_and_versions(text, right, wrong):
    assert is_told(f"The shift: {right}.", text, "en")
    assert not is_told(f"The shift: {wrong}.", text, "en")


def test_a_time_of_the_question_is_not_the_documents():
    text = "Die Besprechung beginnt um 14:00 Uhr."
    question = "Beginnt die Besprechung um 15:30?"
    assert not is_told("Die Besprechung beginnt um 15:30 Uhr.", text, "de", question)
    assert is_told("Nein, die Besprechung beginnt um 14 Uhr.", text, "de", question)


@pytest.mark.parametrize(
    ("statement", "evidence", "expected"),
    [
        ("in Version 2.10", "2.10 | neu", False),
        ("in Version 2.0", "Version 2", False),
        ("es kostet 2.10 EUR", "2.1 EUR", False),
        ("in Version 2.10", "Version 2.1", True),
    ],
)
def test_only_versions_and_clauses_are_compared_as_written(statement, evidence, expected):
    assert differs_in_code(statement, evidence) is expected


GERMAN = "Die Abgabe ist am 15. März, die Auszahlung am 30. April."
ENGLISH = "Submission is due on March 15, payment on April 30."


@pytest.mark.parametrize(
    ("statement", "text", "language", "expected"),
    [
        ("Die Auszahlung ist am 15. April.", GERMAN, "de", False),
        ("Die Auszahlung ist am 30. April.", GERMAN, "de", True),
        ("Die Abgabe ist am 15.03.", GERMAN, "de", True),
        ("Payment is due on April 15.", ENGLISH, "en", False),
        ("Payment is due on 30 April.", ENGLISH, "en", True),
    ],
)
def test_a_day_is_not_put_together_from_two(statement, text, language, expected):
    assert is_told(statement, text, language) is expected


@pytest.mark.parametrize(
    ("statement", "known"),
    [
        ("am 1. März", "vom 1. bis 15. März"),
        ("am 1. März", "am 1., 8. und 15. März"),
        ("on 1 March", "from 1 to 15 March"),
        ("on March 15", "on March 1 and 15"),
        ("on March 15", "March 1–15"),
        ("am 5. Mai", "05.05. | bis 30. Juni"),
        ("am 5. Mai", "jeden Mai"),
    ],
)
def test_a_day_may_share_its_month(statement, known):
    assert unknown_days(statement, known) == frozenset()


UNTIL = "Anträge sind bis zum 30. September möglich."


@pytest.mark.parametrize(
    ("question", "statement", "expected"),
    [
        ("Sind Anträge bis zum 31. Oktober möglich?", "Anträge sind bis zum 31. Oktober möglich.", False),
        ("Sind Anträge bis zum 31. Oktober möglich?", "Anträge sind bis zum 30. September möglich.", True),
        # Within the bound that the document names.
        ("Sind Anträge am 15. August möglich?", "Am 15. August sind Anträge möglich.", True),
    ],
)
def test_a_day_of_the_question_is_no_bound_of_the_document(question, statement, expected):
    assert is_told(statement, UNTIL, "de", question) is expected


def test_an_english_bound_is_the_documents():
    text, question = "Applications are possible until 30 September.", "Are applications possible until 31 October?"
    assert not is_told("Applications are possible until 31 October.", text, "en", question)
    assert is_told("Applications are possible until 30 September.", text, "en", question)
