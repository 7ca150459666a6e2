"""What a sync did, or would do, for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

from rag.layout import DataDir
from rag.types import Document, DocumentState
from ui.commands.replies import list_notes

if TYPE_CHECKING:
    from ingest.sources.reports import SyncReport
    from ui.commands.context import Context

# What was taken, by the ids that the reports have.
Taken: TypeAlias = dict[int, Document]


def find_taken(context: Context, reports: Iterable[SyncReport], *, staged: bool) -> Taken:
    """The documents of these syncs as they are now, those of the staged set if they went there."""
    from rag.catalog import Catalog
    from rag.views import LIVE, STAGED

    view = STAGED if staged else LIVE
    with closing(Catalog(DataDir(context.settings.data_dir))) as catalog, catalog.snapshot(view) as snapshot:
        found = {each: snapshot.version(each) for report in reports for each in report.documents}
    return {each: document for each, document in found.items() if document is not None}


def show_sync(context: Context, report: SyncReport, taken: Taken) -> None:
    """One sync, for a person."""
    output = context.output
    counts = [len(report.added), len(report.changed), len(report.renamed), len(report.removed)]
    if report.dry_run:
        verbs = ("add", "change", "rename", "remove")
        would = ", ".join(f"{verb} {count}" for verb, count in zip(verbs, counts, strict=True))
        output.text(f"{report.source}: would {would}; {report.kept} stay.")
        output.text(*indented("+ ", report.added), *indented("~ ", report.changed))
        output.text(*(f"  > {old} -> {new}" for old, new in report.renamed), *indented("- ", report.removed))
        if report.sentence:
            output.text(f"It would wait for confirmation: {report.sentence}")
    else:
        verbs = ("added", "changed", "renamed", "removed")
        did = ", ".join(f"{count} {verb}" for verb, count in zip(verbs, counts, strict=True))
        output.text(f"{report.source}: {did}, {report.kept} unchanged in {report.seconds:.1f} s.")
    failures, notes = describe_failures(report, taken), describe_notes(report, taken)
    if failures:
        output.table(("Item", "Reason"), failures)
    if notes:
        output.table(("Document", "Note"), notes)


def describe_notes(report: SyncReport, taken: Taken) -> list[tuple[str, str]]:
    """What was left out of the documents that were taken."""
    return list_notes(sorted((taken[each] for each in report.documents if each in taken), key=lambda one: one.name))


def describe_failures(report: SyncReport, taken: Taken) -> list[tuple[str, str]]:
    """What was not taken, or not read, and why: named as in the source."""
    failed = [(each.item, each.reason) for each in report.failed]
    for document in (taken[each] for each in report.documents if each in taken):
        if document.state is DocumentState.FAILED:
            item = document.name.removeprefix(f"{report.source}/")
            failed.append((item, document.reason or "It could not be read."))
    return sorted(failed)


def indented(mark: str, names: Iterable[str]) -> list[str]:
    """Names as lines of a list."""
    return [f"  {mark}{name}" for name in names]
