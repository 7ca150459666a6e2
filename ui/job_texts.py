"""Jobs and runs as JSON, and where they stand as sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ingest.jobs.reading import Situation, Standing
from ingest.jobs.types import Job, JobRun, JobState
from ui.times import duration_text

_SENTENCES = {
    Standing.PAUSED: "waiting: the queue is paused (`fundstelle jobs resume`)",
    Standing.NO_WORKER: "waiting: no worker is running (`fundstelle serve` or `work`)",
    Standing.UNKNOWN_KIND: "waiting: this version of Fundstelle does not know such jobs",
    Standing.SAME_RUNS: "waiting: job {number} does the same at the moment",
    Standing.NEXT: "waiting: it is next",
    Standing.STOPPING: "running: it is being cancelled",
    Standing.STALLED: "stuck: nothing has moved for {number} minutes; `fundstelle jobs cancel` ends it",
    Standing.DEAD: "stuck: its worker ended; the next one takes it over",
    Standing.SILENT: "stuck: no sign of life for {number} s; it is taken over after 90 s",
}


def situation_sentence(job: Job, situation: Situation) -> str:
    """Where a job stands, in a few words."""
    standing, number = situation.standing, situation.number
    if standing is Standing.ENDED:
        return str(job.state)
    if standing is Standing.RUNNING:
        return f"running{_progress(job)}"
    if standing is Standing.BEHIND:
        return f"waiting: behind {number} job{'' if number == 1 else 's'}"
    if standing is Standing.LATER:
        tries = f" (try {job.attempts + 1})" if job.attempts else ""
        return f"waiting: begins in {duration_text(number, 'en')}{tries}"
    return _SENTENCES[standing].format(number=number)


def _progress(job: Job) -> str:
    if job.stage is None:
        return ""
    of = f" of {job.total}" if job.total else ""
    left = "" if job.seconds_left is None else f", about {duration_text(job.seconds_left, 'en')} left"
    return f": {job.stage} {job.done}{of}{left}"


def iso(seconds: float | None) -> str | None:
    """A time, as JSON has it."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def job_json(job: Job, situation: Situation) -> dict[str, Any]:
    """A job as one JSON object."""
    waiting = job.state is JobState.WAITING
    return {
        "id": job.id,
        "kind": job.kind,
        "payload": dict(job.payload),
        "state": str(job.state),
        "situation": situation_sentence(job, situation),
        "standing": str(situation.standing),
        "number": situation.number,
        "priority": job.priority,
        "attempts": job.attempts,
        "created": iso(job.created),
        "due": iso(job.due) if waiting else None,
        "finished": iso(job.finished),
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "seconds_left": job.seconds_left,
        "idle_seconds": round(job.idle, 1) if job.state is JobState.RUNNING else None,
        "reason": job.reason,
    }


def run_json(run: JobRun) -> dict[str, Any]:
    """A run as one JSON object."""
    return {
        "run": run.token,
        "worker": run.worker,
        "started": iso(run.started),
        "ended": iso(run.ended),
        "outcome": None if run.outcome is None else str(run.outcome),
        "reason": run.reason,
        "counts": dict(run.counts),
        "notes": list(run.notes),
    }
