"""What counts as saying the same: text, numbers, and places in a page."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.evaluation.figures import find_figures, numeric_match
from ui.evaluation.matching import contains_answer, exact_match, token_f1
from ui.evaluation.places import find_places


@pytest.mark.parametrize(
    ("reply", "accepted", "expected"),
    [
        ("The capital expenditure was $1,577 million.", "$1577.00", True),
        ("Es waren 1.577,00 EUR.", "1577 EUR", True),
        ("It was 1,577.", "$1577.00", True),
        ("It was 1,577.004.", "$1577.00", True),  # rounded to the two decimals that are given
        ("It was 1,577.01.", "$1577.00", False),
        ("It was 1,578.", "$1577.00", False),
        ("The margin was 24.53 %.", "24.5%", True),
        ("Die Marge betrug 24,5 Prozent.", "24.5%", True),
        ("The margin was 24.5.", "24.5%", False),
        ("It took 30 days.", "30%", False),
        ("It costs 30 dollars.", "30 EUR", False),
        ("It costs 30 %.", "30 EUR", False),
        ("Revenue was $8,738 million.", "$8.74 billion", True),
        ("Der Umsatz lag bei 8,7 Mrd. EUR.", "8.7 billion", True),
        ("Revenue was 8.7 million.", "8.7 billion", False),
        ("Revenue was 20,000,000,000 dollars.", "$20 billion", True),
        ("Sales fell by 3.2 %.", "-3.2%", True),
        ("Sales changed by -3.2 %.", "3.2%", False),
        ("The factor is 0.8331.", "0.833", True),
        ("The factor is 833.", "0.833", False),
        ("within 40 minutes", "40 minutes", True),
        ("within 40 hours", "40 minutes", False),
        ("höchstens 1 050 kg", "1,050 kg", True),
        ("in 2018", "8", False),
        ("in Q8", "8", False),
    ],
)
def test_numbers(reply, accepted, expected):
    assert numeric_match(reply, [accepted]) is expected


@pytest.mark.parametrize("answer", ["Rollo", "2.5-3cm", "2009-07", "a long answer that mentions 30 days", ""])
def test_other_answers_are_no_numbers(answer):
    assert numeric_match("30", [answer]) is None


def test_one_accepted_number_is_enough():
    assert numeric_match("It was 7.", ["Rollo", "8", "7"]) is True


def test_figures_as_written():
    found = [(str(each.value), each.decimals, each.scale, each.unit) for each in find_figures("US$8.70 Mio., 5%")]
    assert found == [("8.7", 2, 10**6, "USD"), ("5", 0, None, "%")]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_number_is_the_same_in_either_language(whole, cents):
    english, german = f"{whole:,}.{cents:02d}", f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    assert numeric_match(f"It is {german} there.", [english]) is True
    assert numeric_match(f"It is {whole + 1:,} there.", [english]) is False


@pytest.mark.parametrize(
    ("reply", "accepted", "expected"),
    [
        ("Sie beträgt drei Monate.", "drei Monat", True),
        ("The ANSWER  is here", "answer is", True),
        ("It is often so.", "ten", False),
        ("In 2018.", "8", False),
        ("It is 8.5 m.", "8", False),
        ("It is 2.8 m.", "8", False),
        ("It is 8.", "8", True),
        ("Er kostet € 5.", "€ 5", True),
        ("(a+b)", "a+b", True),
    ],
)
def test_contained(reply, accepted, expected):
    assert contains_answer(reply, [accepted]) is expected


def test_exact_and_f1():
    assert exact_match("The Referendum!", ["referendum"])
    assert exact_match("Die Frist.", ["Frist"])
    assert not exact_match("Die Frist", ["Fristen"])
    # "in france" against "referendum in france": 2 common, 2 given, 3 wanted.
    assert token_f1("In France", ["the referendum in France"]) == pytest.approx(0.8)
    assert token_f1("In France", ["x", "in france"]) == 1
    assert token_f1("to be to be", ["to be"]) == pytest.approx(2 / 3)
    assert token_f1("", ["in france"]) == token_f1("spain", ["in france"]) == token_f1("x", []) == 0


def test_places():
    text = "Price list\n\nME-1040 | Membran­satz | 58,20\nME-1120 | Satz | 94,60"
    assert [text[start:end] for start, end in find_places(text, "me-1040 Membransatz 58,20 ")] == [
        "ME-1040 | Membran­satz | 58,20"
    ]
    assert find_places("Straße, STRASSE", "strasse") == [(0, 6), (8, 15)]
    assert find_places("ﬁnal", "final") == [(0, 4)]
    assert find_places("abc", "x") == find_places("abc", "— ") == find_places("", "a") == []


def test_whole_words_are_preferred_places():
    assert find_places("1720 and 72", "72") == [(9, 11)]
    assert find_places("1720", "72") == [(1, 3)]


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=40))
def test_what_stands_there_is_found(before, wanted, after):
    text = before + " " + wanted + " " + after
    places = find_places(text, wanted)
    visible = [folded for each in wanted for folded in unicodedata.normalize("NFKC", each).casefold()]
    assert bool(places) == any(each.isalnum() for each in visible)
    assert all(0 <= start < end <= len(text) for start, end in places)
