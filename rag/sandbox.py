"""Run a function of ours in a separate process that may crash, hang or eat memory without harm.

Files from outside are parsed by large C libraries. The parent therefore never opens one: it sends
a task name and plain arguments to a fresh interpreter with limits on memory, time and disk, and
takes back JSON and bytes. The child is untrusted after it has seen a file, so nothing is unpickled.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rag.sandbox_child import FRAME

_HEADER_LIMIT = 64 * 1024 * 1024
_READ_SIZE = 1 << 20
_LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one task may use; `output_bytes` bounds what the parent is willing to hold."""

    seconds: float = 60.0
    memory_bytes: int = 2_000_000_000
    output_bytes: int = 1_000_000_000
    nice: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """One piece of a task's result."""

    header: dict[str, Any]
    data: bytes


class FailureReason(StrEnum):
    """How a task ended without a result."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"  # the process died
    OUTPUT = "output"  # more output than allowed, or not in our format
    ERROR = "error"  # the task raised


class SandboxFailure(Exception):
    """The task did not finish; `detail` names a signal or an exception type, never content."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Sandbox:
    """One child process for one task after another; not for use by two threads at a time.

    The child starts with the first task, is replaced after a failure, and ends with `close`.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.peak_memory = 0  # bytes the current child has held at most, as it reports itself

    def run(
        self,
        task: str,
        arguments: dict[str, Any],
        limits: SandboxLimits,
        check: Callable[[], None] | None = None,
    ) -> Iterator[Frame]:
        """Yield what `task` ("package.module:function") yields for the JSON-able `arguments`.

        Raises SandboxFailure; the child is gone then. Leaving the iterator early ends the child too, as does
        whatever `check` raises, which is called again and again while the child works.
        """
        process = self._started()
        finished = False
        try:
            _send(process, task, arguments, limits)
            for header, data in _receive(process, limits, check):
                if "frame" in header:
                    yield Frame(header["frame"], data)
                    continue
                finished = "done" in header
                self.peak_memory = int(header.get("peak", 0)) if finished else 0
                _raise_failure(header)
                return
        finally:
            if not finished:
                self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        process, self._process = self._process, None
        self.peak_memory = 0
        if process is None:
            return
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._process = _start()
        return self._process


def run_limited(task: str, arguments: dict[str, Any], limits: SandboxLimits) -> list[Frame]:
    """Run one task in a process of its own and return all its frames. Raises SandboxFailure."""
    with Sandbox() as sandbox:
        return list(sandbox.run(task, arguments, limits))


def _start() -> subprocess.Popen[bytes]:
    child = Path(__file__).with_name("sandbox_child.py")
    # -P: the script's own folder must not hide standard modules of the same names.
    return subprocess.Popen(
        [sys.executable, "-P", str(child)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(child.parent.parent),
        bufsize=0,
        start_new_session=True,
    )


def _environment(root: Path) -> dict[str, str]:
    """No secrets of the parent: only what an interpreter needs to start."""
    kept = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    paths = [str(root), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    environment["OMP_NUM_THREADS"] = "1"
    return environment


def _send(process: subprocess.Popen[bytes], task: str, arguments: dict[str, Any], limits: SandboxLimits) -> None:
    request = {
        "task": task,
        "arguments": arguments,
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "nice": limits.nice,
    }
    encoded = json.dumps(request).encode()
    message = memoryview(FRAME.pack(len(encoded), 0) + encoded)
    assert process.stdin is not None
    try:
        while message:  # an unbuffered pipe may take less than all
            message = message[process.stdin.write(message) or 0 :]
    except OSError as error:
        raise SandboxFailure(FailureReason.CRASH, _death(process)) from error


def _receive(
    process: subprocess.Popen[bytes], limits: SandboxLimits, check: Callable[[], None] | None
) -> Iterator[tuple[dict[str, Any], bytes]]:
    deadline = time.monotonic() + limits.seconds
    left = limits.output_bytes
    while True:
        header_size, data_size = FRAME.unpack(_read_exactly(process, FRAME.size, deadline, check))
        left -= header_size + data_size
        if left < 0 or header_size > _HEADER_LIMIT:
            raise SandboxFailure(FailureReason.OUTPUT, "too much")
        encoded = _read_exactly(process, header_size, deadline, check)
        data = _read_exactly(process, data_size, deadline, check)
        yield _decode(encoded), data


def _decode(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise SandboxFailure(FailureReason.OUTPUT, "no JSON") from error
    if not isinstance(header, dict) or not isinstance(header.get("frame", {}), dict):
        raise SandboxFailure(FailureReason.OUTPUT, "no object")
    return header


def _read_exactly(
    process: subprocess.Popen[bytes], size: int, deadline: float, check: Callable[[], None] | None
) -> bytes:
    assert process.stdout is not None
    descriptor = process.stdout.fileno()
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    parts = []
    while size:
        if check is not None:
            check()
        wait = deadline - time.monotonic()
        if wait <= 0:
            raise SandboxFailure(FailureReason.TIMEOUT)
        if not poll.poll(min(wait, _LOOK_SECONDS) * 1000):
            continue
        part = os.read(descriptor, min(size, _READ_SIZE))
        if not part:
            _raise_death(process)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _raise_death(process: subprocess.Popen[bytes]) -> None:
    death = _death(process)
    if death == "SIGALRM":
        raise SandboxFailure(FailureReason.TIMEOUT)
    # The kernel kills without a word when the machine's memory is used up.
    reason = FailureReason.MEMORY if death == "SIGKILL" else FailureReason.CRASH
    raise SandboxFailure(reason, death)


def _death(process: subprocess.Popen[bytes]) -> str:
    """How the child ended: a signal's name or its exit status."""
    try:
        status = process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return "closed its output"
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _raise_failure(header: dict[str, Any]) -> None:
    if "done" in header:
        return
    try:
        reason = FailureReason(header.get("failed", ""))
    except ValueError:
        reason = FailureReason.OUTPUT
    raise SandboxFailure(reason, str(header.get("detail", ""))[:100])


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # the child leads a group of its own
    process.wait()
