"""Amounts of what no list of units knows: a number and the noun behind it, and no number of a room or a year."""

from __future__ import annotations

import pytest

from rag.counted import counted


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
