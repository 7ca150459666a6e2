"""Schedules only queue, once for each time, whatever happens to the process or the clock."""

from __future__ import annotations

import random
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.jobs.leases import Leases
from ingest.jobs.queue import find_job
from ingest.jobs.types import Priority, Result
from ingest.schedules.cron import Cron
from ingest.schedules.scheduler import run_scheduler
from ingest.schedules.store import Schedule, Schedules
from rag.catalog import Catalog
from rag.errors import ConfigurationError, JobNotFound
from rag.layout import DataDir
from ui.scheduling import describe_schedule

HOUR = 3600.0


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


def _at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.fixture
def catalog(tmp_path):
    directory = DataDir(tmp_path / "data")
    directory.create()
    catalog = Catalog(directory)
    yield catalog
    catalog.close()


@pytest.fixture
def clock():
    return Clock(_at("2026-07-24 12:00"))


@pytest.fixture
def schedules(catalog, clock):
    return Schedules(catalog, clock)


def _nightly(**options):
    return Schedule("nightly", "0 3 * * *", "Europe/Berlin", "sync", {"source": "contracts"}, **options)


def _finish_all(catalog, clock):
    leases, done = Leases(catalog, clock), []
    while (lease := leases.claim(["sync"], "w")) is not None:
        with catalog.transaction() as connection:
            leases.finish(connection, lease, Result())
        done.append(lease.job.id)
    return done


def test_a_time_that_comes_is_queued_once(schedules, catalog, clock):
    schedules.add(_nightly())
    clock.now = _at("2026-07-25 00:59:59")
    assert schedules.tick() == []
    clock.now += 1
    [(name, fire)] = schedules.tick()
    assert (name, fire.time, fire.missed) == ("nightly", _at("2026-07-25 01:00"), 0)
    job = find_job(catalog.connection(), fire.job_id)
    assert (job.kind, job.payload, job.priority) == ("sync", {"source": "contracts"}, Priority.SCHEDULED)
    assert schedules.tick() == []
    assert schedules.fires("nightly") == [fire]


def test_missed_times_are_made_up_for_once(schedules, clock):
    schedules.add(_nightly())
    clock.now += 4 * 24 * HOUR
    [(_, fire)] = schedules.tick()
    assert (fire.time, fire.missed) == (_at("2026-07-28 01:00"), 3)
    assert schedules.tick() == []


def test_runs_of_one_schedule_do_not_overlap(schedules, catalog, clock):
    schedules.add(Schedule("often", "*/10 * * * *", "UTC", "sync"))
    clock.now += 600
    [(_, first)] = schedules.tick()
    leases = Leases(catalog, clock)
    lease = leases.claim(["sync"], "w")
    clock.now += 600
    [(_, second)] = schedules.tick()
    clock.now += 600
    [(_, third)] = schedules.tick()
    assert first.job_id != second.job_id == third.job_id  # one waits for the one that runs; that is enough
    assert leases.claim(["sync"], "v") is None
    with catalog.transaction() as connection:
        leases.finish(connection, lease, Result())
    assert leases.claim(["sync"], "v").job.id == second.job_id


def test_run_now_joins_what_waits_and_goes_before_the_night(schedules, catalog, clock):
    schedules.add(_nightly())
    clock.now += 24 * HOUR
    [(_, fire)] = schedules.tick()
    queued = schedules.run_now("nightly")
    assert (queued.job_id, queued.new) == (fire.job_id, False)
    assert find_job(catalog.connection(), fire.job_id).priority == Priority.BY_HAND


def test_a_paused_schedule_makes_up_for_nothing(schedules, clock):
    schedules.add(_nightly())
    schedules.set_paused("nightly", True)
    clock.now += 3 * 24 * HOUR
    assert schedules.tick() == []
    assert schedules.get("nightly").next_runs(clock.now, 3) == []
    schedules.set_paused("nightly", False)
    assert schedules.tick() == []
    clock.now += 24 * HOUR
    [(_, fire)] = schedules.tick()
    assert fire.missed == 0


