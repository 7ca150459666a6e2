"""What is worth telling, and to whom. An event has no text of documents or questions."""

from __future__ import annotations

import socket
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from ingest.jobs.queue import enqueue
from ingest.jobs.types import NewJob, Priority
from rag.config import Settings

NOTIFY = "notify"
WEBHOOK = "webhook"
EMAIL = "email"
JOB_FAILED = "job_failed"
GATE_HELD_BACK = "gate_held_back"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `subject` names what it happened to, as `job 12`; `sentence` says what to know."""

    event: str  # one of those above
    subject: str
    kind: str
    sentence: str
    attempts: int = 0


def announce(connection: sqlite3.Connection, settings: Settings, event: Event, now: float) -> int:
    """Queue the event for each channel that is configured, in the caller's transaction. Returns how many."""
    told = {
        **asdict(event),
        "time": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"),
        "library": settings.data_dir.name,
        "host": socket.gethostname(),
    }
    channels = channels_of(settings)
    for channel in channels:
        enqueue(connection, NewJob(NOTIFY, {"channel": channel, "event": told}, Priority.UPLOAD), now)
    return len(channels)


def channels_of(settings: Settings) -> list[str]:
    """The channels that are configured."""
    chosen = [(WEBHOOK, settings.notify_webhook is not None), (EMAIL, bool(settings.notify_email))]
    return [name for name, configured in chosen if configured]
