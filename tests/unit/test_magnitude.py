"""Amounts keep their scale and their sign."""

from __future__ import annotations

import pytest

from rag.magnitude import differs_in_magnitude


@pytest.mark.parametrize(
    ("statement", "evidence", "surroundings", "expected"),
    [
        ("It was 1,577 million.", "Capital expenditure 1,577", "(in millions)", False),
        ("It was 1,577 billion.", "Capital expenditure 1,577", "(in millions)", True),
        ("It was 1.577 billion.", "Capital expenditure 1,577", "(in millions)", False),  # the same amount
        ("Es waren 1.577 Mio. €.", "investments of 1,577 million euros", "", False),
        ("Revenue was 1.577 million.", "Revenue of the year was 1,577 million.", "", True),
        ("Revenue was 1,577 million.", "Revenue of the year was 1.577 million.", "", True),
        ("Revenue was 1,577 million.", "Revenue of the year was 1.577 billion.", "", False),
        ("Der Umsatz betrug 1,577 Mio. €.", "Der Umsatz des Jahres war 1.577 Mio. €.", "", True),
        ("Der Umsatz betrug 1.577 Mio. €.", "Der Umsatz des Jahres war 1,577 Mrd. €.", "", False),
        ("Es waren 1.577 Mrd. €.", "investments of €1,577 million", "", True),
        ("Es waren 78,4 Millionen Euro.", "Umsatz 78,4", "", False),  # nothing says what scale it has
        ("Es waren 78,4.", "Umsatz 78,4 Mio. EUR", "", False),
        ("Es waren 3 EUR.", "Umsatz 3 Mio. EUR", "", True),
        ("Es waren 3 €.", "ein Umsatz von 3 Millionen Euro", "", True),
        ("It was EUR 3.", "a turnover of EUR 3 million", "", True),
        ("Es waren 1.577 €.", "Umsatz 1.577 T€", "", True),
        ("It was €3m.", "a turnover of EUR 3 million", "", False),
        ("It was EUR 3 million.", "Umsatz 3 Mio. EUR", "", False),
        ("Es waren 3 Mio. EUR, also 3 EUR je Kopf.", "Umsatz 3 Mio. EUR, 3 EUR je Kopf", "", False),
        ("Sie hat 3 Kunden.", "Sie hat 3 Millionen Kunden.", "", True),
        ("Sie hat 3 Werke.", "Sie hat 3 Werke und 3 Millionen Kunden.", "", False),
        ("Es waren 78,4 EUR.", "Umsatz\t78,4", "Kennzahlen in Mio. EUR", True),
        ("Es waren 78,4 Mio. EUR.", "Umsatz\t78,4", "Kennzahlen in Mio. EUR", False),
        ("It was 1,577 dollars.", "Revenue\t1,577", "in millions of dollars", True),
        ("Es waren 2,50 EUR je Aktie.", "Dividende je Aktie\t2,50", "Kennzahlen in Mio. EUR", False),
        ("Sie kostet 250 EUR.", "Pumpe\t250\t1,2", "Preis (EUR) | Umsatz (Mio. EUR)", False),
        ("Sie kostet 250 EUR.", "Sie kostet 250 EUR.", "Kennzahlen in Mio. EUR", False),
        ("The change was -3 %.", "The change was 3 %.", "", True),
        ("The change was −3 %.", "Sales fell by 3 %.", "", False),
        ("Sales fell by 3 %.", "Change: −3 %", "", False),
        ("Sales grew by 3 %.", "Change: −3 %", "", True),
        ("Die Veränderung beträgt 3 %.", "Veränderung\t(3 %)", "", True),
        ("Purchases of 1,577 decreased cash.", "Purchases of property\t(1,577)", "", False),
        ("We saw 12 pumps.", "There are some (12 pumps).", "", False),
        ("Bis 10-15 Tage", "in 10 bis 15 Tagen", "", False),  # a range has no sign
        ("Seiten 3 – 5", "Seiten 3 bis 5", "", False),
        ("A code: LC-2200", "Controller LC-2200", "", False),
    ],
)
def test_only_another_scale_or_sign_of_the_same_amount_differs(statement, evidence, surroundings, expected):
    assert differs_in_magnitude(statement, evidence, surroundings) is expected
