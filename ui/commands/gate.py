"""Commands about the gate: set, show, remove, run; and what a gated run tells."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.layout import DataDir
from ui.commands.context import Commands, Context, positive

if TYPE_CHECKING:
    from ingest.staging import Staged
    from rag.library import LibraryApi
    from ui.gate.checking import GateResult
    from ui.gate.running import Outcome


def register(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_group(
        "gate", "Questions that must still find their answers before a staged set is published."
    )
    parser = group.add("set", run_set, "Attach questions to the library, or change what the gate wants of them.")
    parser.add_argument(
        "questions", type=Path, nargs="?", metavar="QUESTIONS.jsonl", help="left out: those that are attached"
    )
    # What is not given stays as it is, and has its default when questions are attached.
    given: dict[str, Any] = {"default": argparse.SUPPRESS}
    parser.add_argument(
        "--share",
        type=_proportion,
        metavar="S",
        help="share of the questions that must find their answer; default 0.95",
        **given,
    )
    parser.add_argument(
        "--max-lost",
        type=_count_or_any,
        metavar="N",
        help="how many may find it today and not any more; default any",
        **given,
    )
    parser.add_argument(
        "--may-lose",
        nargs="*",
        metavar="ID",
        help="questions that are put and told of, but do not count for --share and --max-lost; no ID: none",
        **given,
    )
    parser.add_argument("--k", type=positive, metavar="N", help="hits that are looked at; default 10", **given)
    parser.add_argument(
        "--answers",
        action=argparse.BooleanOptionalAction,
        help="ask the language model too; takes seconds a question",
        **given,
    )
    parser.add_argument(
        "--tell-of",
        choices=("questions", "documents", "both", "none"),
        help="what webhook, e-mail and job name of a set that is held back: questions that got worse (default),"
        " documents that it changes, both or only how many",
        **given,
    )
    parser.add_argument(
        "--tell-most", type=_count, metavar="N", help="how many of each are named; default 20", **given
    )
    group.add("show", run_show, "Show the gate.")
    group.add("remove", run_remove, "Detach the questions.")
    group.add("run", run_run, "Put the questions to the staged set, or else to the library; nothing is published.")


def run_set(context: Context) -> int:
    """`fundstelle gate set`."""
    from ui.gate.store import Rules, change_gate, require_gate, set_gate

    options, directory = context.arguments, DataDir(context.settings.data_dir)
    before = Rules() if options.questions is not None else require_gate(directory).rules
    rules = replace(before, **_given(options))
    if options.questions is None:
        gate, count = change_gate(directory, rules)
    else:
        gate, count = set_gate(directory, options.questions, rules)
    context.output.document({"gate": asdict(gate), "questions": count})
    context.output.text(f"The gate puts {count} questions and wants {gate.share:.1%} of them answered.")
    return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The rules that were named."""
    from ui.gate.store import Rules, TellOf

    found = {each.name: getattr(options, each.name) for each in fields(Rules) if hasattr(options, each.name)}
    if "may_lose" in found:
        found["may_lose"] = tuple(found["may_lose"])
    if "tell_of" in found:
        found["tell_of"] = TellOf(found["tell_of"])
    return found


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
            ("Are put and do not count", ", ".join(gate.may_lose) or "none"),
            ("Asks the language model", "yes" if gate.answers else "no"),
            ("Names when it holds back", f"{gate.tell_of}, at most {gate.tell_most} of each"),
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
    from ui.gate.store import require_gate

    directory = DataDir(context.settings.data_dir)
    gate = require_gate(directory)
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
    if result.allowed:
        rows = [(each.id, each.question) for each in result.allowed]
        context.output.table(("Question", "would be lost, which the gate allows"), rows)


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


def _count_or_any(text: str) -> int | None:
    return None if text == "any" else _count(text)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
