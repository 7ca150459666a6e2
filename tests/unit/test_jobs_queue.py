"""The queue: order, one job a key, leases with tokens, retries, cancelling, pausing, clocks that jump."""

from __future__ import annotations

import random
import threading
import time

import pytest

from ingest.jobs.backoff import pause_after
from ingest.jobs.heartbeat import Heartbeat
from ingest.jobs.leases import LeaseLost, Leases, Sign
from ingest.jobs.liveness import DeafWatch, LeaseWatch, is_dead, living_workers, presence
from ingest.jobs.queue import JobQueue, enqueue, find_job
from ingest.jobs.reading import JobBoard, Situation, Standing
from ingest.jobs.remaining import Remaining
from ingest.jobs.types import JobState, NewJob, Priority, Result, RunOutcome
from ingest.progress import Progress
from rag.catalog import Catalog
from rag.errors import FundstelleError, JobNotFound
from rag.layout import DataDir

LANES = {"sync": "fetch", "index": "index"}


class Clock:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def directory(tmp_path):
    directory = DataDir(tmp_path / "data")
    directory.create()
    return directory


@pytest.fixture
def catalog(directory):
    catalog = Catalog(directory)
    yield catalog
    catalog.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def queue(catalog, clock):
    return JobQueue(catalog, clock)


@pytest.fixture
def leases(catalog, clock):
    return Leases(catalog, clock)


def _job(catalog, job_id):
    return find_job(catalog.connection(), job_id)


def _sync(name, **options):
    return NewJob("sync", {"source": name}, **options)


def _finish(catalog, leases, lease, **counts):
    with catalog.transaction() as connection:
        leases.finish(connection, lease, Result(counts))


def test_a_job_in_which_nothing_moves_is_told_from_a_slow_one_whatever_the_clock_says(
    queue, leases, catalog, directory, clock
):
    job_id = queue.enqueue(_sync("a")).job_id

    def situation():
        board = JobBoard(catalog.connection(), directory, LANES, clock.now)
        return board.situation(_job(catalog, job_id)), board.stalled_count()

    with presence(directory) as worker:
        lease = leases.claim(["sync"], worker)
        leases.beat(lease, Sign("fetch", 1, 9, None, 599.0))
        assert situation() == (Situation(Standing.RUNNING), 0)
        leases.beat(lease, Sign("fetch", 1, 9, None, 725.0))
        assert situation() == (Situation(Standing.STALLED, 12), 1)
        queue.cancel(job_id)
        assert situation() == (Situation(Standing.STALLED, 12), 1)  # it was told to end, and does not
        leases.beat(lease, Sign("fetch", 2, 9, None, 0.5))
        clock.now += 20
        assert situation() == (Situation(Standing.STOPPING), 0)
    leases.interrupt(lease)
    assert queue.retry(job_id) == job_id
    leases.claim(["sync"], "another")
    assert _job(catalog, job_id).idle == 0


def test_each_report_of_a_handler_is_movement_and_a_beat_is_none(queue, leases, catalog, clock):
    job_id = queue.enqueue(_sync("a")).job_id
    lease = leases.claim(["sync"], "w")
    with Heartbeat(leases, lease, threading.Event(), 0.01, clock) as heart:
        clock.now += 700
        _wait_until(lambda: _job(catalog, job_id).idle == 700)
        heart.note(Progress("fetch", 0, 1, "a.txt"))
        clock.now += 5
        _wait_until(lambda: _job(catalog, job_id).idle == 5)


def test_a_cancelled_job_that_does_not_look_up_is_deaf_and_one_that_moves_is_not(queue, leases, catalog, clock):
    job_id = queue.enqueue(_sync("a")).job_id
    lease = leases.claim(["sync"], "w")
    watch = DeafWatch(120, clock)

    def deaf(idle, worker="w"):
        leases.beat(lease, Sign(idle=idle))
        return [job.id for job in watch.deaf(leases.running(), worker)]

    assert deaf(5000.0) == []  # nobody cancelled it
    queue.cancel(job_id)
    assert deaf(5000.0) == []
    clock.now += 119
    assert deaf(5119.0) == []
    clock.now += 1
    assert deaf(3.0) == []
    assert deaf(5120.0) == [job_id]
    assert deaf(5120.0, "another") == []


