"""Running jobs: who may, and who may not any more.

Whoever takes a job gets its next token. Every write on behalf of the job names that token, so that a worker whose
job was given to another one, because it was stopped for minutes, can neither finish it nor publish anything for it.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.jobs.queue import PAUSED, Clock, end_run, find_job
from ingest.jobs.types import JOB_COLUMNS, Job, JobState, Result, RunOutcome, job_from_row, notes_text
from rag.catalog import Catalog
from rag.wording import say

# A job that has waited for an hour ranks with the next better class: nothing waits for ever.
RANK = "priority - 10 * max(0, min(2, CAST((:now - created) / 3600 AS INTEGER)))"
# A clock before the moment `due` was set was set back; waiting for it could take as long as it was set back by.
DUE = "(due <= :now OR :now < since)"
_MAY_RUN = (
    f"state = 'waiting' AND {DUE}"
    " AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.key = jobs.key AND r.state = 'running')"
    f" AND NOT EXISTS (SELECT 1 FROM meta WHERE key = '{PAUSED}')"
)
CANCELLED_WHILE_RUNNING = say("job_cancelled_running", "It was cancelled while it ran.")
_HELD = "id = ? AND token = ? AND state = 'running'"


class LeaseLost(Exception):
    """The job was given to another worker, or is not running any more; nothing may be done for it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a job."""

    job: Job
    token: int
    worker: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What a worker says with each sign of life."""

    stage: str | None = None
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    idle: float = 0.0  # seconds since anything moved


