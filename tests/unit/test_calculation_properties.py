"""Whatever figures a table has, what is calculated from them is right, and reads as the same number."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.calculation import calculate
from rag.calculation.telling import write
from rag.periods import Period, find_periods, find_range, without_periods
from rag.types import Passage

AMOUNTS = st.decimals(min_value="0.11", max_value="999999.99", places=2).filter(lambda value: value % 1 != 0)
LANGUAGES = st.sampled_from(["de", "en"])


def written(value: Decimal, language: str) -> str:
    """As a table of that language has it."""
    shown = f"{value:,.2f}"
    return shown.translate(str.maketrans(",.", ".,")) if language == "de" else shown


def page(*rows: tuple[str, Decimal], language: str) -> Passage:
    """A table of two items, in EUR million, with a year of other figures beside them."""
    lines = [f"{name}\t1{',' if language == 'de' else '.'}50\t{written(value, language)}" for name, value in rows]
    text = "\n".join(["EUR million\t2023\t2024", *lines])
    return Passage(1, 1, "tables.pdf", 1, 0, len(text), text, "", None, language)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, LANGUAGES)
def test_the_gap_and_the_sum_of_two_rows_are_exact(one, other, language):
    table = page(("Licences", one), ("Support", other), language=language)
    gap = calculate("What is the difference between licences and support in 2024?", [table], language)
    total = calculate("What is the sum of licences and support in 2024?", [table], language)
    assert gap is not None and Decimal(plain(gap.text.split(" = ")[1], language)) == one - other
    assert total is not None and Decimal(plain(total.text.split(" = ")[1], language)) == one + other


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, AMOUNTS, LANGUAGES)
def test_shares_are_rounded_half_up_to_one_decimal(one, other, language):
    table = page(("Licences", one), ("Support", other), language=language)
    found = calculate("Licences as a percentage of support in 2024?", [table], language)
    assert found is not None
    assert Decimal(plain(found.text.split(" = ")[1], language)) == rounded(100 * one / other)


@settings(deadline=None, max_examples=60)
@given(AMOUNTS, LANGUAGES)
def test_growth_has_the_sign_of_the_change(after, language):
    table = page(("Licences", after), ("Support", Decimal("0.5")), language=language)
    found = calculate("By what percentage did licences change from 2023 to 2024?", [table], language)
    assert found is not None
    before = Decimal("1.5")
    assert Decimal(plain(found.text.split(" = ")[1], language)) == rounded(100 * (after - before) / before)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4), LANGUAGES
)
def test_a_figure_is_written_in_full_and_in_the_language(value, language):
    assert Decimal(plain(write(value, None, language), language)) == value


def plain(text: str, language: str) -> str:
    """A number of a language as Python reads it, and nothing behind it."""
    match = re.match(r"−?[\d.,]+", text)
    assert match is not None
    thousands, fraction = (".", ",") if language == "de" else (",", ".")
    number = match.group().rstrip(".,").replace("−", "-")
    assert re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})*(?:{re.escape(fraction)}\d+)?", number)
    return number.replace(thousands, "").replace(fraction, ".")


@given(
    st.integers(1950, 2049), st.integers(1, 4), st.sampled_from(["Q{} {}", "{}. Quartal {}", "Q{}/{}", "{}Q {}"])
)
def test_quarters_are_read_in_their_spellings(year, quarter, form):
    assert find_periods(form.format(quarter, year)) == (Period(year, f"Q{quarter}"),)
    assert not re.search(r"\w", without_periods(form.format(quarter, year)))


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("im ersten Halbjahr 2024", [(2024, "H1")]),
        ("in the second half of 2024", [(2024, "H2")]),
        ("second quarter of 2023 and 2024", [(2023, "Q2"), (2024, "Q2")]),
        ("Q2 2024 vs Q2 2023", [(2023, "Q2"), (2024, "Q2")]),
        ("Q1 and Q3 2024", [(2024, "Q1"), (2024, "Q3")]),
        ("from 2023 to Q2 2024", None),
        ("Q1, Q2 2023 and 2024", None),
        ("in Q2", None),
        ("ever", []),
        ("2024, then 2023", [(2023, ""), (2024, "")]),
    ],
)
def test_which_periods_a_question_names(question, periods):
    found = find_periods(question)
    assert (None if found is None else [tuple(each) for each in found]) == periods


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("from 2021 to 2023", [2021, 2022, 2023]),
        ("2021–2023", [2021, 2022, 2023]),
        ("zwischen 2021 und 2023", [2021, 2022, 2023]),
        ("2021 und 2023", [2021, 2023]),
        ("2021, 2022 and 2024", [2021, 2022, 2024]),
        ("2023 to 2021", None),
        ("Q1 to Q3 2024", None),
    ],
)
def test_over_which_years_a_question_goes(question, years):
    found = find_range(question)
    assert (None if found is None else [each.year for each in found]) == years
