"""Schedules in the catalog, and the one step that turns a time that came into a job."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.jobs.queue import Clock, Queued, enqueue
from ingest.jobs.types import NewJob, Priority
from ingest.schedules.cron import Cron
from rag.catalog import Catalog
from rag.errors import ConfigurationError, JobNotFound
from rag.wording import say

_COLUMNS = "name, cron, timezone, kind, payload, jitter, paused, created, accounted, due"
# Beyond any honest correction of a clock: it was wrong, and what it made us skip has to be done after all.
_WRONG_BY = 26 * 3600.0
LONGEST_JITTER = 86_400  # seconds
_KEPT_FIRES = 200
_LOOK_AGAIN_SECONDS = 3600.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that is queued again and again. `jitter` is the longest delay of each time, in seconds."""

    name: str
    cron: str
    timezone: str
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    jitter: int = 0
    paused: bool = False
    created: float = 0.0
    accounted: float = 0.0
    due: float | None = None

    def job(self, priority: Priority) -> NewJob:
        """What is queued. Two schedules of the same work queue the same job."""
        return NewJob(self.kind, self.payload, priority)

    def delay(self, fire: int) -> int:
        """How much later than `fire` the job is queued: the same whenever, and by whomever, it is worked out."""
        if not self.jitter:
            return 0
        digest = hashlib.blake2b(f"{self.name}\0{fire}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) % (self.jitter + 1)

    def next_runs(self, now: float, count: int) -> list[int]:
        """The next times, with their delays."""
        if self.paused:
            return []
        found: list[int] = []
        cron, last = Cron(self.cron, self.timezone), max(self.accounted, now)
        while len(found) < count and (fire := cron.next_after(last)) is not None:
            found.append(fire + self.delay(fire))
            last = fire
        return found


@dataclass(frozen=True, slots=True)
class Fire:
    """A time that came: what the schedule said, the job, and how many earlier times it makes up for."""

    time: int
    job_id: int
    missed: int
    recorded: float


class Schedules:
    """The schedules of one library. `clock` gives seconds since 1970."""

    def __init__(self, catalog: Catalog, clock: Clock = time.time) -> None:
        self._catalog = catalog
        self._clock = clock

    def add(self, schedule: Schedule) -> Schedule:
        """Store a new schedule; its first run is the next one. Raises ConfigurationError."""
        cron = _check(schedule)
        now = self._clock()
        payload = json.dumps(dict(schedule.payload), ensure_ascii=False)
        with self._catalog.transaction() as connection:
            _require_free(connection, schedule.name)
            connection.execute(
                f"INSERT INTO schedules ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
                (
                    schedule.name,
                    schedule.cron,
                    schedule.timezone,
                    schedule.kind,
                    payload,
                    schedule.jitter,
                    now,
                    now,
                    _next_look(schedule, cron, now),
                ),
            )
        return self.get(schedule.name)

    def check(self, schedule: Schedule) -> None:
        """Whether `add` would store it. Raises ConfigurationError."""
        _check(schedule)
        _require_free(self._catalog.connection(), schedule.name)

    def all(self) -> list[Schedule]:
        """All schedules by name."""
        rows = self._catalog.connection().execute(f"SELECT {_COLUMNS} FROM schedules ORDER BY name")
        return [_schedule(row) for row in rows]

    def get(self, name: str) -> Schedule:
        """The schedule of this name. Raises JobNotFound."""
        return _find(self._catalog.connection(), name)

    def fires(self, name: str, limit: int = 20) -> list[Fire]:
        """The last times that came, the latest first."""
        columns, order = "time, job_id, missed, recorded", "ORDER BY time DESC LIMIT ?"
        query = f"SELECT {columns} FROM schedule_fires WHERE schedule = ? {order}"
        return [Fire(*row) for row in self._catalog.connection().execute(query, (name, limit))]

    def last_fired(self) -> dict[str, float]:
        """When each schedule last queued its job, in seconds since 1970; without those that never did."""
        rows = self._catalog.connection().execute(
            "SELECT name, (SELECT recorded FROM schedule_fires WHERE schedule = name ORDER BY time DESC LIMIT 1)"
            " FROM schedules ORDER BY name"
        )
        return {name: recorded for name, recorded in rows if recorded is not None}

    def remove(self, name: str) -> None:
        """Forget a schedule; what it queued stays queued. Raises JobNotFound."""
        with self._catalog.transaction() as connection:
            _find(connection, name)
            connection.execute("DELETE FROM schedules WHERE name = ?", (name,))

    def set_paused(self, name: str, paused: bool) -> None:
        """Stop or go on. Times that come while it is paused are not made up for. Raises JobNotFound."""
        now = self._clock()
        with self._catalog.transaction() as connection:
            schedule = _find(connection, name)
            if schedule.paused == paused:
                return
            due = _next_look(schedule, Cron(schedule.cron, schedule.timezone), now)
            connection.execute(
                "UPDATE schedules SET paused = ?, accounted = max(accounted, ?), due = ? WHERE name = ?",
                (int(paused), now, due, name),
            )

    def run_now(self, name: str, traceparent: str | None = None) -> Queued:
        """Queue the job of a schedule at once, whatever the time. Raises JobNotFound.

        `traceparent` is the trace context of the request that asks for it.
        """
        with self._catalog.transaction() as connection:
            schedule = _find(connection, name)
            wanted = replace(schedule.job(Priority.BY_HAND), traceparent=traceparent)
            return enqueue(connection, wanted, self._clock())

    def tick(self) -> list[tuple[str, Fire]]:
        """Queue a job for each schedule whose time came. Returns what was queued.

        Each schedule is one transaction: the job, the time it stands for and how far the schedule is are stored
        together. So nothing is lost or doubled when this process dies in between, or when another does the same.
        """
        now = self._clock()
        rows = self._catalog.connection().execute(
            "SELECT name FROM schedules WHERE paused = 0 AND (due <= ? OR accounted > ?) ORDER BY due",
            (now, now + _WRONG_BY),
        )
        fired = []
        for (name,) in rows.fetchall():
            try:
                with self._catalog.transaction() as connection:
                    fire = self._fire(connection, name, now)
            except ConfigurationError:
                # This machine may not know its time zone. The others go on, and so does this one once it can.
                _LOG.exception("a schedule cannot be kept; it is looked at again in an hour")
                with self._catalog.transaction() as connection:
                    connection.execute(
                        "UPDATE schedules SET due = ? WHERE name = ?", (now + _LOOK_AGAIN_SECONDS, name)
                    )
                continue
            if fire is not None:
                fired.append((name, fire))
        return fired

    def _fire(self, connection: sqlite3.Connection, name: str, now: float) -> Fire | None:
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM schedules WHERE name = ? AND paused = 0", (name,)
        ).fetchone()
        if row is None:
            return None  # removed or paused since
        schedule = _schedule(row)
        cron = Cron(schedule.cron, schedule.timezone)
        accounted, fire = schedule.accounted, None
        if accounted > now + _WRONG_BY:
            _LOG.warning("the clock was wrong by more than a day; schedules go on from now")
            accounted = now
        times = cron.due(accounted, now)
        last = next((time for time in reversed(times) if time + schedule.delay(time) <= now), None)
        if last is not None:
            accounted = last
            fire = self._record(connection, schedule, last, times.index(last), now)
        connection.execute(
            "UPDATE schedules SET accounted = ?, due = ? WHERE name = ?",
            (accounted, _next_look(schedule, cron, accounted), name),
        )
        return fire

    def _record(
        self, connection: sqlite3.Connection, schedule: Schedule, time: int, missed: int, now: float
    ) -> Fire | None:
        known = connection.execute(
            "SELECT 1 FROM schedule_fires WHERE schedule = ? AND time = ?", (schedule.name, time)
        ).fetchone()
        if known is not None:
            return None  # done before the clock was set back by more than a day
        queued = enqueue(connection, schedule.job(Priority.SCHEDULED), now)
        fire = Fire(time, queued.job_id, missed, now)
        connection.execute(
            "INSERT INTO schedule_fires VALUES (?, ?, ?, ?, ?)",
            (schedule.name, fire.time, fire.job_id, fire.missed, fire.recorded),
        )
        connection.execute(
            "DELETE FROM schedule_fires WHERE schedule = ? AND time NOT IN"
            " (SELECT time FROM schedule_fires WHERE schedule = ? ORDER BY time DESC LIMIT ?)",
            (schedule.name, schedule.name, _KEPT_FIRES),
        )
        return fire


