"""Many questions from a file: one line of JSON for each, whatever happens to the others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rag.errors import ConfigurationError, FundstelleError, ModelUnavailable
from rag.layout import DataDir
from ui.commands.context import Context
from ui.commands.replies import Reply
from ui.logs import log_unexpected


def answer_file(context: Context, reply_to: Callable[[str], Reply], nothing: Mapping[str, Any]) -> int:
    """Write a line for each question as soon as it is answered. Returns 1 when one of them failed, else 0.

    `nothing` is what a reply holds where there is none, so that all lines have one shape.

    A missing model ends the run (ModelUnavailable): no other question could be answered either.
    """
    failed = False
    with _open_questions(context.arguments.questions) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            value, fine = _answer_line(context, number, line, reply_to, nothing)
            failed = failed or not fine
            context.output.line(value)
    return 1 if failed else 0


def _answer_line(
    context: Context, number: int, line: str, reply_to: Callable[[str], Reply], nothing: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """What to write for one line, and whether it was answered."""
    asked: dict[str, Any] = {}
    try:
        asked = _parse(number, line)
        reply = reply_to(_question_of(asked, number))
    except Exception as error:  # noqa: BLE001 - a defect of ours must cost one question, never the run
        told = {"id": asked.get("id"), "question": asked.get("question")}
        return {**told, **nothing, "error": describe_failure(context, error)}, False
    if reply.notice is not None:
        context.output.note(reply.notice)
    return _join(asked.get("id"), reply.value), not reply.failed


def _join(asked_id: Any, value: dict[str, Any]) -> dict[str, Any]:
    """The reply under the id of its question; that of a stored answer needs another name then."""
    rest = {key: each for key, each in value.items() if key != "id"}
    return {"id": asked_id, **rest, **({"answer_id": value["id"]} if "id" in value else {})}


def describe_failure(context: Context, error: Exception) -> str:
    """Why one question of many has no answer. Raises ModelUnavailable again: then none of them could have one."""
    if isinstance(error, ModelUnavailable):
        raise error
    if isinstance(error, FundstelleError):
        return str(error)
    log = DataDir(context.settings.data_dir).log
    error_id = log_unexpected("a question")
    return f"Something went wrong inside Fundstelle. The log {log} has details under {error_id}."


def _parse(number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"Line {number} is not valid JSON.") from error
    if not isinstance(value, dict):
        raise ConfigurationError(f"Line {number} is not a JSON object.")
    return value


def _question_of(asked: dict[str, Any], number: int) -> str:
    question = asked.get("question")
    if not isinstance(question, str):
        raise ConfigurationError(f"Line {number} has no text under “question”.")
    return question


@contextmanager
def _open_questions(name: str) -> Iterator[TextIO]:
    if name == "-":
        yield sys.stdin
        return
    if not Path(name).is_file() and not Path(name).is_fifo():
        raise ConfigurationError(f"There is no file of questions at {name}.")
    with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
        yield file
