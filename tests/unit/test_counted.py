"""Amounts of what no list of units knows: a number and the noun behind it, and no number of a room or a year."""

from __future__ import annotations

import pytest

from rag.counted import counted, counts_what_is_asked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Saal hat 40 freie Plätze und 3 Türen.", {"platz": {"40"}, "tur": {"3"}}),
        ("Im Neubau hat der Saal 1.200 Plätze.", {"platz": {"1200"}}),
        ("The licence covers 25 seats, later 30 seats.", {"seat": {"25", "30"}}),
        ("Raum 5 Personen und Ebene 3 Büros", {}),
        ("On level 3 staff park until 2025 guests come.", {}),
        ("Bis zu 3 Tage, 5 working days oder 1. März 2024", {}),  # known units and days
        ("Nach § 5 Absatz 2 gilt WP-200 Pumpen", {}),
        ("3 Mio. Euro, 12 of them", {}),
    ],
)
def test_what_is_counted(text, found):
    assert counted(text) == found


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Aus wie vielen Parametern besteht das Modell?", "Es hat 176 Milliarden Parameter und 46 Sprachen.", True),
        ("Aus wie vielen Parametern besteht das Modell?", "Das Modell beherrscht 46 Sprachen.", False),
        ("How many seats does the hall have?", "The hall was built in 1987 with forty large seats.", True),
        ("How many seats does the hall have?", "Seats cost 12 euros.", False),
        ("Wie viele Plätze hat der Saal?", "Raum 5 Plätze und Tische, 1987 Plätze", False),
        ("Who has 40 seats?", "40 seats", False),
    ],
)
def test_what_a_question_wants_counted(question, text, expected):
    assert counts_what_is_asked(question, text) is expected
