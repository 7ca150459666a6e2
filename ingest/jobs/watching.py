"""Whoever watches runs of jobs, for instance to trace them: hears of stages and numbers, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeAlias

from ingest.jobs.types import Job
from ingest.progress import Progress


class RunWatch(Protocol):
    """One run of a job, as somebody watches it. Neither method may raise."""

    def note(self, progress: Progress) -> None:
        """It has come so far; any thread of the job may say so."""
        ...

    def ended(self, outcome: str, counts: Mapping[str, int]) -> None:
        """It has ended, as its history says."""
        ...


# Entered when a run begins, and left when it is over, however it ends.
Watch: TypeAlias = Callable[[Job], AbstractContextManager[RunWatch]]


class _Nobody:
    def note(self, progress: Progress) -> None:
        pass

    def ended(self, outcome: str, counts: Mapping[str, int]) -> None:
        pass


@contextmanager
def watched_by_nobody(job: Job) -> Iterator[RunWatch]:  # noqa: ARG001 - the signature of Watch
    """For workers whose runs nobody watches."""
    yield _Nobody()
