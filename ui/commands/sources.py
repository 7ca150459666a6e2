"""Commands about sources: add, list, sync, confirm, remove."""

from __future__ import annotations

import argparse
import types
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from ingest.sources.registry import find_kind, kind_names
from rag.errors import (
    ConfigurationError,
    FundstelleError,
    LibraryBusy,
    ModelUnavailable,
    SourceNotFound,
    StorageFull,
)
from rag.layout import DataDir
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context, seconds
from ui.commands.gate import describe_outcome, finish_set, show_outcome
from ui.commands.jobs import open_catalog
from ui.commands.schedules import open_schedules
from ui.output import as_report
from ui.scheduling import NewSource, Timing, add_source, describe_schedule
from ui.source_texts import describe_source, describe_sync

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from ingest.sources.following import Sources
    from ingest.sources.reports import SyncReport
    from ingest.sources.store import SourceRecord
    from ingest.sources.types import Problem

_MOST_SHOWN = 20  # rejected items of a list for a person
_BUSY = "Another process is indexing; it or the next run that writes indexes what was accepted here."


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group("source", "Folders, buckets and sites that the library follows.")
    adding = group.add_group("add", "Follow a place from the next sync on.")
    for name in kind_names():
        kind = find_kind(name)
        added = adding.add(name, run_add, f"Follow {kind.summary}.")
        added.set_defaults(kind=name)
        added.add_argument("name", metavar="NAME", help="names the source; its documents are called NAME/...")
        added.add_argument("location", metavar="LOCATION", help=kind.location)
        added.add_argument("--cron", metavar="'0 3 * * *'", help="sync it at these times")
        added.add_argument(
            "--timezone", default="UTC", metavar="ZONE", help="whose clock --cron means; default UTC"
        )
        for option, of in kind.options.model_fields.items():
            _add_option(added, option, of)
    group.add("list", run_list, "List all sources and how their last sync ended.")
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
    removed = group.add("remove", run_remove, "Stop following a source, and remove its documents.")
    removed.add_argument("name", metavar="NAME")
    removed.add_argument("--keep-documents", action="store_true", help="they stay as if they had been uploaded")
    for parser in (synced, confirmed, removed):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    for parser in (synced, confirmed):
        parser.add_argument(
            "--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish"
        )


def _add_option(parser: argparse.ArgumentParser, name: str, of: FieldInfo) -> None:
    """An option of a kind of source as an option of the command."""
    flag = f"--{name.replace('_', '-')}"
    given: Any = of.annotation
    if isinstance(given, types.UnionType):
        given = next(each for each in get_args(given) if each is not type(None))
    shared: dict[str, Any] = {"dest": name, "default": argparse.SUPPRESS, "help": of.description}
    if given is bool:
        parser.add_argument(flag, action="store_true", **shared)
    elif get_origin(given) is tuple:
        parser.add_argument(flag, action="append", metavar="PATTERN", **shared)
    elif get_origin(given) is Literal:
        parser.add_argument(flag, choices=get_args(given), **shared)
    else:
        parser.add_argument(flag, metavar="N" if given in (int, float) else "VALUE", **shared)


def run_add(context: Context) -> int:
    """`fundstelle source add`."""
    arguments = context.arguments
    fields = find_kind(arguments.kind).options.model_fields
    options = {name: getattr(arguments, name) for name in fields if hasattr(arguments, name)}
    timing = None if arguments.cron is None else Timing(arguments.cron, arguments.timezone)
    wanted = NewSource(arguments.name, arguments.kind, arguments.location, options, timing)
    with closing(open_sources(context.settings)) as sources, open_schedules(context) as schedules:
        record, schedule = add_source(schedules, sources, wanted)
        planned = {} if schedule is None else {"schedule": describe_schedule(schedules, schedule)}
    context.output.document(
        {
            "source": record.name,
            "kind": record.kind,
            "location": record.location,
            "options": record.options,
            **planned,
        }
    )
    context.output.text(
        f"“{record.name}” is followed; `fundstelle source sync {record.name}` takes its documents in."
    )
    for each in planned.values():
        context.output.text(f"Schedule {each['name']} syncs it next at {each['next'][0]}.")
    return 0


def run_list(context: Context) -> int:
    """`fundstelle source list`."""
    found = _found(context)
    context.output.document({"sources": [describe_source(*each) for each in found]})
    if not found:
        context.output.text("No sources are followed yet; `fundstelle source add` adds one.")
        return 0
    rows = [
        (each.name, each.kind, each.location, documents, len(rejected), str(each.state), each.synced, each.sentence)
        for each, documents, rejected in found
    ]
    headings = ("Source", "Kind", "Location", "Documents", "Rejected", "State", "Synced", "Reason")
    context.output.table(headings, rows)
    _show_rejected(context, [(each.name, *astuple(item)) for each, _, rejected in found for item in rejected])
    return 0


