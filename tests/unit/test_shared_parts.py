"""German words that share a part are compared as whole words."""

from __future__ import annotations

import pytest

from rag.shared_parts import with_whole_words
from rag.types import Verdict
from tests.verdict_of import verdict_of

GATE = "Sonn- und feiertags bleibt das Tor geschlossen."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An Sonn- und Feiertagen", "An Sonntagen und Feiertagen"),
        ("Wohn-, Büro- und Lagerräume", "Wohnräume, Büroräume und Lagerräume"),
        ("Kündigungs- bzw. Widerrufsfrist", "Kündigungsfrist bzw. Widerrufsfrist"),
        ("Auftragsannahme und -bearbeitung", "Auftragsannahme und Auftragsbearbeitung"),
        # No known compounds, no words of letters alone, no German.
        ("Be- und Entladen", "Be- und Entladen"),
        ("A- und B-Ware", "A- und B-Ware"),
        ("10- und 12-jährige", "10- und 12-jährige"),
        ("long- and short-term debt", "long- and short-term debt"),
        ("2023 - und Feiertage", "2023 - und Feiertage"),
    ],
)
def test_words_that_share_a_part_are_written_in_full(text, expected):
    assert with_whole_words(text) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Nein, am Sonntag bleibt das Tor geschlossen.", True),
        ("Nein, am Samstag bleibt das Tor geschlossen.", False),
    ],
)
def test_a_statement_about_one_of_them_is_carried(statement, expected):
    question = "Kann man am Wochenende durch das Tor?"
    assert (verdict_of(statement, GATE, question) is Verdict.VERIFIED) is expected
