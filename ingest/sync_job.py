"""The sync of a source, as a job. What it accepts is indexed by the job that indexes what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ingest.jobs.types import Result, first_notes
from ingest.jobs.work import Handler, JobRefused, Work
from ingest.progress import Stopped
from ingest.sources.following import Sources
from ingest.sources.jobs import source_of
from ingest.sources.reports import SyncReport
from ingest.sources.store import SourceState
from ingest.sources.types import Task, item_reason
from rag.errors import ImplausiblePlan, SourceNotFound

# Syncs one source, and whatever else is done in the same go.
Syncing: TypeAlias = Callable[[str, Task], SyncReport]


def sync_handler(sources: Sources) -> Handler:
    """Makes the library hold what the source of the payload, `{"source": NAME}`, holds now."""
    return lambda work: summarise(run_sync(work, sources.sync))


def run_sync(work: Work, sync: Syncing) -> SyncReport:
    """Sync the source of a job.

    Raises JobRefused when a person has to do something before, Stopped when it was told to end, with what was
    finished kept, and else as `Sources.sync` does.
    """
    try:
        report = sync(source_of(work.payload), Task(work.report, work.stop))
    except (ImplausiblePlan, SourceNotFound) as refused:
        raise JobRefused(refused.sentence) from refused
    if work.stop.is_set() and report.state is SourceState.INCOMPLETE:
        raise Stopped  # the next run goes on
    return report


def summarise(report: SyncReport) -> Result:
    """What the history keeps of a sync; `fundstelle source list` has all reasons."""
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "renamed": len(report.renamed),
        "removed": len(report.removed),
        "kept": report.kept,
        "failed": len(report.failed),
    }
    return Result(counts, first_notes([item_reason(each.item, each.reason) for each in report.failed]))
