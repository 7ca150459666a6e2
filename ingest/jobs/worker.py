"""The worker: takes what waits, lane by lane, and outlives every failure."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ingest.jobs.leases import Leases
from ingest.jobs.liveness import DeafWatch, LeaseWatch, give_pulse, is_dead, presence, sweep_dead
from ingest.jobs.queue import JobQueue
from ingest.jobs.running import OnFailure, Runner, tell_nobody
from ingest.jobs.types import Job, JobState, NewJob, Priority
from ingest.jobs.watching import Watch, watched_by_nobody
from ingest.jobs.work import Kind, by_lane
from ingest.locking import file_lock
from ingest.progress import Report, ignore
from rag.catalog import Catalog
from rag.errors import LibraryBusy
from rag.layout import DataDir
from rag.wording import say

LEASE_SECONDS = 90.0
_DEAF_SECONDS = 120.0
_POLL_SECONDS = 1.0
_PRUNE_SECONDS = 3600.0
_AFTER_CANCEL_SECONDS = 600.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker looks, and how long a lease lasts without a sign of life. Seconds."""

    poll: float = _POLL_SECONDS
    beat: float = 2.0
    lease: float = LEASE_SECONDS
    deaf: float = _DEAF_SECONDS  # without progress after it was cancelled


_PACE = Pace()


class Worker:
    """Runs the jobs of one library until it is stopped.

    One worker is at work at a time; further ones wait until it ends, or until it gives no sign of life. `tell` is
    given sentences for a person, each once as long as it stays the same. `abandon` ends the process when a
    cancelled job does not end: no thread can be made to, and the next worker takes up what the others were at.
    """

    def __init__(
        self,
        directory: DataDir,
        catalog: Catalog,
        kinds: Sequence[Kind],
        *,
        report: Report = ignore,
        tell: Callable[[str], None] | None = None,
        on_failure: OnFailure = tell_nobody,
        watch: Watch = watched_by_nobody,
        abandon: Callable[[], None] | None = None,
        keep_days: int = 30,
        chores: Sequence[Callable[[], int | None]] = (),
        pace: Pace = _PACE,
    ) -> None:
        self._directory = directory
        self._catalog = catalog
        self._lanes = by_lane(kinds)
        self._kinds = {kind.name: kind for kind in kinds}
        self._report = report
        self._tell = tell or _tell_nobody
        self._pace = pace
        self._queue = queue = JobQueue(catalog)
        self._chores: Sequence[Callable[[], int | None]] = (lambda: queue.prune(keep_days), *chores)
        self._leases = Leases(catalog)
        self._runner = Runner(catalog, self._leases, on_failure, pace.beat, watch)
        self._silence = LeaseWatch(pace.lease)
        self._abandon = abandon
        self._deaf = DeafWatch(pace.deaf)
        self._told: dict[str, str] = {}

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises nothing that a job raises."""
        with ExitStack() as held:
            if not self._become_active(held, stop):
                return
            name = held.enter_context(presence(self._directory))
            lanes = [
                threading.Thread(target=self._work_lane, args=(lane, name, stop), name=f"lane-{lane}")
                for lane in self._lanes
            ]
            for lane in lanes:
                lane.start()
            self._keep_house(name, stop)
            for lane in lanes:
                lane.join()

    def _become_active(self, held: ExitStack, stop: threading.Event) -> bool:
        """Wait for the turn of this worker. False when it was stopped before."""
        waiting = False
        while not stop.is_set():
            try:
                held.enter_context(file_lock(self._directory.worker_lock, "Another worker is at work."))
                return True
            except LibraryBusy:
                if not waiting:
                    self._tell("Another worker is at work on this library; this one waits until that one ends.")
                waiting = True
            if self._guarded(self._release_lost):
                self._tell("The other worker gives no sign of life; this one takes its jobs over.")
                return True
            stop.wait(self._pace.poll)
        return False

    def _keep_house(self, name: str, stop: threading.Event) -> None:
        self._guarded(lambda: sweep_dead(self._directory))
        next_prune = time.monotonic()
        while not stop.is_set():
            give_pulse(self._directory, name)
            self._guarded(self._release_lost)
            self._guarded(lambda: self._leave_deaf(name))
            if time.monotonic() >= next_prune:
                next_prune = time.monotonic() + _PRUNE_SECONDS
                for chore in self._chores:
                    self._guarded(chore)
            stop.wait(self._pace.poll)

    def _leave_deaf(self, name: str) -> None:
        if self._abandon is None:
            return
        for job in self._deaf.deaf(self._leases.running(), name):
            self._tell(f"Job {job.id} was cancelled and does not end; the worker ends, and the next one goes on.")
            self._abandon()

    def _release_lost(self) -> int:
        """Let the jobs of workers that are gone wait again. Returns how many had merely fallen silent."""
        running = self._leases.running()
        silent = {job.id for job in self._silence.expired(running)}
        count = 0
        for job in running:
            if is_dead(self._directory, job.worker or ""):
                self._take_away(job, say("worker_ended", "Its worker ended without finishing it."))
            elif job.id in silent:
                now = time.strftime("%H:%M:%S UTC", time.gmtime())
                silence = say(
                    "worker_silent",
                    "There was no sign of life for {seconds:.0f} s; it was taken over at {time}.",
                    seconds=self._pace.lease,
                    time=now,
                )
                count += self._take_away(job, silence)
        return count

    def _take_away(self, job: Job, reason: str) -> bool:
        with self._catalog.transaction() as connection:
            return self._runner.give_up_or_retry(connection, job, self._kinds.get(job.kind), reason)

    def _work_lane(self, lane: str, name: str, stop: threading.Event) -> None:
        kinds = self._lanes[lane]
        while not stop.is_set():
            busy = False
            try:
                self._ask_for_standing_work(kinds)
                busy = self._run_next(kinds, name, stop)
            except sqlite3.DatabaseError:
                _LOG.warning("the queue could not be used", exc_info=True)
            except Exception:  # noqa: BLE001 - the worker outlives every failure
                _LOG.exception("a lane of the worker failed")
            if not busy:
                stop.wait(self._pace.poll)

    def _ask_for_standing_work(self, kinds: dict[str, Kind]) -> None:
        for kind in kinds.values():
            if kind.standing is None or not kind.standing():
                continue
            last = self._queue.last_state(kind.name)
            if last in (JobState.WAITING, JobState.RUNNING):
                continue
            # Whoever cancelled it wants some peace.
            delay = _AFTER_CANCEL_SECONDS if last is JobState.CANCELLED else 0.0
            self._queue.enqueue(NewJob(kind.name, priority=Priority.UPLOAD, delay=delay))

    def _run_next(self, kinds: dict[str, Kind], name: str, stop: threading.Event) -> bool:
        lease = self._leases.claim(list(kinds), name)
        if lease is None:
            return False
        sentence = self._runner.run(lease, kinds[lease.job.kind], stop, self._report)
        if sentence is None:
            self._told.pop(lease.job.kind, None)
        elif self._told.get(lease.job.kind) != sentence:
            self._told[lease.job.kind] = sentence
            self._tell(sentence)
        return True

    @staticmethod
    def _guarded(step: Callable[[], int | None]) -> int | None:
        try:
            return step()
        except Exception:  # noqa: BLE001 - the worker outlives every failure
            _LOG.exception("a step of the worker failed")
            return None


def _tell_nobody(sentence: str) -> None:
    """For workers whose words nobody reads."""
