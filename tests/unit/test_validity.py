"""The date of a document as its beginning tells it."""

import datetime

import pytest

from rag.history import Moment, day_of
from rag.validity import Dating, Standing, compare, date_of, read_dating


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


@pytest.mark.parametrize(
    ("beginning", "begins"),
    [
        ("Preisliste, gültig ab 1. Januar 2027", (2027, 1, 1)),
        ("Die Vereinbarung tritt am 01.02.2027 in Kraft.", (2027, 2, 1)),
        ("Mit Wirkung vom 1. März 2027 wird geregelt:", (2027, 3, 1)),
        ("Travel policy\nValid from 2027-04-01", (2027, 4, 1)),
        ("This policy comes into force on May 1, 2027.", (2027, 5, 1)),
        ("In Kraft ab 1. Juni 2027, Stand: 3. November 2026", (2027, 6, 1)),
    ],
)
def test_a_document_tells_when_it_takes_effect(beginning, begins):
    dating = read_dating(beginning)
    assert dating == Dating(datetime.date(*begins), datetime.date(*begins))
    assert dating.is_coming(datetime.date(*begins) - datetime.timedelta(days=1))
    assert not dating.is_coming(datetime.date(*begins))


@pytest.mark.parametrize(
    "beginning",
    [
        "Stand: 1. März 2027",  # when it was written
        "Effective until 31 December 2027",
        "Die Preise sind gültig ab sofort bis 31.12.2027.",
        "Der Umzug ist am 1. März 2027.",
    ],
)
def test_other_dates_are_not_when_it_takes_effect(beginning):
    assert read_dating(beginning).begins is None


_PAST, _LATE = Dating(datetime.date(2020, 1, 1)), Dating(datetime.date(2025, 1, 1))
_COMING = Dating(datetime.date(2027, 1, 1), datetime.date(2027, 1, 1))
_ENDED = Dating(datetime.date(2025, 3, 12), datetime.date(2025, 3, 12), ends=datetime.date(2025, 5, 31))
_ENDED_EARLY = Dating(datetime.date(2020, 1, 1), ends=datetime.date(2021, 1, 1))
_LAST_DAY = Dating(datetime.date(2026, 1, 1), ends=datetime.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("cited", "other", "standing"),
    [
        (_PAST, _LATE, Standing.NEWER),
        (_LATE, _PAST, Standing.OLDER),
        (_LATE, _LATE, Standing.UNKNOWN),
        (_LATE, Dating(), Standing.UNKNOWN),
        (Dating(), _LATE, Standing.UNKNOWN),
        # A month may be any day of it.
        (_LATE, Dating(datetime.date(2025, 1, 1), is_month=True), Standing.UNKNOWN),
        (Dating(datetime.date(2025, 1, 31)), Dating(datetime.date(2025, 1, 1), is_month=True), Standing.UNKNOWN),
        (Dating(datetime.date(2025, 2, 1)), Dating(datetime.date(2025, 1, 1), is_month=True), Standing.OLDER),
        (_LATE, _COMING, Standing.COMING),
        (Dating(), _COMING, Standing.COMING),
        (_COMING, _LATE, Standing.CURRENT),
        (_COMING, Dating(), Standing.UNKNOWN),
        (_COMING, _COMING, Standing.UNKNOWN),
        # One that has ended supersedes none that has not.
        (_PAST, _ENDED, Standing.ENDED),
        (_LATE, _ENDED_EARLY, Standing.ENDED),
        (Dating(), _ENDED, Standing.ENDED),
        (_COMING, _ENDED, Standing.ENDED),
        (_ENDED, _PAST, Standing.UNEXPIRED),
        (Dating(ends=datetime.date(2025, 5, 31)), _PAST, Standing.UNEXPIRED),
        (_ENDED_EARLY, _LATE, Standing.NEWER),
        (_ENDED, Dating(), Standing.UNKNOWN),
        (_ENDED, _COMING, Standing.COMING),
        (_ENDED_EARLY, _ENDED, Standing.NEWER),
        (_ENDED, _ENDED_EARLY, Standing.OLDER),
        (_LATE, _LAST_DAY, Standing.NEWER),
    ],
)
def test_how_two_documents_stand_to_each_other(cited, other, standing):
    assert compare(cited, other, datetime.date(2026, 6, 1)) is standing


def test_what_was_to_come_has_come_later():
    assert compare(_LATE, _COMING, datetime.date(2027, 1, 1)) is Standing.NEWER


def test_what_has_ended_had_not_before():
    assert compare(_PAST, _ENDED, datetime.date(2025, 5, 31)) is Standing.NEWER
    assert compare(_PAST, _ENDED, datetime.date(2025, 6, 1)) is Standing.ENDED


def test_a_question_about_the_past_is_about_that_day():
    assert day_of(Moment(7, "2024-05-06T22:15:00+00:00")) == datetime.date(2024, 5, 6)
    assert day_of(Moment(7, None)) == day_of(None) == datetime.date.today()
