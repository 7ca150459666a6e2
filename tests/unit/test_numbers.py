"""Numbers of a text, in one spelling."""

from __future__ import annotations

import pytest

from rag.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.577,50 EUR", {"1577.5"}),
        ("1,577.5 EUR", {"1577.5"}),
        ("1 577,50 EUR", {"1577.5"}),
        ("32 765 pieces", {"32765"}),
        ("1 032 765 pieces", {"1032765"}),
        ("12\u202f000 km", {"12000"}),
        ("In 2025 78,4 Millionen Euro", {"2025", "78.4"}),
        ("in 2025 412 people", {"2025", "412"}),
        ("between 15 40 and 120", {"15", "40", "120"}),
        ("12 2500", {"12", "2500"}),
        ("bis 13:00 Uhr", {"13"}),
        ("3'500.20", {"3500.2"}),
        ("0,30", {"0.3"}),
    ],
)
def test_a_blank_groups_thousands_and_parts_everything_else(text, found):
    assert numbers_in(text) == found