def test_jitter_is_the_same_whenever_it_is_worked_out_and_differs_between_times(schedules, clock):
    schedule = schedules.add(_nightly(jitter=1800))
    delays = [schedule.delay(fire) for fire in Cron(schedule.cron).due(0, 40 * 86_400)]
    assert delays == [_nightly(jitter=1800).delay(fire) for fire in Cron(schedule.cron).due(0, 40 * 86_400)]
    assert len(set(delays)) > 30
    assert 0 <= min(delays) < 400
    assert 1400 < max(delays) <= 1800
    fire = int(_at("2026-07-25 01:00"))
    clock.now = fire + schedule.delay(fire) - 1
    assert schedules.tick() == []
    clock.now += 1
    assert schedules.tick()[0][1].time == fire


def test_names_and_expressions_are_checked(schedules):
    schedules.add(_nightly())
    with pytest.raises(ConfigurationError, match="already"):
        schedules.add(_nightly())
    with pytest.raises(ConfigurationError, match="The hour “25”"):
        schedules.add(Schedule("other", "0 25 * * *", "UTC", "sync"))
    with pytest.raises(ConfigurationError, match="jitter"):
        schedules.add(Schedule("other", "0 5 * * *", "UTC", "sync", jitter=-1))
    with pytest.raises(ConfigurationError, match="name"):
        schedules.add(Schedule(" ", "0 5 * * *", "UTC", "sync"))
    for act in (schedules.remove, schedules.run_now, schedules.get):
        with pytest.raises(JobNotFound, match="“weekly”"):
            act("weekly")
    schedules.remove("nightly")
    assert schedules.all() == []


def test_two_schedulers_queue_each_time_once(catalog, schedules, clock):
    for number in range(30):
        schedules.add(Schedule(f"s{number}", "*/5 * * * *", "UTC", "sync", {"n": number}))
    clock.now += 300
    fired = []
    barrier = threading.Barrier(2)

    def tick():
        barrier.wait()
        fired.extend(Schedules(catalog, clock).tick())

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(name for name, _ in fired) == sorted(f"s{number}" for number in range(30))
    assert catalog.connection().execute("SELECT count(*) FROM jobs").fetchone() == (30,)


def test_a_time_zone_that_this_machine_does_not_know_holds_up_no_other_schedule(schedules, catalog, clock):
    schedules.add(replace(_nightly(), name="a", cron="0 1 * * *"))
    schedules.add(_nightly())
    with catalog.transaction() as connection:
        connection.execute("UPDATE schedules SET timezone = 'Mars/Olympus' WHERE name = 'a'")
    clock.now = _at("2026-07-25 01:00")
    assert [name for name, _ in schedules.tick()] == ["nightly"]
    assert describe_schedule(schedules, schedules.get("a"))["next"] == []
    # Once it is known, the time that was missed is made up for.
    with catalog.transaction() as connection:
        connection.execute("UPDATE schedules SET timezone = 'Europe/Berlin' WHERE name = 'a'")
    clock.now += HOUR - 1
    assert schedules.tick() == []
    clock.now += 1
    [(name, fire)] = schedules.tick()
    assert (name, fire.time) == ("a", _at("2026-07-24 23:00"))


def test_the_scheduler_outlives_a_failure_and_tells_what_it_queued(schedules, clock, monkeypatch):
    schedules.add(_nightly())
    clock.now += 3 * 24 * HOUR
    stop, told, real = threading.Event(), [], schedules.tick
    failures = [sqlite3.OperationalError("database is locked")]

    def tick():
        if failures:
            raise failures.pop()
        return real()

    monkeypatch.setattr(schedules, "tick", tick)

    def tell(sentence):
        told.append(sentence)
        stop.set()

    run_scheduler(schedules, stop, tell, poll_seconds=0.01)
    assert told == ["Schedule nightly: job 1 is queued, which makes up for 2 that were missed."]