def _wait_until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_an_upload_goes_before_a_nightly_sync_and_equals_in_their_order(queue, leases):
    first = queue.enqueue(_sync("a", priority=Priority.SCHEDULED)).job_id
    second = queue.enqueue(_sync("b", priority=Priority.SCHEDULED)).job_id
    upload = queue.enqueue(NewJob("index", priority=Priority.UPLOAD)).job_id
    by_hand = queue.enqueue(_sync("c")).job_id
    order = [leases.claim(["sync", "index"], "w").job.id for _ in range(4)]
    assert order == [upload, by_hand, first, second]
    assert leases.claim(["sync", "index"], "w") is None


def test_what_waited_for_hours_goes_before_newer_jobs_of_better_classes(queue, leases, clock):
    nightly = queue.enqueue(_sync("a", priority=Priority.SCHEDULED)).job_id
    clock.now += 2 * 3600 + 1
    by_hand = queue.enqueue(_sync("b", priority=Priority.BY_HAND)).job_id
    assert [leases.claim(["sync"], "w").job.id for _ in range(2)] == [nightly, by_hand]


def test_a_lane_takes_only_its_own_kinds(queue, leases):
    queue.enqueue(_sync("a"))
    assert leases.claim(["index"], "w") is None
    assert leases.claim(["sync"], "w").job.payload == {"source": "a"}


def test_the_same_job_waits_once_and_runs_alone(queue, leases, catalog):
    first = queue.enqueue(_sync("a", priority=Priority.SCHEDULED))
    again = queue.enqueue(_sync("a", priority=Priority.BY_HAND))
    assert (first.new, again.new, again.job_id) == (True, False, first.job_id)
    assert _job(catalog, first.job_id).priority == Priority.BY_HAND
    lease = leases.claim(["sync"], "w")
    later = queue.enqueue(_sync("a"))
    assert later.new
    assert leases.claim(["sync"], "v") is None  # it would overlap
    _finish(catalog, leases, lease)
    assert leases.claim(["sync"], "v").job.id == later.job_id


def test_a_failure_of_what_is_asked_for_again_leaves_one_job(queue, leases, catalog, clock):
    first = queue.enqueue(_sync("a")).job_id
    lease = leases.claim(["sync"], "w")
    second = queue.enqueue(_sync("a")).job_id
    with catalog.transaction() as connection:
        leases.try_again(connection, lease, "No network.", 30.0)
    assert (_job(catalog, first).state, _job(catalog, second).state) == (JobState.CANCELLED, JobState.WAITING)
    assert _job(catalog, first).reason == f"No network. Job {second} goes on in its place."
    assert leases.claim(["sync"], "w") is None
    clock.now += 30
    assert leases.claim(["sync"], "w").job.attempts == 2


def test_a_wish_in_a_transaction_that_fails_is_no_wish(queue, catalog, clock):
    with pytest.raises(RuntimeError), catalog.transaction() as connection:
        enqueue(connection, _sync("a"), clock())
        raise RuntimeError
    assert catalog.connection().execute("SELECT count(*) FROM jobs").fetchone() == (0,)


def test_whoever_lost_a_job_can_do_nothing_for_it(queue, leases, catalog):
    job_id = queue.enqueue(_sync("a")).job_id
    old = leases.claim(["sync"], "w")
    with catalog.transaction() as connection:
        assert leases.take_away(connection, _job(catalog, job_id), "It was silent.", 0.0)
    for when in ("while it waits", "while another runs it"):
        with pytest.raises(LeaseLost):
            leases.beat(old, Sign())
        with pytest.raises(LeaseLost):
            _finish(catalog, leases, old)
        with pytest.raises(LeaseLost), catalog.transaction() as connection:
            leases.fail(connection, old, "too late")
        with pytest.raises(LeaseLost):
            leases.interrupt(old)
        if when == "while it waits":
            new = leases.claim(["sync"], "v")
    assert new.token == old.token + 1
    _finish(catalog, leases, new, added=3)
    board = JobBoard(catalog.connection(), DataDir(catalog._path.parent), LANES, 0)
    assert [(run.token, run.worker, run.outcome, run.reason, run.counts) for run in board.runs(job_id)] == [
        (2, "v", RunOutcome.DONE, None, {"added": 3}),
        (1, "w", RunOutcome.LOST, "It was silent.", {}),
    ]


def test_a_sign_of_life_in_between_keeps_the_job(queue, leases, catalog):
    job_id = queue.enqueue(_sync("a")).job_id
    lease = leases.claim(["sync"], "w")
    seen = _job(catalog, job_id)
    leases.beat(lease, Sign("read", 3, 10, 7.0))
    with catalog.transaction() as connection:
        assert not leases.take_away(connection, seen, "It was silent.", 0.0)
    job = _job(catalog, job_id)
    assert (job.state, job.stage, job.done, job.total, job.seconds_left) == (JobState.RUNNING, "read", 3, 10, 7.0)


