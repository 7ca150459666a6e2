"""Commands about other states of the library: generations list, diff, rollback, publish and discard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.errors import ConfigurationError
from ui.commands.context import Commands, Context, seconds
from ui.commands.gate import describe_outcome, finish_set, show_outcome
from ui.output import as_report

if TYPE_CHECKING:
    from rag.catalog import Catalog
    from ui.gate.running import Waiting

_WHEN = "a generation, or a date or time"


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group(
        "generations", "Other states of the library: earlier ones, to look at or go back to, and a staged one."
    )
    group.add("list", run_list, "List the generations that can be looked at, newest first.")
    diff = group.add("diff", run_diff, "Say which documents differ between two generations.")
    diff.add_argument("before", metavar="A", help=_WHEN)
    diff.add_argument("then", metavar="B", help=_WHEN)
    back = group.add("rollback", run_rollback, "Show again what a generation showed, as a new generation.")
    back.add_argument("generation", metavar="N", help=_WHEN)
    publish = group.add("publish", run_publish, "Publish the staged set, if the gate lets it through.")
    publish.add_argument("--anyway", action="store_true", help="whatever the gate says")
    discard = group.add("discard", run_discard, "Erase the staged set.")
    for parser in (back, publish, discard):
        parser.add_argument(
            "--wait", type=seconds, default=0.0, metavar="SECONDS", help="for another writer to finish"
        )


def run_list(context: Context) -> int:
    """`fundstelle generations list`."""
    from rag.history import list_generations
    from ui.gate.running import find_staged

    with _catalog(context) as catalog:
        with catalog.snapshot() as snapshot:
            found, present = list_generations(snapshot), snapshot.generation
        waiting = find_staged(catalog)
    context.output.document(
        {
            "generation": present,
            "generations": [asdict(each) for each in found],
            "staged": None if waiting is None else asdict(waiting),
        }
    )
    if waiting is not None:
        _show_waiting(context, waiting)
    rows = [(each.number, each.time, each.reason, each.added, each.changed, each.removed) for each in found]
    context.output.table(("Generation", "Time", "Reason", "Added", "Changed", "Removed"), rows)
    return 0


def _show_waiting(context: Context, waiting: Waiting) -> None:
    held = waiting.held_back
    if held is None:
        context.output.text(f"Staged: {len(waiting.changes)} changes wait to be published.", "")
        return
    context.output.text(f"Held back since {held['time']}: {len(waiting.changes)} changes. {held['sentence']}")
    rows = [(each["id"], each["question"]) for each in held["lost"]]
    if rows:
        context.output.table(("Question", "found its answer before"), rows)
    context.output.text("")


def run_diff(context: Context) -> int:
    """`fundstelle generations diff`."""
    from rag.history import compare_generations, find_generation

    with _catalog(context) as catalog, catalog.snapshot() as snapshot:
        before, then = (
            find_generation(snapshot, each) for each in (context.arguments.before, context.arguments.then)
        )
        found = compare_generations(snapshot, before, then)
    rows = [(each.name, each.change) for each in found]
    context.output.document(
        {
            "before": before,
            "then": then,
            "documents": [{"document": name, "change": change} for name, change in rows],
        }
    )
    if rows:
        context.output.table(("Document", "Change"), rows)
    else:
        context.output.text(f"Generations {before} and {then} hold the same documents.")
    return 0


def run_rollback(context: Context) -> int:
    """`fundstelle generations rollback`."""
    options = context.arguments
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        rolled = indexer.roll_back(options.generation, as_report(step), options.wait)
    context.output.document(asdict(rolled))
    output = context.output
    if not (rolled.back or rolled.changed or rolled.gone):
        output.text(f"The library holds what it held in generation {rolled.to}; nothing was changed.")
    else:
        output.text(f"Generation {rolled.generation} holds what generation {rolled.to} held.")
        rows = [
            *((name, "is there again") for name in rolled.back),
            *((name, "says again what it said") for name in rolled.changed),
            *((name, "is in the history only") for name in rolled.gone),
        ]
        output.table(("Document", ""), rows)
    if rolled.erased:
        output.note(f"Documents removed since, up to {rolled.erased}, were erased and cannot come back.")
    return 0


def run_publish(context: Context) -> int:
    """`fundstelle generations publish`."""
    outcome = finish_set(context, anyway=context.arguments.anyway, wait_seconds=context.arguments.wait)
    context.output.document(describe_outcome(outcome))
    return show_outcome(context, outcome)


def run_discard(context: Context) -> int:
    """`fundstelle generations discard`."""
    with closing(context.indexer()) as indexer:
        discarded = indexer.discard(context.arguments.wait)
    context.output.document({"discarded": discarded})
    context.output.text(f"Staged changes discarded: {discarded}." if discarded else "Nothing is staged.")
    return 0


@contextmanager
def _catalog(context: Context) -> Iterator[Catalog]:
    from rag.catalog import Catalog
    from rag.layout import DataDir

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        raise ConfigurationError(f"There is no library in {directory.root} yet; `fundstelle add` makes one.")
    with closing(Catalog(directory)) as catalog:
        yield catalog
