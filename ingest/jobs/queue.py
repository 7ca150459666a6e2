"""Asking for work: queue, cancel, retry, pause. Any process may do it at any time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ingest.jobs.types import JOB_COLUMNS, Job, JobState, NewJob, RunOutcome, job_from_row, payload_text
from ingest.records import remove_meta, set_meta
from rag.catalog import Catalog
from rag.errors import JobNotFound, JobUnsuitable
from rag.wording import say

Clock: TypeAlias = Callable[[], float]

PAUSED = "jobs_paused"
_KEPT = 200  # a clock that was set wrong must not empty the history
_ENDED = "('done', 'failed', 'cancelled')"


@dataclass(frozen=True, slots=True)
class Queued:
    """The job that will do what was asked for; not `new` when it was waiting already."""

    job_id: int
    new: bool


def enqueue(connection: sqlite3.Connection, wanted: NewJob, now: float) -> Queued:
    """Queue a job in the caller's transaction, so that the wish and its reason are stored together or not at all.

    A job with the same key that waits takes the wish over: it keeps the better priority and the earlier time.
    """
    row = connection.execute(
        "SELECT id FROM jobs WHERE key = ? AND state = 'waiting'", (wanted.dedup_key,)
    ).fetchone()
    if row is not None:
        connection.execute(
            "UPDATE jobs SET priority = min(priority, ?), due = min(due, ?),"
            " traceparent = coalesce(traceparent, ?) WHERE id = ?",
            (int(wanted.priority), now + wanted.delay, wanted.traceparent, row[0]),
        )
        return Queued(row[0], new=False)
    payload = payload_text(wanted.payload)
    cursor = connection.execute(
        "INSERT INTO jobs (kind, payload, key, priority, state, created, since, due, traceparent)"
        " VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?)",
        (
            wanted.kind,
            payload,
            wanted.dedup_key,
            int(wanted.priority),
            now,
            now,
            now + wanted.delay,
            wanted.traceparent,
        ),
    )
    return Queued(int(cursor.lastrowid or 0), new=True)


class JobQueue:
    """The queue of one library. `clock` gives seconds since 1970."""

    def __init__(self, catalog: Catalog, clock: Clock = time.time) -> None:
        self._catalog = catalog
        self._clock = clock

    def enqueue(self, wanted: NewJob) -> Queued:
        """Queue a job."""
        with self._catalog.transaction() as connection:
            return enqueue(connection, wanted, self._clock())

    def last_state(self, kind: str) -> JobState | None:
        """The state of the last job of this kind, or None when there never was one."""
        query = "SELECT state FROM jobs WHERE kind = ? ORDER BY id DESC LIMIT 1"
        row = self._catalog.connection().execute(query, (kind,)).fetchone()
        return None if row is None else JobState(row[0])

    def cancel(self, job_id: int) -> JobState:
        """Cancel a job: at once when it waits, at its next step when it runs. Returns the state it is in now.

        Raises JobNotFound, and JobUnsuitable when it has ended already.
        """
        now = self._clock()
        with self._catalog.transaction() as connection:
            job = find_job(connection, job_id)
            if job.state is JobState.WAITING:
                reason = say("job_cancelled_before", "It was cancelled before it ran.")
                connection.execute(
                    "UPDATE jobs SET state = 'cancelled', finished = ?, reason = ? WHERE id = ?",
                    (now, reason, job_id),
                )
                return JobState.CANCELLED
            if job.state is JobState.RUNNING:
                connection.execute("UPDATE jobs SET cancelled = 1 WHERE id = ?", (job_id,))
                return JobState.RUNNING
        raise JobUnsuitable(
            say(
                "job_has_ended",
                "Job {job} has ended already ({state}); there is nothing to cancel.",
                job=job_id,
                state=str(job.state),
            )
        )

    def retry(self, job_id: int) -> int:
        """Run an ended job again, or one that waits for its next try now. Returns the number of the job that runs.

        That is another one when the same is waiting already. Raises JobNotFound, and JobUnsuitable when it runs.
        """
        now = self._clock()
        with self._catalog.transaction() as connection:
            job = find_job(connection, job_id)
            if job.state is JobState.RUNNING:
                raise JobUnsuitable(
                    say(
                        "job_is_running",
                        "Job {job} is running; `fundstelle jobs cancel {job}` stops it.",
                        job=job_id,
                    )
                )
            row = connection.execute(
                "SELECT id FROM jobs WHERE key = ? AND state = 'waiting'", (job.key,)
            ).fetchone()
            chosen = job_id if row is None else int(row[0])
            connection.execute(
                "UPDATE jobs SET state = 'waiting', attempts = 0, cancelled = 0, since = ?, due = ?,"
                " finished = NULL, reason = NULL, stage = NULL, done = 0, total = 0, seconds_left = NULL"
                " WHERE id = ?",
                (now, now, chosen),
            )
        return chosen

    def pause(self) -> None:
        """Start no further job until `resume`, in any process. What runs goes on to its end."""
        with self._catalog.transaction() as connection:
            set_meta(connection, PAUSED, repr(self._clock()))

    def resume(self) -> None:
        """Start jobs again."""
        with self._catalog.transaction() as connection:
            remove_meta(connection, PAUSED)

    def prune(self, days: int) -> int:
        """Forget jobs that ended longer ago, but for the last 200. Returns how many."""
        with self._catalog.transaction() as connection:
            cursor = connection.execute(
                f"DELETE FROM jobs WHERE finished < ? AND state IN {_ENDED} AND id NOT IN"
                f" (SELECT id FROM jobs WHERE state IN {_ENDED} ORDER BY id DESC LIMIT {_KEPT})",
                (self._clock() - days * 86_400.0,),
            )
            return int(cursor.rowcount)


def find_job(connection: sqlite3.Connection, job_id: int) -> Job:
    """The job of this number. Raises JobNotFound."""
    row = connection.execute(f"SELECT {JOB_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise JobNotFound(
            say("job_unknown", "There is no job {job}; `fundstelle jobs list` shows all numbers.", job=job_id)
        )
    return job_from_row(row)


def end_run(
    connection: sqlite3.Connection, job_id: int, token: int, outcome: RunOutcome, now: float, reason: str | None
) -> None:
    """Write down how a run ended."""
    connection.execute(
        "UPDATE job_runs SET ended = ?, outcome = ?, reason = ? WHERE job_id = ? AND token = ?",
        (now, outcome, reason, job_id, token),
    )
