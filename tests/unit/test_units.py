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


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("200 Sekunden", "200 ms"),
        ("50 mm dick", "50 µm dick"),
        ("6 bar", "6 MPa"),
        ("500 EUR", "500 SEK"),
        ("EUR 500", "SEK 500"),
        ("500 euros", "500 JPY"),
        ("30 metres", "30 feet"),
        ("80 kg", "80 lbs"),
        ("80 kilograms", "80 pounds"),
        ("80 EUR", "80 pounds"),
        ("110 kW", "110 PS"),
        ("25 percent", "25 basis points"),
        ("25 Prozent", "25 Basispunkte"),
        ("25 percentage points", "25 basis points"),
        ("5 %", "5 ‰"),
        ("50 MHz", "50 kHz"),
        ("80 °C", "80 °F"),
        ("3 cm", "3 Zoll"),
    ],
)
def test_a_unit_of_the_further_list_is_another_one(statement, evidence):
    assert contradicts(statement, evidence, "")
    assert contradicts(evidence, statement, "")


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("200 ms", "200 Millisekunden"),
        ("200 milliseconds", "200 ms"),
        ("50 µm", "50 Mikrometer"),
        ("50 microns", "50 µm"),
        ("6 MPa", "6 Megapascal"),
        ("6 mbar", "6 Millibar"),
        ("81 kW", "81 Kilowatt"),
        ("110 PS", "110 hp"),
        ("110 PS (81 kW)", "81 kW, das sind 110 PS"),
        ("SEK 500", "500 SEK"),
        ("500 schwedische Kronen", "500 SEK"),
        ("500 yen", "¥500"),
        ("80 pounds", "£80"),
        ("80 pounds", "80 lbs"),
        ("80 Pfund", "80 GBP"),
        ("30 feet", "30 ft"),
        ("5 Promille", "5 ‰"),
        ("25 bps", "25 basis points"),
        ("5 percentage points", "5 Prozentpunkte"),
        ("20 MB", "20 Megabyte"),
        ("5 sek", "5 Sekunden"),
        ("24 inch", "24 Zoll"),
    ],
)
def test_another_spelling_of_a_unit_is_the_same_one(statement, evidence):
    assert not contradicts(statement, evidence, "")
    assert not contradicts(evidence, statement, "")
