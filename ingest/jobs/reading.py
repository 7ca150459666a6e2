"""What there is to know about jobs: the history, and what each one is waiting for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ingest.jobs.leases import RANK
from ingest.jobs.liveness import is_dead, living_workers
from ingest.jobs.queue import PAUSED
from ingest.jobs.types import (
    JOB_COLUMNS,
    RUN_COLUMNS,
    Job,
    JobRun,
    JobState,
    job_from_row,
    payload_text,
    run_from_row,
)
from ingest.jobs.worker import LEASE_SECONDS
from rag.layout import DataDir

STALLED_SECONDS = 600.0
_ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Standing(StrEnum):
    """Where a job stands: what its state alone does not say."""

    PAUSED = "paused"  # the whole queue is
    NO_WORKER = "no_worker"
    UNKNOWN_KIND = "unknown_kind"  # another version of Fundstelle queued it
    SAME_RUNS = "same_runs"  # it begins when job `number` has ended
    LATER = "later"  # in `number` seconds: the next try, or what was asked for
    BEHIND = "behind"  # `number` jobs
    NEXT = "next"
    RUNNING = "running"
    STOPPING = "stopping"  # somebody cancelled it
    STALLED = "stalled"  # its worker lives, but nothing has moved for `number` minutes
    DEAD = "dead"  # its worker ended; the next one goes on
    SILENT = "silent"  # no sign of life for `number` seconds
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a job stands, with the number that belongs to it."""

    standing: Standing
    number: int = 0


