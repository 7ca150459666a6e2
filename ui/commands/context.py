"""What every command is given, and the parsing that commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rag.config import Settings
from rag.errors import ConfigurationError
from ui.bootstrap import Openers, Workspace
from ui.output import Output

if TYPE_CHECKING:
    from ingest.indexer import Indexer


@dataclass(frozen=True, slots=True)
class Context:
    """One call of one command."""

    arguments: argparse.Namespace
    settings: Settings
    output: Output
    openers: Openers

    def workspace(self) -> Workspace:
        """The library to ask. No model is loaded yet."""
        return self.openers.workspace(self.settings)

    @property
    def is_companion(self) -> bool:
        """Whether this process belongs to `serve`, which speaks for it."""
        return getattr(self.arguments, "companion", None) is not None

    def indexer(self) -> Indexer:
        """The library to write to. No model is loaded yet."""
        return self.openers.indexer(self.settings)


# Runs one command and returns its exit code: 0 done, 1 some documents or questions failed.
Command: TypeAlias = Callable[[Context], int]


@dataclass(frozen=True, slots=True)
class Commands:
    """Where groups of commands register themselves."""

    subparsers: Any  # argparse does not name the type
    common: argparse.ArgumentParser

    def add(self, name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        """A command; the parser that is returned takes its arguments."""
        parser: argparse.ArgumentParser = self.subparsers.add_parser(
            name, parents=[self.common], help=summary, description=summary, allow_abbrev=False
        )
        parser.set_defaults(run=run)
        return parser

    def add_group(self, name: str, summary: str) -> Commands:
        """A command with commands of its own."""
        parser = self.subparsers.add_parser(
            name, parents=[self.common], help=summary, description=summary, allow_abbrev=False
        )
        return Commands(parser.add_subparsers(metavar="COMMAND", required=True), self.common)


def positive(text: str) -> int:
    """A whole number above zero, for argparse."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def port_number(text: str) -> int:
    """A port, for argparse."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def seconds(text: str) -> float:
    """A number of seconds, zero included, for argparse."""
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError(text)
    return number


def share(text: str) -> float:
    """A number between 0 and 1, neither of them included, for argparse."""
    number = float(text)
    if not 0 < number < 1:
        raise ValueError(text)
    return number


def add_model_option(parser: argparse.ArgumentParser) -> None:
    """`--model`, which goes before the setting."""
    parser.add_argument(
        "--model", metavar="FAMILY:NAME", help="language model to use instead of the setting's; several with commas"
    )


def require_models(context: Context) -> None:
    """What runs for long says at once that a model of `--model` does not exist. Raises ConfigurationError.

    Models of the settings are not looked at: one of them may be missing, and the others still answer.
    """
    if context.arguments.model is not None:
        from rag.providers.families import require_model

        for name in context.settings.models:
            require_model(name)


def require_place(file: Path | None) -> None:
    """A run may take an hour: what cannot be written should be known before. Raises ConfigurationError."""
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise ConfigurationError(f"{file} cannot be written: name a file in a folder that exists.")


def note_unused_calibration(context: Context) -> None:
    """Say it when replies are refused otherwise than this library was calibrated to."""
    from rag.refusal import find_refusal

    problem = find_refusal(context.settings).problem
    if problem is not None:
        context.output.note(problem)
