"""A line in the log for each run of a job: numbers and names of our own, nothing of what the job was about."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.jobs.leases import Lease
from ingest.jobs.types import RunOutcome

# A run that another writer kept from beginning: it is not in the history.
_POSTPONED = "postponed"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    outcome: str
    counts: Mapping[str, int]


def log_run(connection: sqlite3.Connection, lease: Lease, seconds: float) -> Ended:
    """Log how a run ended, by what the catalog says of it; one that was only put off is not worth a line."""
    row = connection.execute(
        "SELECT outcome, counts FROM job_runs WHERE job_id = ? AND token = ?", (lease.job.id, lease.token)
    ).fetchone()
    if row is None:
        return Ended(_POSTPONED, {})
    ended = Ended(row[0] or str(RunOutcome.LOST), json.loads(row[1]))
    fields = {
        "job": lease.job.id,
        "kind": lease.job.kind,
        "attempt": lease.job.attempts,
        "outcome": ended.outcome,
        "seconds": round(seconds, 3),
        "counts": ended.counts,
    }
    _LOG.info("job", extra={"fields": fields})
    return ended