def _check(schedule: Schedule) -> Cron:
    if not schedule.name.strip() or not schedule.name.isprintable():
        raise ConfigurationError(say("schedule_name_unusable", "A schedule needs a name that can be printed."))
    if not 0 <= schedule.jitter <= LONGEST_JITTER:
        raise ConfigurationError(say("schedule_jitter", "The jitter of a schedule is 0 to 86400 seconds."))
    return Cron(schedule.cron, schedule.timezone)


def _require_free(connection: sqlite3.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM schedules WHERE name = ?", (name,)).fetchone():
        raise ConfigurationError(
            say(
                "schedule_name_taken",
                "There is a schedule named “{name}” already; `fundstelle schedule remove` removes it.",
                name=name,
            )
        )


def _next_look(schedule: Schedule, cron: Cron, after: float) -> float | None:
    fire = cron.next_after(after)
    return None if fire is None else float(fire + schedule.delay(fire))


def _find(connection: sqlite3.Connection, name: str) -> Schedule:
    row = connection.execute(f"SELECT {_COLUMNS} FROM schedules WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise JobNotFound(
            say(
                "schedule_unknown",
                "There is no schedule named “{name}”; `fundstelle schedule list` shows all names.",
                name=name,
            )
        )
    return _schedule(row)


def _schedule(row: tuple[Any, ...]) -> Schedule:
    values = list(row)
    values[4], values[6] = json.loads(row[4]), bool(row[6])
    return Schedule(*values)
