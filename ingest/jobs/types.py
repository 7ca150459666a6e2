"""Jobs and their runs as values. Times are seconds since 1970 (UTC)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from rag.wording import Sentence, pack, say

JOB_COLUMNS = (
    "id, kind, payload, key, priority, state, created, since, due, attempts, cancelled, worker, token, beat,"
    " beat_at, stage, done, total, seconds_left, finished, reason, idle, traceparent"
)
RUN_COLUMNS = "job_id, token, worker, started, ended, outcome, reason, counts, notes"
_MOST_NOTES = 50


class Priority(IntEnum):
    """Who goes first; a job moves up one class for each hour it has waited."""

    UPLOAD = 0
    BY_HAND = 10
    SCHEDULED = 20


class JobState(StrEnum):
    """What becomes of a job. The last three are final, until `retry`."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunOutcome(StrEnum):
    """How one run of a job ended."""

    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # its worker died or showed no sign of life
    INTERRUPTED = "interrupted"  # its worker was told to stop
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is asked for. Without a `key` of its own, equal payloads of a kind are the same job."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    priority: int = Priority.BY_HAND
    key: str | None = None
    delay: float = 0.0  # seconds
    traceparent: str | None = None  # of the request that asks for it, as the W3C's trace context has it

    @property
    def dedup_key(self) -> str:
        """Of the jobs with one key, one runs and one waits at most."""
        return self.key or f"{self.kind}:{json.dumps(dict(self.payload), sort_keys=True, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the catalog has it."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    key: str
    priority: int
    state: JobState
    created: float
    since: float
    due: float
    attempts: int
    cancelled: bool
    worker: str | None
    token: int
    beat: int
    beat_at: float | None
    stage: str | None
    done: int
    total: int
    seconds_left: float | None
    finished: float | None
    reason: str | None
    idle: float  # seconds without progress, as of its last sign of life
    traceparent: str | None = None  # of the first request that asked for it, if that was traced


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job. `counts` says how much of what was done, `notes` what could not be done, and why, and what
    was left out of documents.
    """

    job_id: int
    token: int
    worker: str
    started: float
    ended: float | None
    outcome: RunOutcome | None
    reason: str | None
    counts: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a handler did: numbers, and a sentence for each thing that could not be done or was left out."""

    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def payload_text(payload: Mapping[str, Any]) -> str:
    """A payload as the catalog has it."""
    return json.dumps(dict(payload), ensure_ascii=False)


def notes_text(notes: Sequence[str]) -> str:
    """Notes as the catalog has them."""
    return json.dumps([pack(each) for each in notes], ensure_ascii=False)


def first_notes(notes: Sequence[str]) -> tuple[str, ...]:
    """The notes that the history keeps of many: the first ones, and how many there are besides."""
    rest = len(notes) - _MOST_NOTES
    return (
        tuple(notes) if rest <= 0 else (*notes[:_MOST_NOTES], say("more_notes", "… and {count} more.", count=rest))
    )


def job_from_row(row: tuple[Any, ...]) -> Job:
    """A job from a row of JOB_COLUMNS."""
    values = list(row)
    values[2], values[5], values[10] = json.loads(row[2]), JobState(row[5]), bool(row[10])
    values[20] = Sentence.read(row[20])
    return Job(*values)


def run_from_row(row: tuple[Any, ...]) -> JobRun:
    """A run from a row of RUN_COLUMNS."""
    values = list(row)
    values[5] = None if row[5] is None else RunOutcome(row[5])
    values[6] = Sentence.read(row[6])
    values[7], values[8] = json.loads(row[7]), tuple(map(Sentence.unpack, json.loads(row[8])))
    return JobRun(*values)