def test_cancelling(queue, leases, catalog):
    waiting = queue.enqueue(_sync("a")).job_id
    assert queue.cancel(waiting) is JobState.CANCELLED
    with pytest.raises(FundstelleError, match="has ended already"):
        queue.cancel(waiting)
    with pytest.raises(JobNotFound, match="no job 99"):
        queue.cancel(99)
    running = queue.enqueue(_sync("b")).job_id
    lease = leases.claim(["sync"], "w")
    assert not leases.beat(lease, Sign())
    assert queue.cancel(running) is JobState.RUNNING
    assert leases.beat(lease, Sign())
    leases.cancel(lease)
    assert _job(catalog, running).reason == "It was cancelled while it ran."


def test_a_cancelled_job_whose_worker_dies_does_not_come_back(queue, leases, catalog):
    job_id = queue.enqueue(_sync("a")).job_id
    leases.claim(["sync"], "w")
    queue.cancel(job_id)
    with catalog.transaction() as connection:
        leases.take_away(connection, _job(catalog, job_id), "Its worker ended.", 0.0)
    assert _job(catalog, job_id).state is JobState.CANCELLED
    assert leases.claim(["sync"], "w") is None


def test_retry_begins_anew_and_at_once(queue, leases, catalog):
    job_id = queue.enqueue(_sync("a")).job_id
    lease = leases.claim(["sync"], "w")
    with catalog.transaction() as connection:
        leases.fail(connection, lease, "No.")
    assert queue.retry(job_id) == job_id
    lease = leases.claim(["sync"], "w")
    assert (lease.job.attempts, lease.token, lease.job.reason) == (1, 2, None)
    with pytest.raises(FundstelleError, match="is running"):
        queue.retry(job_id)
    with catalog.transaction() as connection:
        leases.try_again(connection, lease, "Not yet.", 600.0)
    assert leases.claim(["sync"], "w") is None
    queue.retry(job_id)
    assert leases.claim(["sync"], "w").job.id == job_id


def test_retry_of_what_waits_already_is_that_job(queue, leases, catalog):
    first = queue.enqueue(_sync("a")).job_id
    queue.cancel(first)
    second = queue.enqueue(_sync("a", delay=600)).job_id
    assert queue.retry(first) == second
    assert leases.claim(["sync"], "w").job.id == second


def test_pause_holds_everything_that_does_not_run(queue, leases, catalog):
    queue.enqueue(_sync("a"))
    lease = leases.claim(["sync"], "w")
    queue.enqueue(_sync("b"))
    queue.pause()
    assert leases.claim(["sync"], "w") is None
    _finish(catalog, leases, lease)
    queue.resume()
    assert leases.claim(["sync"], "w").job.payload == {"source": "b"}


def test_interrupted_and_postponed_runs_are_no_failed_attempts(queue, leases, catalog, clock):
    job_id = queue.enqueue(_sync("a")).job_id
    leases.interrupt(leases.claim(["sync"], "w"))
    leases.postpone(leases.claim(["sync"], "w"), "Another process is writing.", 5.0)
    assert leases.claim(["sync"], "w") is None
    clock.now += 5
    assert leases.claim(["sync"], "w").job.attempts == 1
    runs = (
        catalog.connection().execute("SELECT token, outcome FROM job_runs WHERE job_id = ?", (job_id,)).fetchall()
    )
    assert runs == [(1, "interrupted"), (3, None)]


@pytest.mark.parametrize("jump", [-86_400.0, -40.0])
def test_a_clock_that_is_set_back_does_not_stretch_a_wait(queue, leases, catalog, clock, jump):
    queue.enqueue(_sync("a"))
    lease = leases.claim(["sync"], "w")
    with catalog.transaction() as connection:
        leases.try_again(connection, lease, "No network.", 60.0)
    clock.now += jump
    assert leases.claim(["sync"], "w") is not None


def test_a_lease_ends_by_the_observers_own_clock_only(queue, leases, catalog, clock):
    queue.enqueue(_sync("a"))
    lease = leases.claim(["sync"], "w")
    own = Clock()
    watch = LeaseWatch(90, own)
    assert watch.expired(leases.running()) == []
    clock.now += 10 * 86_400  # the computer's clock is set; the worker is well
    own.now += 60
    leases.beat(lease, Sign())
    assert watch.expired(leases.running()) == []
    clock.now -= 20 * 86_400
    own.now += 89
    assert watch.expired(leases.running()) == []
    own.now += 1
    assert [job.id for job in watch.expired(leases.running())] == [lease.job.id]


