"""What exists now: the files under the given paths, with the names their documents get."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file to add, as the folder listing showed it."""

    path: str  # absolute
    name: str  # relative to the folder that was added, with forward slashes
    mtime_ns: int
    size: int


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """All files to add, by name. Hidden files and folders are left out.

    Raises ConfigurationError when a path does not exist, before anything is done.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise ConfigurationError(f"Not found: {', '.join(missing)}. Nothing was added.")
    found = {file.name: file for path in paths for file in _walk(path.absolute())}
    return [found[name] for name in sorted(found)]


def _walk(path: Path) -> Iterator[FoundFile]:
    if path.is_file():
        stat = path.stat()
        yield FoundFile(str(path), path.name, stat.st_mtime_ns, stat.st_size)
        return
    yield from _walk_folder(str(path), len(str(path).rstrip(os.sep)) + 1)


def _walk_folder(folder: str, prefix: int) -> Iterator[FoundFile]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.name.startswith("."):
                continue
            # A link to a folder is not followed: it may lead in circles or out of the folder.
            if entry.is_dir(follow_symlinks=False):
                yield from _walk_folder(entry.path, prefix)
            elif entry.is_file():
                stat = entry.stat()
                yield FoundFile(entry.path, entry.path[prefix:], stat.st_mtime_ns, stat.st_size)
