"""A row or a time that is the opposite of what a question names is not told, nor a sign that misleads."""

from __future__ import annotations

import pytest

from rag.calculation import calculate, read_question
from rag.types import Passage


def _calculate(question, *rows, language="de", columns="Mio. EUR\t2023\t2024"):
    text = "\n".join((columns, *rows))
    found = calculate(
        question, [Passage(1, 1, "bericht.pdf", 1, 0, len(text), text, "Konzern", "Bericht", language)], language
    )
    return found and found.text


_AFTER, _BEFORE = "Ergebnis nach Steuern\t20\t25", "Ergebnis vor Steuern\t30\t36"
_TO, _FROM = "Loans to affiliates\t8\t10", "Loans from affiliates\t4\t5"


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("Wie hoch war das Ergebnis vor Steuern 2023?", _AFTER),
        ("Wie hoch war das Ergebnis nach Steuern 2023?", _BEFORE),
        ("Um wie viel Prozent ist das Ergebnis vor Steuern von 2023 auf 2024 gestiegen?", _AFTER),
        ("What was the profit before tax in 2023?", "Profit after tax\t20\t25"),
        ("What was the pre-tax profit in 2023?", "Profit after tax\t20\t25"),
        ("What were the loans from affiliates in 2023?", _TO),
        ("How much were the loans to affiliates in 2023?", _FROM),
        ("Wie hoch waren die Darlehen an Partner 2023?", "Darlehen von Partnern\t8\t10"),
        ("Wie hoch war der Umsatz 2023 ohne Ausland?", "Umsatz Ausland\t8\t10"),
        ("Wie hoch war der Umsatz Ausland 2023?", "Umsatz ohne Ausland\t8\t10"),
        ("How many employees over 50 were there in 2023?", "Employees under 50\t8\t10"),
    ],
)
def test_the_opposite_row_is_not_told(question, row):
    language = "en" if question.isascii() and not question.startswith(("Wie", "Um")) else "de"
    assert _calculate(question, row, language=language) is None


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("Wie hoch war das Ergebnis vor Steuern 2023?", "de", "Ergebnis vor Steuern, 2023: 30 (Mio. EUR) [1]"),
        ("Wie hoch war das Ergebnis nach Steuern 2024?", "de", "Ergebnis nach Steuern, 2024: 25 (Mio. EUR) [1]"),
        (
            "Um wie viel Prozent ist das Ergebnis vor Steuern von 2023 auf 2024 gestiegen?",
            "de",
            "Ergebnis vor Steuern: 30 (2023), 36 (2024); (36 − 30) / 30 = 20,0 % [1]",
        ),
        ("How much were the loans to affiliates in 2023?", "en", "Loans to affiliates, 2023: 8 (Mio. EUR) [1]"),
        ("What were the loans from affiliates in 2024?", "en", "Loans from affiliates, 2024: 5 (Mio. EUR) [1]"),
        (
            "Um wie viel sind die loans to affiliates von 2023 auf 2024 gestiegen?",
            "de",
            "Loans to affiliates: 8 (2023), 10 (2024); 10 − 8 = 2 (Mio. EUR) [1]",
        ),
        ("Wie hoch war der Umsatz ohne Ausland 2023?", "de", "Umsatz ohne Ausland, 2023: 70 (Mio. EUR) [1]"),
        ("What was the revenue from services in 2023?", "en", "Services revenue, 2023: 9 (Mio. EUR) [1]"),
    ],
)
def test_of_two_opposite_rows_the_right_one_is_told(question, language, expected):
    rows = (_AFTER, _BEFORE, _TO, _FROM, "Umsatz ohne Ausland\t70\t73", "Services revenue\t9\t9")
    assert _calculate(question, *rows, language=language) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Wie hoch war der Umsatz vor 2023?",
        "Wie hoch war der Umsatz vor dem Geschäftsjahr 2023?",
        "Wie hoch war der Umsatz nach dem 2. Quartal 2023?",
        "What was revenue before 2023?",
        "What was revenue after the end of 2023?",
        "Wie viel Umsatz gab es seit 2023?",
    ],
)
def test_another_time_than_the_year_is_not_calculated(question):
    assert read_question(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Um wie viel ist der Umsatz von 2022 bis 2023 gestiegen?",
        "Wie hoch war das Ergebnis vor Steuern 2023?",
        "What was profit before tax in 2023?",
        "How much did revenue grow from 2022 until 2023?",
    ],
)
def test_a_range_and_a_row_with_such_a_word_are(question):
    assert read_question(question) is not None


@pytest.mark.parametrize("label", ["Kosten", "Personalaufwand", "Verlust", "Jahresfehlbetrag"])
def test_costs_in_brackets_that_rise_do_not_fall(label):
    question = f"Um wie viel ist {label} von 2023 auf 2024 gestiegen?"
    assert _calculate(question, f"{label}\t(60)\t(80)") is None
    assert _calculate(question, f"{label}\t60\t80") == (
        f"{label}: 60 (2023), 80 (2024); 80 − 60 = 20 (Mio. EUR) [1]"
    )


def test_a_result_below_zero_before_tax_is_no_tax():
    question = "Um wie viel ist das Ergebnis vor Steuern von 2023 auf 2024 gestiegen?"
    assert _calculate(question, "Ergebnis vor Steuern\t(2)\t3") == (
        "Ergebnis vor Steuern: (2) (2023), 3 (2024); 3 − (−2) = 5 (Mio. EUR) [1]"
    )


@pytest.mark.parametrize("digits", [21, 35, 5000])
def test_a_number_too_long_for_a_figure_is_none(digits):
    assert _calculate("Wie hoch war der Umsatz 2023?", f"Umsatz\t{'7' * digits}\t3") is None
    growth = _calculate(
        "Um wie viel Prozent ist der Umsatz von 2023 auf 2024 gestiegen?", f"Umsatz\t0,0000000001\t{'7' * 20}"
    )
    assert growth is not None and growth.endswith(" % [1]")
