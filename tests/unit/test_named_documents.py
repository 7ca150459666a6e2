"""A question that names a firm is not answered from the papers of another one."""

from __future__ import annotations

import datetime

import pytest

from rag.abbreviations import shorten
from rag.named_documents import NamedDocuments, abbreviates, dates_of_name
from rag.types import Passage


def passage(document: str, text: str = "The margin fell.", title: str | None = None) -> Passage:
    return Passage(1, 1, document, 1, 0, len(text), text, title=title, language="en")


NORTH = passage("NORDHAFEN_PUMPS_2023.pdf")
SOUTH = passage("SUEDWIND_2023.pdf", title="Annual report of Suedwind")


@pytest.mark.parametrize("question", ["What did the margin of Nordhafen do?", "What did the margin of NHP do?"])
def test_only_passages_of_the_named_document_are_admitted(question):
    named = NamedDocuments.of(question, "en", [NORTH, SOUTH])
    assert named.admit(NORTH)
    assert not named.admit(SOUTH)


def test_another_document_that_speaks_of_the_same_is_admitted():
    named = NamedDocuments.of("What did the margin of Nordhafen do?", "en", [NORTH, SOUTH])
    assert named.admit(passage("minutes.txt", "Nordhafen told us that its margin fell."))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did the margin do?", "en"),
        ("What did the margin of Westkamp do?", "en"),  # no document is called so
        ("What did the margin do in FY2023 and Q2?", "en"),
        ("Wie hoch war die Marge im Bericht?", "de"),
    ],
)
def test_a_question_that_names_no_document_admits_all(question, language):
    named = NamedDocuments.of(question, language, [NORTH, SOUTH])
    assert named.admit(NORTH)
    assert named.admit(SOUTH)


def test_a_name_of_all_documents_tells_none_apart():
    other = passage("NORDHAFEN_PUMPS_2022.pdf")
    assert NamedDocuments.of("What did the margin of Nordhafen do?", "en", [NORTH, other]).names == ()


@pytest.mark.parametrize(
    ("word", "name", "does"),
    [
        ("JnJ", "JOHNSON_JOHNSON_2022.pdf", True),
        ("J&J", "JOHNSON_JOHNSON_2022.pdf", True),
        ("AMEX", "AMERICANEXPRESS.pdf", True),
        ("NHP", "suedwind.pdf", False),
        ("Nord", "nordhafen.pdf", False),  # no abbreviation, but a word
        ("A", "abc.pdf", False),
        ("&", "abc.pdf", False),
        ("", "abc.pdf", False),
    ],
)
def test_abbreviations_have_letters_of_the_name_in_its_order(word, name, does):
    assert abbreviates(word, name) is does


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        (
            "It ranks 9th in the Harbour Safety Index (HSI).",
            "The Harbour Safety Index (HSI) ranks harbours.",
            "It ranks 9th in the HSI.",
        ),
        ("The Harbour Safety Index fell.", "Harbour Safety Index (HSI)", "The HSI fell."),
        ("The Harbour Safety Index fell.", "The HSI fell.", "The Harbour Safety Index fell."),
        ("The Harbour fell.", "Pumps (in EUR) and the Harbour (closed)", "The Harbour fell."),
        ("The Bank of the West fell.", "Bank of the West (BW)", "The BW fell."),
    ],
)
def test_long_names_are_those_that_a_text_gives_in_short(text, known, expected):
    assert shorten(text, known) == expected


def test_a_day_of_the_question_names_the_document_of_that_day():
    july, april = passage("ALPHA_8K_dated-2022-07-01.pdf"), passage("ALPHA_8K_dated-2022-04-26.pdf")
    undated = passage("ALPHA_2022_10K.pdf")
    named = NamedDocuments.of("What does the filing of 1st July 2022 say?", "en", [july, april, undated])
    assert [named.admit(each) for each in (july, april, undated)] == [True, False, True]
    other = NamedDocuments.of("What does the filing of 2 May 2022 say?", "en", [july, april])
    assert other.admit(july)


@pytest.mark.parametrize(
    "question",
    [
        "Which allowance applies on 1 July 2022?",
        "What was decided after 1 July 2022?",
        "What were the assets as of 1 July 2022?",
        "What was filed between the filing of 1 July 2022 and that of 2 May 2023?",
        "Was galt seit dem 1. Juli 2022?",
    ],
)
def test_a_day_on_which_something_is_so_names_no_document(question):
    july, april = passage("ALPHA_8K_dated-2022-07-01.pdf"), passage("ALPHA_8K_dated-2022-04-26.pdf")
    assert NamedDocuments.of(question, "en", [july, april]).admit(april)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("minutes_2026-09-14.md", [datetime.date(2026, 9, 14)]),
        ("20260914_minutes.md", [datetime.date(2026, 9, 14)]),
        ("Protokoll 14.09.2026", [datetime.date(2026, 9, 14)]),
        ("Notice of 14 September 2026", [datetime.date(2026, 9, 14)]),
        ("minutes-2026-09.md", []),
        ("order 2026 99 14", []),
        ("EK-2024-031.pdf", []),
    ],
)
def test_days_in_the_names_of_documents(title, expected):
    assert sorted(dates_of_name(title)) == expected
