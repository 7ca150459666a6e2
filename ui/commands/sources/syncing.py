"""`fundstelle source sync` and `confirm`: now, or as a job."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

from rag.errors import (
    ConfigurationError,
    FundstelleError,
    LibraryBusy,
    ModelUnavailable,
    SourceNotFound,
    StorageFull,
)
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context, seconds
from ui.commands.gate import describe_outcome, finish_set, show_outcome
from ui.commands.jobs import open_catalog
from ui.commands.sources.reporting import describe_failures, describe_notes, find_taken, show_sync
from ui.output import as_report
from ui.source_texts import describe_sync

if TYPE_CHECKING:
    from ingest.sources.following import Sources
    from ingest.sources.reports import SyncReport

_BUSY = "Another process is indexing; it or the next run that writes indexes what was accepted here."


def register(group: Commands) -> None:
    """Declare the commands."""
    synced = group.add(
        "sync", run_sync, "Take over what sources hold now; exit code 1 when something was not taken."
    )
    synced.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    synced.add_argument("--retry", action="store_true", help="also what was rejected, or removed from the library")
    synced.add_argument(
        "--gated", action="store_true", help="publish only if the questions of the gate still find their answers"
    )
    synced.add_argument("--later", action="store_true", help="as a job, by whoever does the jobs")
    confirmed = group.add("confirm", run_confirm, "Allow the removal that waits, and sync.")
    confirmed.add_argument("name", metavar="NAME")
    for parser in (synced, confirmed):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish"
        )


def run_sync(context: Context) -> int:
    """`fundstelle source sync`."""
    with closing(open_sources(context.settings)) as sources:
        names = context.arguments.names or [each.name for each in sources.all()]
        for name in names:
            sources.find(name)  # a mistyped name is told before anything is done
        if context.arguments.later:
            return _queue(context, names)
        return _sync(context, sources, names)


def _queue(context: Context, names: Iterable[str]) -> int:
    from ingest.jobs.queue import JobQueue
    from ingest.sources.jobs import sync_job

    if context.arguments.dry_run or context.arguments.retry:
        raise ConfigurationError("--later takes neither --dry-run nor --retry.")
    with open_catalog(context) as catalog:
        queued = [] if catalog is None else [(name, JobQueue(catalog).enqueue(sync_job(name))) for name in names]
    context.output.document(
        {"queued": [{"source": name, "job": each.job_id, "new": each.new} for name, each in queued]}
    )
    for name, each in queued:
        context.output.text(f"{name}: job {each.job_id}{'' if each.new else ', which waited already'}.")
    return 0


def run_confirm(context: Context) -> int:
    """`fundstelle source confirm`."""
    name = context.arguments.name
    with closing(open_sources(context.settings)) as sources:
        if not context.arguments.dry_run:
            sources.confirm(name)
        return _sync(context, sources, [name])


def _sync(context: Context, sources: Sources, names: Iterable[str]) -> int:
    """Sync one source after the other, index what they brought, and say how it went."""
    arguments = context.arguments
    gated = getattr(arguments, "gated", False) and not arguments.dry_run
    reports, errors = _sync_all(context, sources, names, staged=gated)
    missing = None if arguments.dry_run else index_accepted(context, arguments.wait, others_may=not gated)
    taken = find_taken(context, reports, staged=gated)
    outcome = None
    if gated and missing is None:
        outcome = finish_set(context, anyway=False, wait_seconds=arguments.wait)
    failures = [describe_failures(each, taken) for each in reports]
    shown = [
        {
            **describe_sync(each, failed),
            "notes": [{"document": name, "note": note} for name, note in describe_notes(each, taken)],
        }
        for each, failed in zip(reports, failures, strict=True)
    ]
    shown += [{"source": name, "error": sentence} for name, sentence in errors.items()]
    context.output.document({"sources": shown, **({} if outcome is None else describe_outcome(outcome))})
    for report in reports:
        show_sync(context, report, taken)
    for sentence in errors.values():
        context.output.note(sentence)
    if missing is not None:
        raise missing
    ok = not errors and not any(failures) and all(each.ok for each in reports)
    return max(int(not ok), 0 if outcome is None else show_outcome(context, outcome))


def _sync_all(
    context: Context, sources: Sources, names: Iterable[str], *, staged: bool
) -> tuple[list[SyncReport], dict[str, str]]:
    """What the syncs did, and why some could not be done, by the name of the source."""
    from ingest.sources.types import Task

    arguments = context.arguments
    reports: list[SyncReport] = []
    errors: dict[str, str] = {}
    with context.output.steps() as step:
        for name in names:
            task = Task(as_report(step))
            try:
                retry = getattr(arguments, "retry", False)
                report = sources.sync(name, task, dry_run=arguments.dry_run, retry=retry, staged=staged)
            except (StorageFull, SourceNotFound):
                raise
            except FundstelleError as error:
                errors[name] = str(error)
            else:
                reports.append(report)
    return reports, errors


def index_accepted(context: Context, wait_seconds: float, *, others_may: bool = True) -> ModelUnavailable | None:
    """Index what was accepted, unless another process writes, which then does it, if `others_may`.

    Raises LibraryBusy when they may not: what is staged has to be read before it is judged.
    """
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        try:
            indexer.work(as_report(step), wait_seconds, change_embedder=False)
        except LibraryBusy:
            if not others_may:
                raise
            context.output.note(_BUSY)
        except ModelUnavailable as missing:
            return missing
    return None
