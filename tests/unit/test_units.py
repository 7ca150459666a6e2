"""Amounts keep their unit."""

from __future__ import annotations

import pytest

from rag.units import contradicts

PRICES = "Artikelnummer | Bezeichnung | Preis (EUR)"


@pytest.mark.parametrize(
    ("statement", "evidence", "header", "expected"),
    [
        ("It is tightened with 94.60 Nm.", "ME-1120\tMembransatz\t94,60", PRICES, True),
        ("It costs 94.60 EUR.", "ME-1120\tMembransatz\t94,60", PRICES, False),
        ("It costs €94.60.", "ME-1120\tMembransatz\t94,60", PRICES, False),
        ("It costs 94.60.", "ME-1120\tMembransatz\t94,60", PRICES, False),
        ("It takes 30 minutes.", "locked for 30 minutes", "", False),
        ("Es dauert 30 Stunden.", "locked for 30 minutes", "", True),
        ("Es dauert 30 Minuten.", "locked for 30 minutes", "", False),
        ("30 working days a year", "Der Jahresurlaub beträgt 30 Arbeitstage", "", False),
        ("78.4 million euros", "Umsatz 78,4 Mio. EUR", "", False),
        ("78.4 percent", "Umsatz 78,4 Mio. EUR", "", True),
        ("12 pumps in 12 weeks", "12 pumps in 12 weeks", "", False),
        ("45 fish", "45 minutes", "", False),  # not a unit we know
        ("45 minutes", "after 40 hours", "", False),  # another amount: not for units to decide
        ("It is 5 days.", "5\tweeks ago", "", False),  # the unit belongs to another cell
        ("14:00 Uhr", "bis 14 Uhr", "", False),
    ],
)
def test_only_another_unit_beside_the_same_amount_contradicts(statement, evidence, header, expected):
    assert contradicts(statement, evidence, header) is expected
