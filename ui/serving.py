"""`fundstelle serve`: the page and the worker as two processes that live and end together."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.config import LOCAL_PREFIX, PREFIX, Settings
from rag.errors import ConfigurationError, FundstelleError
from rag.layout import DataDir
from rag.models import model_path
from ui.companion import stop_on_signals
from ui.output import Output
from ui.page import HOST
from ui.samples import add_samples

_DEFAULT_PORT = 8501
_PORTS_TRIED = 50
_START_SECONDS = 90.0
_STOP_SECONDS = 5.0  # an interrupted worker loses some embedding, nothing else
_STABLE_SECONDS = 60.0
_LONGEST_PAUSE = 60.0
_POLL_SECONDS = 0.3
_MEGABYTE = 1024 * 1024


def serve(settings: Settings, output: Output, port: int | None, samples: Path | None, *, browser: bool) -> int:
    """Serve the page until Ctrl-C or SIGTERM. Returns the exit code.

    Raises ModelUnavailable when weights are missing and ConfigurationError when the port is taken.
    """
    _check_models(settings)
    DataDir(settings.data_dir).create()
    chosen = choose_port(port)
    if port is None and chosen != _DEFAULT_PORT:
        output.note(f"Port {_DEFAULT_PORT} is taken, so the page is on port {chosen}.")
    if samples is not None:
        add_samples(settings, samples, output)
    stop = threading.Event()
    stop_on_signals(stop)
    page = Child(_page_command(settings, chosen), settings)
    worker = Restarting(lambda: Child(_worker_command(settings), settings))
    try:
        _wait_until_ready(page, chosen, stop)
        if not stop.is_set():
            _announce(settings, output, chosen, browser)
        return _watch(page, worker, output, stop)
    finally:
        stop_children([page, *worker.children()])


class Child:
    """A process of ours, in a session of its own so that Ctrl-C reaches only `serve`, which ends it in order."""

    def __init__(self, command: Sequence[str], settings: Settings) -> None:
        environment = {
            **os.environ,
            f"{PREFIX}DATA_DIR": str(settings.data_dir),
            f"{PREFIX}MODELS_DIR": str(settings.models_dir),
            f"{PREFIX}MODEL": settings.model,
        }
        # Our standard output is for our own words; what goes wrong in a child still reaches standard error.
        self.process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self.started = time.monotonic()

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll()


@dataclass
class Restarting:
    """A child that is started again when it dies, after a pause that grows while it keeps dying."""

    start: Callable[[], Child]
    child: Child | None = None
    deaths: int = 0
    next_start: float = field(default_factory=time.monotonic)

    def step(self) -> int | None:
        """Start it when its time has come. Returns the exit code when it has just died."""
        if self.child is None:
            if time.monotonic() >= self.next_start:
                self.child = self.start()
            return None
        code = self.child.exit_code
        if code is None:
            return None
        lived = time.monotonic() - self.child.started
        self.deaths = 1 if lived > _STABLE_SECONDS else self.deaths + 1
        self.next_start = time.monotonic() + min(_LONGEST_PAUSE, 2.0 ** min(self.deaths - 1, 6))
        self.child = None
        return code

    def children(self) -> list[Child]:
        """The running process, if there is one."""
        return [] if self.child is None else [self.child]


def stop_children(children: Sequence[Child]) -> None:
    """Ask all to stop, then wait, then end those that did not."""
    for child in children:
        if child.exit_code is None:
            child.process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def choose_port(wanted: int | None) -> int:
    """The wanted port, or the default one or the next that is free. Raises ConfigurationError."""
    if wanted is not None:
        if not _is_free(wanted):
            raise ConfigurationError(f"Port {wanted} is taken by another program; choose another one with --port.")
        return wanted
    for port in range(_DEFAULT_PORT, _DEFAULT_PORT + _PORTS_TRIED):
        if _is_free(port):
            return port
    raise ConfigurationError(f"No port from {_DEFAULT_PORT} on is free; choose one with --port.")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without it a port stays "taken" for a minute after the last page on it was closed.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _check_models(settings: Settings) -> None:
    """Say now what is missing, not with the first question."""
    model_path(settings.embedder, settings.models_dir)
    # The first one is loaded at once; the others may never be needed.
    first = settings.models[0].removeprefix(LOCAL_PREFIX)
    if first in settings.catalogue_models:
        model_path(first, settings.models_dir)


def _page_command(settings: Settings, port: int) -> list[str]:
    megabytes = max(1, settings.max_upload_bytes // _MEGABYTE)
    return [sys.executable, "-m", "ui.page", str(os.getpid()), str(port), str(megabytes)]


def _worker_command(settings: Settings) -> list[str]:
    return [sys.executable, "-m", "rag", "--data", str(settings.data_dir), "work", "--companion", str(os.getpid())]


def _wait_until_ready(page: Child, port: int, stop: threading.Event) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not stop.is_set() and page.exit_code is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            stop.wait(_POLL_SECONDS)
    if not stop.is_set():
        raise FundstelleError("The page did not start; what it said stands above.")


def _announce(settings: Settings, output: Output, port: int, browser: bool) -> None:
    url = f"http://{HOST}:{port}"
    output.document({"url": url, "data": str(settings.data_dir)})
    output.text(f"Fundstelle is at {url}  (Ctrl-C stops it)")
    sys.stdout.flush()
    # A text browser would take over the terminal, so only a desktop gets a window.
    desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if browser and desktop and sys.stdout.isatty():
        webbrowser.open(url)


def _watch(page: Child, worker: Restarting, output: Output, stop: threading.Event) -> int:
    while not stop.is_set():
        if page.exit_code is not None:
            raise FundstelleError("The page ended unexpectedly; what it said stands above. Start it again.")
        code = worker.step()
        if code is not None:
            output.note(f"The indexing process ended (exit code {code}); it is started again.")
        stop.wait(_POLL_SECONDS)
    return 0
