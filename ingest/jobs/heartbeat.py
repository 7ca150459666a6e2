"""Signs of life while a job runs, from a thread beside it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from ingest.jobs.leases import Lease, LeaseLost, Leases, Sign
from ingest.jobs.remaining import Remaining
from ingest.progress import Progress
from rag.errors import LibraryBusy, StorageFull

_LOOK_SECONDS = 0.25
_LOG = logging.getLogger(__name__)


class Heartbeat:
    """Beats while the block runs, and sets `stop` when the job is cancelled, taken away, or the worker ends.

    A beat says that the worker lives, and for how long its handler has reported nothing.
    """

    def __init__(
        self,
        leases: Leases,
        lease: Lease,
        worker_stop: threading.Event,
        beat_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stop = threading.Event()
        self.lost = False
        self.cancelled = False
        self._leases = leases
        self._lease = lease
        self._worker_stop = worker_stop
        self._beat_seconds = beat_seconds
        self._progress: Progress | None = None
        self._clock = clock
        self._moved = clock()
        self._remaining = Remaining()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{lease.job.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def note(self, progress: Progress) -> None:
        """What the next sign of life shall tell."""
        self._progress = progress
        self._moved = self._clock()

    def _beat(self) -> None:
        next_beat = time.monotonic()
        while not self._ended.wait(_LOOK_SECONDS):
            if self._worker_stop.is_set():
                self.stop.set()
            if time.monotonic() >= next_beat:
                next_beat = time.monotonic() + self._beat_seconds
                self._give_sign()
            if self.lost:
                return

    def _give_sign(self) -> None:
        try:
            self.cancelled = self._leases.beat(self._lease, self._sign())
        except LeaseLost:
            self.lost = True
        except (sqlite3.OperationalError, LibraryBusy, StorageFull):
            _LOG.warning(
                "a sign of life could not be written", exc_info=True
            )  # a full disk; the next one may get through
        if self.lost or self.cancelled:
            self.stop.set()

    def _sign(self) -> Sign:
        progress, idle = self._progress, self._clock() - self._moved
        if progress is None:
            return Sign(idle=idle)
        self._remaining.mark(progress.stage, progress.done)
        left = self._remaining.seconds(progress.total)
        return Sign(progress.stage, progress.done, progress.total, left, idle)
