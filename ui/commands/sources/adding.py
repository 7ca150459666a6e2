"""`fundstelle source add`: one command for each kind of source, with the options of the kind."""

from __future__ import annotations

import argparse
import types
from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from ingest.sources.registry import find_kind, kind_names
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context
from ui.commands.schedules import open_schedules
from ui.scheduling import NewSource, Timing, add_source, describe_schedule

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


def register(group: Commands) -> None:
    """Declare the commands."""
    adding = group.add_group("add", "Follow a place from the next sync on.")
    for name in kind_names():
        kind = find_kind(name)
        added = adding.add(name, run_add, f"Follow {kind.summary}.")
        added.set_defaults(kind=name)
        added.add_argument("name", metavar="NAME", help="names the source; its documents are called NAME/...")
        added.add_argument("location", metavar="LOCATION", help=kind.location)
        added.add_argument("--cron", metavar="'0 3 * * *'", help="sync it at these times")
        added.add_argument(
            "--timezone", default="UTC", metavar="ZONE", help="whose clock --cron means; default UTC"
        )
        for option, of in kind.options.model_fields.items():
            _add_option(added, option, of)


def _add_option(parser: argparse.ArgumentParser, name: str, of: FieldInfo) -> None:
    """An option of a kind of source as an option of the command."""
    flag = f"--{name.replace('_', '-')}"
    given: Any = of.annotation
    if isinstance(given, types.UnionType):
        given = next(each for each in get_args(given) if each is not type(None))
    shared: dict[str, Any] = {"dest": name, "default": argparse.SUPPRESS, "help": of.description}
    if given is bool:
        parser.add_argument(flag, action="store_true", **shared)
    elif get_origin(given) is tuple:
        parser.add_argument(flag, action="append", metavar="PATTERN", **shared)
    elif get_origin(given) is Literal:
        parser.add_argument(flag, choices=get_args(given), **shared)
    else:
        parser.add_argument(flag, metavar="N" if given in (int, float) else "VALUE", **shared)


def run_add(context: Context) -> int:
    """`fundstelle source add`."""
    arguments = context.arguments
    fields = find_kind(arguments.kind).options.model_fields
    options = {name: getattr(arguments, name) for name in fields if hasattr(arguments, name)}
    timing = None if arguments.cron is None else Timing(arguments.cron, arguments.timezone)
    wanted = NewSource(arguments.name, arguments.kind, arguments.location, options, timing)
    with closing(open_sources(context.settings)) as sources, open_schedules(context) as schedules:
        record, schedule = add_source(schedules, sources, wanted)
        planned = {} if schedule is None else {"schedule": describe_schedule(schedules, schedule)}
    context.output.document(
        {
            "source": record.name,
            "kind": record.kind,
            "location": record.location,
            "options": record.options,
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
