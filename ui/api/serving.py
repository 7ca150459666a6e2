"""`fundstelle api` and `fundstelle mcp`: the service in this process, until it is told to stop."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import anyio
import uvicorn

from rag.config import Settings
from rag.errors import ConfigurationError
from ui.api.app import create_app
from ui.api.guarding import is_loopback
from ui.api.logs import start_service_log
from ui.api.mcp_tools import build_mcp_server
from ui.api.readiness import Readiness
from ui.api.service import open_service
from ui.bootstrap import Openers
from ui.companion import stop_on_signals
from ui.output import Output
from ui.supervision import WORKER, Supervisor

# Answers in work are given so long when the service stops; then their models are stopped.
_STOP_SECONDS = 5
# Connections above that are refused before they cost memory.
_CONNECTIONS = 1000
_BACKLOG = 128
_MODEL_SECONDS = 1.0


def serve_api(
    settings: Settings, openers: Openers, output: Output, host: str, port: int, *, worker: bool, warm: bool = True
) -> int:
    """Serve the API until Ctrl-C or SIGTERM, with a `worker` beside it. Returns the exit code.

    Unless it is `warm` from the start, its models are loaded with the first question.
    Raises ConfigurationError when others could call without a key, or the address cannot be used.
    """
    if settings.api_key is None and not is_loopback(host):
        raise ConfigurationError(
            f"At {host} other machines can call this service, so it needs a key: set api_key"
            " (FUNDSTELLE_API_KEY), or stay with --host 127.0.0.1."
        )
    stop = threading.Event()
    # The server passes a signal on once it has stopped in good order.
    stop_on_signals(stop)
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, port))
        start_service_log(sys.stderr)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(settings, openers, warm=warm),
                log_config=None,
                access_log=False,
                server_header=False,
                ws="none",
                limit_concurrency=_CONNECTIONS,
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        if worker:
            stack.enter_context(_working(settings, output))
        _announce(settings, output, host, listener.getsockname()[1])
        if not stop.is_set():
            server.run([listener])
    _leave_native_code()
    return 0


def serve_mcp(settings: Settings, openers: Openers) -> int:
    """Serve the tools on standard input and output until the input ends. Returns the exit code."""

    async def run() -> None:
        service = open_service(settings, openers)
        Readiness(service.library).start()
        try:
            await build_mcp_server(service).run_stdio_async()
        finally:
            service.close()

    anyio.run(run)
    _leave_native_code()
    return 0


@contextmanager
def _listen(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that takes connections from now on. Raises ConfigurationError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server((address[0], address[1]), family=family, backlog=_BACKLOG)
        # Each connection has it too; else the second part of a small reply waits 40 ms for the caller's system.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise ConfigurationError(
            f"The service cannot listen at {host} port {port} ({error.strerror}); choose others with --host and"
            " --port."
        ) from error
    with listener:
        yield listener


@contextmanager
def _working(settings: Settings, output: Output) -> Iterator[None]:
    """Index in a process of its own while the block runs; it is started again when it dies."""
    supervisor = Supervisor([WORKER], settings, output.note)
    ended = threading.Event()

    def supervise() -> None:
        supervisor.watch(ended)
        supervisor.stop()

    thread = threading.Thread(target=supervise, name="supervisor")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _leave_native_code() -> None:
    """End the process here when a model cannot be stopped in time.

    Everything is closed by now. But a thread that is inside a model while Python takes itself apart crashes, and
    whatever starts services would take that for a failure.
    """
    deadline = time.monotonic() + _MODEL_SECONDS
    for thread in threading.enumerate():
        if thread.daemon:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)


def _announce(settings: Settings, output: Output, host: str, port: int) -> None:
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    output.document({"url": url, "data": str(settings.data_dir)})
    output.text(f"The API of Fundstelle is at {url}  (Ctrl-C stops it)")
    sys.stdout.flush()
