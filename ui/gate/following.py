"""The sync of a source of a library with a gate: what it brings is shown once the questions find their answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.jobs.types import Result
from ingest.jobs.work import Handler, Work
from ingest.notifications.events import GATE_HELD_BACK, Event, announce
from ingest.progress import Progress
from ingest.sources.jobs import SYNC, source_of
from ingest.sync_job import run_sync, summarise, sync_handler
from rag.layout import DataDir
from rag.wording import in_sequence, say
from ui.gate.running import Ending, Outcome, finish
from ui.gate.store import Rules, TellOf, find_gate

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.sources.following import Sources
    from rag.catalog import Catalog
    from rag.config import Settings
    from ui.bootstrap import Workspace

# For another writer; after that the job is postponed, and goes on with what is staged.
_WAIT_SECONDS = 30.0


def gated_sync_handler(
    settings: Settings,
    indexer: Indexer,
    sources: Sources,
    catalog: Catalog,
    workspace: Callable[[Settings], Workspace],
) -> Handler:
    """As `sync_handler`; with a gate, what the sync brings is staged, and published or held back as a whole.

    A run that is stopped or killed leaves what it took in staged, and the next one judges all of it.
    """
    plain = sync_handler(sources)
    unrecorded = settings.model_copy(update={"keep_answers_days": 0})

    def handle(work: Work) -> Result:
        gate = find_gate(DataDir(settings.data_dir))
        if gate is None:
            return plain(work)
        report = run_sync(work, lambda name, task: sources.sync(name, task, staged=True))
        indexer.work(work.report, _WAIT_SECONDS, change_embedder=False, stop=work.stop)

        def tell(outcome: Outcome) -> None:
            event = Event(
                GATE_HELD_BACK, f"source {source_of(work.payload)}", SYNC, held_back_sentence(outcome, gate)
            )
            with catalog.transaction() as connection:
                announce(connection, settings, event, time.time())

        outcome = finish(
            indexer,
            workspace(unrecorded).library,
            settings,
            tell=tell,
            report=work.report,
            watch=lambda done, total, item: work.report(Progress("question", done, total, item)),
            wait_seconds=_WAIT_SECONDS,
        )
        result = summarise(report)
        if outcome.ending is Ending.NOTHING:
            return result
        counts = {**result.counts, str(outcome.ending): len(outcome.changes)}
        notes = (held_back_sentence(outcome, gate),) if outcome.ending is Ending.HELD_BACK else ()
        return replace(result, counts=counts, notes=(*notes, *result.notes))

    return handle


def held_back_sentence(outcome: Outcome, rules: Rules) -> str:
    """Why a set is held back, what the rules want named of it, and what a person can do."""
    result = outcome.result
    parts: list[str] = [say("changes_held_back", "{count} changes are held back.", count=len(outcome.changes))]
    if rules.tell_most and rules.tell_of in (TellOf.DOCUMENTS, TellOf.BOTH):
        names = _listed([each.name for each in outcome.changes], rules.tell_most)
        parts.append(say("gate_changes", "Documents: {names}.", names=names))
    if result is not None:
        parts.append(result.sentence)
        if rules.tell_most and result.lost and rules.tell_of in (TellOf.QUESTIONS, TellOf.BOTH):
            ids = _listed([each.id for each in result.lost], rules.tell_most)
            parts.append(say("gate_worse", "Worse: {ids}.", ids=ids))
    parts.append(
        say(
            "publish_or_discard",
            "`fundstelle generations publish --anyway` publishes them, `generations discard` erases them.",
        )
    )
    return in_sequence(parts)


def _listed(names: Sequence[str], most: int) -> str:
    """The first of some names, and how many more there are."""
    named, more = ", ".join(names[:most]), len(names) - most
    return say("names_and_more", "{names} and {more} more", names=named, more=more) if more > 0 else named
