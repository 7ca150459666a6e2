"""Numbers and dates in other forms."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.analysis import question_words
from rag.written_forms import date_forms, number_forms, spellings

NAMES = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}


@pytest.mark.parametrize(
    ("number", "forms"),
    [
        ("1.577", {"1577", "1,577", "1.577"}),
        ("1577", {"1577", "1,577", "1.577"}),
        ("3,1", {"3,1", "3.1"}),
        ("0.125", {"0.125", "0,125"}),
        ("1.577,50", {"1577,50", "1577.50", "1.577,50", "1,577.50"}),
        ("1.234.567", {"1234567", "1.234.567", "1,234,567"}),
        ("2018", set()),
        ("1.2.3", set()),
        ("1.2,3,4", set()),
        ("22:00", set()),
        ("lc-2200", set()),
    ],
)
def test_numbers_are_written_as_in_both_languages(number, forms):
    assert number_forms(number) == forms


@given(st.integers(0, 10**12), st.integers(0, 99), st.booleans())
def test_whatever_form_is_given_all_of_them_are_found(whole, cents, german):
    english = f"{whole:,}.{cents:02}"
    given_form = english.translate(str.maketrans(",.", ".,")) if german else english
    assert english in number_forms(given_form)
    assert english.translate(str.maketrans(",.", ".,")) in number_forms(given_form)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_is_recognised_however_it_is_written(date):
    german, english = (NAMES[language][date.month - 1] for language in ("de", "en"))
    for text in (
        f"{date.day}. {german} {date.year}",
        f"{date.day} {english} {date.year}",
        f"{english} {date.day}, {date.year}",
        f"{date.day}.{date.month}.{date.year}",
        f"{date:%d.%m.%Y}",
        date.isoformat(),
    ):
        [(digits, words)] = date_forms(f"bis {text}, spätestens".lower())
        assert {date.isoformat(), f"{date:%d.%m.%Y}", f"{date.day}.{date.month}.{date.year}"} <= digits
        assert words >= {str(date.day), str(date.year), german.lower(), english.lower()}


@pytest.mark.parametrize(
    "text", ["30.06.27", "30 Jun 2027", "30. Jun. 2027", "June 30th, 2027", "06/30/2027", "30/06/2027"]
)
def test_short_and_american_dates_of_a_question_count_too(text):
    [(digits, words)] = date_forms(f"due {text}?".lower())
    assert {"30.06.2027", "2027-06-30", "06/30/2027"} <= digits
    assert {"30", "2027", "juni", "june"} <= words


def test_a_date_that_may_be_two_days_is_both():
    found = [sorted(digits & {"2027-06-07", "2027-07-06"}) for digits, _ in date_forms("06/07/2027")]
    assert found == [["2027-06-07"], ["2027-07-06"]]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("müller", "mueller"),
        ("mueller", "müller"),
        ("goethestrasse", "goethestraße"),
        ("füße", "fuesse"),
        ("fuesse", "füße"),
    ],
)
def test_umlauts_are_found_however_they_are_spelled(asked, written):
    assert written in spellings(asked)


@pytest.mark.parametrize("text", ["31.02.2020", "2020-13-01", "version 3.11.2", "30.06.", "may 2020"])
def test_what_is_no_date_has_no_forms(text):
    assert list(date_forms(text)) == []


def test_the_forms_of_a_number_count_as_one_word_of_the_question():
    assert question_words("1.577 Liter")[0] == {"1.577", "1,577", "1577"}
