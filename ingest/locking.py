"""One writer for each library, and one holder of every other lock, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LibraryBusy
from rag.layout import DataDir
from rag.wording import say


@contextmanager
def writer_lock(
    directory: DataDir, wait_seconds: float = 0.0, waiting: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Hold the right to write index files. Raises LibraryBusy when another process keeps it.

    `waiting` is called again and again while it does, and may raise to give up.
    """
    busy = say(
        "library_busy",
        "Another process is writing to this library. Nothing was changed; try again when it is done.",
    )
    with file_lock(directory.writer_lock, busy, wait_seconds, waiting):
        yield


@contextmanager
def file_lock(
    path: Path, busy: str, wait_seconds: float = 0.0, waiting: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Hold a lock on a file. Raises LibraryBusy with the sentence `busy` when another holder keeps it.

    The kernel frees the lock when its holder dies, however it dies.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(handle, busy, time.monotonic() + wait_seconds, waiting)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, busy: str, deadline: float, waiting: Callable[[], None]) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as taken:
            if time.monotonic() >= deadline:
                raise LibraryBusy(busy) from taken
            waiting()
            time.sleep(0.1)
