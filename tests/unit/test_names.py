"""Names that the evidence does not have are found; common nouns are no names."""

from __future__ import annotations

import pytest

from rag.names import unknown_names


@pytest.mark.parametrize(
    ("statement", "known", "expected"),
    [
        ("Das Lager baut die Firma Zylthor.", "Die Firma Hochlager baut das Lager.", ["Zylthor"]),
        ("Die Reise bezahlt der Arbeitgeber.", "Kosten trägt die Firma.", []),
        ("The store is run by Northgate.", "The store is run by Harbourside.", ["Northgate"]),
        ("The store is run by Northgate.", "NORTHGATE runs the store.", []),
        ("Northgate runs it.", "Somebody runs it.", []),  # at the beginning every word is written so
        ("It costs 20 EUR in May at 5 PM.", "20 €, in the fifth month", []),
        ("Das ist Talbrunns Büro.", "Talbrunn hat ein Büro.", []),
        ("Man darf in einem EU-Land arbeiten.", "In einem Mitgliedstaat der EU ist Arbeit gestattet.", []),
        ("Man darf in einem EU-Land arbeiten.", "In einem Mitgliedstaat ist Arbeit gestattet.", ["EU"]),
        ("", "", []),
    ],
)
def test_names_must_be_known(statement, known, expected):
    assert unknown_names(statement, known) == expected