@dataclass(frozen=True, slots=True)
class JobBoard:
    """Questions to the queue of one library, as of the moment of `connection`.

    `lanes` names the lane of each kind that this version knows; `now` is in seconds since 1970.
    """

    connection: sqlite3.Connection
    directory: DataDir
    lanes: Mapping[str, str]
    now: float

    def jobs(self, limit: int, states: Sequence[JobState] = ()) -> list[Job]:
        """Running and waiting jobs in the order in which they go, then ended ones, the last first."""
        wanted = states or tuple(JobState)
        jobs: list[Job] = []
        for state in (JobState.RUNNING, JobState.WAITING):
            if state in wanted:
                query = f"SELECT {JOB_COLUMNS} FROM jobs WHERE state = '{state}' ORDER BY {RANK}, id LIMIT :limit"
                values = {"now": self.now, "limit": limit - len(jobs)}
                jobs += [job_from_row(row) for row in self.connection.execute(query, values)]
        ended = [str(state) for state in _ENDED if state in wanted]
        query = (
            f"SELECT {JOB_COLUMNS} FROM jobs WHERE finished IS NOT NULL AND state IN ({','.join('?' * len(ended))})"
            " ORDER BY finished DESC, id DESC LIMIT ?"
        )
        rows = self.connection.execute(query, (*ended, limit - len(jobs)))
        return jobs + [job_from_row(row) for row in rows]

    def runs(self, job_id: int, limit: int = 50) -> list[JobRun]:
        """The runs of a job, the last first."""
        query = f"SELECT {RUN_COLUMNS} FROM job_runs WHERE job_id = ? ORDER BY token DESC LIMIT ?"
        return [run_from_row(row) for row in self.connection.execute(query, (job_id, limit))]

    def ended(self, limit: int, offset: int = 0) -> list[Job]:
        """Ended jobs, the last first, from the one at `offset` on."""
        query = f"SELECT {JOB_COLUMNS} FROM jobs WHERE finished IS NOT NULL ORDER BY finished DESC, id DESC"
        rows = self.connection.execute(f"{query} LIMIT ? OFFSET ?", (limit, offset))
        return [job_from_row(row) for row in rows]

    def active_counts(self) -> dict[JobState, int]:
        """How many jobs run and wait, without looking at those that ended."""
        query = "SELECT count(*) FROM jobs WHERE state = '{}'"  # as it stands in the indexes
        states = (JobState.RUNNING, JobState.WAITING)
        return {state: int(self.connection.execute(query.format(state)).fetchone()[0]) for state in states}

    def latest(self, kind: str, payload: Mapping[str, Any]) -> Job | None:
        """The job of this kind and payload that was queued last, or None."""
        query = f"SELECT {JOB_COLUMNS} FROM jobs WHERE kind = ? AND payload = ? ORDER BY id DESC LIMIT 1"
        row = self.connection.execute(query, (kind, payload_text(payload))).fetchone()
        return None if row is None else job_from_row(row)

    def stalled_count(self) -> int:
        """In how many running jobs nothing moves."""
        query = "SELECT count(*) FROM jobs WHERE state = 'running' AND idle >= ?"
        return int(self.connection.execute(query, (STALLED_SECONDS,)).fetchone()[0])

    def counts_by_kind(self) -> dict[tuple[str, str], int]:
        """How many jobs there are, by kind and state."""
        rows = self.connection.execute("SELECT kind, state, count(*) FROM jobs GROUP BY kind, state")
        return {(kind, state): count for kind, state, count in rows}

    def longest_wait(self) -> float:
        """For how many seconds a job could have begun that still waits; 0 when none does."""
        row = self.connection.execute("SELECT min(due) FROM jobs WHERE state = 'waiting'").fetchone()
        return 0.0 if row[0] is None else max(0.0, self.now - row[0])

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return count_jobs(self.connection)

    def paused_since(self) -> float | None:
        """When the queue was paused, or None."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (PAUSED,)).fetchone()
        return None if row is None else float(row[0])

    def situation(self, job: Job) -> Situation:
        """What a waiting job waits for, and whether a running one gives signs of life."""
        if job.state is JobState.WAITING:
            return self._waiting(job)
        if job.state is JobState.RUNNING:
            return self._running(job)
        return Situation(Standing.ENDED)

    def _waiting(self, job: Job) -> Situation:
        if self.paused_since() is not None:
            return Situation(Standing.PAUSED)
        if job.kind not in self.lanes:
            return Situation(Standing.UNKNOWN_KIND)
        if not living_workers(self.directory):
            return Situation(Standing.NO_WORKER)
        same = self.connection.execute(
            "SELECT id FROM jobs WHERE key = ? AND state = 'running'", (job.key,)
        ).fetchone()
        if same is not None:
            return Situation(Standing.SAME_RUNS, same[0])
        if job.since <= self.now < job.due:
            return Situation(Standing.LATER, round(job.due - self.now))
        ahead = self._ahead(job)
        return Situation(Standing.BEHIND, ahead) if ahead else Situation(Standing.NEXT)

    def _ahead(self, job: Job) -> int:
        """How many jobs of its lane run, or wait and go first."""
        lane = [kind for kind, name in self.lanes.items() if name == self.lanes[job.kind]]
        values = {f"kind{number}": kind for number, kind in enumerate(lane)}
        marks = ",".join(f":{name}" for name in values)
        mine = self.connection.execute(
            f"SELECT {RANK} FROM jobs WHERE id = :id", {"id": job.id, "now": self.now}
        ).fetchone()
        row = self.connection.execute(
            f"SELECT count(*) FROM jobs WHERE kind IN ({marks}) AND id <> :id AND (state = 'running' OR"
            f" (state = 'waiting' AND (due <= :now OR :now < since) AND ({RANK}, id) < (:rank, :id)))",
            {**values, "now": self.now, "id": job.id, "rank": 0 if mine is None else mine[0]},
        ).fetchone()
        return int(row[0])

    def _running(self, job: Job) -> Situation:
        if is_dead(self.directory, job.worker or ""):
            return Situation(Standing.DEAD)
        silent = self.now - (job.beat_at or self.now)
        if silent >= LEASE_SECONDS / 2:
            return Situation(Standing.SILENT, round(silent))
        if job.idle >= STALLED_SECONDS:
            return Situation(Standing.STALLED, int(job.idle // 60))
        return Situation(Standing.STOPPING if job.cancelled else Standing.RUNNING)


def count_jobs(connection: sqlite3.Connection) -> dict[str, int]:
    """How many jobs are in each state that any is in."""
    return dict(connection.execute("SELECT state, count(*) FROM jobs GROUP BY state"))
