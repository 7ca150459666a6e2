"""Which earlier state of the library a person means, and what the catalog tells of these states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeAlias

from rag.catalog import Snapshot
from rag.errors import GenerationNotKept, MomentRejected
from rag.views import STAGED, View
from rag.wording import say

# A generation, or a date or time in ISO 8601, or `STAGED_SET`; None: now.
AsOf: TypeAlias = int | str | None

# The library as it would be if the staged set were published.
STAGED_SET = "staged"
_NUMBER = re.compile(r"\d{1,9}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the library that is not the present one."""

    generation: int
    time: str | None  # when it came about, ISO 8601, UTC; None for a staged set


@dataclass(frozen=True, slots=True)
class Generation:
    """Commits of one run that changed what the library holds."""

    number: int  # the last one
    first: int
    time: str  # ISO 8601, UTC
    reason: str
    added: int  # documents
    changed: int
    removed: int


def look_back(now: Snapshot, as_of: AsOf) -> tuple[Snapshot, Moment | None]:
    """The library as it was, and when that was; unchanged and None when nothing is asked for.

    A date means the end of that day, and a time without a zone is UTC. Raises MomentRejected for what is
    neither a generation nor a time, and GenerationNotKept for one that is not kept any more, or is yet to come.
    """
    if as_of is None:
        return now, None
    if as_of == STAGED_SET:
        return now.through(STAGED), Moment(now.generation, None)
    number = find_generation(now, as_of)
    return now.through(View(generation=number)), Moment(number, _time_of(now, number))


def day_of(moment: Moment | None) -> date:
    """The day that a question is about: today, unless it is about the past."""
    if moment is None or moment.time is None:
        return date.today()
    return datetime.fromisoformat(moment.time).date()


def find_generation(snapshot: Snapshot, as_of: int | str) -> int:
    """The number of the generation that is meant. Raises as `look_back` does."""
    if isinstance(as_of, int) or _NUMBER.fullmatch(as_of.strip()):
        number = int(as_of)
    else:
        number = _generation_at(snapshot, _parse_time(as_of))
    if number > snapshot.generation:
        raise GenerationNotKept(
            say(
                "generation_to_come",
                "There is no generation {number} yet; the present one is {present}.",
                number=number,
                present=snapshot.generation,
            )
        )
    if number < first_generation(snapshot):
        raise _not_kept(snapshot)
    return number


def first_generation(snapshot: Snapshot) -> int:
    """The oldest generation that can be looked at."""
    return int(snapshot.meta("history_from") or 0)


def _parse_time(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _rejected(text) from error
    if _DATE.fullmatch(text.strip()):
        parsed = datetime.combine(parsed, time.max)
    try:
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except OverflowError as error:  # the first or last day of the calendar, in another zone
        raise _rejected(text) from error


def _rejected(text: str) -> MomentRejected:
    return MomentRejected(
        say(
            "moment_unusable",
            "“{text}” is neither the number of a generation nor a date such as 2026-03-01 or 2026-03-01T12:00.",
            text=text,
        )
    )


def _generation_at(snapshot: Snapshot, moment: datetime) -> int:
    """The last generation that was there at this time."""
    rows = snapshot.connection.execute(
        "SELECT max(number) FROM generations WHERE time <= ?", (moment.isoformat(timespec="seconds"),)
    )
    (number,) = rows.fetchone()
    if number is None:
        raise _not_kept(snapshot)
    return int(number)


def _not_kept(snapshot: Snapshot) -> GenerationNotKept:
    first = first_generation(snapshot)
    return GenerationNotKept(
        say(
            "generation_not_kept",
            "What the library held then is not kept any more; generation {first} of {time} is the oldest that is"
            " (setting keep_generations_days).",
            first=first,
            time=_time_of(snapshot, first) or "",
        )
    )


def _time_of(snapshot: Snapshot, number: int) -> str | None:
    """When the last change up to a generation came about."""
    row = snapshot.connection.execute(
        "SELECT time FROM generations WHERE first <= ? ORDER BY number DESC LIMIT 1", (number,)
    ).fetchone()
    return None if row is None else str(row[0])


@dataclass(frozen=True, slots=True)
class Difference:
    """A document that a later moment shows otherwise than an earlier one."""

    document: int
    name: str
    change: str  # added | changed | removed
    before: int | None  # the row of its version; None: it was not there
    then: int | None


def list_generations(snapshot: Snapshot) -> list[Generation]:
    """All that can be looked at, newest first. Costs follow their number."""
    rows = snapshot.connection.execute(
        "SELECT number, first, time, reason, added, changed, removed FROM generations ORDER BY number DESC"
    )
    return [Generation(*row) for row in rows]


def compare_generations(snapshot: Snapshot, before: int, then: int) -> list[Difference]:
    """What is different in generation `then`, by name. Costs follow what changed between the two."""
    low, high = sorted((before, then))
    one, other = View(generation=before).condition(), View(generation=then).condition()
    rows = snapshot.connection.execute(
        f"SELECT d.id, coalesce(d.version_of, d.id), coalesce(d.shown, d.name), {one}, {other} FROM documents d"
        " WHERE d.id IN (SELECT document_id FROM visible WHERE since > ?1 AND since <= ?2"
        " UNION SELECT document_id FROM visible WHERE until > ?1 AND until <= ?2)",
        (low, high),
    )
    versions: dict[int, list[tuple[int, str] | None]] = {}
    for row, document, name, was, is_now in rows.fetchall():
        places = versions.setdefault(document, [None, None])
        if was:
            places[0] = (row, name)
        if is_now:
            places[1] = (row, name)
    found = [_difference(document, *places) for document, places in versions.items()]
    return sorted((each for each in found if each.before != each.then), key=lambda each: (each.name, each.document))


def _difference(document: int, was: tuple[int, str] | None, now: tuple[int, str] | None) -> Difference:
    name = (now or was or (0, ""))[1]
    change = "changed" if was and now else "added" if now else "removed"
    return Difference(document, name, change, was and was[0], now and now[0])
