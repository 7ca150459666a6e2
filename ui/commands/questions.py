"""Commands that ask: search and ask, for one question or a file of them."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rag.errors import ConfigurationError
from rag.messages import unready_text
from ui.asked_counts import Surface, open_asked_counts
from ui.commands.context import Commands, Context, add_model_option, note_unused_calibration, positive
from ui.commands.questionnaire import add_options, answer_questions, refuse_table_options
from ui.commands.replies import (
    NO_ANSWER,
    Reply,
    Wanted,
    reply_to_ask,
    reply_to_search,
    reply_with_quotes,
    retrieval_only,
)
from ui.commands.showing import NOTHING_FOUND, show_answer, show_citations, show_hits, show_related
from ui.output import Output


def register(commands: Commands) -> None:
    """Declare the commands."""
    search = commands.add("search", run_search, "Find the passages that fit a question best.")
    _add_shared(search, "hits to show")
    ask = commands.add(
        "ask", run_ask, "Answer a question from the documents, with the places that carry the answer."
    )
    _add_shared(ask, "passages to consider")
    add_model_option(ask)
    without_model = ask.add_mutually_exclusive_group()
    without_model.add_argument(
        "--quotes", action="store_true", help="the closest sentences word for word, no language model"
    )
    without_model.add_argument(
        "--retrieval-only", action="store_true", help="the best passages as citations, no language model"
    )


def _add_shared(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("question", nargs="*", metavar="QUESTION")
    parser.add_argument("--k", type=positive, default=10, metavar="N", help=f"how many {what}")
    parser.add_argument(
        "--document",
        action="append",
        metavar="NAME",
        dest="documents",
        help="only in this document; may be repeated",
    )
    parser.add_argument(
        "--as-of",
        metavar="WHEN",
        help="from what the library held then: a date such as 2026-03-01 (its end), a time, or a generation",
    )
    parser.add_argument(
        "--questions",
        metavar="FILE",
        help='a questionnaire in CSV or XLSX, or a file with one {"id", "question"} a line; - is standard input',
    )
    add_options(parser)


def run_search(context: Context) -> int:
    """`fundstelle search`."""
    question = _question(context)
    library = context.workspace().library
    options = context.arguments
    wanted = Wanted(options.k, options.documents, options.as_of)
    if question is None:
        return answer_questions(
            context,
            library,
            lambda each: reply_to_search(library, each, wanted),
            generator=False,
            nothing={"hits": []},
            in_table=lambda each: retrieval_only(library, each, wanted),
        )
    reply = reply_to_search(library, question, wanted)
    context.output.document(reply.value)
    show_hits(context.output, reply.value["hits"])
    if not reply.value["hits"]:
        searched = library.searched(documents=wanted.documents, as_of=wanted.as_of)
        context.output.text(*filter(None, [unready_text("en", searched)]))
    return 0


def run_ask(context: Context) -> int:
    """`fundstelle ask`."""
    question = _question(context)
    library = context.workspace().library
    options = context.arguments
    counts = open_asked_counts(context.settings)
    wanted = Wanted(
        options.k, options.documents, options.as_of, lambda answer: counts.note(answer, Surface.COMMAND_LINE)
    )
    generator = not options.retrieval_only and not options.quotes
    if generator:
        note_unused_calibration(context)

    def reply_to(each: str) -> Reply:
        reply = reply_to_ask
        if options.retrieval_only:
            reply = retrieval_only
        elif options.quotes:
            reply = reply_with_quotes
        return reply(library, each, wanted)

    if question is None:
        return answer_questions(
            context,
            library,
            lambda each: reply_to(each).of_usable_model(),
            generator=generator,
            nothing=NO_ANSWER,
        )
    if generator and not context.output.as_json:
        return show_answer(context.output, library.answer(question, **wanted.as_arguments()), wanted.note)
    reply = reply_to(question)
    for sentence in filter(None, (reply.notice, reply.unusable)):
        context.output.note(sentence)
    context.output.document({**reply.value, **({"error": reply.unusable} if reply.unusable else {})})
    _show_found(context.output, reply.value)
    return reply.code


def _show_found(output: Output, value: dict[str, Any]) -> None:
    """What was found without a language model; when that is nothing, why, and the places that come closest."""
    show_citations(output, value["citations"])
    if not value["citations"]:
        output.text(value["answer"] or NOTHING_FOUND)
        show_related(output, value.get("related") or ())


def _question(context: Context) -> str | None:
    """The question of the command line; None when a file of questions is given instead."""
    words: list[str] = context.arguments.question
    if bool(words) == (context.arguments.questions is not None):
        raise ConfigurationError("Give either one question or --questions with a file of them.")
    if context.arguments.questions is not None:
        return None
    refuse_table_options(context.arguments)
    question = " ".join(words)
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(f"The question is not valid {sys.getfilesystemencoding()} text.") from error
    return question
