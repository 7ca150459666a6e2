"""`fundstelle source remove`."""

from __future__ import annotations

from contextlib import closing

from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context
from ui.commands.sources.reporting import indented
from ui.commands.sources.syncing import index_accepted


def register(group: Commands) -> None:
    """Declare the command."""
    parser = group.add("remove", run_remove, "Stop following a source, and remove its documents.")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--keep-documents", action="store_true", help="they stay as if they had been uploaded")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def run_remove(context: Context) -> int:
    """`fundstelle source remove`."""
    name, dry_run = context.arguments.name, context.arguments.dry_run
    with closing(open_sources(context.settings)) as sources:
        removed = sources.remove(name, keep_documents=context.arguments.keep_documents, dry_run=dry_run)
    context.output.document({"source": name, "dry_run": dry_run, "removed": removed})
    if dry_run:
        context.output.text(f"Would stop following “{name}” and remove {len(removed)}.", *indented("- ", removed))
        return 0
    index_accepted(context, 0.0)
    context.output.text(f"“{name}” is not followed any more; documents removed: {len(removed)}.")
    return 0
