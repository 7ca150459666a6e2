"""Table rows are told apart from text, and a row that stands away from its header finds it."""

from __future__ import annotations

import pytest

from rag.tables import find_header, has_cells, is_row

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
