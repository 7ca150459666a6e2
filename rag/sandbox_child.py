"""The program inside a limited child process: reads requests, runs tasks, writes frames.

Started by `rag.sandbox` as a script, never imported by the product. A request names a task as
`package.module:function`; the function takes the request's arguments and yields `(header, data)`
pairs, a JSON object and bytes each. Nothing is pickled in either direction.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import struct
import sys
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

# Lengths of the JSON header and of the data that follow. `rag.sandbox` holds the same format.
FRAME = struct.Struct(">QQ")
Task = Callable[[dict[str, Any]], Iterable[tuple[dict[str, Any], bytes]]]


def main() -> None:
    """Serve requests from standard input until it ends."""
    requests, replies = _take_pipes()
    _skip_package_initialisers(Path(__file__).resolve().parent.parent)
    while (request := _read_request(requests)) is not None:
        _serve(request, replies)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for frames; a library that prints must not corrupt them."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    return requests, replies


def _skip_package_initialisers(root: Path) -> None:
    """Register our packages without running their `__init__`, which import models and indexes."""
    for name in ("rag", "ingest", "ingest.readers"):
        package = types.ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")))]
        sys.modules[name] = package


def _read_request(requests: BinaryIO) -> dict[str, Any] | None:
    lengths = requests.read(FRAME.size)
    if len(lengths) < FRAME.size:
        return None
    request: dict[str, Any] = json.loads(requests.read(FRAME.unpack(lengths)[0]))
    return request


def _serve(request: dict[str, Any], replies: BinaryIO) -> None:
    try:
        task = _find_task(request["task"])
        _limit(request)
        for header, data in task(request["arguments"]):
            _write(replies, {"frame": header}, data)
        _write(replies, {"done": True, "peak": _peak_memory()})
    except MemoryError:
        _write(replies, {"failed": "memory"})
    except Exception as error:  # noqa: BLE001 - parsers of broken files may raise anything
        _write(replies, {"failed": "error", "detail": type(error).__name__})
    finally:
        signal.alarm(0)
        replies.flush()


def _find_task(reference: str) -> Task:
    module, _, function = reference.partition(":")
    task: Task = getattr(importlib.import_module(module), function)
    return task


def _limit(request: dict[str, Any]) -> None:
    """Bound time, memory and disk from inside: this also holds when the parent has died."""
    memory = int(request["memory_bytes"])
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # The default action kills the process even while C code holds the interpreter's lock.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(request["seconds"]) + 5)
    current = os.nice(0)
    if request["nice"] > current:
        os.nice(request["nice"] - current)


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _write(replies: BinaryIO, header: dict[str, Any], data: bytes = b"") -> None:
    encoded = json.dumps(header).encode()
    replies.write(FRAME.pack(len(encoded), len(data)))
    replies.write(encoded)
    replies.write(data)


if __name__ == "__main__":
    main()
