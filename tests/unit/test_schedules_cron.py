"""Cron expressions: what they mean, across summer time, and one sentence for what cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ingest.schedules.cron import Cron
from rag.errors import ConfigurationError


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def _times(expression, timezone, start, count):
    cron, found, last = Cron(expression, timezone), [], _at(start)
    for _ in range(count):
        last = cron.next_after(last)
        found.append(datetime.fromtimestamp(last, UTC).strftime("%d %H:%M"))
    return found


def test_a_night_in_its_own_time_zone():
    assert _times("0 3 * * *", "Europe/Berlin", "2026-07-01", 2) == ["01 01:00", "02 01:00"]
    assert _times("0 3 * * *", "Europe/Berlin", "2026-01-01", 1) == ["01 02:00"]
    assert _times("0 3 * * *", "UTC", "2026-07-01", 1) == ["01 03:00"]


@pytest.mark.parametrize("expression", ["30 2 * * *", "30 */2 * * *"])
def test_a_time_that_comes_twice_in_autumn_is_one_time(expression):
    times = _times(expression, "Europe/Berlin", "2026-10-25 00:00", 2)
    assert times[0] == "25 00:30"
    assert times[1] != "25 01:30"


def test_every_hour_means_every_hour_in_autumn():
    expected = ["25 00:30", "25 01:30", "25 02:30", "25 03:30"]
    assert _times("30 * * * *", "Europe/Berlin", "2026-10-25 00:00", 4) == expected


def test_a_time_that_is_skipped_in_spring_comes_an_hour_later():
    # 2:30 does not exist on 29 March 2026: it is 3:30 in summer time.
    assert _times("30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", 2) == ["29 01:30", "30 00:30"]


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("0", "26 02 09"),  # Sundays
        ("7", "26 02 09"),
        ("sun", "26 02 09"),
        ("1", "27 03 10"),
        ("mon-fri", "24 27 28"),
        ("6-7", "25 26 01"),
        ("fri-mon", "24 25 26"),
        ("5-7", "24 25 26"),
        ("0,3", "26 29 02"),
        ("*/3", "25 26 29"),  # Sunday, Wednesday, Saturday
        ("1-5/2", "24 27 29"),
    ],
)
def test_days_of_the_week_are_those_of_a_crontab(field, days):
    times = _times(f"0 12 * * {field}", "UTC", "2026-07-24 00:00", 3)
    assert " ".join(time[:2] for time in times) == days


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("60 3 * * *", "The minute “60” cannot be read; use 0 to 59"),
        ("0 24 * * *", "The hour “24” cannot be read; use 0 to 23"),
        ("0 3 0 * *", "The day of the month “0”"),
        ("0 3 * 13 *", "The month “13”"),
        ("0 3 * mai *", "The month “mai”"),
        ("0 3 * jan5 *", "The month “jan5”"),
        ("0 3 * * 8", "The day of the week “8”"),
        ("0 3 * * mondays", "The day of the week “mondays”"),
        ("0 3 * * */0", "The day of the week “*/0”"),
        ("5-1 3 * * *", "The minute “5-1”"),
        ("*/0 3 * * *", "The minute “*/0”"),
        ("0,,1 3 * * *", "The minute “0,,1”"),
        ("0 3h * * *", "The hour “3h”"),
        (
            "0 3 * *",
            "five fields are needed (minute, hour, day of the month, month, day of the week), and there are 4",
        ),
        ("", "and there are 0"),
        ("0 3 30 2 *", "never comes"),
        ("0 3 1-7 * mon", "cannot both be given"),
    ],
)
def test_what_cannot_be_read_names_the_field(expression, words):
    with pytest.raises(ConfigurationError) as error:
        Cron(expression, "UTC")
    assert words in str(error.value)


@pytest.mark.parametrize("zone", ["Europe/Berlni", "", "../../etc/passwd", "CET+1/x", "\0"])
def test_a_time_zone_that_does_not_exist(zone):
    with pytest.raises(ConfigurationError, match="no time zone"):
        Cron("0 3 * * *", zone)


def test_the_last_of_many_missed_times_is_found_without_looking_at_all():
    cron = Cron("*/5 * * * *")
    now = _at("2026-07-24 10:02")
    times = cron.due(_at("1990-01-01"), now)
    assert len(times) == 1001
    assert times[-1] == _at("2026-07-24 10:00")
    assert Cron("0 0 29 2 *").due(_at("1990-01-01"), now)[-1] == _at("2024-02-29")
    assert cron.due(now, now) == []
    assert cron.due(_at("2026-07-24 10:00"), now) == []
    assert cron.due(_at("2026-07-24 09:55"), _at("2026-07-24 10:00")) == [_at("2026-07-24 10:00")]
