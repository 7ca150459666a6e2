"""Commands for schedules: add, list, remove, run-now, pause, resume, and the scheduler itself."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from rag.layout import DataDir
from ui.bootstrap import open_sources
from ui.commands.context import Commands, Context

if TYPE_CHECKING:
    from ingest.schedules.store import Schedules


def register(commands: Commands) -> None:
    """Declare the commands."""
    schedule = commands.add_group("schedule", "Jobs that are queued at set times.")
    add = schedule.add("add", run_add, "Queue a job at set times.")
    add.add_argument("name", metavar="NAME")
    add.add_argument(
        "--cron", required=True, metavar="'0 3 * * *'", help="minute, hour, day, month, day of the week"
    )
    add.add_argument("--timezone", default="UTC", metavar="ZONE", help="whose clock that is; default UTC")
    add.add_argument("--kind", required=True, help="kind of the job")
    add.add_argument(
        "--payload", type=_payload, default={}, metavar="JSON", help="what the job is given: an object"
    )
    add.add_argument(
        "--jitter", type=int, default=0, metavar="SECONDS", help="longest delay of each run; default 0"
    )
    schedule.add("list", run_list, "List schedules with their next and last runs.")
    for name, run, summary in (
        ("remove", run_remove, "Remove a schedule; what it queued stays."),
        ("run-now", run_now, "Queue the job of a schedule at once."),
        ("pause", run_pause, "Queue nothing for a schedule; what is missed meanwhile is not made up for."),
        ("resume", run_resume, "Go on with a schedule from its next time."),
    ):
        schedule.add(name, run, summary).add_argument("name", metavar="NAME")
    schedule.add("run", run_scheduler, "Queue what is due until stopped; `serve` runs this by itself.")


@contextmanager
def open_schedules(context: Context) -> Iterator[Schedules]:
    """The schedules of the library."""
    from ingest.schedules.store import Schedules
    from rag.catalog import Catalog

    directory = DataDir(context.settings.data_dir)
    directory.create()
    with closing(Catalog(directory)) as catalog:
        yield Schedules(catalog)


def run_add(context: Context) -> int:
    """`fundstelle schedule add`."""
    from ingest.schedules.store import Schedule
    from ui.scheduling import add_schedule, describe_schedule

    options = context.arguments
    wanted = Schedule(options.name, options.cron, options.timezone, options.kind, options.payload, options.jitter)
    with open_schedules(context) as schedules, closing(open_sources(context.settings)) as sources:
        document = describe_schedule(schedules, add_schedule(schedules, sources, wanted))
    context.output.document(document)
    context.output.text(f"Schedule {options.name} runs next at {document['next'][0]}.")
    return 0


def run_list(context: Context) -> int:
    """`fundstelle schedule list`."""
    from ui.scheduling import describe_schedule

    if not DataDir(context.settings.data_dir).catalog.exists():
        documents = []  # looking must not make a library where a path was mistyped
    else:
        with open_schedules(context) as schedules:
            documents = [describe_schedule(schedules, each) for each in schedules.all()]
    context.output.document({"schedules": documents})
    if not documents:
        context.output.text("There are no schedules; `fundstelle schedule add` adds one.")
        return 0
    rows = [
        (
            each["name"],
            each["cron"],
            each["timezone"],
            each["kind"],
            json.dumps(each["payload"], ensure_ascii=False),
            "paused" if each["paused"] else next(iter(each["next"]), "never"),
            each["last"] and f"{each['last']['time']}, job {each['last']['job']}",
        )
        for each in documents
    ]
    context.output.table(("Schedule", "Cron", "Time zone", "Kind", "Payload", "Next", "Last"), rows)
    return 0


def run_remove(context: Context) -> int:
    """`fundstelle schedule remove`."""
    name = context.arguments.name
    with open_schedules(context) as schedules:
        schedules.remove(name)
    context.output.document({"removed": name})
    context.output.text(f"Schedule {name} is removed.")
    return 0


def run_now(context: Context) -> int:
    """`fundstelle schedule run-now`."""
    name = context.arguments.name
    with open_schedules(context) as schedules:
        queued = schedules.run_now(name)
    context.output.document({"name": name, "job": queued.job_id, "new": queued.new})
    waited = "" if queued.new else ", which waited already"
    context.output.text(f"Schedule {name}: job {queued.job_id}{waited}.")
    return 0


def run_pause(context: Context) -> int:
    """`fundstelle schedule pause`."""
    return _set_paused(context, paused=True)


def run_resume(context: Context) -> int:
    """`fundstelle schedule resume`."""
    return _set_paused(context, paused=False)


def _set_paused(context: Context, *, paused: bool) -> int:
    from ui.scheduling import describe_schedule

    name = context.arguments.name
    with open_schedules(context) as schedules:
        schedules.set_paused(name, paused)
        document = describe_schedule(schedules, schedules.get(name))
    context.output.document(document)
    context.output.text(f"Schedule {name} is paused." if paused else f"Schedule {name} goes on.")
    return 0


def run_scheduler(context: Context) -> int:
    """`fundstelle schedule run`."""
    from ingest.schedules.scheduler import run_scheduler as run
    from ui.api.logs import log_for_machines
    from ui.companion import stop_on_signals

    stop = threading.Event()
    stop_on_signals(stop)
    for_machines = log_for_machines(sys.stderr)
    with open_schedules(context) as schedules:
        # Beside a page, the history of jobs tells what was queued, and a log says the same.
        quiet = context.is_companion or for_machines
        run(schedules, stop, _stay_quiet if quiet else context.output.note)
    return 0


def _stay_quiet(sentence: str) -> None:
    """For a scheduler whose words nobody reads."""


def _payload(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(text)
    return value
