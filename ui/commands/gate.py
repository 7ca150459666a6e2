"""Commands about the gate: set, show, remove, run; and what a gated run tells."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError
from rag.layout import DataDir
from ui.commands.context import Commands, Context, positive

if TYPE_CHECKING:
    from ingest.staging import Staged
    from rag.library import LibraryApi
    from ui.gate.checking import GateResult
    from ui.gate.running import Outcome

_SHARE = 0.95


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group(
        "gate", "Questions that must still find their answers before a staged set is published."
    )
    parser = group.add("set", run_set, "Attach questions to the library.")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument(
        "--share",
        type=_proportion,
        default=_SHARE,
        metavar="S",
        help=f"share of the questions that must find their answer; default {_SHARE}",
    )
    parser.add_argument(
        "--max-lost", type=_count, metavar="N", help="how many may find it today and not any more; default any"
    )
    parser.add_argument("--k", type=positive, default=10, metavar="N", help="hits that are looked at; default 10")
    parser.add_argument(
        "--answers", action="store_true", help="ask the language model too; takes seconds a question"
    )
    group.add("show", run_show, "Show the gate.")
    group.add("remove", run_remove, "Detach the questions.")
    group.add("run", run_run, "Put the questions to the staged set, or else to the library; nothing is published.")


def run_set(context: Context) -> int:
    """`fundstelle gate set`."""
    from ui.gate.store import set_gate

    options = context.arguments
    gate, count = set_gate(
        DataDir(context.settings.data_dir),
        options.questions,
        share=options.share,
        max_lost=options.max_lost,
        k=options.k,
        answers=options.answers,
    )
    context.output.document({"gate": asdict(gate), "questions": count})
    context.output.text(f"The gate puts {count} questions and wants {gate.share:.1%} of them answered.")
    return 0


def run_show(context: Context) -> int:
    """`fundstelle gate show`."""
    from ui.gate.store import find_gate

    gate = find_gate(DataDir(context.settings.data_dir))
    context.output.document({"gate": None if gate is None else asdict(gate)})
    if gate is None:
        context.output.text("There is no gate; `fundstelle gate set` attaches questions.")
        return 0
    context.output.table(
        ("Gate", ""),
        [
            ("Questions from", gate.file),
            ("Must find their answer", f"{gate.share:.1%}, among the first {gate.k} hits"),
            ("May be lost", "any number" if gate.max_lost is None else str(gate.max_lost)),
            ("Asks the language model", "yes" if gate.answers else "no"),
        ],
    )
    return 0


def run_remove(context: Context) -> int:
    """`fundstelle gate remove`."""
    from ui.gate.store import remove_gate

    removed = remove_gate(DataDir(context.settings.data_dir))
    context.output.document({"removed": removed})
    context.output.text("The gate is removed." if removed else "There is no gate.")
    return 0


def run_run(context: Context) -> int:
    """`fundstelle gate run`: exit code 1 when the gate does not let the set through."""
    from ui.gate.checking import check_gate
    from ui.gate.store import find_gate

    directory = DataDir(context.settings.data_dir)
    gate = find_gate(directory)
    if gate is None:
        raise ConfigurationError("There is no gate; `fundstelle gate set` attaches questions.")
    with context.output.steps() as step:
        result = check_gate(
            unrecorded(context), directory, gate, lambda done, total, item: step("question", done, total, item)
        )
    context.output.document(result.as_dict())
    show_result(context, result)
    return 0 if result.passed else 1


def show_outcome(context: Context, outcome: Outcome) -> int:
    """What became of a staged set, for a person. Returns the exit code."""
    from ui.gate.running import Ending

    if outcome.ending is Ending.NOTHING:
        context.output.text("Nothing is staged.")
        return 0
    if outcome.result is not None:
        show_result(context, outcome.result)
    if outcome.ending is Ending.PUBLISHED:
        context.output.text(f"Published {len(outcome.changes)} changes as generation {outcome.generation}.")
        return 0
    context.output.text(
        f"Held back: {len(outcome.changes)} changes are not published. `fundstelle generations publish --anyway`"
        " publishes them, `fundstelle generations discard` erases them."
    )
    return 1


def describe_outcome(outcome: Outcome) -> dict[str, Any]:
    """The JSON of a finished set."""
    return {
        "ending": str(outcome.ending),
        "generation": outcome.generation,
        "gate": None if outcome.result is None else outcome.result.as_dict(),
        "changes": describe_changes(outcome.changes),
    }


def describe_changes(changes: Iterable[Staged]) -> list[dict[str, str]]:
    """What a staged set does, as JSON."""
    return [{"document": each.name, "change": str(each.change)} for each in changes]


def show_result(context: Context, result: GateResult) -> None:
    """What the questions of the gate found, and which got worse."""
    context.output.text(result.sentence)
    if result.lost:
        rows = [(each.id, each.question) for each in result.lost]
        context.output.table(("Question", "finds its answer today and would not any more"), rows)


def unrecorded(context: Context) -> LibraryApi:
    """The library, which stores nothing of what the gate asks."""
    settings = context.settings.model_copy(update={"keep_answers_days": 0})
    return replace(context, settings=settings).workspace().library


def finish_set(context: Context, *, anyway: bool, wait_seconds: float) -> Outcome:
    """Publish the staged set, or hold it back, with progress."""
    from ui.gate.running import finish
    from ui.output import as_report

    with closing(context.indexer()) as indexer, context.output.steps() as step:
        return finish(
            indexer,
            unrecorded(context),
            context.settings,
            anyway=anyway,
            report=as_report(step),
            watch=lambda done, total, item: step("question", done, total, item),
            wait_seconds=wait_seconds,
        )


def _proportion(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
