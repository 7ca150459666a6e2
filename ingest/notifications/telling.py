"""The handler of queued notifications, and the hook that queues one for a job that failed."""

from __future__ import annotations

import sqlite3
import time

from ingest.jobs.running import OnFailure
from ingest.jobs.types import Job, Result
from ingest.jobs.work import Handler, JobRefused, Work
from ingest.notifications.events import EMAIL, JOB_FAILED, NOTIFY, WEBHOOK, Event, announce
from ingest.notifications.mail import send_mail
from ingest.notifications.webhook import send_webhook
from rag.config import Settings
from rag.wording import say

_SENDERS = {WEBHOOK: send_webhook, EMAIL: send_mail}


def tell_of_failures(settings: Settings) -> OnFailure:
    """What a worker calls for a job that failed, in the transaction that writes that down."""

    def tell(connection: sqlite3.Connection, job: Job, reason: str) -> None:
        if job.kind == NOTIFY:
            return  # who cannot be told cannot be told that either
        event = Event(JOB_FAILED, f"job {job.id}", job.kind, reason, job.attempts)
        announce(connection, settings, event, time.time())

    return tell


def notification_handler(settings: Settings) -> Handler:
    """Sends what `announce` queued."""

    def handle(work: Work) -> Result:
        channel = work.payload.get("channel")
        send = _SENDERS.get(str(channel))
        if send is None:
            raise JobRefused(
                say("channel_unknown", "There is no way to tell somebody called “{channel}”.", channel=str(channel))
            )
        send(settings, work.payload["event"], work.job_id)
        return Result({"told": 1})

    return handle