class Leases:
    """The worker's side of the queue of one library."""

    def __init__(self, catalog: Catalog, clock: Clock = time.time) -> None:
        self._catalog = catalog
        self._clock = clock

    def claim(self, kinds: Sequence[str], worker: str) -> Lease | None:
        """Take the next job of these kinds, or None when there is nothing to do."""
        marks = ",".join(f":kind{number}" for number in range(len(kinds)))
        values = {f"kind{number}": kind for number, kind in enumerate(kinds)}
        query = f"SELECT id FROM jobs WHERE {_MAY_RUN} AND +kind IN ({marks}) ORDER BY {RANK}, id LIMIT 1"
        # The plus: few jobs wait, but the history may hold a hundred thousand of one kind.
        now = self._clock()
        # Most looks find nothing; they must not keep anybody from writing.
        if self._catalog.connection().execute(query, {**values, "now": now}).fetchone() is None:
            return None
        with self._catalog.transaction() as connection:
            row = connection.execute(query, {**values, "now": now}).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET state = 'running', worker = ?, token = token + 1, beat = beat + 1, beat_at = ?,"
                " attempts = attempts + 1, cancelled = 0, stage = NULL, done = 0, total = 0, seconds_left = NULL,"
                " idle = 0 WHERE id = ?",
                (worker, now, row[0]),
            )
            job = find_job(connection, row[0])
            connection.execute(
                "INSERT INTO job_runs (job_id, token, worker, started) VALUES (?, ?, ?, ?)",
                (job.id, job.token, worker, now),
            )
        return Lease(job, job.token, worker)

    def beat(self, lease: Lease, sign: Sign) -> bool:
        """Give a sign of life. Returns whether the job shall stop because it was cancelled. Raises LeaseLost."""
        row = (
            self._catalog.connection()
            .execute(
                "UPDATE jobs SET beat = beat + 1, beat_at = ?, stage = ?, done = ?, total = ?, seconds_left = ?,"
                f" idle = ? WHERE {_HELD} RETURNING cancelled",
                (
                    self._clock(),
                    sign.stage,
                    sign.done,
                    sign.total,
                    sign.seconds_left,
                    sign.idle,
                    lease.job.id,
                    lease.token,
                ),
            )
            .fetchall()
        )
        if not row:
            raise LeaseLost
        return bool(row[0][0])

    def was_cancelled(self, lease: Lease) -> bool:
        """Whether somebody asked the job to stop."""
        row = (
            self._catalog.connection()
            .execute("SELECT cancelled FROM jobs WHERE id = ?", (lease.job.id,))
            .fetchone()
        )
        return bool(row and row[0])

    def finish(self, connection: sqlite3.Connection, lease: Lease, result: Result) -> None:
        """End the job as done, in the caller's transaction: with its effect, or not at all. Raises LeaseLost."""
        self._end(connection, lease, JobState.DONE, RunOutcome.DONE, None)
        connection.execute(
            "UPDATE job_runs SET counts = ?, notes = ? WHERE job_id = ? AND token = ?",
            (
                json.dumps(dict(result.counts)),
                notes_text(result.notes),
                lease.job.id,
                lease.token,
            ),
        )

    def fail(self, connection: sqlite3.Connection, lease: Lease, reason: str) -> None:
        """End the job as failed; it is not tried again by itself. Raises LeaseLost."""
        self._end(connection, lease, JobState.FAILED, RunOutcome.FAILED, reason)

    def cancel(self, lease: Lease) -> None:
        """End the job because somebody asked for it. Raises LeaseLost."""
        with self._catalog.transaction() as connection:
            self._end(connection, lease, JobState.CANCELLED, RunOutcome.CANCELLED, CANCELLED_WHILE_RUNNING)

    def try_again(self, connection: sqlite3.Connection, lease: Lease, reason: str, delay: float) -> None:
        """Let the job wait for its next try, in so many seconds. Raises LeaseLost."""
        check_lease(connection, lease)
        self._wait_again(connection, lease.job, RunOutcome.FAILED, reason, delay, uncount=False)

    def interrupt(self, lease: Lease) -> None:
        """Give the job back because the worker stops; that is no failed attempt. Raises LeaseLost."""
        with self._catalog.transaction() as connection:
            check_lease(connection, lease)
            reason = say("worker_stopped", "The worker was stopped; the job goes on with the next one.")
            self._wait_again(connection, lease.job, RunOutcome.INTERRUPTED, reason, 0.0, uncount=True)

    def postpone(self, lease: Lease, reason: str, delay: float) -> None:
        """Give the job back because its time has not come: that is no run. Raises LeaseLost."""
        with self._catalog.transaction() as connection:
            check_lease(connection, lease)
            self._wait_again(connection, lease.job, None, reason, delay, uncount=True)
            connection.execute("DELETE FROM job_runs WHERE job_id = ? AND token = ?", (lease.job.id, lease.token))

    def running(self) -> list[Job]:
        """All jobs that somebody runs, or ran when it died."""
        rows = self._catalog.connection().execute(f"SELECT {JOB_COLUMNS} FROM jobs WHERE state = 'running'")
        return [job_from_row(row) for row in rows]

    def take_away(self, connection: sqlite3.Connection, seen: Job, reason: str, delay: float) -> bool:
        """Let a running job wait again, provided that it gave no sign of life since it was `seen`."""
        if not self._is_as_seen(connection, seen):
            return False
        self._wait_again(connection, seen, RunOutcome.LOST, reason, delay, uncount=False)
        return True

    def give_up(self, connection: sqlite3.Connection, seen: Job, reason: str) -> bool:
        """End a running job as failed, provided that it gave no sign of life since it was `seen`."""
        if not self._is_as_seen(connection, seen):
            return False
        lease = Lease(seen, seen.token, seen.worker or "")
        self._end(connection, lease, JobState.FAILED, RunOutcome.LOST, reason)
        return True

    @staticmethod
    def _is_as_seen(connection: sqlite3.Connection, seen: Job) -> bool:
        row = connection.execute(
            f"SELECT 1 FROM jobs WHERE {_HELD} AND beat = ?", (seen.id, seen.token, seen.beat)
        ).fetchone()
        return row is not None

    def _end(
        self, connection: sqlite3.Connection, lease: Lease, state: JobState, outcome: RunOutcome, reason: str | None
    ) -> None:
        now = self._clock()
        cursor = connection.execute(
            f"UPDATE jobs SET state = ?, finished = ?, reason = ?, seconds_left = NULL WHERE {_HELD}",
            (state, now, reason, lease.job.id, lease.token),
        )
        if cursor.rowcount != 1:
            raise LeaseLost
        end_run(connection, lease.job.id, lease.token, outcome, now, reason)

    def _wait_again(
        self,
        connection: sqlite3.Connection,
        job: Job,
        outcome: RunOutcome | None,
        reason: str,
        delay: float,
        *,
        uncount: bool,
    ) -> None:
        if connection.execute("SELECT cancelled FROM jobs WHERE id = ?", (job.id,)).fetchone()[0]:
            lease = Lease(job, job.token, job.worker or "")
            self._end(connection, lease, JobState.CANCELLED, RunOutcome.CANCELLED, CANCELLED_WHILE_RUNNING)
            return
        now = self._clock()
        attempts = max(0, job.attempts - (1 if uncount else 0))
        row = connection.execute("SELECT id FROM jobs WHERE key = ? AND state = 'waiting'", (job.key,)).fetchone()
        if row is None:
            connection.execute(
                "UPDATE jobs SET state = 'waiting', attempts = ?, since = ?, due = ?, reason = ?, stage = NULL,"
                " done = 0, total = 0, seconds_left = NULL WHERE id = ?",
                (attempts, now, now + delay, reason, job.id),
            )
        else:
            # The same was asked for once more while this one ran: that job goes on in its place.
            replaced = say("job_replaced", "{reason} Job {job} goes on in its place.", reason=reason, job=row[0])
            connection.execute(
                "UPDATE jobs SET state = 'cancelled', finished = ?, reason = ?, seconds_left = NULL WHERE id = ?",
                (now, replaced, job.id),
            )
            connection.execute(
                "UPDATE jobs SET attempts = ?, since = ?, due = ?, reason = ? WHERE id = ?",
                (attempts, now, now + delay, reason, row[0]),
            )
        if outcome is not None:
            end_run(connection, job.id, job.token, outcome, now, reason)


def check_lease(connection: sqlite3.Connection, lease: Lease) -> None:
    """Raises LeaseLost when the job is another's by now. Inside a transaction that stays true until its end."""
    row = connection.execute(f"SELECT 1 FROM jobs WHERE {_HELD}", (lease.job.id, lease.token)).fetchone()
    if row is None:
        raise LeaseLost
