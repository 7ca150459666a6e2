"""Table rows are told apart from text, and a row that stands away from its header finds it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.tables import find_header, find_rows, has_cells, is_row

STATEMENT = (
    "Cash flows\n"
    "(Millions)\t2018\t2017\n"
    "Operating activities\n"
    "Net income\t5,363\t4,869\n"
    "Purchases of property, plant and equipment\t(1,577)\t(1,373)\n"
)


def test_a_row_finds_the_first_row_of_its_table_across_labels():
    assert find_header(STATEMENT, STATEMENT.index("Purchases")) == "(Millions) | 2018 | 2017"


def test_the_first_row_has_no_header():
    assert find_header(STATEMENT, STATEMENT.index("(Millions)")) == ""


def test_text_has_no_header():
    assert find_header(STATEMENT + "The notes are part of it.", len(STATEMENT)) == ""


def test_another_table_further_up_is_not_its_header():
    text = STATEMENT + "\nThe following prices hold from January. They include delivery.\nSarno 40\t829 EUR\n"
    assert find_header(text, text.index("Sarno")) == ""


def test_bars_and_tabs_make_one_kind_of_header():
    text = "| Land | Betrag |\n| Polen | 34 EUR |\n"
    assert find_header(text, text.index("| Polen")) == "Land | Betrag"


@pytest.mark.parametrize(
    ("line", "cells", "row"),
    [
        ("Pumps\t38.6\t39.5", True, True),
        ("Pumps | 38.6", True, True),
        ("Pumps 38.6 39.5 +2.3", False, True),
        ("In 2025 the company had 412 employees in two places and more abroad.", False, False),
        ("\tindented", False, False),
    ],
)
def test_what_a_row_is(line: str, cells: bool, row: bool):
    assert (has_cells(line), is_row(line)) == (cells, row)


def labelled(text: str, header: str = "") -> list[str]:
    return [row.labelled for row in find_rows(text, header)]


def test_a_row_is_read_with_the_names_of_its_columns():
    assert labelled(STATEMENT) == [
        "Net income | 2018: 5,363 | 2017: 4,869",
        "Purchases of property, plant and equipment | 2018: (1,577) | 2017: (1,373)",
    ]


def test_a_row_at_the_beginning_of_a_passage_has_the_header_it_stands_under():
    text = "Sarno 40\t829 EUR\t4.2 kg\nSarno 90\t\t5.1 kg"
    assert labelled(text) == []
    assert labelled(text, "Pump | Price | Weight") == [
        "Sarno 40 | Price: 829 EUR | Weight: 4.2 kg",
        "Sarno 90 | Weight: 5.1 kg",
    ]


def test_a_second_table_below_has_names_of_its_own():
    text = "15 \t72\t70\t45\nSize\tSouth\tNorth\nPressure (bar)\t12,5\t7,8"
    assert labelled(text, "Outside | A | B | C") == [
        "15 | A: 72 | B: 70 | C: 45",
        "Pressure (bar) | South: 12,5 | North: 7,8",
    ]


def test_one_column_may_be_named_by_a_figure():
    text = "Land\t24 Stunden\tAnreise\tHotel\nSchweiz\t64 EUR\t43 EUR\t195 EUR"
    assert labelled(text) == ["Schweiz | 24 Stunden: 64 EUR | Anreise: 43 EUR | Hotel: 195 EUR"]


def test_markdown_tables_lose_their_frame():
    text = "| Type | Length | Price |\n|---|---:|---|\n| A 16 | 300 | 214,00 |"
    assert labelled(text) == ["A 16 | Length: 300 | Price: 214,00"]


@pytest.mark.parametrize(
    "text",
    [
        "Width\t30 cm\nHeight\t20 cm",  # what two columns say is plain
        "Sarno 40\t829 EUR\t4.2 kg\nSarno 90\t929 EUR\t5.1 kg",  # figures name no columns
        "Pump\tPrice\tWeight\nOnly two\t829 EUR",
        "Pump\tPrice\tWeight\nThe prices below are net of VAT.\nSarno 40\t829 EUR\t4.2 kg",
    ],
)
def test_rows_without_names_of_their_columns_are_left_alone(text: str):
    assert labelled(text) == []


@given(st.text(alphabet="ab1 |\t\n-.", max_size=200), st.text(alphabet="ab1 |", max_size=30))
def test_rows_are_exact_spans_in_order(text: str, header: str):
    rows = list(find_rows(text, header))
    assert [text[row.start : row.end].strip() for row in rows] == [text[row.start : row.end] for row in rows]
    assert all(len(row.cells) == len(row.names) >= 3 for row in rows)
    assert all(one.end <= other.start for one, other in pairwise(rows))
