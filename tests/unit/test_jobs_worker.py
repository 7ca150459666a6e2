"""The worker: failures, retries, cancelling, stopping, lanes, taking over. Real threads on a real catalog."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager

import pytest

from ingest.jobs.leases import LeaseLost, Leases
from ingest.jobs.liveness import presence
from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.reading import JobBoard
from ingest.jobs.types import JobState, NewJob, Result, RunOutcome
from ingest.jobs.work import JobRefused, Kind, by_lane
from ingest.jobs.worker import Pace, Worker
from ingest.locking import file_lock
from ingest.progress import Progress, Stopped
from rag.catalog import Catalog
from rag.errors import ConfigurationError, FundstelleError, LibraryBusy
from rag.layout import DataDir

FAST = Pace(poll=0.02, beat=0.05, lease=1.0, deaf=0.5)
PATIENCE = 30.0


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
def queue(catalog):
    return JobQueue(catalog)


@pytest.fixture
def at_work(directory, catalog):
    """Runs a worker with the given kinds for as long as a block lasts."""

    @contextmanager
    def run(*kinds, **options):
        stop = threading.Event()
        worker = Worker(directory, catalog, kinds, pace=FAST, **options)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(PATIENCE)
            assert not thread.is_alive()

    return run


def _wait_for(condition):
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return value


def _state(catalog, job_id):
    return find_job(catalog.connection(), job_id).state


def _ended(catalog, job_id):
    return lambda: find_job(catalog.connection(), job_id).finished is not None


def _runs(catalog, directory, job_id):
    return [
        (run.outcome, run.reason, dict(run.counts), run.notes)
        for run in JobBoard(catalog.connection(), directory, {}, 0).runs(job_id)
    ]


def test_a_job_is_done_with_counts_and_reasons(queue, catalog, directory, at_work):
    def handle(work):
        assert work.payload == {"source": "a"}
        return Result({"added": 2, "failed": 1}, ("b.pdf: It is encrypted.",))

    job_id = queue.enqueue(NewJob("sync", {"source": "a"})).job_id
    with at_work(Kind("sync", handle, "fetch")):
        _wait_for(_ended(catalog, job_id))
    assert _state(catalog, job_id) is JobState.DONE
    assert _runs(catalog, directory, job_id) == [
        (RunOutcome.DONE, None, {"added": 2, "failed": 1}, ("b.pdf: It is encrypted.",))
    ]


def test_a_bad_job_is_tried_again_then_told_and_never_stops_the_worker(queue, catalog, directory, at_work):
    failed, told = [], []

    def handle(work):
        if work.payload.get("bad"):
            raise FundstelleError("The share cannot be reached.") if work.attempt == 1 else RuntimeError("secret")
        return Result()

    bad = queue.enqueue(NewJob("sync", {"bad": True})).job_id
    good = queue.enqueue(NewJob("sync", {"n": 2})).job_id
    with at_work(
        Kind("sync", handle, "fetch", attempts=2, longest_pause=0.05),
        on_failure=lambda connection, job, reason: failed.append((job.id, reason)),
        tell=told.append,
    ):
        _wait_for(_ended(catalog, good))
        _wait_for(_ended(catalog, bad))
    assert (_state(catalog, bad), _state(catalog, good)) == (JobState.FAILED, JobState.DONE)
    second, first = _runs(catalog, directory, bad)
    assert first[:2] == (RunOutcome.FAILED, "The share cannot be reached.")
    assert second[1].startswith("It failed inside (RuntimeError); the log has details under ")
    assert failed == [(bad, second[1])]
    assert told == [first[1], second[1]]


def test_what_cannot_succeed_is_not_tried_again(queue, catalog, at_work):
    def handle(work):
        raise JobRefused("Confirm it first.") if work.payload["n"] == 1 else ConfigurationError("No such source.")

    ids = [queue.enqueue(NewJob("sync", {"n": n})).job_id for n in (1, 2)]
    with at_work(Kind("sync", handle, "fetch", forever=True)):
        for job_id in ids:
            _wait_for(_ended(catalog, job_id))
    assert [find_job(catalog.connection(), job_id).reason for job_id in ids] == [
        "Confirm it first.",
        "No such source.",
    ]


def test_a_busy_library_postpones_a_job_without_counting(queue, catalog, at_work, monkeypatch):
    monkeypatch.setattr("ingest.jobs.running._BUSY_SECONDS", 0.02)
    attempts = []

    def handle(work):
        attempts.append(work.attempt)
        if len(attempts) < 4:
            raise LibraryBusy("Another process is writing.")
        return Result()

    job_id = queue.enqueue(NewJob("sync")).job_id
    with at_work(Kind("sync", handle, "fetch", attempts=2)):
        _wait_for(_ended(catalog, job_id))
    assert attempts == [1, 1, 1, 1]
    assert _state(catalog, job_id) is JobState.DONE


def test_a_running_job_is_cancelled_at_its_next_step_and_seen_on_its_way(queue, catalog, at_work):
    def handle(work):
        for done in range(100_000):
            work.report(Progress("fetch", done, 100_000))
            time.sleep(0.01)
        return Result()

    job_id = queue.enqueue(NewJob("sync")).job_id
    with at_work(Kind("sync", handle, "fetch")):
        _wait_for(lambda: find_job(catalog.connection(), job_id).done > 0)
        assert find_job(catalog.connection(), job_id).total == 100_000
        queue.cancel(job_id)
        _wait_for(_ended(catalog, job_id))
    assert _state(catalog, job_id) is JobState.CANCELLED


def test_a_cancelled_job_that_does_not_end_takes_its_worker_with_it(queue, catalog, directory, at_work):
    hangs, abandoned, told = threading.Event(), threading.Event(), []

    def hang(work):
        hangs.set()
        assert abandoned.wait(PATIENCE)  # as on a disk that does not answer: it looks at nothing
        raise Stopped

    with at_work(Kind("hang", hang, "a"), abandon=abandoned.set, tell=told.append):
        job_id = queue.enqueue(NewJob("hang")).job_id
        assert hangs.wait(PATIENCE)
        assert not abandoned.is_set()
        queue.cancel(job_id)
        _wait_for(_ended(catalog, job_id))
    assert _state(catalog, job_id) is JobState.CANCELLED
    assert told[0] == f"Job {job_id} was cancelled and does not end; the worker ends, and the next one goes on."


def test_a_handler_that_waits_sees_the_stop(queue, catalog, at_work):
    def handle(work):
        if work.stop.wait(PATIENCE):
            raise Stopped
        return Result()

    job_id = queue.enqueue(NewJob("sync")).job_id
    with at_work(Kind("sync", handle, "fetch")):
        _wait_for(lambda: _state(catalog, job_id) is JobState.RUNNING)
    job = find_job(catalog.connection(), job_id)
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    with at_work(Kind("sync", lambda work: Result(), "fetch")):
        _wait_for(_ended(catalog, job_id))
    assert _state(catalog, job_id) is JobState.DONE


def test_lanes_go_beside_each_other(queue, catalog, at_work):
    free = threading.Event()

    def slow(work):
        assert free.wait(PATIENCE)
        return Result()

    long = queue.enqueue(NewJob("sync")).job_id
    with at_work(Kind("sync", slow, "fetch"), Kind("index", lambda work: Result(), "index")):
        _wait_for(lambda: _state(catalog, long) is JobState.RUNNING)
        upload = queue.enqueue(NewJob("index")).job_id
        _wait_for(_ended(catalog, upload))
        assert _state(catalog, long) is JobState.RUNNING
        free.set()
        _wait_for(_ended(catalog, long))


def test_standing_work_needs_no_asking_and_rests_when_cancelled(queue, catalog, at_work):
    waiting = [3]

    def handle(work):
        waiting[0] -= 1
        return Result()

    kind = Kind("index", handle, "index", standing=lambda: waiting[0] > 0)
    with at_work(kind):
        _wait_for(lambda: waiting[0] == 0)
    states = catalog.connection().execute("SELECT state FROM jobs").fetchall()
    assert states == [("done",)] * 3
    job_id = queue.enqueue(NewJob("index")).job_id
    queue.cancel(job_id)
    waiting[0] = 1
    with at_work(kind):
        later = _wait_for(
            lambda: catalog.connection().execute("SELECT due - created FROM jobs WHERE id > 4").fetchone()
        )
    assert later[0] == pytest.approx(600, abs=0.01)
    assert waiting[0] == 1


def test_effect_and_end_of_a_job_are_one(queue, catalog, at_work):
    """A worker that dies between the two would do it twice."""
    catalog.connection().execute("CREATE TABLE effects (job INTEGER)")

    def handle(work):
        with work.completion(Result({"published": 1})) as connection:
            connection.execute("INSERT INTO effects VALUES (?)", (work.job_id,))
        raise RuntimeError("nothing that comes after can undo it")

    job_id = queue.enqueue(NewJob("publish")).job_id
    with at_work(Kind("publish", handle, "publish", longest_pause=0.01)):
        _wait_for(_ended(catalog, job_id))
        time.sleep(0.2)
    assert _state(catalog, job_id) is JobState.DONE
    assert catalog.connection().execute("SELECT job FROM effects").fetchall() == [(job_id,)]


def test_a_worker_that_lost_its_job_publishes_nothing(queue, catalog, directory, at_work):
    """Its job was given to another worker while it was stopped; then it wakes up and goes on."""
    catalog.connection().execute("CREATE TABLE effects (who TEXT)")
    asleep, awake, outcome = threading.Event(), threading.Event(), []

    def handle(work):
        if work.attempt == 1:
            asleep.set()
            assert awake.wait(PATIENCE)
        try:
            with work.completion(Result()) as connection:
                connection.execute("INSERT INTO effects VALUES (?)", (f"attempt {work.attempt}",))
        except LeaseLost:
            outcome.append("lost")
            raise
        return Result()

    job_id = queue.enqueue(NewJob("publish")).job_id
    leases = Leases(catalog)
    with at_work(Kind("publish", handle, "publish")):
        assert asleep.wait(PATIENCE)
        seen = find_job(catalog.connection(), job_id)
        while not _taken_away(catalog, leases, seen):
            seen = find_job(catalog.connection(), job_id)
        with presence(directory) as other:
            lease = leases.claim(["publish"], other)
            with catalog.transaction() as connection:
                leases.finish(connection, lease, Result())
                connection.execute("INSERT INTO effects VALUES ('the other')")
            awake.set()
            _wait_for(lambda: outcome)
    assert catalog.connection().execute("SELECT who FROM effects").fetchall() == [("the other",)]
    assert _state(catalog, job_id) is JobState.DONE


def _taken_away(catalog, leases, seen):
    with catalog.transaction() as connection:
        return leases.take_away(connection, seen, "It was silent.", 0.0)


def test_a_second_worker_waits_says_so_and_goes_on_when_the_first_ends(queue, catalog, directory, at_work):
    told = []
    job_id = queue.enqueue(NewJob("sync")).job_id
    with (
        file_lock(directory.worker_lock, "taken"),
        presence(directory),
        at_work(Kind("sync", lambda work: Result(), "fetch"), tell=told.append),
    ):
        _wait_for(lambda: told)
        time.sleep(0.2)
        assert _state(catalog, job_id) is JobState.WAITING
    assert told == ["Another worker is at work on this library; this one waits until that one ends."]
    with at_work(Kind("sync", lambda work: Result(), "fetch")):
        _wait_for(_ended(catalog, job_id))


def test_a_second_worker_takes_over_from_one_that_is_frozen(queue, catalog, directory, at_work):
    told = []
    job_id = queue.enqueue(NewJob("sync")).job_id
    with file_lock(directory.worker_lock, "taken"), presence(directory) as frozen:
        assert Leases(catalog).claim(["sync"], frozen) is not None
        with at_work(Kind("sync", lambda work: Result(), "fetch"), tell=told.append):
            _wait_for(_ended(catalog, job_id))
    assert told[1:] == ["The other worker gives no sign of life; this one takes its jobs over."]
    done, lost = _runs(catalog, directory, job_id)
    assert done[0] is RunOutcome.DONE
    assert lost[0] is RunOutcome.LOST
    assert lost[1].startswith("There was no sign of life for 1 s; it was taken over at ")


def test_jobs_of_a_dead_worker_go_on_at_once(queue, catalog, directory, at_work):
    job_id = queue.enqueue(NewJob("sync")).job_id
    with presence(directory) as doomed:
        Leases(catalog).claim(["sync"], doomed)
    with at_work(Kind("sync", lambda work: Result({"try": work.attempt}), "fetch")):
        _wait_for(_ended(catalog, job_id))
    assert _runs(catalog, directory, job_id) == [
        (RunOutcome.DONE, None, {"try": 2}, ()),
        (RunOutcome.LOST, "Its worker ended without finishing it.", {}, ()),
    ]


def test_a_job_that_kills_its_workers_is_given_up(queue, catalog, directory, at_work):
    failed = []
    job_id = queue.enqueue(NewJob("deadly")).job_id
    leases = Leases(catalog)
    catalog.connection().execute("UPDATE jobs SET attempts = 4")
    with presence(directory) as doomed:
        leases.claim(["deadly"], doomed)
    with at_work(
        Kind("deadly", lambda work: Result(), "other"),
        on_failure=lambda connection, job, reason: failed.append(reason),
    ):
        _wait_for(_ended(catalog, job_id))
    reason = "Its worker ended without finishing it. That was try 5; it is not tried again by itself."
    assert (_state(catalog, job_id), failed) == (JobState.FAILED, [reason])


def test_kinds_have_names_of_their_own():
    with pytest.raises(ConfigurationError, match="“sync”"):
        by_lane([Kind("sync", lambda work: Result(), "a"), Kind("sync", lambda work: Result(), "b")])


def test_a_worker_does_its_chores_though_one_fails(at_work):
    done = threading.Event()

    def fail():
        raise OSError("no such file")

    with at_work(chores=[fail, done.set]):
        _wait_for(done.is_set)
