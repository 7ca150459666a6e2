"""Figures are calculated from the cells that a question names, and from no others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.calculation import answer, calculate, read_question
from rag.calculation.cells import find_cells
from rag.calculation.telling import write
from rag.numbers import normalise_number
from rag.periods import Period
from rag.types import Passage

YEARS = (
    "Key figure\t2023\t2024\t2025\n"
    "Revenue (EUR million)\t70.5\t73.9\t78.4\n"
    "Net profit (EUR million)\t(1.2)\t4.0\t4.5\n"
    "Employees at year end\t398\t405\t412\n"
    "Purchases of property\t$ (1,420)\t(1,373)\t(1,577)\n"
)
SEGMENTS = (
    "Segment\tRevenue 2024 (EUR million)\tRevenue 2025 (EUR million)\tChange (percent)\n"
    "Pumps\t38.6\t39.5\t+2.3\n"
    "Controllers\t15.1\t17.8\t+17.9\n"
)


def passage(text: str, number: int = 1) -> Passage:
    return Passage(
        number, 1, "annual-report-2025.pdf", 2, 10, 10 + len(text), text, "Group", "Annual Report 2025", "en"
    )


TABLES = [passage(YEARS), passage(SEGMENTS, 2)]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        (
            "By what percentage did revenue grow from 2024 to 2025?",
            "en",
            "Revenue (EUR million): 73.9 (2024), 78.4 (2025); (78.4 − 73.9) / 73.9 = 6.1 % [1]",
        ),
        (
            "Um wie viel Prozent ist der Umsatz von 2024 auf 2025 gestiegen (zwei Nachkommastellen)?",
            "de",
            "Revenue (EUR million): 73.9 (2024), 78.4 (2025); (78,4 − 73,9) / 73,9 = 6,09 % [1]",
        ),
        (
            "What was the net profit as a percentage of revenue in 2025?",
            "en",
            "Net profit (EUR million) / Revenue (EUR million) (2025): 4.5 / 78.4 = 5.7 % [1][2]",
        ),
        (
            "What is the difference between net profit in 2023 and 2024?",
            "en",
            "Net profit (EUR million): (1.2) (2023), 4.0 (2024); 4 − (−1.2) = 5.2 (EUR million) [1]",
        ),
        ("Wie hoch war der Umsatz der Regler 2025?", "de", "Controllers, Revenue 2025 (EUR million): 17.8 [1]"),
        ("How many employees were there in 2024?", "en", "Employees at year end, 2024: 405 [1]"),
        (
            "How much did the purchases of property increase from 2024 to 2025 in percent?",
            "en",
            None,  # growth of what is below zero
        ),
        ("By what percentage did net profit grow from 2023 to 2024?", "en", None),
        ("By what percentage did revenue grow from 2019 to 2025?", "en", None),  # no such column
        ("By what percentage did revenue of the moon division grow from 2024 to 2025?", "en", None),
        ("What was the revenue of sensors in 2025?", "en", None),
        ("What was revenue?", "en", None),
        ("Why did revenue grow in 2025?", "en", None),
        ("What was the gross profit as a percentage of revenue in 2025?", "en", None),
        ("", "en", None),
    ],
)
def test_what_is_calculated_and_what_is_not(question, language, expected):
    found = calculate(question, TABLES, language)
    assert (found and found.text) == expected
    for each in found.citations if found else ():
        text = next(table for table in TABLES if each.quote in table.text).text
        assert text[each.start - 10 : each.end - 10] == each.quote


def test_a_question_that_was_read_is_not_read_again(monkeypatch):
    question = "How high was revenue in 2025?"
    asked = read_question(question)
    monkeypatch.setattr(answer, "read_question", None)
    found = calculate(question, [passage(YEARS)], "en", asked)
    assert found is not None and found.text == "Revenue (EUR million), 2025: 78.4 [1]"


def test_the_unit_of_a_table_s_corner_is_told():
    table = passage("EUR million\t2024\t2025\nRevenue\t73.9\t78.4\nTaxes\t(1.8)\t(2.0)")
    found = calculate("Wie hoch war der Umsatz 2025?", [table], "de")
    assert found is not None and found.text == "Revenue, 2025: 78.4 (EUR million) [1]"


def test_rows_that_contradict_each_other_are_not_told():
    other = passage(YEARS.replace("78.4", "87.4"), 3)
    assert calculate("How high was revenue in 2025?", [passage(YEARS), other], "en") is None


def test_without_names_of_columns_nothing_is_calculated():
    bare = passage("Revenue\t70.5\t73.9\t78.4\nNet profit\t3.1\t4.0\t4.5")
    assert calculate("How high was revenue in 2025?", [bare], "en") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(1,577)", -1577),
        ("$ (6,701)", -6701),
        ("−3.5 %", "-3.5"),
        ("+17.9", "17.9"),
        ("1.577 EUR", 1577),
        ("€ 12", 12),
    ],
)
def test_cells_have_values_with_their_sign(text, value):
    cells = list(find_cells([passage(f"Item\t2024\t2025\nRevenue\t{text}\tn/a")]))
    assert [(cell.value, cell.period) for cell in cells] == [(Decimal(value), Period(2024))]


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["de", "en"]))
def test_what_is_written_is_read_as_the_same_number(value, language):
    assert Decimal(normalise_number(write(value, 2, language))) == value
