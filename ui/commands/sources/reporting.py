"""What a sync did, or would do, for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

from rag.layout import DataDir

if TYPE_CHECKING:
    from ingest.sources.reports import SyncReport
    from ui.commands.context import Context

# Name and reason of documents that could not be read, by id.
Unreadable: TypeAlias = dict[int, tuple[str, str]]


def find_unreadable(context: Context, reports: Iterable[SyncReport]) -> Unreadable:
    """Documents of these syncs that could not be read."""
    from rag.catalog import Catalog
    from rag.types import DocumentState

    found = {}
    with closing(Catalog(DataDir(context.settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        for document_id in [each for report in reports for each in report.documents]:
            document = snapshot.document_by_id(document_id)
            if document is not None and document.state is DocumentState.FAILED:
                found[document_id] = document.name, document.reason or "It could not be read."
    return found


def show_sync(context: Context, report: SyncReport, unreadable: Unreadable) -> None:
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
    failures = describe_failures(report, unreadable)
    if failures:
        output.table(("Item", "Reason"), failures)


def describe_failures(report: SyncReport, unreadable: Unreadable) -> list[tuple[str, str]]:
    """What was not taken, or not read, and why: named as in the source."""
    failed = [(each.item, each.reason) for each in report.failed]
    for document_id in report.documents:
        if document_id in unreadable:
            name, reason = unreadable[document_id]
            failed.append((name.removeprefix(f"{report.source}/"), reason))
    return sorted(failed)


def indented(mark: str, names: Iterable[str]) -> list[str]:
    """Names as lines of a list."""
    return [f"  {mark}{name}" for name in names]
