"""Number words in figures: halves behind a number, and hundreds with what follows them."""

from __future__ import annotations

import pytest

from rag.citations import verify_reply
from rag.number_words import in_figures
from rag.types import Passage


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("two and a half hours", "2.5 hours"),
        ("2 and a half hours", "2.5 hours"),
        ("one and a half hours", "1.5 hours"),
        ("twenty-two and a half days", "22.5 days"),
        ("a two-and-a-half-hour flight", "a 2.5-hour flight"),
        ("half an hour", "0.5 hour"),
        ("half of the costs", "50 % of the costs"),
        ("in the second half of 2024", "in the second half of 2024"),
        ("in 2020 and a half year later", "in 2020 and a 0.5 year later"),
        ("zweieinhalb Stunden", "2.5 Stunden"),
        ("zwei und eine halbe Stunde", "2.5 Stunde"),
        ("anderthalb Stunden", "1.5 Stunden"),
        ("eine halbe Stunde", "0.5 Stunde"),
        ("one hundred twenty-five pumps", "125 pumps"),
        ("two hundred fifty euros", "250 euros"),
        ("two hundred and fifty euros", "250 euros"),
        ("a hundred seats", "100 seats"),
        ("a hundred eight-hour shifts", "100 8-hour shifts"),
        ("a hundred twenty-litre drums", "100 20-litre drums"),
        ("hundertfünfundzwanzig Pumpen", "125 Pumpen"),
        ("zweihundertfünfzig Euro", "250 Euro"),
        ("hundert Plätze", "100 Plätze"),
        ("hundert zwei Meter lange Rohre", "100 2 Meter lange Rohre"),  # in German a blank joins nothing
        ("acht und zwanzigtausend", "8 und zwanzigtausend"),
    ],
)
def test_in_figures(text, figures):
    assert in_figures(text) == figures


def test_a_count_of_thousands_of_digits_is_no_error():
    assert in_figures("7" * 5000 + " Dutzend").startswith("7")


@pytest.mark.parametrize(
    ("statement", "evidence", "language", "carried"),
    [
        ("The flight takes two and a half hours.", "The flight takes 2.5 hours.", "en", True),
        ("The flight takes 2.5 hours.", "The flight takes two and a half hours.", "en", True),
        ("The flight takes half an hour.", "The flight takes two and a half hours.", "en", False),
        ("The flight takes two hours.", "The flight takes two and a half hours.", "en", False),
        ("The hall has 125 seats.", "The hall has one hundred twenty-five seats.", "en", True),
        ("The hall has 100 seats.", "The hall has one hundred twenty-five seats.", "en", False),
        ("Der Flug dauert 2,5 Stunden.", "Der Flug dauert zweieinhalb Stunden.", "de", True),
        ("Der Flug dauert eine halbe Stunde.", "Der Flug dauert zweieinhalb Stunden.", "de", False),
        ("Der Saal hat 125 Plätze.", "Der Saal hat hundertfünfundzwanzig Plätze.", "de", True),
        ("Der Saal hat 25 Plätze.", "Der Saal hat hundertfünfundzwanzig Plätze.", "de", False),
    ],
)
def test_statements_are_examined_by_them(statement, evidence, language, carried):
    passage = Passage(1, 1, "a.md", 1, 0, len(evidence), evidence, "", None, language)
    assert bool(verify_reply(statement, "?", [passage], None, language).citations) is carried
