"""The command that fits the refusal threshold to a library: calibrate."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError
from rag.layout import DataDir
from ui.commands.context import Commands, Context, add_model_option, require_place, share

if TYPE_CHECKING:
    from ui.calibration.asking import Trial
    from ui.calibration.fitting import Goal
    from ui.calibration.result import Result
    from ui.evaluation.dataset import Question

_MAX_WRONG = 0.1


def register(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add(
        "calibrate", run_calibrate, "Fit to your own questions from which probability on a reply is told."
    )
    parser.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl", help="as for `eval`")
    goal = parser.add_mutually_exclusive_group()
    goal.add_argument(
        "--max-wrong",
        type=share,
        metavar="SHARE",
        help=f"so many of the questions may get a wrong reply; default {_MAX_WRONG}",
    )
    goal.add_argument(
        "--target-refusal", type=share, metavar="SHARE", help="so many of the unanswerable questions are refused"
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="where to draw the trade-off; default beside the questions",
    )
    add_model_option(parser)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--dry-run", action="store_true", help="only show what it would be")
    action.add_argument("--reset", action="store_true", help="go back to the shipped threshold")


def run_calibrate(context: Context) -> int:
    """`fundstelle calibrate`."""
    options = context.arguments
    if options.reset == (options.questions is not None):
        raise ConfigurationError("Give either a file of questions or --reset.")
    if options.reset:
        return _reset(context)
    require_place(_report_file(context))
    return _calibrate(context)


def _reset(context: Context) -> int:
    file = DataDir(context.settings.data_dir).refusal
    was = file.exists()
    file.unlink(missing_ok=True)
    context.output.document({"reset": was})
    context.output.text(
        "The shipped refusal threshold is in force again." if was else "The refusal threshold was not calibrated."
    )
    return 0


def _calibrate(context: Context) -> int:
    from ui.calibration.fitting import require_enough
    from ui.calibration.result import Result

    goal = _goal(context)
    questions, problems = _read(context)
    require_enough(questions, goal)
    trials, failures = _ask(context, questions)
    for problem in failures:
        context.output.note(problem)
    require_enough([trial.question for trial in trials], goal, len(questions) - len(trials))
    result = Result(context.settings.model, goal, trials)
    applied = _apply(context, result)
    _write_report(context, result)
    _show(context, result, applied)
    return int(bool(problems or failures or result.fitted.cut is None))


def _goal(context: Context) -> Goal:
    from ui.calibration.fitting import Goal

    options = context.arguments
    if options.target_refusal is not None:
        return Goal("target_refusal", options.target_refusal)
    return Goal("max_wrong", options.max_wrong or _MAX_WRONG)


def _read(context: Context) -> tuple[list[Question], list[str]]:
    from ui.evaluation.dataset import read_questions

    file = context.arguments.questions
    if not file.is_file():
        raise ConfigurationError(f"There is no file {file}.")
    questions, problems = read_questions(file)
    for problem in problems:
        context.output.note(problem)
    return questions, problems


def _ask(context: Context, questions: list[Question]) -> tuple[list[Trial], list[str]]:
    from rag.catalog import Catalog
    from ui.calibration.asking import ask_openly
    from ui.calibration.outcomes import OutcomeFile, setup_of

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        raise ConfigurationError(
            f"There is no library in {directory.root} yet; `fundstelle add` makes one from your documents."
        )
    # Nothing is refused by its score, so that the scores of all can be seen; that is no answer to anybody.
    openly = {"refusal_threshold": 0.0, "keep_answers_days": 0}
    inner = replace(context, settings=context.settings.model_copy(update=openly))
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        known = OutcomeFile(directory.calibration, setup_of(context.settings, snapshot.generation))
    with context.output.steps() as step:
        return ask_openly(inner.workspace().library, questions, known, step)


def _apply(context: Context, result: Result) -> bool:
    from rag.refusal import write_calibration

    calibration = result.calibration()
    if context.arguments.dry_run or calibration is None:
        return False
    write_calibration(DataDir(context.settings.data_dir), calibration)
    return True


def _write_report(context: Context, result: Result) -> None:
    from ui.calibration.report import render_html

    _report_file(context).write_text(render_html(result, context.settings.data_dir), encoding="utf-8")


def _report_file(context: Context) -> Path:
    given: Path | None = context.arguments.report
    questions: Path = context.arguments.questions
    return given or questions.with_name(f"{questions.stem}.calibration.html")


def _show(context: Context, result: Result, applied: bool) -> None:
    from ui.calibration.result import LABELS, percent

    output, file = context.output, _report_file(context)
    document: dict[str, Any] = {"applied": applied, "report": str(file)}
    output.document({**document, **result.as_dict()})
    output.table(
        ("Threshold", "", *(label.capitalize() for label in LABELS.values())),
        [
            (f"{step.threshold:.3f}", " ".join(step.names), *(percent(step.rates[name]) for name in LABELS))
            for step in result.steps
        ],
    )
    output.text("", *result.sentences())
    for name, estimate in result.fitted.expected.items():
        interval = f"{percent(estimate.low)} to {percent(estimate.high)}"
        output.text(f"On questions it was not chosen on, {LABELS[name]}: {percent(estimate.value)} ({interval}).")
    output.text(*result.costs())
    output.text(f"The report is in {file}.")
    output.text(_standing(context, result, applied))


def _standing(context: Context, result: Result, applied: bool) -> str:
    if not applied:
        if result.fitted.cut is None:
            return "Nothing was changed."
        return "Nothing was changed; the same command without --dry-run puts it in force without asking again."
    if context.settings.refusal_threshold is not None:
        return "It is stored, but the setting refusal_threshold goes before it."
    return (
        "It is in force for whatever opens the library from now on; `fundstelle calibrate --reset` takes it back."
    )
