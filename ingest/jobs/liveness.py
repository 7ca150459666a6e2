"""Which worker is alive. The kernel knows: a process holds the lock on its own file until it ends, somehow."""

from __future__ import annotations

import os
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ingest.jobs.types import Job
from ingest.locking import file_lock
from rag.errors import LibraryBusy
from rag.layout import DataDir


@contextmanager
def presence(directory: DataDir) -> Iterator[str]:
    """The name of a worker, which counts as alive for as long as the block runs."""
    host = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:40]
    name = f"{host}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    directory.workers.mkdir(exist_ok=True)
    path = directory.worker(name)
    # It gets its place only when it is locked, or another process could take it for a dead worker's.
    new = path.with_suffix(".new")
    with file_lock(new, f"The worker {name} exists already."):
        new.rename(path)
        try:
            yield name
        finally:
            path.unlink(missing_ok=True)


def give_pulse(directory: DataDir, name: str) -> None:
    """Show whoever started this worker that it moves."""
    with suppress(OSError):  # a full disk is no reason to look dead for
        os.utime(directory.worker(name))


def pulse_of(directory: DataDir, process_id: int) -> int | None:
    """A number that changes as long as the worker of this process moves; None when there is none at work."""
    for path in directory.workers.glob(f"*-{process_id}-*.lock"):
        with suppress(OSError):
            return path.stat().st_mtime_ns
    return None


def is_dead(directory: DataDir, name: str) -> bool:
    """Whether the worker has certainly ended. Its file goes with that certainty; names are never used twice."""
    path = directory.worker(name)
    if not path.exists():
        return True
    try:
        with file_lock(path, ""):
            path.unlink(missing_ok=True)
    except LibraryBusy:
        return False
    return True


def sweep_dead(directory: DataDir) -> None:
    """Remove the files of workers that were killed."""
    living_workers(directory)  # looking removes them


def living_workers(directory: DataDir) -> list[str]:
    """Names of the workers that are alive."""
    return sorted(path.stem for path in directory.workers.glob("*.lock") if not is_dead(directory, path.stem))


class DeafWatch:
    """Tells jobs of one worker that were cancelled and do not end: whatever they wait for, they do not look up."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._cancelled: dict[tuple[int, int], float] = {}

    def deaf(self, running: list[Job], worker: str) -> list[Job]:
        """Those in which nothing has moved since they were seen cancelled, for the whole time."""
        now, last = self._clock(), self._cancelled
        asked = [job for job in running if job.worker == worker and job.cancelled]
        self._cancelled = {(job.id, job.token): last.get((job.id, job.token), now) for job in asked}
        return [job for job in asked if min(job.idle, now - self._cancelled[job.id, job.token]) >= self._seconds]


class LeaseWatch:
    """Tells jobs whose worker may be alive but gives no sign of it: stopped, hanging, or on a frozen disk.

    Time stamps are no help: this computer's clock may be set while a job runs, by hours. What counts is that the
    beat of a job has not moved while `lease_seconds` went by on a clock that nobody can set, the observer's own.
    """

    def __init__(self, lease_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease_seconds = lease_seconds
        self._clock = clock
        self._seen: dict[int, tuple[int, int, float]] = {}

    def expired(self, running: list[Job]) -> list[Job]:
        """Those of all running jobs that were seen without a sign of life for the whole time of a lease."""
        now = self._clock()
        last = self._seen
        self._seen = {}
        for job in running:
            token, beat, since = last.get(job.id, (0, 0, now))
            moved = (token, beat) != (job.token, job.beat)
            self._seen[job.id] = (job.token, job.beat, now if moved else since)
        return [job for job in running if now - self._seen[job.id][2] >= self._lease_seconds]
