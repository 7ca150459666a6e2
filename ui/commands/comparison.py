"""The command that puts language models side by side: compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ConfigurationError
from rag.layout import DataDir
from ui.commands.context import Commands, Context, positive, require_place

if TYPE_CHECKING:
    from ui.comparison.asking import Run
    from ui.comparison.rows import Comparison, Round
    from ui.evaluation.dataset import Question


def register(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add(
        "compare", run_compare, "Ask several language models the same questions over the same evidence."
    )
    parser.add_argument("question", nargs="*", metavar="QUESTION")
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="questions as for `eval` or `ask`, a line each"
    )
    parser.add_argument(
        "--models", metavar="A,B,C", help="as FAMILY:NAME each; without it those of the setting compare_models"
    )
    parser.add_argument("--k", type=positive, default=10, metavar="N", help="how many passages to consider")
    parser.add_argument("--limit", type=positive, metavar="N", help="only so many questions, spread evenly")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write everything as JSON to this file")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write table and answers to this file")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw quality against seconds and cost")


def run_compare(context: Context) -> int:
    """`fundstelle compare`."""
    from ui.comparison.asking import ask_all

    options = context.arguments
    if bool(options.question) == (options.questions is not None):
        raise ConfigurationError("Give either one question or --questions with a file of them.")
    if len(context.settings.compare_models) < 2:
        raise ConfigurationError("Name at least two different models with --models, separated by commas.")
    for file in (options.report, options.markdown, options.plot):
        require_place(file)
    questions, problems = _read(context)
    run = _open(context, problems)
    with context.output.steps() as step:
        ask_all(run, questions, step)
    result = run.result()
    _write(context, result)
    _show(context, result)
    return 130 if run.stopped else int(result.failed)


def _read(context: Context) -> tuple[list[Question], list[str]]:
    from ui.evaluation.dataset import Question, choose, read_questions

    options = context.arguments
    if options.questions is None:
        return [Question("1", " ".join(options.question), answerable=True)], []
    if not options.questions.is_file():
        raise ConfigurationError(f"There is no file {options.questions}.")
    questions, problems = read_questions(options.questions, judged=False)
    if not questions:
        raise ConfigurationError(f"There is no question in {options.questions}.")
    return choose(questions, options.limit), problems


def _open(context: Context, problems: list[str]) -> Run:
    from rag.providers.prices import load_prices
    from ui.comparison.asking import Run

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        raise ConfigurationError(
            f"There is no library in {directory.root} yet; `fundstelle add` makes one from your documents."
        )
    library = context.workspace().library
    panel = library.panel(context.settings.compare_models)
    return Run(library, panel, context.arguments.k, load_prices(directory.prices).currency, problems)


def _write(context: Context, result: Comparison) -> None:
    from ui.comparison.chart import draw_chart
    from ui.comparison.markdown import render_markdown

    options = context.arguments
    if options.report is not None:
        text = json.dumps(result.as_dict(), ensure_ascii=False, indent=1)
        options.report.write_text(text + "\n", encoding="utf-8")
    if options.markdown is not None:
        options.markdown.write_text(render_markdown(result), encoding="utf-8")
    if options.plot is not None:
        options.plot.write_text(draw_chart(result.models), encoding="utf-8")


def _show(context: Context, result: Comparison) -> None:
    from ui.comparison.wording import HEADINGS, cells

    output = context.output
    for problem in result.problems:
        output.note(problem)
    output.document(result.as_dict())
    if context.arguments.questions is None:
        for each in result.rounds:
            _show_round(context, each)
    output.table(HEADINGS, [cells(each) for each in result.models])
    for model in result.models:
        if model.error is not None:
            output.note(f"{model.model} was not asked: {model.error}")
    for file in filter(None, (context.arguments.report, context.arguments.markdown, context.arguments.plot)):
        output.text(f"Written: {file}")


def _show_round(context: Context, asked: Round) -> None:
    from ui.commands.showing import indent
    from ui.comparison.wording import facts_of

    output = context.output
    for outcome in asked.outcomes:
        output.text(outcome.model, style="bold")
        output.text(indent(outcome.error or outcome.answer))
        for number, each in enumerate(outcome.citations, 1):
            output.text(indent(f"[{number}] {each.document}, page {each.page}: “{each.quote}”"))
        output.text(indent(facts_of(outcome)), "", style="dim")
