"""Tasks for `rag.sandbox` that do what broken files make parsers do."""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path


def echo(arguments):
    yield arguments, b"data"


def hang(arguments):
    yield {}, b""
    time.sleep(60)


def crash(arguments):
    ctypes.string_at(0)
    yield {}, b""


def leave(arguments):
    os._exit(3)
    yield {}, b""


def kill(arguments):
    os.kill(os.getpid(), signal.SIGKILL)
    yield {}, b""


def eat_memory(arguments):
    yield {}, bytes(10_000_000_000)


def flood(arguments):
    while True:
        yield {}, bytes(1_000_000)


def fail(arguments):
    yield {}, b""
    raise RuntimeError("with private words")


def babble(arguments):
    sys.stdout.write("this is no frame\n")
    sys.stdout.flush()
    os.write(1, b"nor is this")
    yield {"ok": True}, b""


def write_garbage(arguments):
    for descriptor in range(3, 10):
        try:
            os.write(descriptor, b"\x00" * 7 + b"\x02" + b"\x00" * 8 + b"[[")
        except OSError:
            continue
    time.sleep(1)
    yield {}, b""


def write_file(arguments):
    Path(arguments["path"]).write_bytes(b"x" * 10)
    yield {}, b""


def describe(arguments):
    yield {"pid": os.getpid(), "environment": sorted(os.environ), "modules": sorted(sys.modules)}, b""


def lie_about_pages(arguments):
    row = {"number": 1, "body": [[0, 99]], "headings": [], "text_bytes": 2, "map_bytes": None}
    yield {"pages": [row]}, b"ab"
    yield {"media_type": "text/plain", "title": None, "metadata": {}, "warnings": []}, b""
