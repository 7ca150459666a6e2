"""Schedules as every surface makes and describes them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError
from ui.job_kinds import check_payload
from ui.job_texts import iso

if TYPE_CHECKING:
    from ingest.schedules.store import Schedule, Schedules
    from ingest.sources.following import Sources
    from ingest.sources.store import SourceRecord

_NEXT_RUNS = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """When something is done: a cron expression, whose clock it means, and by how much each run may be delayed."""

    cron: str
    timezone: str = "UTC"
    jitter: int = 0  # seconds


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as somebody asks for it."""

    name: str
    kind: str
    location: str
    options: Mapping[str, Any]
    timing: Timing | None = None  # None: synced only when somebody asks for it


def add_schedule(schedules: Schedules, sources: Sources, wanted: Schedule) -> Schedule:
    """Store a schedule of a job that makes sense at set times. Raises ConfigurationError and SourceNotFound."""
    check_payload(wanted.kind, wanted.payload, sources)
    return schedules.add(wanted)


def add_source(schedules: Schedules, sources: Sources, wanted: NewSource) -> tuple[SourceRecord, Schedule | None]:
    """Follow a place, and sync it at set times where these are given. Raises ConfigurationError."""
    from ingest.sources.jobs import sync_schedule

    if wanted.timing is None:
        return sources.add(wanted.name, wanted.kind, wanted.location, dict(wanted.options)), None
    schedule = sync_schedule(wanted.name, wanted.timing.cron, wanted.timing.timezone, wanted.timing.jitter)
    schedules.check(schedule)  # what cannot be kept should not leave half of what was asked for
    record = sources.add(wanted.name, wanted.kind, wanted.location, dict(wanted.options))
    return record, schedules.add(schedule)


def next_runs(schedule: Schedule, count: int = _NEXT_RUNS) -> list[int]:
    """The next times; none where this machine does not know the time zone of the schedule."""
    try:
        return schedule.next_runs(time.time(), count)
    except ConfigurationError:
        return []


def describe_schedule(schedules: Schedules, schedule: Schedule) -> dict[str, Any]:
    """A schedule as one JSON object, with its next and last runs."""
    fire = next(iter(schedules.fires(schedule.name, 1)), None)
    last = None if fire is None else {"time": iso(fire.time), "job": fire.job_id, "missed": fire.missed}
    return {
        "name": schedule.name,
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "kind": schedule.kind,
        "payload": dict(schedule.payload),
        "jitter": schedule.jitter,
        "paused": schedule.paused,
        "next": [iso(each) for each in next_runs(schedule)],
        "last": last,
    }
