"""Statements are read from pages: their kind, their years, and rows with one figure for each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.statements.books import Books
from rag.statements.item import plain_label
from rag.statements.items import (
    CAPITAL_EXPENDITURE,
    EQUITY,
    FIXED_ASSETS,
    INCOME_TAX,
    INTEREST_EXPENSE,
    INVENTORIES,
    NET_PROFIT,
    OWNERS_EQUITY,
    RECEIVABLES,
    REVENUE,
    SHORT_TERM_DEBT,
    TOTAL_ASSETS,
)
from rag.statements.tables import Kind, read_tables
from tests.statement_pages import (
    BALANCE,
    CASH,
    GERMAN_BALANCE,
    GERMAN_INCOME,
    INCOME,
    JANUARY_BALANCE,
    JANUARY_INCOME,
    NORDHAFEN,
    QUARTER,
    passages_of,
)


def books(*pages: str) -> Books:
    found = Books.of(passages_of(*pages))
    assert found is not None
    return found


def test_statements_are_told_by_their_titles_over_borders_of_passages():
    tables = read_tables(NORDHAFEN)
    assert [(each.kind, each.years, each.power, each.unit) for each in tables] == [
        (Kind.INCOME, (2023, 2022, 2021), 6, "USD"),
        (Kind.BALANCE, (2023, 2022), 6, "USD"),
        (Kind.CASH, (2023, 2022, 2021), 6, ""),
        (Kind.BALANCE, (2023, 2022), 6, "USD"),
    ]


def test_each_row_is_an_exact_place_of_its_passage():
    for table in read_tables(NORDHAFEN):
        for line in table.lines:
            row = line.passage.text[line.start : line.end]
            assert row == row.strip()
            assert "\n" not in row
            assert all(figure in row for figure in line.written)


def test_a_row_has_one_figure_for_each_year_and_a_dash_is_none():
    (balance,) = (each for each in read_tables(passages_of(BALANCE)))
    rows = {line.label: line.figures for line in balance.lines if line.figures}
    assert rows["Less: Accumulated depreciation"] == (Decimal(-1000), Decimal(-900))
    assert rows["Short-term debt"] == (Decimal(100), None)
    assert rows["Total assets"] == (Decimal(3600), Decimal(3400))


@pytest.mark.parametrize(
    "page",
    [
        QUARTER,
        INCOME.replace("Consolidated Statements of Income", "Notes to the consolidated statements of income"),
        INCOME.replace("2023\t2022\t2021", "2023\t2021\t2020"),
        "Revenue was 4,000 in 2023 and 3,600 in 2022.\nThe balance sheet follows.",
        "",
    ],
)
def test_other_tables_are_no_statements(page):
    assert read_tables(passages_of(page)) == []


def test_two_figures_in_one_cell_and_years_over_two_lines_are_read():
    page = BALANCE.replace("2023\t2022", "2023\tAt December 31,\n2022").replace("$ 310\t$ 290", "$ 310 $ 290")
    (table,) = read_tables(passages_of(page))
    assert table.years == (2023, 2022)
    assert table.lines[1].figures == (Decimal(310), Decimal(290))


def test_a_label_may_begin_a_line_above():
    page = INCOME.replace("Net sales\t", "Net sales of the\nwhole group\t")
    (table,) = read_tables(passages_of(page))
    assert "Net sales of the whole group" in [line.label for line in table.lines]


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("Purchases of property, plant and equipment (PP&E)", "purchases of property plant and equipment"),
        ("Property, plant & equipment — net", "property plant and equipment net"),
        ("Less: Accumulated depreciation", "accumulated depreciation"),
        ("Stockholders’ equity:", "stockholders' equity"),
        ("Net income (loss)", "net income"),
        ("Vorräte*", "vorräte"),
    ],
)
def test_labels_are_compared_without_brackets_and_marks(label, plain):
    assert plain_label(label) == plain


@pytest.mark.parametrize(
    ("item", "year", "value"),
    [
        (REVENUE, 2021, 3000),
        (NET_PROFIT, 2023, 670),  # the owners' part, and not that of one share
        (FIXED_ASSETS, 2023, 2000),  # net
        (RECEIVABLES, 2022, 480),
        (INVENTORIES, 2023, 400),  # two rows under a heading of their own
        (SHORT_TERM_DEBT, 2023, 150),  # without leases
        (SHORT_TERM_DEBT, 2022, 60),
        (EQUITY, 2023, 1600),
        (OWNERS_EQUITY, 2023, 1500),
        (CAPITAL_EXPENDITURE, 2022, 250),  # its size
        (INTEREST_EXPENSE, 2023, 45),
        (INCOME_TAX, 2023, 171),  # taken from the profit, though in brackets
        (TOTAL_ASSETS, 2022, 3400),
    ],
)
def test_items_are_found_by_the_usual_labels(item, year, value):
    found = Books.of(NORDHAFEN).amount(item, year)
    assert found.value == value


@pytest.mark.parametrize(("item", "year"), [(REVENUE, 2020), (TOTAL_ASSETS, 2021), (FIXED_ASSETS, 2024)])
def test_a_year_that_no_column_has_tells_nothing(item, year):
    assert Books.of(NORDHAFEN).amount(item, year) is None


def test_a_tax_that_is_a_benefit_stays_one():
    page = (
        INCOME.replace("(171)\t(143)\t(140)", "29\t(143)\t(140)")
        .replace("684\t507", "884\t507")
        .replace("$ 670", "$ 870")
    )
    assert books(page).amount(INCOME_TAX, 2023).value == -29


@pytest.mark.parametrize(
    "label", ["Interest expense (income), net", "Interest and other expense", "Interest income"]
)
def test_what_may_be_income_is_no_interest_expense(label):
    assert books(INCOME.replace("Interest expense", label)).amount(INTEREST_EXPENSE, 2023) is None


def test_two_rows_of_one_name_that_differ_tell_nothing():
    page = BALANCE.replace("Total assets\t", "Total assets\t3,500\t3,300\nTotal assets\t")
    assert books(page).amount(TOTAL_ASSETS, 2023) is None


def test_years_that_end_in_january_are_those_of_the_income_statement():
    found = books(JANUARY_INCOME, JANUARY_BALANCE)
    assert found.amount(INVENTORIES, 2022).value == 1600
    assert found.amount(REVENUE, 2022).value == 8000
    assert found.newest == 2022


@pytest.mark.parametrize(("said", "year"), [("fiscal 2022", 2022), ("fiscal 2023", 2023)])
def test_where_all_end_in_january_the_document_says_what_it_calls_the_year(said, year):
    income = JANUARY_INCOME.replace("2022\t2021", "January 28, 2023\tJanuary 29, 2022")
    found = books(f"In {said} we opened stores.", income, JANUARY_BALANCE)
    assert found.amount(INVENTORIES, year).value == 1600
    assert found.amount(REVENUE, year).value == 8000


def test_statements_of_years_that_do_not_fit_together_are_none():
    later = BALANCE.replace("2023\t2022", "2024\t2023")
    assert Books.of(passages_of(INCOME, later, CASH)) is None


def test_german_statements_are_read():
    found = Books.of(passages_of(GERMAN_INCOME, GERMAN_BALANCE, language="de"))
    assert found.amount(REVENUE, 2024).value == 1250
    assert found.amount(EQUITY, 2023).value == 360
    assert found.scale_of(REVENUE.kind) == ("EUR", 6)
