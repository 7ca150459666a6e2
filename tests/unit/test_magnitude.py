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
        ("Es waren 1.577 Mrd. €.", "investments of €1,577 million", "", True),
        ("Es waren 78,4 Millionen Euro.", "Umsatz 78,4", "", False),  # nothing says what scale it has
        ("Es waren 78,4.", "Umsatz 78,4 Mio. EUR", "", False),
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
