"""The `fundstelle` command: parse, run, and turn every error into a sentence and an exit code.

Exit codes: 0 done, 1 some documents or questions failed, 2 usage or configuration, 3 another process is writing,
4 no such document, answer, source or job, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ingest.full_disk import disk_full_is_storage_full
from rag.config import load_settings, prepare_process
from rag.errors import (
    AnswerNotFound,
    ConfigurationError,
    DocumentNotFound,
    FundstelleError,
    GenerationNotKept,
    JobNotFound,
    LibraryBusy,
    ModelUnavailable,
    SourceNotFound,
)
from rag.layout import DataDir
from ui.bootstrap import Openers, open_indexer, open_workspace
from ui.commands import (
    answers,
    calibration,
    comparison,
    documents,
    embedders,
    evaluation,
    gate,
    generations,
    illustrating,
    jobs,
    models,
    processes,
    questions,
    rerankers,
    schedules,
    service,
    sources,
    usage,
)
from ui.commands.context import Commands, Context
from ui.companion import follow_parent
from ui.logs import log_unexpected, start_logging
from ui.output import Output

_EXIT_CODES: tuple[tuple[type[FundstelleError], int], ...] = (
    (ConfigurationError, 2),
    (ModelUnavailable, 2),
    (LibraryBusy, 3),
    (DocumentNotFound, 4),
    (AnswerNotFound, 4),
    (SourceNotFound, 4),
    (JobNotFound, 4),
    (GenerationNotKept, 4),
)
_STOPPED = "Stopped; what was finished is kept, run it again to go on."
_CAN_WAIT = "With `--wait SECONDS` this command waits until another process has finished writing."
_OPENERS = Openers(open_workspace, open_indexer)


class _Parser(argparse.ArgumentParser):
    """Raises instead of leaving the process, so that `--json` holds for usage errors too."""

    def error(self, message: str) -> NoReturn:
        raise ConfigurationError(
            f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` shows what can be given."
        )


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands. The options that all share may stand before or after the command."""
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    shared = common.add_argument_group("for every command")
    shared.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="folder of the library")
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON on standard output")
    shared.add_argument(
        "--companion", type=int, default=argparse.SUPPRESS, metavar="PARENT", help=argparse.SUPPRESS
    )
    parser = _Parser(
        prog="fundstelle",
        description="Questions over your own documents, every statement tied to a verified place in them.",
        parents=[common],
        allow_abbrev=False,
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    commands = Commands(subparsers, common)
    groups = (
        documents,
        sources,
        questions,
        answers,
        generations,
        gate,
        models,
        embedders,
        rerankers,
        processes,
        jobs,
        schedules,
        service,
        evaluation,
        calibration,
        comparison,
        illustrating,
        usage,
    )
    for group in groups:
        group.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None, openers: Openers = _OPENERS) -> int:
    """Run one command, by default the one of this process, and return its exit code."""
    prepare_process()
    given = list(sys.argv[1:] if arguments is None else arguments)
    output = Output("--json" in given)
    try:
        return _run(given, output, openers)
    except FundstelleError as error:
        output.error(str(error))
        return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 1)
    except KeyboardInterrupt:
        output.error(_STOPPED)
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(given: list[str], output: Output, openers: Openers) -> int:
    options = build_parser().parse_args(given)
    settings = load_settings(
        data_dir=getattr(options, "data", None),
        model=getattr(options, "model", None),
        compare_models=getattr(options, "models", None),
        image_model=getattr(options, "image_model", None),
    )
    log = DataDir(settings.data_dir).log
    start_logging(log)
    parent = getattr(options, "companion", None)
    if parent is not None:
        follow_parent(parent)
    try:
        with disk_full_is_storage_full(settings.data_dir):
            return int(options.run(Context(options, settings, output, openers)))
    except LibraryBusy as busy:
        if getattr(options, "wait", None) == 0:
            raise LibraryBusy(f"{busy} {_CAN_WAIT}") from busy
        raise
    except (FundstelleError, BrokenPipeError):
        raise
    except sqlite3.DatabaseError as error:
        error_id = log_unexpected("the catalog")
        raise FundstelleError(
            f"The catalog of the library at {settings.data_dir} cannot be used ({error}); `fundstelle doctor` says"
            f" more. The log {log} has details under {error_id}."
        ) from error
    except PermissionError as error:
        raise ConfigurationError(
            f"Fundstelle may not use {error.filename or settings.data_dir}: {error.strerror}."
        ) from error
    except Exception as error:
        error_id = log_unexpected("a command")
        raise FundstelleError(
            f"Something went wrong inside Fundstelle. The log {log} has details under {error_id}."
        ) from error


if __name__ == "__main__":
    sys.exit(main())
