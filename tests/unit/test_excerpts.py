"""An excerpt is short and says what it says without the rest of its passage."""

from __future__ import annotations

import pytest

from rag.excerpts import Unit, choose_excerpts, find_units
from rag.types import Passage

ABROAD = "Land\t24 Stunden\tAnreise\tHotel\nSchweiz\t64 EUR\t43 EUR\t195 EUR\nPolen\t34 EUR\t23 EUR\t125 EUR"
NOTICE = "bis 2 Jahre\t4 Wochen\nbis 10 Jahre\t4 Monate\nab 12 Jahren\t6 Monate"


def passage(text: str, table: str = "") -> Passage:
    return Passage(1, 1, "a.pdf", 1, 0, len(text), text, "Regeln", "Handbuch", "de", table)


def shown(text: str, question: str, table: str = "") -> list[str]:
    return [unit.shown for unit in find_units(passage(text, table), question)]


def test_the_row_that_the_question_names_is_read_with_its_columns():
    assert shown(ABROAD, "Was gibt es am Tag in der Schweiz?") == [
        "Schweiz | 24 Stunden: 64 EUR | Anreise: 43 EUR | Hotel: 195 EUR"
    ]


def test_without_a_named_row_all_are_read():
    assert shown(NOTICE, "Welche Kündigungsfrist gilt nach neun Arbeitsjahren?") == [NOTICE]
    (unit,) = find_units(passage(ABROAD), "Was darf die Übernachtung kosten?")
    assert "Schweiz" in unit.shown
    assert "Polen | 24 Stunden: 34 EUR" in unit.shown


def test_words_that_all_rows_share_name_none():
    text = "Pumpe Sarno 15\t10 bar\nPumpe Sarno 40\t7 bar"
    assert shown(text, "Welcher Druck gilt für die Pumpe Sarno?") == [text]
    assert shown(text, "Welcher Druck gilt für die Pumpe Sarno 40?") == ["Pumpe Sarno 40\t7 bar"]


def test_many_rows_stand_as_they_are_below_their_header():
    rows = "\n".join(f"Land {letter * 9}\t{number} EUR\t{number} EUR" for number, letter in enumerate("abcdefghij"))
    text = f"Land\tTagegeld für volle Tage\tHöchstbetrag der Übernachtung\n{rows}"
    assert shown(text, "Was gilt im Ausland?") == [text]


def test_sentences_around_a_table_are_units_of_their_own():
    text = f"Im Ausland gilt diese Liste.\n{ABROAD}\nSie wird jedes Jahr erneuert."
    first, table, last = find_units(passage(text), "Was gilt?")
    assert (first.shown, last.shown) == ("Im Ausland gilt diese Liste.", "Sie wird jedes Jahr erneuert.")
    assert len(table.sentences) == 3


def test_dots_of_a_table_of_contents_are_no_sentences():
    assert shown("Contents\n1 Scope . . . . . . 3", "Scope?") == ["Contents", "1 Scope .", "3"]


def test_the_closest_units_are_kept_in_their_order():
    units = [Unit((name,), (name,), name * 120, ((0, 120),)) for name in "abcd"]
    rest = f"{'a' * 120}\n{'c' * 120}"
    assert choose_excerpts(units, [0.1, 0.9, 0.2, 0.8]) == (f"{'b' * 120}\n{'d' * 120}", rest)
    assert choose_excerpts(units[:1], [0.1]) == ("a" * 120, "")
    assert choose_excerpts(units[:3], [0.1, 0.9, 0.2]) == (f"{'b' * 120}\n{'c' * 120}", "a" * 120)
    assert choose_excerpts([], []) == ("", "")


@pytest.mark.parametrize(
    ("sentences", "closeness", "first"),
    [
        # The question is close, or the answer is: both are read.
        (["Wie lange?", "Sechs Wochen.", "Sonst nichts."], [0.9, 0.1, 0.8], ["Wie lange?", "Sechs Wochen."]),
        (["Sonst nichts.", "Wie lange?", "Sechs Wochen."], [0.8, 0.1, 0.9], ["Wie lange?", "Sechs Wochen."]),
        # A question that nothing follows, or another one, says nothing.
        (["Sechs Wochen.", "Hinweis | Wie lange?"], [0.1, 0.9], ["Sechs Wochen."]),
        (["Warum?", "Wie lange?", "Sechs Wochen."], [0.9, 0.2, 0.1], ["Wie lange?", "Sechs Wochen."]),
        (["Wie lange?"], [0.9], ["Wie lange?"]),
    ],
)
def test_a_question_is_read_with_its_answer_or_not_at_all(sentences, closeness, first):
    units = [Unit((each,), (each,), each.rjust(200, "-"), ((0, 200),)) for each in sentences]
    excerpt, rest = choose_excerpts(units, closeness)
    assert [each.lstrip("-") for each in excerpt.splitlines()] == first
    assert [each.lstrip("-") for each in rest.splitlines()] == [
        each for each in sentences if each == "Sonst nichts."
    ]


def test_a_table_whose_last_row_asks_is_read():
    units = find_units(
        passage("Preise je Stück.\nRohr\t4 EUR\t5 EUR\nHinweis\tsiehe\tWer weiß mehr?"), "Was kostet ein Rohr?"
    )
    assert choose_excerpts(units, [0.1] * len(units))[0].count("Rohr") == 1


def test_a_row_that_asks_takes_no_place_of_one_that_tells():
    asked = "Was kostet in der Schweiz die Nacht am Tag der Anreise?"
    (unit,) = find_units(passage(f"{ABROAD}\nHinweis\t{asked}"), asked)
    assert "Schweiz" in unit.shown
    assert "Hinweis" not in unit.shown
    assert not any("Hinweis" in each for each in unit.sentences)
    questions = f"1\t{asked}\n2\tWer zahlt?"
    assert shown(questions, asked) == [f"1\t{asked}"]
