"""What a reply calculates itself is carried by the figures that it starts from, if it calculates right."""

from __future__ import annotations

import pytest

from rag.examining import Examiner
from rag.shown_calculation import without_results
from rag.types import Passage, Verdict

ENGLISH = "Capital expenditure was 1,577 million dollars in 2018. Revenue was 32,765 million dollars in 2018."
GERMAN = "Die Miete beträgt 800 EUR im Monat. Die Kaution beträgt 2.400 EUR."


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("It was 4.8 % of revenue (1,577 / 32,765 = 4.8 %).", "It was  of revenue (1,577; 32,765)."),
        ("(32,765 − 31,120) / 31,120 = 5.3 %", "32,765; 31,120; 31,120"),
        ("1.577 Mio. EUR − 1.373 Mio. EUR = 204 Mio. EUR", "1.577 Mio. EUR; 1.373 Mio. EUR"),
        ("1,577 million - 1,373 million = 204 million", "1,577 million; 1,373 million"),
        ("12 × 800 EUR = 9.600 EUR", "12; 800 EUR"),
        ("2 + 3 * 4 = 14", "2; 3; 4"),
        ("100 − 120 = −20", "100; 120"),
        ("10 / 3 ≈ 3.3", "10; 3"),
        ("1,577 / 32,765 × 100 = 4.8 %", "1,577; 32,765"),
        ("Im Jahr sind es 12 × 800 EUR = 9.600 EUR.", "Im Jahr sind es 800 EUR."),
        # Wrong: by the figure, the sign, the scale, the places; and what calculates nothing.
        *(
            (each, each)
            for each in (
                "1,577 / 32,765 = 4.9 %",
                "1,577 / 32,765 = 48 %",
                "100 − 120 = 20",
                "1,577 million − 1,373 million = 204 billion",
                "10 / 3 = 3.34",
                "10 / 0 = 3",
                "2 + 3) = 5",
                f"{'(' * 1000}2 + 3{')' * 1000} = 5",
                "2020-2024 = 5",
                "Das Verhältnis 3:1 = 3",
                "x = 5",
                "Pumpe A-12 = 3",
                "",
            )
        ),
    ],
)
def test_results_of_right_calculations_are_left_out(statement, left):
    assert without_results(statement) == left


@pytest.mark.parametrize(
    ("document", "language", "statement", "verdict"),
    [
        (ENGLISH, "en", "Capital expenditure was 4.8 % of revenue (1,577 / 32,765 = 4.8 %).", Verdict.VERIFIED),
        (ENGLISH, "en", "Capital expenditure was 4.9 % of revenue (1,577 / 32,765 = 4.9 %).", Verdict.UNSUPPORTED),
        (ENGLISH, "en", "Capital expenditure was 4.8 % of revenue.", Verdict.UNSUPPORTED),
        (ENGLISH, "en", "Capital expenditure was 4.8 % of revenue (1,572 / 32,765 = 4.8 %).", Verdict.UNSUPPORTED),
        (GERMAN, "de", "Die Kaution beträgt das 3-Fache der Miete (2.400 EUR / 800 EUR = 3).", Verdict.VERIFIED),
        (GERMAN, "de", "Miete und Kaution betragen zusammen 3.200 EUR (800 + 2.400 = 3.200).", Verdict.VERIFIED),
        (GERMAN, "de", "Die Miete beträgt im Jahr 12 × 800 EUR = 9.600 EUR.", Verdict.VERIFIED),
        (GERMAN, "de", "Die Miete beträgt im Jahr 14 × 800 EUR = 11.200 EUR.", Verdict.UNSUPPORTED),
        (GERMAN, "de", "Miete und Kaution betragen zusammen 3.300 EUR (800 + 2.400 = 3.300).", Verdict.UNSUPPORTED),
    ],
)
def test_a_calculation_is_carried_by_its_figures(document, language, statement, verdict):
    passage = Passage(1, 1, "a.pdf", 1, 0, len(document), document, "", "", language)
    found, supports, _ = Examiner.of([passage], "What share of revenue was it?").examine(statement)
    assert found is verdict
    assert bool(supports) is (verdict is Verdict.VERIFIED)
