"""Commands on a disk that fills up: `unshare -rm python -m tests.full_disk FOLDER DOCUMENTS` prints what they said.

FOLDER becomes a file system of its own, which nobody outside this process sees.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.fakes import HashingEmbedder, fake_openers
from ui.cli import main

_ROOMY = 8 << 30  # bytes; nothing is taken before it is used


class SmallDisk:
    """A file system in memory whose size can be changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mount(f"size={_ROOMY}")

    def leave(self, free: int) -> None:
        """So many bytes are free from now on, and the rest is as if something else had taken it."""
        status = os.statvfs(self._folder)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        self._mount(f"remount,size={used + free}")

    def _mount(self, options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self._folder], check=True)


def run(data: Path, *arguments: str) -> tuple[int, object]:
    """Exit code and JSON of one command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = main([*arguments, "--data", str(data), "--json"], fake_openers(HashingEmbedder()))
    return code, json.loads(out.getvalue())


def play(folder: Path, documents: Path) -> dict[str, tuple[int, object]]:
    """A library that has a document when the disk becomes full, and gets room again."""
    disk, data = SmallDisk(folder), folder / "data"
    first, second = str(documents / "first"), str(documents / "second")
    said = {"added": run(data, "add", first)}
    disk.leave(0)
    for command in (("list",), ("search", "leave"), ("remove", "leave.txt"), ("add", second)):
        said[f"full: {command[0]}"] = run(data, *command)
    disk.leave(160 << 10)
    said["nearly full: add"] = run(data, "add", second)
    said["nearly full: search"] = run(data, "search", "leave")
    disk.leave(_ROOMY)
    for command in (("doctor",), ("add", second), ("list",), ("doctor",)):
        said[f"then: {command[0]}"] = run(data, *command)
    return said


if __name__ == "__main__":
    print(json.dumps(play(Path(sys.argv[1]), Path(sys.argv[2]))))
