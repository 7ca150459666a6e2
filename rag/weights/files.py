"""Small file work for weights: checksums with progress, atomic writing, one puller at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# (bytes done, bytes in total, a sentence about what happens); whatever it raises ends the work.
PullProgress = Callable[[int, int, str], None]

CHUNK = 4 * 1024 * 1024
LOCK_POLL_SECONDS = 0.5


def ignore_progress(_done: int, _total: int, _sentence: str) -> None:
    """The progress callback of a caller that does not want to know."""


def hash_file(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """The sha256 of a file in hexadecimal; about 1 s a gigabyte. `progress` gets the bytes read so far."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            if progress is not None:
                progress(done)
    return digest.hexdigest()


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the file by one with this content, text as UTF-8; a crash leaves the old one or the new one."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


@contextmanager
def hold_lock(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold an exclusive lock that the system releases when the process dies.

    `on_wait` is called each half second while another holder, process or thread, has it.
    """
    with path.open("a") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                on_wait()
                time.sleep(LOCK_POLL_SECONDS)
        yield
