"""The date of a document as its beginning tells it."""

import datetime

import pytest

from rag.validity import date_of


@pytest.mark.parametrize(
    ("beginning", "date"),
    [
        ("Reiserichtlinie\nStand: 1. März 2024\n\nDiese Richtlinie gilt für alle.", (2024, 3, 1)),
        ("Travel policy\nEffective date: 2023-07-15", (2023, 7, 15)),
        ("Hausordnung, gültig ab 01.02.2022", (2022, 2, 1)),
        ("Contract dated May 4, 2021 between the parties", (2021, 5, 4)),
        # When it takes effect counts more than when it was written.
        ("Fassung vom 3. Januar 2020, in Kraft seit 1. April 2020", (2020, 4, 1)),
    ],
)
def test_the_date_stands_behind_words_that_say_what_it_is(beginning, date):
    assert date_of(beginning) == datetime.date(*date)


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "Die Firma wurde am 3. Mai 1984 gegründet.",  # a date of something else
        "Stand: im Frühjahr",
        "Stand: 31.02.2024",  # no such day
        "Die Maschine hat einen festen Stand.\n\n12.03.2024",
        "x" * 2000 + "Stand: 1.3.2024",  # far down it is about something else
    ],
)
def test_else_there_is_none(beginning):
    assert date_of(beginning) is None
