"""A gated re-index in three steps that a command or a job calls: stage, check the gate, publish or hold back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.progress import Report, ignore
from ingest.staging import HELD_BACK, Staged, forget_report, hold_back, identify_staged, staged_changes
from rag.catalog import Catalog
from rag.layout import DataDir
from rag.wording import Sentence, pack
from ui.gate.checking import GateResult, Watch, check_gate, unwatched
from ui.gate.store import find_gate

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.reports import AddReport
    from rag.config import Settings
    from rag.library import LibraryApi


class Ending(StrEnum):
    """What became of a staged set."""

    NOTHING = "nothing"  # nothing was staged
    PUBLISHED = "published"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a staged set ended. `result` is None when no question was put."""

    ending: Ending
    generation: int | None = None  # the new one
    result: GateResult | None = None
    changes: tuple[Staged, ...] = ()


def stage(
    indexer: Indexer,
    paths: Sequence[Path],
    *,
    password: str | None = None,
    report: Report = ignore,
    wait_seconds: float = 0.0,
) -> AddReport:
    """Take files and folders into the staged set and index them; nobody finds them yet. Raises as `Indexer.add`."""
    return indexer.add(paths, password=password, staged=True, report=report, wait_seconds=wait_seconds)


def finish(
    indexer: Indexer,
    library: LibraryApi,
    settings: Settings,
    *,
    anyway: bool = False,
    tell: Callable[[Outcome], None] | None = None,
    report: Report = ignore,
    watch: Watch = unwatched,
    wait_seconds: float = 0.0,
) -> Outcome:
    """Publish the staged set if the gate lets it through, or `anyway`; else keep it aside with what got worse.

    `tell` hears of a set that is held back, for instance to notify somebody. The library should store no answers.
    Raises LibraryBusy, also when the set changed while it was judged, and StorageFull; the set stays staged then.
    """
    directory = DataDir(settings.data_dir)
    with closing(Catalog(directory)) as catalog:
        with catalog.snapshot() as snapshot:
            changes = tuple(staged_changes(snapshot.connection))
            judged = identify_staged(snapshot.connection)
        if not changes:
            forget_report(catalog)
            return Outcome(Ending.NOTHING)
        gate = find_gate(directory)
        result = None if anyway or gate is None else check_gate(library, directory, gate, watch)
        if result is None or result.passed:
            generation = indexer.publish(report, wait_seconds, judged if result is not None else None)
            if generation is None:  # somebody else published or discarded it meanwhile
                return Outcome(Ending.NOTHING)
            return Outcome(Ending.PUBLISHED, generation, result, changes)
        told = {"time": datetime.now(UTC).isoformat(timespec="seconds"), **result.as_dict()}
        told["sentence"] = pack(result.sentence)
        hold_back(catalog, json.dumps(told, ensure_ascii=False))
    outcome = Outcome(Ending.HELD_BACK, None, result, changes)
    if tell is not None:
        tell(outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class Waiting:
    """The staged set of a library, and why it is held back, if it is."""

    changes: tuple[Staged, ...]
    held_back: dict[str, Any] | None  # time, sentence, right, questions, lost


def find_staged(catalog: Catalog) -> Waiting | None:
    """What waits to be published; None when nothing does."""
    with catalog.snapshot() as snapshot:
        changes, stored = staged_changes(snapshot.connection), snapshot.meta(HELD_BACK)
    if not changes:
        return None
    held_back = None if stored is None else json.loads(stored)
    if held_back is not None:
        held_back["sentence"] = Sentence.unpack(held_back["sentence"])
    return Waiting(tuple(changes), held_back)
