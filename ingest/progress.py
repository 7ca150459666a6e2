"""How long work reports on itself; every surface draws it in its own way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a longer work: `done` of `total` units of the stage, lately `item`."""

    stage: str  # wait | accept | read | embed | merge | rebuild | show
    done: int
    total: int
    item: str = ""


class Stopped(Exception):
    """Raised between two steps of a work that is told to end; what was finished is kept."""


Report: TypeAlias = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """For callers that show nothing."""


def check(stop: threading.Event | None) -> None:
    """Raises Stopped when `stop` is set."""
    if stop is not None and stop.is_set():
        raise Stopped


def until_stopped(report: Report, stop: threading.Event | None) -> Report:
    """A report that raises Stopped once `stop` is set."""

    def report_or_stop(progress: Progress) -> None:
        check(stop)
        report(progress)

    return report_or_stop
