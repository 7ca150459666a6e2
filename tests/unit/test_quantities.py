"""A question for a pressure is not answered by litres."""

from __future__ import annotations

import pytest

from rag.quantities import lacks_quantity


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is the highest back pressure of the pump?", "40.2 l/h at maximum back pressure", True),
        ("What is the highest back pressure of the pump?", "It works against 7 bar.", False),
        ("What is the highest back pressure of the pump?", "100 psi at 40 l/h", False),
        ("Wie hoch ist der maximale Gegendruck?", "Die Förderleistung beträgt 40,2 l/h.", True),
        ("Welche Temperatur darf das Lager haben?", "Es fasst 12 t.", True),
        ("Welche Temperatur darf das Lager haben?", "Höchstens 25 °C.", False),
        ("What is the price of the spare part?", "It weighs 3 kg.", True),
        ("What is the price of the spare part?", "12 EUR for 3 kg.", False),
        ("What is the price of the spare part?", "It rose by 4.1 percent.", False),
        ("What is the price of the spare part?", "Ask the dealer.", False),  # no amount at all
        ("What is the capacity at a pressure of 7 bar?", "40.2 l/h", False),  # the pressure is given
        ("What is the ratio of weight to price?", "3 m", False),  # two quantities
        ("What should I do when the oil pressure drops?", "Wait 5 minutes.", False),
        ("What price guarantee do we give?", "24 months", False),
        ("Which pump gives the highest pressure?", "The P-200, 12 kg", False),
        ("Was ist auf dem Ausdruck?", "Die letzten 3 Tage.", False),
        ("Welchen Preis gewann Frau Brehm?", "5 Tage Urlaub", False),
        ("What is the price of the licence?", "PLN 400 for 12 months", False),
        ("Who sets the pressure?", "After 3 days the foreman.", False),
    ],
)
def test_amounts_in_other_units_are_no_answer(question, text, expected):
    assert lacks_quantity(question, text) is expected
