"""A line in the log for each run of a job: numbers and names of our own, nothing of what the job was about."""

from __future__ import annotations

import json
import logging
import sqlite3

from ingest.jobs.leases import Lease
from ingest.jobs.types import RunOutcome

_LOG = logging.getLogger(__name__)


def log_run(connection: sqlite3.Connection, lease: Lease, seconds: float) -> None:
    """Log how a run ended, by what the catalog says of it; one that was only put off is not worth a line."""
    row = connection.execute(
        "SELECT outcome, counts FROM job_runs WHERE job_id = ? AND token = ?", (lease.job.id, lease.token)
    ).fetchone()
    if row is None:
        return
    fields = {
        "job": lease.job.id,
        "kind": lease.job.kind,
        "attempt": lease.job.attempts,
        "outcome": row[0] or str(RunOutcome.LOST),
        "seconds": round(seconds, 3),
        "counts": json.loads(row[1]),
    }
    _LOG.info("job", extra={"fields": fields})
