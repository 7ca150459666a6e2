"""Commands about documents: add, list, remove, status, doctor, rebuild."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError, ModelUnavailable
from ui.commands.context import Commands, Context, seconds
from ui.commands.gate import describe_outcome, finish_set, show_outcome
from ui.commands.replies import describe_document, list_notes
from ui.output import as_report

if TYPE_CHECKING:
    from ingest.reports import AddReport
    from rag.types import Document, LibraryStatus

_KEPT = "What was read is kept and can be found by its words; run the same command again after that."


def register(commands: Commands) -> None:
    """Declare the commands."""
    add = commands.add("add", run_add, "Add files and folders and index them.")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--password", help="of encrypted documents among them")
    add.add_argument("--force", action="store_true", help="read unchanged documents again")
    add.add_argument(
        "--gated", action="store_true", help="publish only if the questions of the gate still find their answers"
    )
    add.add_argument("--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish")
    commands.add("list", run_list, "List all documents.")
    remove = commands.add("remove", run_remove, "Remove documents; they answer no question from then on.")
    remove.add_argument("names", nargs="+", metavar="NAME")
    commands.add("status", run_status, "Show how the library is doing.")
    commands.add("doctor", run_doctor, "Check everything that is stored; exit code 1 when something is wrong.")
    rebuild = commands.add("rebuild", run_rebuild, "Make the indexes anew from the catalog.")
    rebuild.add_argument(
        "--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish"
    )


def run_add(context: Context) -> int:
    """`fundstelle add`."""
    from ingest.progress import Stopped
    from ui.companion import stopped_by_signals

    options = context.arguments
    if options.gated and options.force:
        raise ConfigurationError("Give either --gated or --force: the same bytes read again are no new version.")
    with closing(context.indexer()) as indexer, context.output.steps() as step, stopped_by_signals() as stop:
        try:
            report = indexer.add(
                options.paths,
                password=options.password,
                force=options.force,
                staged=options.gated,
                report=as_report(step),
                wait_seconds=options.wait,
                stop=stop,
            )
        except ModelUnavailable as missing:
            raise ModelUnavailable(f"{missing} {_KEPT}") from missing
        except Stopped as stopped:
            raise KeyboardInterrupt from stopped  # told as an interruption between any two other steps is
    document = {key: value for key, value in asdict(report).items() if key != "noted"}
    document["notes"] = [{"document": name, "note": note} for name, note in list_notes(report.noted)]
    if not options.gated:
        context.output.document(document)
        _show_added(context, report)
        return 1 if report.failed else 0
    _show_added(context, report)
    outcome = finish_set(context, anyway=False, wait_seconds=options.wait)
    context.output.document({**document, **describe_outcome(outcome)})
    return max(show_outcome(context, outcome), int(bool(report.failed)))


def _show_added(context: Context, report: AddReport) -> None:
    output = context.output
    output.text(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged,"
        f" {len(report.failed)} failed;"
        f" {report.pages} pages, {report.passages} passages in {report.seconds:.1f} s."
    )
    if report.failed:
        output.text("")
        output.table(("Document", "Reason"), [(each.document, each.reason) for each in report.failed])
    _show_notes(context, report.noted)


def _show_notes(context: Context, documents: Iterable[Document]) -> None:
    """What was left out of documents, for a person."""
    rows = list_notes(documents)
    if rows:
        context.output.text("")
        context.output.table(("Document", "Note"), rows)


def run_list(context: Context) -> int:
    """`fundstelle list`: the catalog is enough, so nothing else is loaded."""
    documents = _documents(context)
    context.output.document({"documents": [describe_document(each) for each in documents]})
    if not documents:
        context.output.text(
            f"There are no documents in {context.settings.data_dir} yet; `fundstelle add` adds some."
        )
        return 0
    rows = [(each.name, str(each.state), each.pages, each.passages, each.added, each.reason) for each in documents]
    context.output.table(("Document", "State", "Pages", "Passages", "Added", "Reason"), rows)
    _show_notes(context, documents)
    return 0


def _documents(context: Context) -> list[Document]:
    from rag.catalog import Catalog
    from rag.layout import DataDir

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        return []  # looking must not make a folder where a path was mistyped
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        return snapshot.documents()


def run_remove(context: Context) -> int:
    """`fundstelle remove`."""

    def tell(answers: int) -> None:
        if answers:
            context.output.note(f"Stored answers that held text of what was removed are deleted too: {answers}.")

    with closing(context.indexer()) as indexer:
        removed = indexer.remove(context.arguments.names, tell)
    context.output.document({"removed": removed})
    context.output.text(*(f"Removed {name}." for name in removed))
    return 0


def run_status(context: Context) -> int:
    """`fundstelle status`."""
    status = context.workspace().library.status()
    context.output.document(asdict(status))
    context.output.table(("Library", str(context.settings.data_dir)), _status_rows(status))
    return 0


def _status_rows(status: LibraryStatus) -> list[tuple[str, Any]]:
    states = ", ".join(f"{count} {state}" for state, count in sorted(status.by_state.items()))
    rows: list[tuple[str, Any]] = [
        ("Documents", f"{status.documents}" + (f" ({states})" if states else "")),
        ("Pages", f"{status.pages}"),
        ("Passages", f"{status.passages}, {status.embedded} of them found by meaning"),
        ("Vector segments", f"{status.segments}"),
        ("On disk", f"{status.bytes_on_disk / 1_000_000:.1f} MB"),
        ("Generation", f"{status.generation}"),
    ]
    if status.refusal_threshold is not None:
        rows.append(("Refuses below", f"{status.refusal_threshold:.3f} ({status.refusal_origin})"))
    if status.embedder_name:
        rows.append(("Embedder", status.embedder_name))
    if status.next_embedder:
        made = f"{status.next_embedded} of {status.passages} passages"
        rows.append(
            ("Changing to", f"{status.next_embedder}: {made}; `fundstelle embedders switch` or `work` goes on")
        )
    if status.degraded:
        rows.append(("Degraded", status.degraded))
    return rows


def run_doctor(context: Context) -> int:
    """`fundstelle doctor`."""
    from ui.checkup import examine

    with context.output.steps() as step:
        checkup = examine(context.settings, step)
    for note in checkup.notes:
        context.output.note(note)
    context.output.document({"ok": not checkup.problems, "problems": list(checkup.problems)})
    if checkup.problems:
        context.output.text(*checkup.problems)
        return 1
    context.output.text("Everything is as it should be.")
    return 0


def run_rebuild(context: Context) -> int:
    """`fundstelle rebuild`."""
    begun = time.monotonic()
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        passages = indexer.rebuild(as_report(step), context.arguments.wait)
    elapsed = round(time.monotonic() - begun, 3)
    context.output.document({"passages": passages, "seconds": elapsed})
    context.output.text(f"{passages} passages were indexed anew in {elapsed:.1f} s.")
    return 0
