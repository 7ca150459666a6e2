"""Showing other generations over HTTP: one change at a time, and none goes on when nobody waits for it any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ingest.progress import Progress, Stopped
from rag.history import find_generation
from ui.api.service import Service
from ui.gate.running import Outcome, finish
from ui.gate.store import find_gate

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.rollback import Rolled
    from rag.library import LibraryApi

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Changing:
    """What a change is done with."""

    service: Service
    indexer: Indexer
    stop: threading.Event

    def wait(self, wanted: float) -> float:
        """Seconds to wait for another writer: whether it is done is known before the request is given up."""
        return min(wanted, self.service.settings.api_request_seconds / 2)

    def report(self, _: Progress) -> None:
        """Raises Stopped when nobody waits any more: what is not done yet is left as it is."""
        if self.stop.is_set():
            raise Stopped


Change: TypeAlias = Callable[[Changing], Result]


async def change(service: Service, client: str, act: Change[Result]) -> Result:
    """Do a change in its lane. Raises TooBusy, TookTooLong, and what the change raises, as LibraryBusy."""
    stop = threading.Event()

    def work() -> Result:
        with closing(service.openers.indexer(service.settings)) as indexer:
            return act(Changing(service, indexer, stop))

    try:
        return await service.lanes.changes.run(client, work)
    finally:
        stop.set()


def roll_back(to: int | str, wait_seconds: float) -> Change[Rolled]:
    """Show again what a generation showed. It raises MomentRejected, GenerationNotKept and GenerationConflict."""

    def act(changing: Changing) -> Rolled:
        with changing.service.operations.catalog.snapshot() as snapshot:
            number = find_generation(snapshot, to)  # before anything is read for it
        return changing.indexer.roll_back(number, changing.report, changing.wait(wait_seconds))

    return act


def publish(wait_seconds: float, *, anyway: bool) -> Change[Outcome]:
    """Publish the staged set or hold it back, as the gate has it. It raises GenerationConflict."""

    def act(changing: Changing) -> Outcome:
        return finish(
            changing.indexer,
            _asked(changing.service),
            changing.service.settings,
            anyway=anyway,
            report=changing.report,
            watch=lambda done, total, item: changing.report(Progress("question", done, total, item)),
            wait_seconds=changing.wait(wait_seconds),
        )

    return act


def discard(wait_seconds: float) -> Change[int]:
    """Erase the staged set. Gives how many documents it would have changed."""
    return lambda changing: changing.indexer.discard(changing.wait(wait_seconds))


def _asked(service: Service) -> LibraryApi:
    """Whom the questions of the gate are put to: a search leaves no trace, but an answer would be stored."""
    gate = find_gate(service.operations.directory)
    if gate is None or not gate.answers:
        return service.library
    unrecorded = service.settings.model_copy(update={"keep_answers_days": 0})
    return service.openers.workspace(unrecorded).library
