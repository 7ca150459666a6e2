"""What a document says of one thing or person is not told of another one."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.types import Passage


def is_told(statement: str, text: str, language: str, question: str = "") -> bool:
    asked = question or ("Was gilt?" if language == "de" else "What applies?")
    passage = Passage(1, 1, "a.md", 1, 0, len(text), text, "", "", language)
    return bool(verify_reply(statement, asked, [passage], None, language).citations)


RENT = "Die Miete beträgt 800 EUR. Die Kaution beträgt 1.600 EUR."
RENT_EN = "The rent is 800 EUR. The deposit is 1,600 EUR."
TARIFFS = "Der Standardtarif kostet 10 EUR im Monat. Der Premiumtarif kostet 25 EUR im Monat."
TARIFFS_EN = "The basic plan costs 10 EUR a month. The premium plan costs 25 EUR a month."
HEADS = "Frau Weber leitet den Einkauf. Herr Koch leitet den Vertrieb."
HEADS_EN = "Ms Weber heads purchasing. Mr Koch heads sales."
FEE = "Die Kaution beträgt 1.600 EUR. Für kleine Wohnungen beträgt sie 800 EUR."


@pytest.mark.parametrize(
    ("text", "right", "wrong", "language"),
    [
        (RENT, "Die Kaution beträgt 1.600 EUR.", "Die Kaution beträgt 800 EUR.", "de"),
        (RENT, "Die Miete beträgt 800 EUR.", "Die Miete beträgt 1.600 EUR.", "de"),
        (RENT_EN, "The deposit is 1,600 EUR.", "The deposit is 800 EUR.", "en"),
        (TARIFFS, "Der Premiumtarif kostet 25 EUR.", "Der Standardtarif kostet 25 EUR.", "de"),
        (TARIFFS_EN, "The premium plan costs 25 EUR.", "The basic plan costs 25 EUR.", "en"),
        (HEADS, "Frau Weber leitet den Einkauf.", "Frau Weber leitet den Vertrieb.", "de"),
        (HEADS, "Herr Koch leitet den Vertrieb.", "Herr Koch leitet den Einkauf.", "de"),
        (HEADS_EN, "Ms Weber heads purchasing.", "Ms Weber heads sales.", "en"),
    ],
)
def test_what_is_said_of_another_is_not_told(text, right, wrong, language):
    assert is_told(right, text, language)
    assert not is_told(wrong, text, language)


@pytest.mark.parametrize(
    ("statement", "text", "language"),
    [
        # A pronoun, or another word for the same.
        ("Die Kaution beträgt 800 EUR.", FEE, "de"),
        (
            "Die Kündigungsfrist beträgt 4 Wochen.",
            "Die Frist beträgt 4 Wochen. Die Kündigungsfrist betrug 6 Wochen.",
            "de",
        ),
        ("The fee is 800 EUR.", "The rate is 800 EUR.", "en"),
        # Said of both.
        ("Die Kaution beträgt 800 EUR.", f"{RENT} Die Kaution beträgt bei Studenten 800 EUR.", "de"),
        # Another unit, another verb.
        ("Die Kaution beträgt 800 EUR.", "Die Miete beträgt 800 EUR. Die Kaution beträgt drei Monate.", "de"),
        ("Frau Weber leitet den Vertrieb.", f"{HEADS} Sie leitet auch den Vertrieb im Norden.", "de"),
        ("Frau Weber vertritt Herrn Koch.", "Frau Weber vertritt Herrn Koch.", "de"),
    ],
)
def test_what_may_be_said_of_both_is_told(statement, text, language):
    assert is_told(statement, text, language)


def test_a_heading_says_what_its_sentences_are_about():
    text = "Die Miete beträgt 800 EUR."
    other = "Die Kaution beträgt 1.600 EUR."
    under = Passage(1, 1, "a.md", 1, 0, len(text), text, "Kaution und Miete", "", "de")
    beside = Passage(2, 1, "a.md", 1, 40, 40 + len(other), other, "", "", "de")
    assert verify_reply("Die Kaution beträgt 800 EUR.", "Was gilt?", [under, beside], None, "de").citations


PENSION = "You pay at least 5 % of your salary, the company adds 7 %."
PENSION_DE = "Sie zahlen mindestens 5 %, die Firma gibt 7 % dazu."


@pytest.mark.parametrize(
    ("statement", "text", "language", "expected"),
    [
        ("The company pays at least 5 % of your salary and adds 7 %.", PENSION, "en", False),
        ("The company adds 7 %.", PENSION, "en", True),
        ("You pay at least 5 %, and the company adds 7 %.", PENSION, "en", True),
        ("The company adds 7 %, and you pay at least 5 %.", PENSION, "en", True),
        ("Die Firma zahlt 5 %.", PENSION_DE, "de", False),
        ("Die Firma gibt 7 % dazu.", PENSION_DE, "de", True),
        # Both pay the same, or nobody else is told of.
        ("The company pays 5 %.", "You pay 5 %, the company adds 5 %.", "en", True),
        ("The company pays 5 %.", "You get 5 % from the company.", "en", True),
    ],
)
def test_what_the_reader_pays_is_not_paid_by_another(statement, text, language, expected):
    assert is_told(statement, text, language) is expected


DUTY = (
    "Der Frühdienst beginnt um 5:20 Uhr und endet um 13:40 Uhr. Der Spätdienst beginnt um 13:30 Uhr."
    " Von Juni bis August sind höchstens drei Wochen am Stück frei. Resturlaub verfällt am 31. März des"
    " Folgejahres. An Bord sind 180 Rettungswesten. Die Rettungsinseln werden alle 12 Monate geprüft."
)
YARD = (
    "The gate opens at 6 a.m. Every visitor signs the book. The hydraulic ramps are inspected every 12 months."
    " The rent is 800 EUR. It is due on 3 May."
)


@pytest.mark.parametrize(
    ("question", "statement", "text", "language", "expected"),
    [
        # Only the question speaks of it.
        ("Wie lange ist die Probezeit?", "Die Probezeit ist alle 12 Monate.", DUTY, "de", False),
        ("Wann endet der Spätdienst?", "Der Spätdienst endet am 31. März des Folgejahres.", DUTY, "de", False),
        ("How long is the probation?", "The probation is 12 months.", YARD, "en", False),
        # The sentence, a part of its words, its heading or the sentence before says what it is about.
        ("Wann verfällt der Resturlaub?", "Der Resturlaub verfällt am 31. März.", DUTY, "de", True),
        ("Bis wann gilt der Urlaub?", "Der Urlaub gilt bis zum 31. März.", DUTY, "de", True),
        ("When is the rent payable?", "The rent is payable on 3 May.", YARD, "en", True),
        # Other words of the statement are the sentence's.
        (
            "When are slopes checked?",
            "The slopes are inspected, the hydraulic ones.",
            YARD,
            "en",
            True,
        ),
        # Nobody asked for what it is about.
        ("Was gilt nach 12 Monaten?", "Die Prüfung ist alle 12 Monate.", DUTY, "de", True),
    ],
)
def test_what_only_the_question_speaks_of_is_not_told(question, statement, text, language, expected):
    assert is_told(statement, text, language, question) is expected


def test_a_row_is_about_what_its_columns_name():
    table = "Schicht\tBeginn\tEnde\nSpät\t13:45\t21:55\nFrüh\t5:20\t13:40"
    assert is_told("Die Spätschicht endet um 21:55 Uhr.", table, "de", "Wann endet die Spätschicht?")


def test_a_subject_is_another_word_in_another_language():
    english = "Trial periods are fine with us. The probation period is 6 months for all."
    question = "Wie lange ist die Probezeit?"
    passage = Passage(1, 1, "a.md", 1, 0, len(english), english, "", "", "en")
    assert verify_reply("Die Probezeit beträgt 6 Monate.", question, [passage], None, "de").citations
