"""`fundstelle source add`: one command for each kind of source, with the options of the kind."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from ingest.sources.options import Option, OptionType, options_of, shown
from ingest.sources.registry import find_kind, kind_names
from rag.errors import ConfigurationError
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context
from ui.commands.schedules import open_schedules
from ui.scheduling import NewSource, Timing, add_source, describe_schedule

_STANDARD_INPUT = "-"


def register(group: Commands) -> None:
    """Declare the commands."""
    adding = group.add_group("add", "Follow a place from the next sync on.")
    for name in kind_names():
        kind = find_kind(name)
        added = adding.add(name, run_add, f"Follow {kind.summary}.")
        added.set_defaults(kind=name)
        added.add_argument("name", metavar="NAME", help="names the source; its documents are called NAME/...")
        added.add_argument("location", metavar="LOCATION", help=kind.location.en)
        added.add_argument("--cron", metavar="'0 3 * * *'", help="sync it at these times")
        added.add_argument(
            "--timezone", default="UTC", metavar="ZONE", help="whose clock --cron means; default UTC"
        )
        added.add_argument(
            "--jitter", type=int, default=0, metavar="SECONDS", help="longest delay of each sync; default 0"
        )
        for option in options_of(kind.options):
            _add_option(added, option)


def _add_option(parser: argparse.ArgumentParser, option: Option) -> None:
    """An option of a kind of source as an option of the command."""
    flag = f"--{option.name.replace('_', '-')}"
    shared: dict[str, Any] = {"dest": option.name, "default": argparse.SUPPRESS, "help": option.description}
    match option.type:
        case OptionType.FLAG:
            parser.add_argument(flag, action="store_true", **shared)
        case OptionType.LIST:
            parser.add_argument(flag, action="append", metavar="PATTERN", **shared)
        case OptionType.CHOICE:
            parser.add_argument(flag, choices=option.choices, **shared)
        case OptionType.SECRET:
            # In a command it could be read by everybody on this machine, and would stay in the shell's history.
            shared["help"] = f"{option.description}: a file that holds it, or - for standard input"
            parser.add_argument(flag, metavar="FILE", **shared)
        case OptionType.INTEGER | OptionType.NUMBER:
            parser.add_argument(flag, metavar="N", **shared)
        case OptionType.TEXT:
            parser.add_argument(flag, metavar="VALUE", **shared)


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options that were given. Raises ConfigurationError when the file of a secret cannot be read."""
    found = {}
    for option in options_of(find_kind(arguments.kind).options):
        if hasattr(arguments, option.name):
            value = getattr(arguments, option.name)
            found[option.name] = _read_secret(value) if option.type is OptionType.SECRET else value
    return found


def _read_secret(file: str) -> str:
    if file == _STANDARD_INPUT:
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return Path(file).read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} cannot be read; it should hold a secret as UTF-8 text.") from error


def run_add(context: Context) -> int:
    """`fundstelle source add`."""
    arguments = context.arguments
    options = _given(arguments)
    timing = None if arguments.cron is None else Timing(arguments.cron, arguments.timezone, arguments.jitter)
    wanted = NewSource(arguments.name, arguments.kind, arguments.location, options, timing)
    with closing(open_sources(context.settings)) as sources, open_schedules(context) as schedules:
        record, schedule = add_source(schedules, sources, wanted)
        planned = {} if schedule is None else {"schedule": describe_schedule(schedules, schedule)}
    context.output.document(
        {
            "source": record.name,
            "kind": record.kind,
            "location": record.location,
            "options": shown(record.options),
            **planned,
        }
    )
    context.output.text(
        f"“{record.name}” is followed; `fundstelle source sync {record.name}` takes its documents in."
    )
    for each in planned.values():
        context.output.text(f"Schedule {each['name']} syncs it next at {each['next'][0]}.")
    if not planned:
        context.output.text(
            "Nothing syncs it by itself, as no `--cron` was given; `fundstelle schedule add` sets times later."
        )
    return 0
