"""Processes that belong to another one: they stop when it stops, however it stopped."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that the first SIGTERM or Ctrl-C of the block sets; a further one interrupts at once.

    Outside the main thread, which alone hears signals, nobody sets it.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def handle(number: int, frame: object) -> None:  # noqa: ARG001 - the signature that `signal` wants
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
