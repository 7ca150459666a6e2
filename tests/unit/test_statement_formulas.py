"""Formulas: the value is that of exact arithmetic, and what is written out says the same calculation."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.statements.asked import read_asked
from rag.statements.books import Amount
from rag.statements.definitions import read_definitions
from rag.statements.formulas import Calculated, Figure, Number, Term
from rag.statements.items import ITEMS

VALUES = {item: Decimal(place * 7 - 40) for place, item in enumerate(ITEMS, 1)}


def find(item, year):
    return Amount(item, year, VALUES[item] + (year - 2023), 0, ())


def write(value: Decimal) -> str:
    return f"(−{abs(value)})" if value < 0 else str(value)


TERMS = st.recursive(
    st.one_of(
        st.sampled_from(ITEMS).map(Figure),
        st.sampled_from(ITEMS).map(lambda item: Figure(item, 1)),
        st.integers(1, 400).map(lambda number: Number(Decimal(number))),
    ),
    lambda inner: st.builds(Calculated, st.sampled_from("+−×/"), inner, inner),
    max_leaves=8,
)


def exact(term: Term) -> Fraction:
    if isinstance(term, Figure):
        return Fraction(find(term.item, 2023 - term.back).value)
    if isinstance(term, Number):
        return Fraction(term.value)
    assert isinstance(term, Calculated)
    left, right = exact(term.left), exact(term.right)
    if term.sign == "/":
        return left / right
    return {"+": left + right, "−": left - right, "×": left * right}[term.sign]


def of_written(written: str) -> Fraction:
    """What Python makes of the formula as people read it."""
    python = re.sub(r"(\d+)", r"Fraction(\1)", written.replace("−", "-").replace("×", "*"))
    return eval(python, {"Fraction": Fraction})


@given(TERMS)
def test_the_value_and_what_is_written_are_the_same_calculation(term):
    solved = term.solve(find, 2023, write)
    try:
        expected = exact(term)
    except ZeroDivisionError:
        assert solved is None
        return
    assert solved is not None
    assert of_written(solved.written) == expected
    assert abs(Fraction(solved.value) - expected) <= abs(expected) / 10**20 + Fraction(1, 10**20)


@given(TERMS)
def test_a_term_names_all_that_it_is_calculated_from(term):
    solved = term.solve(find, 2023, write)
    if solved is not None:
        assert [amount.item for amount in solved.amounts] == list(term.items)


@pytest.mark.parametrize(
    ("definition", "written"),
    [
        ("revenue / total assets", "{revenue} / {assets}"),
        ("(revenue - COGS) divided by revenue", "({revenue} − {cost}) / {revenue}"),
        (
            "365 * (average accounts payable between 2022 and 2023) / (2023 COGS + change in inventory "
            "between 2022 "
            "and 2023)",
            "365 × ({payables} + {payables-1}) / 2 / ({cost} + {inventories} − {inventories-1})",
        ),
        ("2023 revenue / 2022 revenue", "{revenue} / {revenue-1}"),
        ("1 - (dividends / net income)", "1 − {dividends} / {net}"),
        ("total assets minus total liabilities", "{assets} − {liabilities}"),
        ("net income / (average total assets between FY2022 and FY2023)", "{net} / (({assets} + {assets-1}) / 2)"),
    ],
)
def test_definitions_of_a_question_are_read(definition, written):
    names = {
        "revenue": "revenue",
        "assets": "total assets",
        "cost": "cogs",
        "payables": "accounts payable",
        "inventories": "inventory",
        "dividends": "dividends",
        "net": "net income",
        "liabilities": "total liabilities",
    }
    items = {key: next(item for item in ITEMS if item.names.fullmatch(name)) for key, name in names.items()}
    shown = {key: write(find(item, 2023).value) for key, item in items.items()}
    shown |= {f"{key}-1": write(find(item, 2022).value) for key, item in items.items()}
    _, (read,) = read_definitions(f"What is M in 2023? M is defined as: {definition.replace('FY', '')}.")
    assert read.term.solve(find, 2023, write).written == written.format(**shown)


def test_a_definition_may_follow_what_it_defines():
    asked = read_asked("What is the leverage of assets in 2023, debt ratio defined as revenue / total assets?")
    assert asked is not None
    assert [item.names.fullmatch("revenue") is not None for item in asked.term.items] == [True, False]


def test_a_hundred_times_a_share_is_wanted_in_percent():
    _, (read,) = read_definitions("M is defined as: (revenue - COGS) / revenue * 100.")
    assert read.in_percent
    assert isinstance(read.term, Calculated)
    assert read.term.sign == "/"
