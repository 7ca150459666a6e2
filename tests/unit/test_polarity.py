"""A statement may not deny what its evidence affirms."""

from __future__ import annotations

import pytest

from rag.polarity import denies, differs_in_negation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist nicht erlaubt.", True),
        ("Es gibt keine Ausnahme.", True),
        ("You can't do that.", True),
        ("The material is unsuitable.", True),
        ("Nicht nur Werkstoffe werden geprüft.", False),
        ("Report it no later than Friday.", False),
        ("Es sind nicht mehr als 20 Tage.", False),
        ("Notiz an alle: nichts zu tun", False),
    ],
)
def test_what_a_negation_is(text, expected):
    assert denies(text) is expected


@pytest.mark.parametrize(
    ("statement", "evidence", "expected"),
    [
        ("Flüge im Inland sind erlaubt.", "Flüge im Inland sind nicht gestattet.", True),
        ("Flüge im Inland sind nicht erlaubt.", "Flüge im Inland sind nicht gestattet.", False),
        ("Kosten für Parken werden erstattet.", "Parken wird erstattet, wenn kein Bus fährt.", False),
        ("Visitors are not covered.", "Visitors are covered. Employees are not.", True),
        ("Der Mond scheint.", "Ganz etwas anderes.", False),
        ("", "", False),
    ],
)
def test_only_the_closest_clause_counts(statement, evidence, expected):
    assert differs_in_negation(statement, [evidence]) is expected
