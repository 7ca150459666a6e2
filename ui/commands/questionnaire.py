"""A questionnaire from a table: answers are written beside its questions, in a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.errors import ConfigurationError
from rag.types import AnswerStatus
from ui.commands.batch import answer_file, describe_failure
from ui.commands.context import Context
from ui.commands.replies import RETRIEVAL_ONLY, Reply

if TYPE_CHECKING:
    import argparse

    from rag.library import LibraryApi
    from ui.questionnaires.opening import Questionnaire
    from ui.questionnaires.running import Outcome

_COUNTED = (AnswerStatus.ANSWERED, AnswerStatus.NOT_FOUND, AnswerStatus.FAILED)
# Counted where there are some.
_OTHERS = (*(str(each) for each in AnswerStatus if each not in _COUNTED), RETRIEVAL_ONLY)
# What was found without a language model is sought again with one.
_WITHOUT_MODEL = frozenset({RETRIEVAL_ONLY, AnswerStatus.QUOTED.value})


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that only a questionnaire has."""
    table = parser.add_argument_group("for a questionnaire in CSV or XLSX")
    table.add_argument(
        "--output", type=Path, metavar="FILE", help="where the answers go; default: NAME.answered.xlsx beside it"
    )
    table.add_argument("--overwrite", action="store_true", help="begin anew instead of going on with the output")
    table.add_argument("--column", metavar="NAME", help="the column that holds the questions")
    table.add_argument("--sheet", metavar="NAME", help="only this sheet")


def answer_questions(
    context: Context,
    library: LibraryApi,
    reply_to: Callable[[str], Reply],
    *,
    generator: bool,
    nothing: Mapping[str, Any],
    in_table: Callable[[str], Reply] | None = None,
) -> int:
    """Answer a file of questions. Returns 1 when one of them failed, else 0.

    `generator`: whether a language model is needed. `nothing`: what a line holds for a question that cannot be
    asked. `in_table`: what else stands beside a question of a table. Raises DocumentNotFound.
    """
    from ui.questionnaires.kinds import is_questionnaire

    options = context.arguments
    if options.as_of is None:
        for name in options.documents or ():
            library.document(name)  # a name that does not exist would fail every question
    if is_questionnaire(options.questions):
        return _answer_table(context, library, in_table or reply_to, generator=generator)
    refuse_table_options(options)
    return answer_file(context, reply_to, nothing)


def refuse_table_options(options: argparse.Namespace) -> None:
    """Raises ConfigurationError for options that would do nothing."""
    if options.output or options.overwrite or options.column or options.sheet:
        raise ConfigurationError(
            "--output, --overwrite, --column and --sheet are for a CSV or XLSX file given with --questions."
        )


def _answer_table(
    context: Context, library: LibraryApi, reply_to: Callable[[str], Reply], *, generator: bool
) -> int:
    from ui.questionnaires.opening import open_questionnaire
    from ui.questionnaires.running import AGAIN, answer_questionnaire, kept_answers

    options, begun = context.arguments, monotonic()
    questionnaire = open_questionnaire(
        Path(options.questions),
        options.output,
        column=options.column,
        sheet=options.sheet,
        overwrite=options.overwrite,
    )
    again = AGAIN | _WITHOUT_MODEL if generator else AGAIN
    kept = len(kept_answers(questionnaire, again))
    _say_what_is_asked(context, questionnaire, kept)
    with context.output.steps() as step:
        step("question", kept, questionnaire.total, "")
        if kept < questionnaire.total:
            _load_models(library, generator=generator)
        outcome = answer_questionnaire(
            questionnaire,
            lambda question: _ask(context, lambda: reply_to(question)),
            lambda done: step("question", done, questionnaire.total, ""),
            again,
        )
    _show(context, questionnaire, outcome, monotonic() - begun)
    return 1 if outcome.statuses[AnswerStatus.FAILED] else 0


def _load_models(library: LibraryApi, *, generator: bool) -> None:
    """Now, so that a model that cannot be had ends the run before anything is written."""
    from rag.library import Library

    if isinstance(library, Library):
        library.warm(generator=generator)


def _ask(context: Context, reply: Callable[[], Reply]) -> dict[str, Any]:
    try:
        given = reply()
        return {**given.value, "notice": given.notice}
    except Exception as error:  # noqa: BLE001 - a defect of ours must cost one question, never the run
        return {"answer": describe_failure(context, error), "status": AnswerStatus.FAILED.value, "citations": []}


def _say_what_is_asked(context: Context, questionnaire: Questionnaire, kept: int) -> None:
    for sheet in questionnaire.sheets:
        place = f"Sheet “{sheet.name}”: " if sheet.name else ""
        column = f" under “{sheet.heading.text}”" if sheet.heading.text else ""
        context.output.note(f"{place}{_count(len(sheet.questions))}{column}.")
    if kept:
        left = questionnaire.total - kept
        rest = "going on with the rest" if left else "nothing is left to ask; --overwrite begins anew"
        context.output.note(f"{questionnaire.output} has {kept} of {questionnaire.total} answers already; {rest}.")


def _show(context: Context, questionnaire: Questionnaire, outcome: Outcome, seconds: float) -> None:
    if outcome.note:
        context.output.note(outcome.note)
    counts = {str(status): outcome.statuses[status] for status in _COUNTED}
    counts |= {status: outcome.statuses[status] for status in _OTHERS if outcome.statuses[status]}
    context.output.document(
        {
            "questions": outcome.questions,
            **counts,
            "output": str(questionnaire.output),
            "seconds": round(seconds, 3),
        }
    )
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items())
    context.output.text(f"{_count(outcome.questions)}: {told}.", f"The answers are in {questionnaire.output}.")


def _count(questions: int) -> str:
    return f"{questions} question{'' if questions == 1 else 's'}"
