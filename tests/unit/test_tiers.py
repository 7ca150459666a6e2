"""Of the steps of a scale the one is told that the amount asked about is on."""

from __future__ import annotations

import pytest

from rag.types import Verdict
from tests.verdict_of import verdict_of

CREDITS = "3.1 If a tank is filled to below 80 %, 4 % are credited; below 60 %, 9 %; below 30 %, 20 %."
LEAVE = "Ab 2 Jahren gibt es 25 Tage Urlaub, ab 5 Jahren 27 Tage und ab 10 Jahren 30 Tage."

PARCELS = "Bis 5 kg kostet ein Paket 6 €, bis 15 kg 9 € und bis 30 kg 15 €."


@pytest.mark.parametrize(
    ("question", "statement", "evidence", "expected"),
    [
        ("What is credited at 52 %?", "At 52 %, 4 % are credited.", CREDITS, False),
        ("What is credited at 52 %?", "At 52 %, 9 % are credited.", CREDITS, True),
        ("What is credited at 70 %?", "At 70 %, 4 % are credited.", CREDITS, True),
        ("What is credited at 12 %?", "Below 60 %, 9 % are credited.", CREDITS, False),
        ("What is credited?", "Below 80 %, 4 % are credited.", CREDITS, True),
        ("Wie viel Urlaub gibt es nach 7 Jahren?", "Es gibt 25 Tage Urlaub.", LEAVE, False),
        ("Wie viel Urlaub gibt es nach 7 Jahren?", "Es gibt 27 Tage Urlaub.", LEAVE, True),
        ("Wie viel Urlaub gibt es nach 3 Jahren?", "Es gibt 25 Tage Urlaub.", LEAVE, True),
        ("Was kostet ein Paket von 12 kg?", "Ein Paket kostet 6 €.", PARCELS, False),
        ("Was kostet ein Paket von 12 kg?", "Ein Paket kostet 9 €.", PARCELS, True),
        ("Was kostet ein Paket von 4 kg?", "Ein Paket kostet 6 €.", PARCELS, True),
        # Two bounds are no scale of what is given.
        ("What weighs 12 t?", "It may go 20 km/h.", "Over 7.5 t it may go 20 km/h, over 3.5 t 40 km/h.", True),
    ],
)
def test_the_closest_bound_that_is_passed_counts(question, statement, evidence, expected):
    assert (verdict_of(statement, evidence, question) is Verdict.VERIFIED) is expected