class Crash(BaseException):
    """The process ends here: nothing catches it."""


class _CrashingConnection:
    """Ends the process before one of its statements."""

    def __init__(self, connection, countdown):
        self._connection = connection
        self._countdown = countdown

    def execute(self, *arguments):
        if self._countdown[0] == 0:
            raise Crash
        self._countdown[0] -= 1
        return self._connection.execute(*arguments)

    def __getattr__(self, name):
        return getattr(self._connection, name)


class _CrashingCatalog(Catalog):
    def __init__(self, directory):
        super().__init__(directory)
        self.countdown = [-1]

    def _connect(self):
        connection = super()._connect()
        connection.execute("PRAGMA synchronous = OFF")  # no power fails here, and nobody wants to wait
        return connection

    def connection(self):
        return _CrashingConnection(super().connection(), self.countdown)


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_72_hours_with_crashes_and_a_jumping_clock_lose_and_double_nothing(tmp_path_factory, seed):
    """Each time of each schedule is either a run of its own or made up for by exactly one, in order."""
    chance = random.Random(seed)
    directory = DataDir(tmp_path_factory.mktemp("hours") / "data")
    directory.create()
    catalog = _CrashingCatalog(directory)
    # 72 hours around the night in which summer time begins or ends.
    start = _at(chance.choice(["2026-03-27 12:00", "2026-10-23 12:00"]))
    clock = Clock(start)
    schedules = Schedules(catalog, clock)
    given_schedules = [
        Schedule("nightly", "30 2 * * *", "Europe/Berlin", "sync", {"n": 1}),
        Schedule("hourly", "0 * * * *", "Europe/Berlin", "sync", {"n": 2}, jitter=900),
        Schedule("often", "*/20 8-18 * * *", "America/New_York", "sync", {"n": 3}),
    ]
    for schedule in given_schedules:
        schedules.add(schedule)
    shift, real, fired, furthest, done = 0.0, start, [], start, []
    while real < start + 72 * HOUR:
        real += chance.choice([30, 60, 300, 300, 300, 1200, 4 * HOUR if chance.random() < 0.05 else 60])
        if chance.random() < 0.03:
            shift = chance.uniform(-3 * HOUR, 3 * HOUR)  # somebody sets the clock, or puts it right again
        clock.now = real + shift
        furthest = max(furthest, clock.now)
        catalog.countdown = [chance.randrange(40) if chance.random() < 0.3 else -1]
        try:
            fired += schedules.tick()
        except Crash:
            catalog.close()  # whatever was not committed is gone
            schedules = Schedules(catalog, clock)
        catalog.countdown = [-1]
        if chance.random() < 0.5:
            done += _finish_all(catalog, clock)
    clock.now = furthest = max(furthest, real) + 1800
    schedules.tick()
    done += _finish_all(catalog, clock)
    assert len(done) == len(set(done))
    for schedule in given_schedules:
        fires = list(reversed(schedules.fires(schedule.name, 1000)))
        nominal = Cron(schedule.cron, schedule.timezone).due(start, furthest)
        nominal = [time for time in nominal if time <= fires[-1].time or time + schedule.delay(time) <= furthest]
        covered = []
        for fire in fires:
            index = nominal.index(fire.time)
            covered += nominal[index - fire.missed : index + 1]
            assert fire.job_id in done
        assert covered == nominal
    catalog.close()


def test_a_clock_that_was_wrong_by_years_does_not_stop_schedules_for_years(schedules, clock):
    schedules.add(_nightly())
    right = clock.now
    clock.now = right + 10 * 366 * 24 * HOUR
    assert len(schedules.tick()) == 1
    clock.now = right
    assert schedules.tick() == []
    clock.now += 24 * HOUR
    [(_, fire)] = schedules.tick()
    assert (fire.time, fire.missed) == (_at("2026-07-25 01:00"), 0)
