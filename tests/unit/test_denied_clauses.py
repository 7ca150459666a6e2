"""A negation counts in its own clause, wherever the lines of a page break and whatever stands around it."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.polarity import differs_in_negation
from rag.types import Passage

SICK = "Wenn der Mitarbeiter länger als 6 Wochen krank ist, wird das Gehalt nicht fortgezahlt."
INVOICE = "If the invoice is paid within 14 days of receipt, no discount is granted."
GUESTS = "Gäste, die länger als eine Woche bleiben, dürfen die Sauna nicht benutzen."
PAPERS = "Unterlagen der Stufe „vertraulich“ oder höher dürfen\nnicht aus dem Betrieb mitgenommen werden."
TABLETS = "Tablets of the second class may be taken home but must\nnot be lent to members of the family."


def objection_to(statement: str, text: str, language: str) -> str:
    passage = Passage(1, 1, "a.txt", 1, 0, len(text), text, "", None, language)
    question = "Was gilt?" if language == "de" else "What applies?"
    verified = verify_reply(statement, question, [passage], None, language)
    return verified.statements[0].objection or verified.statements[0].verdict.value


@pytest.mark.parametrize(
    ("text", "language", "without"),
    [
        (SICK, "de", "Wenn der Mitarbeiter länger als 6 Wochen krank ist, wird das Gehalt fortgezahlt."),
        (INVOICE, "en", "If the invoice is paid within 14 days of receipt, a discount is granted."),
        (GUESTS, "de", "Gäste, die länger als eine Woche bleiben, dürfen die Sauna benutzen."),
        (PAPERS, "de", "Unterlagen der Stufe „vertraulich“ oder höher dürfen aus dem Betrieb mitgenommen werden."),
        (TABLETS, "en", "Tablets of the second class must be lent to members of the family."),
    ],
)
def test_a_sentence_carries_itself_and_not_itself_without_its_negation(text, language, without):
    assert objection_to(text, text, language) == "verified"
    assert objection_to(text.replace("\n", " "), text, language) == "verified"
    assert objection_to(without, text, language) == "negation"


@pytest.mark.parametrize(
    ("statement", "evidence", "expected"),
    [
        ("No discount is granted if the invoice is paid within 14 days.", INVOICE, False),
        ("Das Gehalt wird nicht fortgezahlt.", SICK, False),
        ("Das Gehalt wird fortgezahlt.", SICK, True),
        # Enumerations and titles are no clauses of their own.
        ("Katzen und Vögel sind nicht erlaubt.", "Nicht erlaubt sind Hunde, Katzen und Vögel.", False),
        ("Frau Weber ist nicht zuständig.", "Frau Dr. Weber ist nicht zuständig.", False),
        ("Frau Dr. Weber ist nicht zuständig.", "Frau Weber ist nicht zuständig.", False),
        ("Das Büro ist am 3. Mai nicht geöffnet.", "Am 3. Mai ist das Büro nicht geöffnet.", False),
        ("Parcels leave on Mondays.", "No. Parcels leave on Mondays.", False),
        # What is joined by "and" and a verb of its own is denied or affirmed by itself.
        (
            "Hunde sind an der Leine zu führen.",
            "Hunde sind an der Leine zu führen und dürfen nicht in den Saal.",
            False,
        ),
        ("Hunde dürfen in den Saal.", "Hunde sind an der Leine zu führen und dürfen nicht in den Saal.", True),
        ("Dogs must be led.", "Dogs must be led and may not enter the hall.", False),
        ("Dogs may enter the hall.", "Dogs must be led and may not enter the hall.", True),
        # Items of a list are not the end of the line above.
        ("Haustiere sind erlaubt.", "Im Werk ist Rauchen nicht erlaubt\n- Haustiere sind erlaubt", False),
        # A condition that only the question has.
        ("The ratio can be 1.4 if we have not bought a company.", "At the year end the ratio was 1.4.", True),
    ],
)
def test_each_clause_of_a_statement_is_compared_with_its_own(statement, evidence, expected):
    assert differs_in_negation(statement, [evidence]) is expected
