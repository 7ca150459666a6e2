"""Cron expressions with a time zone: checked field by field, and free of the traps in how APScheduler reads them.

Two things differ from its `CronTrigger`: 0 and 7 are Sunday, as in every crontab, and a time that a clock shows
twice when summer time ends is one time, unless the hour is `*`. A time that the clock skips in spring comes an
hour later.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from rag.errors import ConfigurationError
from rag.wording import say

_FIELDS = ("minute", "hour", "day", "month", "day_of_week")
_NAMES = {
    "minute": say("cron_minute", "minute"),
    "hour": say("cron_hour", "hour"),
    "day": say("cron_day", "day of the month"),
    "month": say("cron_month", "month"),
    "day_of_week": say("cron_weekday", "day of the week"),
}
_RANGES = {
    "minute": say("cron_minutes", "0 to 59"),
    "hour": say("cron_hours", "0 to 23"),
    "day": say("cron_days", "1 to 31"),
    "month": say("cron_months", "1 to 12 or jan to dec"),
    "day_of_week": say("cron_weekdays", "0 to 7 or sun to sat"),
}
_PART = re.compile(r"(\*|\d+(-\d+)?)(/\d+)?")
_MONTH_PART = re.compile(r"[a-z]{3}(-[a-z]{3})?")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAY_PART = re.compile(r"(?:\*|(?P<first>[a-z]{3}|\d)(?:-(?P<last>[a-z]{3}|\d))?)(?:/(?P<step>\d+))?")
# To find the last time before now: look at ever longer spans. The rarest day, 29 February, comes in eight years.
_SPANS = (3600, 86_400, 32 * 86_400, 366 * 86_400, 9 * 366 * 86_400)
_MOST = 1000


class Cron:
    """When something is due. Raises ConfigurationError that names the field or time zone that is wrong."""

    def __init__(self, expression: str, timezone: str = "UTC") -> None:
        fields = expression.lower().split()
        if len(fields) != len(_FIELDS):
            raise ConfigurationError(
                say(
                    "cron_fields",
                    "“{expression}” is no schedule: five fields are needed (minute, hour, day of the month, month,"
                    " day of the week), and there are {count}. “0 3 * * *” is every night at three.",
                    expression=expression,
                    count=len(fields),
                )
            )
        self._zone = _zone(timezone)
        given = {name: _checked(name, text, self._zone) for name, text in zip(_FIELDS, fields, strict=True)}
        if given["day"] != "*" and given["day_of_week"] != "*":
            raise ConfigurationError(
                say(
                    "cron_two_days",
                    "The day of the month and the day of the week cannot both be given, because cron programs do"
                    " not agree on what that means; let one of them be *.",
                )
            )
        self._every_hour = given["hour"] == "*"
        self._trigger = CronTrigger(**given, second="0", timezone=self._zone)
        if self.next_after(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) is None:
            raise ConfigurationError(
                say(
                    "cron_never",
                    "“{expression}” never comes: no month of that kind has such a day.",
                    expression=expression,
                )
            )

    def next_after(self, time: float) -> int | None:
        """The first time after this one, both in seconds since 1970."""
        return next(self._times(time), None)

    def due(self, after: float, until: float) -> list[int]:
        """The times in (after, until], ascending; of more than 1000 the first and the last ones."""
        found: list[int] = []
        for time in self._times(after):
            if time > until:
                return found
            found.append(time)
            if len(found) == _MOST:
                break
        last = self._last(found[-1] if found else after, until)
        return found + ([] if last is None else [last])

    def describe(self, time: float) -> str:
        """A time as the clock of the schedule shows it."""
        return datetime.fromtimestamp(time, self._zone).strftime("%Y-%m-%d %H:%M %Z")

    def _last(self, after: float, until: float) -> int | None:
        """The last time in (after, until], without looking at all of them."""
        for span in _SPANS:
            last = None
            for time in self._times(max(after, until - span)):
                if time > until:
                    break
                last = time
            if last is not None or until - span <= after:
                return last
        return None

    def _times(self, after: float) -> Iterator[int]:
        """All times after this one, ascending."""
        try:
            start = datetime.fromtimestamp(int(after) + 1, UTC)
        except (OverflowError, ValueError):
            return
        while (time := self._trigger.get_next_fire_time(None, start.astimezone(self._zone))) is not None:
            start = time.astimezone(UTC) + timedelta(seconds=1)
            if time.fold and not self._every_hour:
                continue  # the clock shows it a second time
            yield int(time.timestamp())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            say(
                "timezone_unknown",
                "There is no time zone “{name}”; use a name such as Europe/Berlin or UTC.",
                name=name,
            )
        ) from None


def _checked(name: str, text: str, zone: ZoneInfo) -> str:
    """A field as APScheduler reads it. Raises ConfigurationError."""
    if name == "day_of_week":
        return _weekdays(text)
    for part in text.split(","):
        if not (_PART.fullmatch(part) or (name == "month" and _MONTH_PART.fullmatch(part))):
            raise _wrong(name, text)
    try:
        CronTrigger(**{name: text}, timezone=zone)
    except ValueError:
        raise _wrong(name, text) from None
    return text


def _weekdays(text: str) -> str:
    """Names of the days, so that nobody's numbers matter."""
    if text == "*":
        return text
    days: set[int] = set()
    for part in text.split(","):
        match = _WEEKDAY_PART.fullmatch(part)
        if match is None:
            raise _wrong("day_of_week", text)
        first = _weekday(match["first"] or "0", text)
        last = _weekday(match["last"], text) if match["last"] else first
        if match["first"] is None or (match["step"] and not match["last"]):
            last = 6
        if last < first:
            last += 7
        step = int(match["step"] or 1)
        if not 1 <= step <= 7:
            raise _wrong("day_of_week", text)
        days |= {day % 7 for day in range(first, last + 1, step)}
    return ",".join(_WEEKDAYS[day] for day in sorted(days))


def _weekday(text: str, field: str) -> int:
    if text in _WEEKDAYS:
        return _WEEKDAYS.index(text)
    if not text.isdigit() or int(text) > 7:
        raise _wrong("day_of_week", field)
    return int(text)


def _wrong(name: str, text: str) -> ConfigurationError:
    return ConfigurationError(
        say(
            "cron_field",
            "The {field} “{text}” cannot be read; use {allowed}, lists (1,2), ranges (1-5), steps (*/2) or *.",
            field=_NAMES[name],
            text=text,
            allowed=_RANGES[name],
        )
    )
