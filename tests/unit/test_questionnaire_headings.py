"""The column of the questions, whatever a questionnaire looks like."""

from __future__ import annotations

import pytest

from ui.questionnaires.grid import Grid, Heading
from ui.questionnaires.headings import find_heading, find_only_text, header_language, list_headers


def grid(*rows):
    return Grid("", rows)


@pytest.mark.parametrize(
    "header",
    ["Question", "QUESTIONS", " frage: ", "Fragen", "Anforderung", "requirement*", "Question\nText", "Fragetext"],
)
def test_a_header_by_its_name(header):
    found = find_heading(grid(("No.", header, "Comment"), (1, "Where?", None)))
    assert found == Heading(0, 1, header.strip())


def test_the_header_stands_below_titles_and_instructions():
    rows = [
        ("Security questions 2026",),
        (),
        ("Please answer every question below.",),
        (),
        ("ID", "Topic", "Question"),
    ]
    assert find_heading(grid(*rows)) == Heading(4, 2, "Question")


def test_a_header_below_the_first_rows_is_none():
    assert find_heading(grid(*[("note",)] * 20, ("Question",))) is None
    assert find_heading(grid(*[("note",)] * 19, ("Question",))) == Heading(19, 0, "Question")


def test_a_header_that_mentions_the_question():
    assert find_heading(grid(("Frage-Nr.", "Ihre Frage an uns", "Art der Frage"))) == Heading(
        0, 1, "Ihre Frage an uns"
    )
    assert find_heading(grid(("Question no.", "Question type"))) is None
    assert find_heading(grid(("Question A", "Question B"))) is None
    assert find_heading(grid(("Questions about our services",))) is None  # a title: it stands alone


def test_a_name_that_is_given_is_the_only_one():
    rows = grid(("Question", "Criterion "), ("x", "y"))
    assert find_heading(rows, "criterion") == Heading(0, 1, "Criterion")
    assert find_heading(rows, "Answer") is None


def test_the_only_column_of_sentences():
    rows = grid(("ID", "Criterion"), ("A-1", "Backups are made daily."), ("A-2", "Who reads the logs?"))
    assert find_only_text(rows) == Heading(0, 1, "Criterion")
    assert find_only_text(grid(("Topic and area", "Our criterion"), ("Data centre", "Is there a fence?"))) is None
    assert find_only_text(grid((1, 2), (3, None))) is None
    assert find_only_text(grid()) is None


def test_questions_without_a_header():
    assert find_only_text(grid(("Who reads the logs?",), ("Is there a fence?",))) == Heading(None, 0, "")


def test_names_to_choose_from():
    assert list_headers(grid(("Title",), ("ID", 3, "Topic"), ("A", "B"))) == ["ID", "Topic"]
    assert list_headers(grid()) == []


@pytest.mark.parametrize(
    ("header", "language"),
    [("Frage", "de"), ("Anforderungstext", "de"), ("Questions", "en"), ("Requirement", "en"), ("Kriterium", None)],
)
def test_language_of_a_header(header, language):
    assert header_language(header) == language