def test_history_is_pruned_by_age_but_for_the_last_ones(queue, leases, catalog, clock):
    for number in range(205):
        queue.cancel(queue.enqueue(_sync(str(number))).job_id)
    waiting = queue.enqueue(_sync("waiting")).job_id
    assert queue.prune(30) == 0
    clock.now += 31 * 86_400
    assert queue.prune(30) == 5
    ids = [row[0] for row in catalog.connection().execute("SELECT id FROM jobs ORDER BY id")]
    assert ids == [*range(6, 206), waiting]


def test_where_jobs_stand(queue, leases, catalog, clock, directory):
    def situation(job_id):
        board = JobBoard(catalog.connection(), directory, LANES, clock.now)
        return board.situation(_job(catalog, job_id))

    first = queue.enqueue(_sync("a")).job_id
    assert situation(first) == Situation(Standing.NO_WORKER)
    with presence(directory) as worker:
        assert situation(first) == Situation(Standing.NEXT)
        second = queue.enqueue(_sync("b", priority=Priority.SCHEDULED)).job_id
        third = queue.enqueue(_sync("c", priority=Priority.UPLOAD)).job_id
        queue.enqueue(NewJob("index", priority=Priority.UPLOAD))  # of another lane
        assert situation(second) == Situation(Standing.BEHIND, 2)
        lease = leases.claim(["sync"], worker)
        assert lease.job.id == third
        assert situation(third) == Situation(Standing.RUNNING)
        assert situation(first) == Situation(Standing.BEHIND, 1)
        same = queue.enqueue(_sync("c")).job_id
        assert situation(same) == Situation(Standing.SAME_RUNS, third)
        later = queue.enqueue(_sync("d", delay=120)).job_id
        assert situation(later) == Situation(Standing.LATER, 120)
        odd = queue.enqueue(NewJob("of tomorrow")).job_id
        assert situation(odd) == Situation(Standing.UNKNOWN_KIND)
        clock.now += 80
        assert situation(third) == Situation(Standing.SILENT, 80)
        clock.now -= 3600
        assert situation(third) == Situation(Standing.RUNNING)
        queue.cancel(third)
        assert situation(third) == Situation(Standing.STOPPING)
        queue.pause()
        assert situation(first) == Situation(Standing.PAUSED)
    assert situation(third) == Situation(Standing.DEAD)
    board = JobBoard(catalog.connection(), directory, LANES, clock.now)
    assert [job.id for job in board.jobs(10)] == [third, 4, first, same, later, odd, second]


def test_a_worker_lives_as_long_as_it_holds_its_lock(directory):
    with presence(directory) as name:
        assert living_workers(directory) == [name]
        assert not is_dead(directory, name)
    assert is_dead(directory, name)
    assert list(directory.workers.iterdir()) == []


def test_many_takers_share_the_jobs_and_none_twice(catalog, queue, leases):
    ids = {queue.enqueue(_sync(str(number))).job_id for number in range(40)}
    taken = []

    def take():
        while (lease := leases.claim(["sync"], threading.current_thread().name)) is not None:
            taken.append(lease.job.id)
            _finish(catalog, leases, lease)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_the_pause_doubles_up_to_the_longest_and_half_of_it_is_chance():
    chance = random.Random(5)
    for attempt, whole in [(1, 1), (2, 2), (3, 4), (7, 64), (20, 600), (5000, 600)]:
        pauses = [pause_after(attempt, 600.0, chance) for _ in range(200)]
        assert whole / 2 <= min(pauses) < whole * 0.55
        assert whole * 0.95 < max(pauses) <= whole


def test_the_remaining_time_comes_from_the_measured_pace():
    clock = Clock()
    remaining = Remaining(clock)
    remaining.mark("read", 0)
    assert remaining.seconds(100) is None  # nothing was measured
    clock.now += 10
    remaining.mark("read", 20)
    assert remaining.seconds(100) == pytest.approx(40.0)
    assert remaining.seconds(0) is None  # nobody knows how much there is
    clock.now += 200
    remaining.mark("read", 20)
    remaining.mark("read", 20)
    assert remaining.seconds(100) is None  # nothing moves
    remaining.mark("embed", 5)
    assert remaining.seconds(100) is None  # another pace
