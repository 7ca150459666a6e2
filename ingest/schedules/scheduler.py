"""The scheduler's loop: looks once a second whether a time came. Several may run; each time is queued once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ingest.schedules.store import Schedules

_POLL_SECONDS = 1.0
_LOG = logging.getLogger(__name__)


def run_scheduler(
    schedules: Schedules, stop: threading.Event, tell: Callable[[str], None], poll_seconds: float = _POLL_SECONDS
) -> None:
    """Queue what is due until `stop` is set; `tell` is given a sentence for each job."""
    while not stop.is_set():
        try:
            for name, fire in schedules.tick():
                missed = f", which makes up for {fire.missed} that were missed" if fire.missed else ""
                fields = {"schedule": name, "job": fire.job_id, "missed": fire.missed}
                _LOG.info("schedule", extra={"fields": fields})
                tell(f"Schedule {name}: job {fire.job_id} is queued{missed}.")
        except Exception:  # noqa: BLE001 - a full disk or a locked catalog passes; the times are kept
            _LOG.exception("the schedules could not be looked at")
        stop.wait(poll_seconds)
