"""Commands for the queue: jobs list, show, cancel, retry, pause, resume."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from rag.errors import JobNotFound
from rag.layout import DataDir
from ui.commands.context import Commands, Context, positive

if TYPE_CHECKING:
    from ingest.jobs.reading import JobBoard
    from ingest.jobs.types import Job
    from rag.catalog import Catalog

_STATES = ("waiting", "running", "done", "failed", "cancelled")


def register(commands: Commands) -> None:
    """Declare the commands."""
    jobs = commands.add_group("jobs", "What is to be done, what is being done, and what became of it.")
    listing = jobs.add("list", run_list, "List jobs: running, waiting in their order, then ended, the last first.")
    listing.add_argument("--limit", type=positive, default=20, metavar="N", help="default 20")
    listing.add_argument("--state", choices=_STATES, action="append", help="only these; may be repeated")
    show = jobs.add("show", run_show, "Show a job and its runs, with counts and reasons.")
    show.add_argument("id", type=positive, metavar="ID")
    cancel = jobs.add("cancel", run_cancel, "Cancel jobs; one that runs ends at its next step.")
    cancel.add_argument("ids", type=positive, nargs="+", metavar="ID")
    retry = jobs.add("retry", run_retry, "Run a job again, or now instead of later.")
    retry.add_argument("id", type=positive, metavar="ID")
    jobs.add("pause", run_pause, "Start no further job until `resume`; what runs goes on.")
    jobs.add("resume", run_resume, "Start jobs again.")


@contextmanager
def open_catalog(context: Context) -> Iterator[Catalog | None]:
    """The catalog, or None where there is no library: looking must not make one where a path was mistyped."""
    from rag.catalog import Catalog

    directory = DataDir(context.settings.data_dir)
    if not directory.catalog.exists():
        yield None
        return
    directory.create()
    with closing(Catalog(directory)) as catalog:
        yield catalog


def _no_library(job: int) -> JobNotFound:
    return JobNotFound(f"There is no job {job}: there is no library yet.")


@contextmanager
def _board(context: Context) -> Iterator[JobBoard | None]:
    from ingest.jobs.reading import JobBoard
    from ui.job_kinds import LANES

    directory = DataDir(context.settings.data_dir)
    with open_catalog(context) as catalog:
        if catalog is None:
            yield None
            return
        with catalog.snapshot():
            yield JobBoard(catalog.connection(), directory, LANES, time.time())


def run_list(context: Context) -> int:
    """`fundstelle jobs list`."""
    from ingest.jobs.types import JobState
    from ui.job_texts import iso, job_json, situation_sentence

    states = [JobState(each) for each in context.arguments.state or ()]
    with _board(context) as board:
        jobs = [] if board is None else board.jobs(context.arguments.limit, states)
        situations = [] if board is None else [board.situation(job) for job in jobs]
        counts = {} if board is None else board.counts()
        paused = None if board is None else board.paused_since()
    context.output.document(
        {
            "paused": iso(paused),
            "counts": counts,
            "jobs": [job_json(job, where) for job, where in zip(jobs, situations, strict=True)],
        }
    )
    if not jobs:
        context.output.text("There are no such jobs." if states else "There are no jobs.")
    else:
        rows = [
            (job.id, job.kind, situation_sentence(job, where), iso(job.finished or job.created), job.reason)
            for job, where in zip(jobs, situations, strict=True)
        ]
        context.output.table(("Job", "Kind", "State", "Time", "Reason"), rows)
    if paused is not None:
        context.output.text(f"The queue is paused since {iso(paused)}; `fundstelle jobs resume` starts it again.")
    return 0


def run_show(context: Context) -> int:
    """`fundstelle jobs show`."""
    from ingest.jobs.queue import find_job
    from ui.job_texts import job_json, run_json

    number = context.arguments.id
    with _board(context) as board:
        if board is None:
            raise _no_library(number)
        job = find_job(board.connection, number)
        document = job_json(job, board.situation(job))
        document["runs"] = [run_json(run) for run in board.runs(number)]
    context.output.document(document)
    _show_job(context, job, document)
    return 0


def _show_job(context: Context, job: Job, document: dict[str, object]) -> None:
    output = context.output
    names = ("kind", "payload", "situation", "attempts", "created", "due", "finished", "reason")
    output.table(
        (f"Job {job.id}", ""), [(name, document[name]) for name in names if document[name] not in (None, "")]
    )
    runs = document["runs"]
    if not isinstance(runs, list) or not runs:
        return
    output.text("")
    rows = []
    for run in runs:
        counts = ", ".join(f"{count} {what}" for what, count in run["counts"].items())
        rows.append((run["run"], run["started"], run["ended"], run["outcome"], counts, run["reason"]))
    output.table(("Run", "Started", "Ended", "Outcome", "Counts", "Reason"), rows)
    output.text(*(note for run in runs for note in run["notes"]))


def run_cancel(context: Context) -> int:
    """`fundstelle jobs cancel`."""
    from ingest.jobs.queue import JobQueue
    from ingest.jobs.types import JobState

    cancelled: list[dict[str, object]] = []
    with open_catalog(context) as catalog:
        for number in context.arguments.ids:
            if catalog is None:
                raise _no_library(number)
            state = JobQueue(catalog).cancel(number)
            cancelled.append({"id": number, "state": str(state)})
            running = state is JobState.RUNNING
            context.output.text(f"Job {number} {'ends at its next step' if running else 'is cancelled'}.")
    context.output.document({"cancelled": cancelled})
    return 0


def run_retry(context: Context) -> int:
    """`fundstelle jobs retry`."""
    from ingest.jobs.queue import JobQueue

    wanted = context.arguments.id
    with open_catalog(context) as catalog:
        if catalog is None:
            raise _no_library(wanted)
        number = JobQueue(catalog).retry(wanted)
    context.output.document({"id": number})
    same = "" if number == wanted else f" as job {number}, which waited already"
    context.output.text(f"Job {wanted} runs as soon as a worker is free{same}.")
    return 0


def run_pause(context: Context) -> int:
    """`fundstelle jobs pause`."""
    return _set_paused(context, paused=True)


def run_resume(context: Context) -> int:
    """`fundstelle jobs resume`."""
    return _set_paused(context, paused=False)


def _set_paused(context: Context, *, paused: bool) -> int:
    from ingest.jobs.queue import JobQueue

    running = 0
    with open_catalog(context) as catalog:
        if catalog is not None:
            queue = JobQueue(catalog)
            if paused:
                queue.pause()
            else:
                queue.resume()
            running = (
                catalog.connection().execute("SELECT count(*) FROM jobs WHERE state = 'running'").fetchone()[0]
            )
    context.output.document({"paused": paused, "running": running})
    going = f" {running} still run to their end." if paused and running else ""
    context.output.text(f"No further job is started.{going}" if paused else "Jobs are started again.")
    return 0