def _show_rejected(context: Context, rejected: list[tuple[str, str, str]]) -> None:
    if rejected:
        context.output.text("")
        context.output.table(("Source", "Rejected", "Reason"), rejected[:_MOST_SHOWN])
    if len(rejected) > _MOST_SHOWN:
        context.output.text(f"And {len(rejected) - _MOST_SHOWN} more; `--json` has them all.")


def _found(context: Context) -> list[tuple[SourceRecord, int, list[Problem]]]:
    """All sources, with how many documents each has and what of it was rejected."""
    if not DataDir(context.settings.data_dir).catalog.exists():
        return []  # looking must not make a folder where a path was mistyped
    with closing(open_sources(context.settings)) as sources:
        return [(each, sources.count_documents(each.name), sources.rejected(each.name)) for each in sources.all()]


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


def run_remove(context: Context) -> int:
    """`fundstelle source remove`."""
    name, dry_run = context.arguments.name, context.arguments.dry_run
    with closing(open_sources(context.settings)) as sources:
        removed = sources.remove(name, keep_documents=context.arguments.keep_documents, dry_run=dry_run)
    context.output.document({"source": name, "dry_run": dry_run, "removed": removed})
    if dry_run:
        context.output.text(f"Would stop following “{name}” and remove {len(removed)}.", *_indented("- ", removed))
        return 0
    _index(context, 0.0)
    context.output.text(f"“{name}” is not followed any more; documents removed: {len(removed)}.")
    return 0


def _sync(context: Context, sources: Sources, names: Iterable[str]) -> int:
    """Sync one source after the other, index what they brought, and say how it went."""
    arguments = context.arguments
    gated = getattr(arguments, "gated", False) and not arguments.dry_run
    reports, errors = _sync_all(context, sources, names, staged=gated)
    missing = None if arguments.dry_run else _index(context, arguments.wait, others_may=not gated)
    unreadable = _unreadable(context, reports)
    outcome = None
    if gated and missing is None:
        outcome = finish_set(context, anyway=False, wait_seconds=arguments.wait)
    shown = [describe_sync(each, _failures(each, unreadable)) for each in reports]
    shown += [{"source": name, "error": sentence} for name, sentence in errors.items()]
    context.output.document({"sources": shown, **({} if outcome is None else describe_outcome(outcome))})
    for report in reports:
        _show(context, report, unreadable)
    for sentence in errors.values():
        context.output.note(sentence)
    if missing is not None:
        raise missing
    ok = not errors and not unreadable and all(each.ok for each in reports)
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


def _index(context: Context, wait_seconds: float, *, others_may: bool = True) -> ModelUnavailable | None:
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


def _unreadable(context: Context, reports: Iterable[SyncReport]) -> dict[int, tuple[str, str]]:
    """Documents of these syncs that could not be read: name and reason by id."""
    from rag.catalog import Catalog
    from rag.types import DocumentState

    found = {}
    with closing(Catalog(DataDir(context.settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        for document_id in [each for report in reports for each in report.documents]:
            document = snapshot.document_by_id(document_id)
            if document is not None and document.state is DocumentState.FAILED:
                found[document_id] = document.name, document.reason or "It could not be read."
    return found


def _show(context: Context, report: SyncReport, unreadable: dict[int, tuple[str, str]]) -> None:
    output = context.output
    counts = [len(report.added), len(report.changed), len(report.renamed), len(report.removed)]
    if report.dry_run:
        verbs = ("add", "change", "rename", "remove")
        would = ", ".join(f"{verb} {count}" for verb, count in zip(verbs, counts, strict=True))
        output.text(f"{report.source}: would {would}; {report.kept} stay.")
        output.text(*_indented("+ ", report.added), *_indented("~ ", report.changed))
        output.text(*(f"  > {old} -> {new}" for old, new in report.renamed), *_indented("- ", report.removed))
        if report.sentence:
            output.text(f"It would wait for confirmation: {report.sentence}")
    else:
        verbs = ("added", "changed", "renamed", "removed")
        did = ", ".join(f"{count} {verb}" for verb, count in zip(verbs, counts, strict=True))
        output.text(f"{report.source}: {did}, {report.kept} unchanged in {report.seconds:.1f} s.")
    failures = _failures(report, unreadable)
    if failures:
        output.table(("Item", "Reason"), failures)


def _failures(report: SyncReport, unreadable: dict[int, tuple[str, str]]) -> list[tuple[str, str]]:
    """What was not taken, or not read, and why: named as in the source."""
    failed = [(each.item, each.reason) for each in report.failed]
    for document_id in report.documents:
        if document_id in unreadable:
            name, reason = unreadable[document_id]
            failed.append((name.removeprefix(f"{report.source}/"), reason))
    return sorted(failed)


def _indented(mark: str, names: Iterable[str]) -> list[str]:
    return [f"  {mark}{name}" for name in names]
