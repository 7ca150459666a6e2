"""The command that measures: eval, for one set of questions or for two reports."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError
from ui.commands.context import (
    Commands,
    Context,
    add_model_option,
    note_unused_calibration,
    positive,
    require_place,
)
from ui.output import as_report

if TYPE_CHECKING:
    from ui.evaluation.dataset import Question, QuestionSet
    from ui.evaluation.rows import Report
    from ui.evaluation.run import Options

_DEPTH = 50


def register(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add(
        "eval", run_eval, "Measure search and answers on a set of questions, or compare two runs."
    )
    parser.add_argument("set", nargs="?", type=Path, metavar="DIR", help="a set: documents/ and questions.jsonl")
    parser.add_argument("--documents", type=Path, metavar="FOLDER", help="documents of the set, if elsewhere")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="questions of the set, if elsewhere")
    parser.add_argument(
        "--store", type=Path, metavar="FOLDER", help="data folder for its documents; kept for next time"
    )
    parser.add_argument("--answers", action="store_true", help="measure answers too; takes seconds a question")
    add_model_option(parser)
    parser.add_argument("--k", type=positive, default=_DEPTH, metavar="N", help="how many hits to search for")
    parser.add_argument("--limit", type=positive, metavar="N", help="only so many questions, spread evenly")
    parser.add_argument(
        "--locate", action="store_true", help="find the text of evidence without a page in the whole document"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="where the JSON report goes")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to this file too")
    parser.add_argument(
        "--compare", nargs=2, type=Path, metavar=("A", "B"), help="say how report B differs from report A"
    )


def run_eval(context: Context) -> int:
    """`fundstelle eval`."""
    options = context.arguments
    if (options.set is None) == (options.compare is None):
        raise ConfigurationError("Give either the folder of an evaluation set or --compare with two reports.")
    for file in (options.report, options.markdown):
        require_place(file)
    return _run_compare(context) if options.compare else _run_set(context)


def _run_set(context: Context) -> int:
    from ui.evaluation.dataset import find_set
    from ui.evaluation.markdown import render_report
    from ui.evaluation.rows import without_rows, write_report
    from ui.evaluation.run import Options
    from ui.evaluation.store import claim_store, default_store, take_calibration

    given = context.arguments
    question_set = find_set(given.set, given.documents, given.questions)
    options = Options(given.k, given.answers, given.locate, given.limit)
    questions, problems = _read(context, question_set, given.limit)
    store = given.store.absolute() if given.store else default_store(question_set.documents)
    claim_store(store, question_set.documents)
    take_calibration(store, context.settings.data_dir)
    # The settings are those of the library in force, the documents those of the set; the report keeps the answers.
    inner = replace(
        context,
        settings=context.settings.model_copy(
            update={"data_dir": store, "keep_answers_days": 0, "keep_generations_days": 0}
        ),
    )
    if given.answers:
        note_unused_calibration(inner)
    report, stopped = _measure(inner, question_set, questions, problems, options)
    file = given.report or store.with_name(f"{store.name}-{datetime.now():%Y%m%d-%H%M%S}.json")
    write_report(report, file)
    _show(context, render_report(report), {"report": str(file), **without_rows(report)})
    context.output.text("", f"The report is in {file}.")
    return 130 if stopped else int(report.failed)


def _read(context: Context, question_set: QuestionSet, limit: int | None) -> tuple[list[Question], list[str]]:
    from ui.evaluation.dataset import choose, read_questions

    questions, problems = read_questions(question_set.questions)
    for problem in problems:
        context.output.note(problem)
    if not questions:
        raise ConfigurationError(f"There is no question in {question_set.questions}.")
    return choose(questions, limit), problems


def _measure(
    context: Context, question_set: QuestionSet, questions: list[Question], problems: list[str], options: Options
) -> tuple[Report, bool]:
    """The report, and whether it was stopped before its end."""
    from ui.evaluation.run import ask_all, build_report
    from ui.evaluation.store import fill_store, names_of

    store, documents = context.settings.data_dir, question_set.documents
    with context.output.steps() as step:
        with closing(context.indexer()) as indexer:
            ingested = fill_store(indexer, store, documents, as_report(step))
        asked = ask_all(
            context.workspace().library,
            names_of(documents),
            questions,
            options,
            lambda done, item: step("question", done, len(questions), item),
        )
    for problem in asked.problems:
        context.output.note(problem)
    for name, reason in ingested.failed.items():
        context.output.note(f"{name}: {reason}")
    report = build_report(
        question_set, context.settings, options, ingested, [*problems, *asked.problems], asked.rows
    )
    return report, asked.stopped


def _run_compare(context: Context) -> int:
    from ui.evaluation.compare import compare
    from ui.evaluation.markdown import render_comparison
    from ui.evaluation.rows import read_report

    one, other = context.arguments.compare
    a, b = read_report(one), read_report(other)
    comparison = compare(a, b, (str(one), str(other)))
    if context.arguments.report is not None:
        text = json.dumps(asdict(comparison), ensure_ascii=False, indent=1)
        context.arguments.report.write_text(text + "\n", encoding="utf-8")
    _show(context, render_comparison(comparison), asdict(comparison))
    return 0


def _show(context: Context, markdown: str, value: dict[str, Any]) -> None:
    if context.arguments.markdown is not None:
        context.arguments.markdown.write_text(markdown + "\n", encoding="utf-8")
    context.output.document(value)
    context.output.text(markdown)
