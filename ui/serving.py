"""`fundstelle serve`: the processes of a library, which live and end together."""

from __future__ import annotations

import os
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ingest.jobs.liveness import pulse_of
from rag.config import LOCAL_PREFIX, Settings
from rag.embedders.choice import choice_of
from rag.embedders.opening import open_embedder
from rag.errors import FundstelleError
from rag.layout import DataDir
from rag.models import model_path
from ui.companion import stop_on_signals
from ui.output import Output
from ui.page import HOST
from ui.ports import API_PORT, DEFAULT_PORT, choose_port
from ui.samples import add_samples
from ui.supervision import WORKER, Restarting, Service, Supervisor

_START_SECONDS = 90.0
_POLL_SECONDS = 0.3
_PAGE = "The page"


@dataclass(frozen=True, slots=True)
class Serving:
    """What `serve` was asked for. Without a port the default one is taken, or the next that is free.

    For the API's port the setting `api_port` comes before the default.
    """

    port: int | None = None
    samples: Path | None = None
    browser: bool = True
    api: bool | None = None  # None: as the settings say
    api_port: int | None = None


def services(directory: DataDir, port: int, api_port: int | None = None) -> list[Service]:
    """The table of processes; each is a command that also runs alone."""
    table = [
        Service(_PAGE, ("page", "--port", str(port))),
        replace(WORKER, pulse=partial(pulse_of, directory)),
        Service("The scheduler", ("schedule", "run")),
    ]
    if api_port is not None:
        # On a small machine the page has the models in memory already; a second copy waits until somebody calls.
        options = ("--port", str(api_port), "--workers", "no", "--load", "question")
        table.append(Service("The HTTP API", ("api", *options)))
    return table


def serve(settings: Settings, output: Output, wanted: Serving) -> int:
    """Serve until Ctrl-C or SIGTERM. Returns the exit code.

    Raises ModelUnavailable when weights are missing and ConfigurationError when the port is taken.
    """
    check_models(settings)
    directory = DataDir(settings.data_dir)
    directory.create()
    port, api_port = choose_ports(settings, output, wanted)
    if wanted.samples is not None:
        add_samples(settings, wanted.samples, output)
    stop = threading.Event()
    stop_on_signals(stop)
    supervisor = Supervisor(services(directory, port, api_port), settings, output.note)
    try:
        _wait_until_ready(supervisor.start(_PAGE), port, stop)
        if not stop.is_set():
            _announce(settings, output, port, api_port)
            if wanted.browser:
                _open_browser(port)
        supervisor.watch(stop)
    finally:
        supervisor.stop()
    return 0


def choose_ports(settings: Settings, output: Output, wanted: Serving) -> tuple[int, int | None]:
    """The ports of the page and of the API, None when it is not to run; tells which default one gave way.

    Raises ConfigurationError when one that was asked for is taken.
    """
    port = choose_port(wanted.port, HOST)
    if wanted.port is None and port != DEFAULT_PORT:
        output.note(f"Port {DEFAULT_PORT} is taken, so the page is on port {port}.")
    if not (settings.serve_api if wanted.api is None else wanted.api):
        return port, None
    asked = settings.api_port if wanted.api_port is None else wanted.api_port
    api_port = choose_port(asked, HOST, API_PORT, option="--api-port", besides=port)
    if asked is None and api_port != API_PORT:
        output.note(f"Port {API_PORT} is taken, so the HTTP API is on port {api_port}.")
    return port, api_port


def check_models(settings: Settings) -> None:
    """Say now what is missing, not with the first question. Raises ModelUnavailable."""
    open_embedder(choice_of(settings), settings)
    # The first one is loaded at once; the others may never be needed.
    first = settings.models[0].removeprefix(LOCAL_PREFIX)
    if first in settings.catalogue_models:
        model_path(first, settings.models_dir)


def _wait_until_ready(page: Restarting, port: int, stop: threading.Event) -> None:
    # The proxy that hosted models may need knows nothing of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _START_SECONDS
    while not stop.is_set() and time.monotonic() < deadline:
        if all(child.exit_code is not None for child in page.children()):
            break
        try:
            with opener.open(f"http://{HOST}:{port}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            stop.wait(_POLL_SECONDS)
    if not stop.is_set():
        raise FundstelleError("The page did not start; what it said stands above.")


def _announce(settings: Settings, output: Output, port: int, api_port: int | None) -> None:
    url = f"http://{HOST}:{port}"
    api = {} if api_port is None else {"api": f"http://{HOST}:{api_port}"}
    output.document({"url": url, "data": str(settings.data_dir), **api})
    output.text(f"Fundstelle is at {url}  (Ctrl-C stops it)")
    output.text(*(f"The HTTP API is at {each}" for each in api.values()))
    sys.stdout.flush()


def _open_browser(port: int) -> None:
    # A text browser would take over the terminal, so only a desktop gets a window.
    desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if desktop and sys.stdout.isatty():
        webbrowser.open(f"http://{HOST}:{port}")
