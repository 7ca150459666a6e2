"""A sync as a job and as a schedule: what is queued, and what is forgotten together with its source."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from ingest.jobs.types import NewJob, Priority
from ingest.schedules.store import Schedule
from rag.errors import ConfigurationError
from rag.wording import say

SYNC = "sync"
_OF_SOURCE = "kind = ? AND json_extract(payload, '$.source') = ?"


def sync_job(source: str, priority: Priority = Priority.BY_HAND) -> NewJob:
    """What is queued to sync a source; whoever asks for it, it waits once for each source."""
    return NewJob(SYNC, {"source": source}, priority)


def sync_schedule(source: str, cron: str, timezone: str, jitter: int = 0) -> Schedule:
    """What syncs a source at set times."""
    return Schedule(f"sync-{source}", cron, timezone, SYNC, {"source": source}, jitter)


def source_of(payload: Mapping[str, Any]) -> str:
    """The name of the source that a job is about. Raises ConfigurationError."""
    name = payload.get("source")
    if not isinstance(name, str) or len(payload) != 1:
        raise ConfigurationError(
            say("sync_payload", 'A sync is given its source and nothing else, as {{"source": "NAME"}}.')
        )
    return name


def forget_jobs(connection: sqlite3.Connection, source: str, now: float) -> None:
    """Remove the schedules of a source, and cancel what waits for it; `now` in seconds since 1970.

    A sync that runs ends by itself, because its source is gone.
    """
    connection.execute(f"DELETE FROM schedules WHERE {_OF_SOURCE}", (SYNC, source))
    connection.execute(
        f"UPDATE jobs SET state = 'cancelled', finished = ?, reason = ? WHERE state = 'waiting' AND {_OF_SOURCE}",
        (now, say("source_forgotten", "“{name}” is not followed any more.", name=source), SYNC, source),
    )
