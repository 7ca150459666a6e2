"""One run of one job: its handler, and what becomes of the job whatever the handler does."""

from __future__ import annotations

import logging
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from ingest.jobs.backoff import pause_after
from ingest.jobs.heartbeat import Heartbeat
from ingest.jobs.leases import Lease, LeaseLost, Leases
from ingest.jobs.run_log import log_run
from ingest.jobs.types import Job, Result
from ingest.jobs.watching import RunWatch, Watch, watched_by_nobody
from ingest.jobs.work import JobRefused, Kind, Work
from ingest.progress import Progress, Report, Stopped
from rag.catalog import Catalog
from rag.errors import ConfigurationError, FundstelleError, LibraryBusy
from rag.wording import say

_BUSY_SECONDS = 3.0
_LOG = logging.getLogger(__name__)

# Called in the transaction that ends a job as failed, or that has failed so often that somebody should know.
OnFailure: TypeAlias = Callable[[sqlite3.Connection, Job, str], None]


def tell_nobody(connection: sqlite3.Connection, job: Job, reason: str) -> None:
    """For workers without notifications."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs of one library and writes down how they ended. It raises nothing that a handler raises."""

    catalog: Catalog
    leases: Leases
    on_failure: OnFailure = tell_nobody
    beat_seconds: float = 2.0
    watch: Watch = watched_by_nobody
    chance: random.Random = field(default_factory=random.Random)

    def run(self, lease: Lease, kind: Kind, worker_stop: threading.Event, report: Report) -> str | None:
        """Run a job to its end, and log how it ended. Returns a sentence when it could not be done."""
        begun = time.monotonic()
        with self.watch(lease.job) as watch:
            sentence = self._run(lease, kind, worker_stop, report, watch)
            ended = log_run(self.catalog.connection(), lease, time.monotonic() - begun)
            watch.ended(ended.outcome, ended.counts)
        return sentence

    def _run(
        self, lease: Lease, kind: Kind, worker_stop: threading.Event, report: Report, watch: RunWatch
    ) -> str | None:
        with Heartbeat(self.leases, lease, worker_stop, self.beat_seconds) as heart:

            def report_or_stop(progress: Progress) -> None:
                heart.note(progress)
                if heart.stop.is_set() or worker_stop.is_set():
                    heart.stop.set()  # a handler may end in order, and looks at it then
                    raise Stopped
                watch.note(progress)
                report(progress)

            work = Work(self.catalog, self.leases, lease, report_or_stop, heart.stop)
            try:
                return self._handle(lease, kind, work)
            except Stopped:
                pass
            except LeaseLost:
                return None  # whoever has it now goes on
        try:
            if heart.cancelled or self.leases.was_cancelled(lease):
                self.leases.cancel(lease)
            else:
                self.leases.interrupt(lease)
        except LeaseLost:
            return None
        return None

    def give_up_or_retry(self, connection: sqlite3.Connection, seen: Job, kind: Kind | None, reason: str) -> bool:
        """Another try for a job whose worker is gone, unless it took too many with it. False when it is not so."""
        if kind is not None and not kind.forever and seen.attempts >= kind.attempts:
            told = say(
                "job_given_up",
                "{reason} That was try {attempt}; it is not tried again by itself.",
                reason=reason,
                attempt=seen.attempts,
            )
            done = self.leases.give_up(connection, seen, told)
            if done:
                self.on_failure(connection, seen, told)
            return done
        # The first time is no reason to wait: a computer was switched off.
        delay = 0.0 if seen.attempts <= 1 or kind is None else self._pause(seen.attempts - 1, kind)
        return self.leases.take_away(connection, seen, reason, delay)

    def _handle(self, lease: Lease, kind: Kind, work: Work) -> str | None:
        try:
            result = kind.handle(work)
        except (Stopped, LeaseLost):
            raise
        except LibraryBusy as busy:
            self.leases.postpone(lease, busy.sentence, _BUSY_SECONDS)
            return None
        except (JobRefused, ConfigurationError) as refused:
            return self._fail(lease, kind, refused.sentence, again=False)
        except FundstelleError as error:
            _LOG.warning("a job of the kind %s failed: %s", kind.name, type(error).__name__)
            return self._fail(lease, kind, error.sentence, again=True)
        except Exception as error:  # noqa: BLE001 - one bad job never stops the worker
            error_id = uuid.uuid4().hex[:8]
            _LOG.exception("error %s in a job of the kind %s", error_id, kind.name)
            sentence = say(
                "job_failed_inside",
                "It failed inside ({failure}); the log has details under {id}.",
                failure=type(error).__name__,
                id=error_id,
            )
            return self._fail(lease, kind, sentence, again=True)
        if not work.finished:
            self._finish(lease, result)
        return None

    def _finish(self, lease: Lease, result: Result) -> None:
        with self.catalog.transaction() as connection:
            self.leases.finish(connection, lease, result)

    def _fail(self, lease: Lease, kind: Kind, reason: str, *, again: bool) -> str:
        attempt = lease.job.attempts
        with self.catalog.transaction() as connection:
            if again and (kind.forever or attempt < kind.attempts):
                self.leases.try_again(connection, lease, reason, self._pause(attempt, kind))
            else:
                self.leases.fail(connection, lease, reason)
            if not again or attempt == kind.attempts:
                self.on_failure(connection, lease.job, reason)
        return reason

    def _pause(self, attempt: int, kind: Kind) -> float:
        return pause_after(attempt, kind.longest_pause, self.chance)
