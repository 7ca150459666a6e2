"""How long work reports on itself; every surface draws it in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a longer work: `done` of `total` units of the stage, lately `item`."""

    stage: str  # accept | read | embed | merge | rebuild
    done: int
    total: int
    item: str = ""


class Stopped(Exception):
    """Raised between two steps of a work that is told to end; what was finished is kept."""


Report: TypeAlias = Callable[[Progress], None]


def ignore(_: Progress) -> None:
    """For callers that show nothing."""
