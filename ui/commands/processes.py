"""Commands that run until they are stopped: serve and work."""

from __future__ import annotations

import argparse
import threading
from contextlib import closing
from pathlib import Path

from ui.commands.context import Commands, Context


def register(commands: Commands) -> None:
    """Declare the commands."""
    serve = commands.add("serve", run_serve, "Open the page in the browser and index in the background.")
    serve.add_argument(
        "--port", type=_port, metavar="N", help="port of the page; default 8501 or the next free one"
    )
    serve.add_argument("--samples", type=Path, metavar="DIR", help="documents to begin an empty library with")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    work = commands.add("work", run_work, "Index whatever waits until stopped; `serve` runs this by itself.")
    work.add_argument("--companion", type=int, metavar="PARENT", help=argparse.SUPPRESS)


def run_serve(context: Context) -> int:
    """`fundstelle serve`."""
    from ui.serving import serve

    options = context.arguments
    return serve(context.settings, context.output, options.port, options.samples, browser=not options.no_browser)


def run_work(context: Context) -> int:
    """`fundstelle work`."""
    from ingest.progress import ignore
    from ui.companion import follow_parent, stop_on_signals
    from ui.output import as_report
    from ui.worker import lower_priority, run_worker

    stop = threading.Event()
    parent = context.arguments.companion
    if parent is not None:
        follow_parent(parent)
    stop_on_signals(stop)
    lower_priority()
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        # Beside a page, which shows how far each document is, the terminal stays quiet.
        report = as_report(step) if parent is None else ignore
        run_worker(indexer, stop, report, context.output.note)
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number
