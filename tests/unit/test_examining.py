"""The verdict on a statement: its dates, figures, names and negation stand in the quoted sentence, or it is not carried."""

from __future__ import annotations

import pytest

from rag.examining import Examiner
from rag.types import Passage, Verdict

CARRIED, REFUSED, WEAK = Verdict.VERIFIED, Verdict.UNSUPPORTED, Verdict.WEAK


def passage(text: str, language: str = "de", title: str = "") -> Passage:
    return Passage(1, 1, "regeln.pdf", 1, 0, len(text), text, "", title, language)


def verdict(text: str, question: str, statement: str, language: str = "de", title: str = "") -> Verdict:
    return Examiner.of([passage(text, language, title)], question).examine(statement)[0]


GERMAN_DATES = ["01.03.2024", "1. März 2024", "1.3.2024", "01.03.24", "2024-03-01", "1 March 2024"]
ENGLISH_DATES = ["March 1, 2024", "1 March 2024", "1st of March 2024", "Mar 1, 2024", "2024-03-01", "01.03.2024"]


@pytest.mark.parametrize("written", GERMAN_DATES)
@pytest.mark.parametrize("told", GERMAN_DATES)
def test_a_german_date_is_the_same_in_every_spelling(written, told):
    document = f"Der Vertrag gilt ab dem {written} in allen Werken."
    assert verdict(document, "Ab wann gilt er?", f"Der Vertrag gilt ab dem {told}.") is CARRIED


@pytest.mark.parametrize("written", ENGLISH_DATES)
@pytest.mark.parametrize("told", ENGLISH_DATES)
def test_an_english_date_is_the_same_in_every_spelling(written, told):
    document = f"The contract is valid from {written} at all sites."
    assert verdict(document, "From when?", f"The contract is valid from {told}.", "en") is CARRIED


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 02.03.2024.", REFUSED),
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 01.04.2024.", REFUSED),
        ("Der Vertrag gilt ab dem 1. März 2024.", "Der Vertrag gilt ab dem 01.03.2025.", REFUSED),
        # A date that is put together from two others.
        ("Der Vertrag gilt vom 01.03.2024 bis 05.04.2025.", "Der Vertrag gilt ab 01.04.2025.", REFUSED),
        ("Der Vertrag gilt vom 01.03.2024 bis 05.04.2025.", "Der Vertrag gilt bis 5. April 2025.", CARRIED),
        # Days and months that share a year.
        ("Der Vertrag gilt vom 1. bis 15. März 2024.", "Der Vertrag gilt vom 1. März 2024 an.", CARRIED),
        ("Der Vertrag gilt vom 1. Januar bis 3. Mai 2024.", "Der Vertrag gilt vom 1. Januar 2024 an.", CARRIED),
        ("Der Vertrag endet am 01.03. jedes Jahres.", "Der Vertrag endet am 1. März.", CARRIED),
        ("Der Vertrag endet am 1. März jedes Jahres.", "Der Vertrag endet am 02.03. jedes Jahres.", REFUSED),
    ],
)
def test_every_date_stands_in_the_evidence(document, statement, expected):
    assert verdict(document, "Wie lange gilt der Vertrag?", statement) is expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt sechs Wochen.", REFUSED),
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt vier Wochen.", CARRIED),
        ("Die Frist beträgt vier Wochen.", "Die Frist beträgt 4 Wochen.", CARRIED),
        ("Die Frist beträgt 4 Wochen.", "Die Frist beträgt vier Wochen.", CARRIED),
        ("Die Frist beträgt 4 Wochen.", "Die Frist beträgt zwölf Wochen.", REFUSED),
        ("Es gilt eine vierwöchige Frist.", "Es gilt eine sechswöchige Frist.", REFUSED),
        ("Die Frist beträgt vier Wochen.", "Es gilt eine vierwöchige Frist.", CARRIED),
        ("Die Pause dauert eine halbe Stunde.", "Die Pause dauert 0,5 Stunden.", CARRIED),
        ("Die Pause dauert eine halbe Stunde.", "Die Pause dauert zwei Stunden.", REFUSED),
        ("Die Firma trägt die Hälfte der Kosten.", "Die Firma trägt 50 % der Kosten.", CARRIED),
        ("Die Firma trägt 30 % der Kosten.", "Die Firma trägt die Hälfte der Kosten.", REFUSED),
        ("Bestellt wird je ein Dutzend Filter.", "Bestellt werden je 12 Filter.", CARRIED),
        ("Bestellt werden je 24 Filter.", "Bestellt wird je ein Dutzend Filter.", REFUSED),
        ("Bestellt werden je 24 Filter.", "Bestellt werden je zwei Dutzend Filter.", CARRIED),
        ("Erstattet werden zweihundert Euro.", "Erstattet werden 200 Euro.", CARRIED),
        ("Erstattet werden zwanzig Euro.", "Erstattet werden fünfundzwanzig Euro.", REFUSED),
        # An article claims no number, but may carry one.
        ("Die Frist endet nach einer Woche.", "Die Frist endet nach 1 Woche.", CARRIED),
        ("Der Antrag ist einzureichen.", "Ein Antrag ist einzureichen.", CARRIED),
        ("Gefahren sind in Acht zu nehmen.", "Gefahren sind in Acht zu nehmen.", CARRIED),
    ],
)
def test_german_number_words_are_numbers(document, statement, expected):
    assert verdict(document, "Was gilt?", statement) is expected


@pytest.mark.parametrize(
    ("document", "statement", "expected"),
    [
        ("The period is four weeks.", "The period is six weeks.", REFUSED),
        ("The period is 6 weeks.", "The period is six weeks.", CARRIED),
        ("The period is six weeks.", "The period is 6 weeks.", CARRIED),
        ("The period is four weeks.", "The period is one week.", REFUSED),
        ("The period is one week.", "The period is 1 week.", CARRIED),
        ("The break takes half an hour.", "The break takes 0.5 hours.", CARRIED),
        ("The company pays half of the costs.", "The company pays 50% of the costs.", CARRIED),
        ("The company pays 30% of the costs.", "The company pays half of the costs.", REFUSED),
        ("Order a dozen filters.", "Order 12 filters.", CARRIED),
        ("Order twenty-five filters.", "Order thirty-five filters.", REFUSED),
        ("Pay two hundred and fifty euros.", "Pay 250 euros.", CARRIED),
        ("Pay a hundred euros.", "Pay 200 euros.", REFUSED),
        ("A manager signs the form.", "One of the managers signs the form.", CARRIED),
        (
            "Results of the first half of 2024 are known.",
            "The results of the first half of 2024 are known.",
            CARRIED,
        ),
    ],
)
def test_english_number_words_are_numbers(document, statement, expected):
    assert verdict(document, "What applies?", statement, "en") is expected
