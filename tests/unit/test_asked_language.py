"""A reply in a language that nobody asked in is no fact; words of the documents are, in whatever language."""

from __future__ import annotations

import pytest

from rag.asked_language import LanguageExaminer
from rag.examining import Examiner
from rag.types import Passage, Verdict

GERMAN, ENGLISH = "Wo ist der Sitz und was wird erstattet?", "Where is the head office and what is reimbursed?"
TEXTS = {
    "de": "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. Sitz ist Köln.",
    "en": "Our head office is located in Weilburg an der Lahn. The CEO is Giovanni Rossi.",
}
EVIDENCE = [
    Passage(number, number, f"{code}.txt", 1, 0, len(text), text, language=code)
    for number, (code, text) in enumerate(TEXTS.items(), 1)
]


def examine(statement, question):
    language = "de" if question == GERMAN else "en"
    return LanguageExaminer.made_of(Examiner.of(EVIDENCE, question), language).examine(statement)[::2]


@pytest.mark.parametrize(
    "statement",
    [
        "Les frais de nuitée sont remboursés jusqu'à 120 EUR.",
        "Se reembolsan 120 EUR por noche como máximo.",
        "Er worden 120 EUR per nacht vergoed.",
        "Zwracamy 120 EUR za noc hotelową.",
        "Возмещается не более 120 EUR за ночь.",
    ],
)
@pytest.mark.parametrize("question", [GERMAN, ENGLISH])
def test_neither_language_is_no_fact(statement, question):
    assert examine(statement, question) == (Verdict.UNSUPPORTED, "language")


def test_the_other_language_is_no_fact_unless_the_documents_say_it():
    assert examine("The head office of the company is located there.", GERMAN) == (Verdict.UNSUPPORTED, "language")
    assert examine("Our head office is located in Weilburg an der Lahn.", GERMAN) == (Verdict.VERIFIED, "")
    assert examine("Für Übernachtungen werden höchstens 120 EUR erstattet.", ENGLISH) == (Verdict.VERIFIED, "")
    assert examine("Erstattet werden Übernachtungen bis zu 120 EUR je Nacht.", ENGLISH) == (
        Verdict.UNSUPPORTED,
        "language",
    )


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("The head office is in Weilburg an der Lahn.", ENGLISH),
        ("Höchstens 120 EUR je Nacht werden erstattet.", GERMAN),
        ("Weilburg an der Lahn", GERMAN),
        ("Giovanni Rossi", GERMAN),
        ("The CEO is Giovanni Rossi.", "Rossi?"),
    ],
)
def test_the_language_asked_in_and_names_pass(statement, question):
    assert examine(statement, question) == (Verdict.VERIFIED, "")
