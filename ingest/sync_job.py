"""The sync of a source, as a job. What it accepts is indexed by the job that indexes what waits."""

from __future__ import annotations

from ingest.jobs.types import Result
from ingest.jobs.work import Handler, JobRefused, Work
from ingest.progress import Stopped
from ingest.sources.following import Sources
from ingest.sources.reports import SyncReport
from ingest.sources.store import SourceState
from ingest.sources.types import Task
from rag.errors import ImplausiblePlan, SourceNotFound

# The history keeps the reasons of some; `fundstelle source list` has all.
_MOST_REASONS = 50


def sync_handler(sources: Sources) -> Handler:
    """Makes the library hold what the source of the payload, `{"source": NAME}`, holds now."""

    def handle(work: Work) -> Result:
        try:
            report = sources.sync(str(work.payload.get("source", "")), Task(work.report, work.stop))
        except (ImplausiblePlan, SourceNotFound) as refused:
            raise JobRefused(str(refused)) from refused
        if work.stop.is_set() and report.state is SourceState.INCOMPLETE:
            raise Stopped  # what was finished is kept, and the next run goes on
        return _summarise(report)

    return handle


def _summarise(report: SyncReport) -> Result:
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "renamed": len(report.renamed),
        "removed": len(report.removed),
        "kept": report.kept,
        "failed": len(report.failed),
    }
    notes = [f"{each.item}: {each.reason}" for each in report.failed[:_MOST_REASONS]]
    if len(report.failed) > _MOST_REASONS:
        notes.append(f"… and {len(report.failed) - _MOST_REASONS} more.")
    return Result(counts, tuple(notes))
