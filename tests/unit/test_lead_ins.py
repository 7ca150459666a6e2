"""What leads in a list is said of each of its items."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.supports import find_sentences
from rag.types import Passage

REFUNDS = "Nicht erstattet werden:\n- Kosten für Minibar\n- Kosten für Filme"
OFFICE = "Folgendes ist nicht erlaubt:\n- Rauchen im Gebäude\n- Haustiere am Arbeitsplatz"
DAMAGE = "The following is not covered:\n\n1. damage by frost\n2. damage by lightning"
COVERED = "The following is covered:\n- damage by frost"
HEADED = (
    "## Nicht erstattungsfähige Kosten\n\n- Minibar und Filme\n\n"
    "## Erstattungsfähige Kosten\n\n- Bahnfahrten zweiter Klasse"
)
BELOW = "- Minibar und Filme im Hotel\n- Bußgelder im Ausland"


def passage(text: str, language: str, heading: str = "") -> Passage:
    return Passage(1, 1, "a.txt", 1, 0, len(text), text, heading, None, language)


def verdict_on(statement: str, text: str, language: str, heading: str = "") -> str:
    question = "Was gilt?" if language == "de" else "What applies?"
    verified = verify_reply(statement, question, [passage(text, language, heading)], None, language)
    return verified.statements[0].objection or verified.statements[0].verdict.value


@pytest.mark.parametrize(
    ("text", "language", "statement", "expected"),
    [
        (REFUNDS, "de", "Kosten für die Minibar werden erstattet.", "negation"),
        (REFUNDS, "de", "Kosten für die Minibar werden nicht erstattet.", "verified"),
        (REFUNDS, "de", "- Kosten für Minibar", "verified"),
        (REFUNDS, "de", "Von der Erstattung ausgeschlossen sind Kosten für Minibar und Filme.", "verified"),
        (OFFICE, "de", "Haustiere am Arbeitsplatz sind erlaubt.", "negation"),
        (OFFICE, "de", "Haustiere am Arbeitsplatz sind nicht erlaubt.", "verified"),
        (OFFICE, "de", "Haustiere am Arbeitsplatz sind verboten.", "verified"),
        (DAMAGE, "en", "Damage by lightning is covered.", "negation"),
        (DAMAGE, "en", "Damage by lightning is not covered.", "verified"),
        (DAMAGE, "en", "Damage by lightning is excluded.", "verified"),
        (COVERED, "en", "Damage by frost is covered.", "verified"),
        (COVERED, "en", "Damage by frost is not covered.", "negation"),
        (HEADED, "de", "Minibar und Filme sind erstattungsfähig.", "negation"),
        (HEADED, "de", "Bahnfahrten zweiter Klasse sind erstattungsfähig.", "verified"),
    ],
)
def test_a_denial_above_a_list_holds_for_its_items(text, language, statement, expected):
    assert verdict_on(statement, text, language) == expected


@pytest.mark.parametrize(
    ("heading", "statement", "expected"),
    [
        (
            "Reisen › Nicht erstattungsfähige Kosten",
            "Minibar und Filme im Hotel sind erstattungsfähig.",
            "negation",
        ),
        (
            "Reisen › Nicht erstattungsfähige Kosten",
            "Minibar und Filme im Hotel sind nicht erstattungsfähig.",
            "verified",
        ),
        (
            "Reisen › Nicht erstattungsfähige Kosten",
            "Kosten für Minibar und Filme im Hotel trägt der Gast.",
            "verified",
        ),
        ("Nicht erstattungsfähig › Kosten", "Minibar und Filme im Hotel sind erstattungsfähig.", "verified"),
    ],
)
def test_so_does_the_innermost_heading_that_denies(heading, statement, expected):
    assert verdict_on(statement, BELOW, "de", heading) == expected


def test_quotes_are_the_items_alone():
    found = find_sentences(passage(f"{REFUNDS}\n\nAlles andere wird bezahlt.", "de"))
    assert [(each.text, each.lead_in) for each in found] == [
        ("Nicht erstattet werden:", ""),
        ("- Kosten für Minibar", "Nicht erstattet werden"),
        ("- Kosten für Filme", "Nicht erstattet werden"),
        ("Alles andere wird bezahlt.", ""),
    ]
