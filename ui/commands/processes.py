"""Commands that run until they are stopped: serve, and the page and the worker alone."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import closing
from pathlib import Path

from ui.commands.context import Commands, Context, add_model_option, port_number, require_models


def register(commands: Commands) -> None:
    """Declare the commands."""
    serve = commands.add("serve", run_serve, "Run the page, the worker, the scheduler and the HTTP API.")
    serve.add_argument(
        "--port", type=port_number, metavar="N", help="port of the page; default 8501 or the next free one"
    )
    serve.add_argument(
        "--api-port",
        type=port_number,
        metavar="N",
        help="port of the HTTP API; default the setting api_port, or 8600 or the next free one",
    )
    serve.add_argument("--samples", type=Path, metavar="DIR", help="documents to begin an empty library with")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    serve.add_argument(
        "--api",
        action=argparse.BooleanOptionalAction,
        help="run the HTTP API too; default the setting serve_api, which is yes",
    )
    commands.add("work", run_work, "Do the jobs that wait until stopped; `serve` runs this by itself.")
    page = commands.add("page", run_page, "Serve the page alone; `serve` runs this by itself.")
    page.add_argument("--port", type=port_number, default=8501, metavar="N", help="default 8501")
    page.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="default 127.0.0.1: this machine only")
    for parser in (serve, page):
        add_model_option(parser)


def run_serve(context: Context) -> int:
    """`fundstelle serve`."""
    from ui.serving import Serving, serve

    require_models(context)
    options = context.arguments
    wanted = Serving(
        options.port,
        options.samples,
        browser=not options.no_browser,
        api=options.api,
        api_port=options.api_port,
    )
    return serve(context.settings, context.output, wanted)


def run_work(context: Context) -> int:
    """`fundstelle work`."""
    from ingest.progress import ignore
    from ui.api.logs import log_for_machines
    from ui.companion import stop_on_signals
    from ui.output import as_report
    from ui.worker import end_at_once, lower_priority, run_worker

    stop = threading.Event()
    stop_on_signals(stop)
    for_machines = log_for_machines(sys.stderr)
    lower_priority()
    with closing(context.indexer()) as indexer, context.output.steps() as step:
        # Beside a page, which shows how far each document is, the terminal stays quiet; a log names no documents.
        report = ignore if context.is_companion or for_machines else as_report(step)
        run_worker(
            context.settings,
            indexer,
            stop,
            report,
            context.output.note,
            context.openers.workspace,
            abandon=end_at_once,
        )
    return 0


def run_page(context: Context) -> int:
    """`fundstelle page`."""
    from ui.page import run_page as serve_page
    from ui.ports import choose_port

    require_models(context)
    options = context.arguments
    serve_page(context.settings, choose_port(options.port, options.host), options.host)
    return 0
