"""`fundstelle source list`: what is followed, how the last syncs ended, and what was not accepted."""

from __future__ import annotations

from contextlib import closing
from dataclasses import astuple
from typing import TYPE_CHECKING, TypeAlias

from rag.layout import DataDir
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context
from ui.source_texts import describe_source

if TYPE_CHECKING:
    from ingest.sources.store import SourceRecord
    from ingest.sources.types import Problem

    _Found: TypeAlias = tuple[SourceRecord, int, list[Problem]]

_MOST_SHOWN = 20  # rejected items of a list for a person


def register(group: Commands) -> None:
    """Declare the command."""
    group.add("list", run_list, "List all sources and how their last sync ended.")


def run_list(context: Context) -> int:
    """`fundstelle source list`."""
    found, uploads = _found(context)
    context.output.document({"sources": [describe_source(*each) for each in found], "uploads": uploads})
    if found:
        _show(context, found)
    else:
        context.output.text("No sources are followed yet; `fundstelle source add` adds one.")
    if uploads:
        documents = "1 document" if uploads == 1 else f"{uploads} documents"
        context.output.text(f"Uploads: {documents}, never changed by a sync.")
    return 0


def _show(context: Context, found: list[_Found]) -> None:
    rows = [
        (each.name, each.kind, each.location, documents, len(rejected), str(each.state), each.synced, each.sentence)
        for each, documents, rejected in found
    ]
    headings = ("Source", "Kind", "Location", "Documents", "Rejected", "State", "Synced", "Reason")
    context.output.table(headings, rows)
    _show_rejected(context, [(each.name, *astuple(item)) for each, _, rejected in found for item in rejected])


def _show_rejected(context: Context, rejected: list[tuple[str, str, str]]) -> None:
    if rejected:
        context.output.text("")
        context.output.table(("Source", "Rejected", "Reason"), rejected[:_MOST_SHOWN])
    if len(rejected) > _MOST_SHOWN:
        context.output.text(f"And {len(rejected) - _MOST_SHOWN} more; `--json` has them all.")


def _found(context: Context) -> tuple[list[_Found], int]:
    """All sources, with how many documents each has and what of it was rejected; and how many are of none."""
    if not DataDir(context.settings.data_dir).catalog.exists():
        return [], 0  # looking must not make a folder where a path was mistyped
    with closing(open_sources(context.settings)) as sources:
        found = [(each, sources.count_documents(each.name), sources.rejected(each.name)) for each in sources.all()]
        return found, sources.count_uploads()
