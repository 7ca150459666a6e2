"""Processes that belong to another one: they stop when it stops, however it stopped."""

from __future__ import annotations

import os
import signal
import threading
import time

_CHECK_SECONDS = 1.0
_GRACE_SECONDS = 5.0


def follow_parent(parent: int) -> None:
    """End this process soon after its parent, given by its id, is gone: first politely, then at once.

    The parent says who it is, because it may be gone already and another process have taken its place.
    """
    threading.Thread(target=_watch, args=(parent,), name="companion", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)


def stop_on_signals(stop: threading.Event) -> None:
    """Set `stop` on SIGTERM and Ctrl-C. To be called in the main thread."""

    def handle(number: int, frame: object) -> None:  # noqa: ARG001 - the signature that `signal` wants
        stop.set()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)
