"""What exists now: the files under the given paths, with the names their documents get."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file to add, as the folder listing showed it."""

    path: str  # absolute
    name: str  # relative to the folder that was added, with forward slashes
    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the given paths hold."""

    files: list[FoundFile]  # by name
    left_out: list[tuple[str, str]]  # name of what cannot be added, and the sentence that says why


def find_files(paths: Sequence[Path], library: Path | None = None) -> Found:
    """All files to add. Hidden files and folders are left out, and so is the folder of the library itself.

    What cannot be looked at, and all files but the last that would get one name, are told of in `left_out`.
    Raises ConfigurationError when a path does not exist, before anything is done.
    """
    missing = [str(path) for path in paths if _is_missing(path)]
    if missing:
        raise ConfigurationError(f"Not found: {', '.join(missing)}. Nothing was added.")
    scan = _Scan(None if library is None else Path(os.path.realpath(library)))
    for path in paths:
        scan.take(path.absolute())
    return Found(sorted(scan.files.values(), key=lambda file: file.name), scan.left_out)


def is_folder(entry: os.DirEntry[str], folder: Path) -> bool:
    """Whether an entry is this folder, whose path is without links."""
    # For nearly all entries the names differ, which costs nothing to see.
    return entry.name == folder.name and os.path.realpath(entry.path) == str(folder)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False  # it may be there; looking at it tells what is wrong


@dataclass(slots=True)
class _Scan:
    """What was found so far."""

    library: Path | None  # without links
    files: dict[str, FoundFile] = field(default_factory=dict)  # by name in normal form, as documents have it
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def take(self, path: Path) -> None:
        """Take a file, or the files of a folder and all folders in it."""
        if self._lies_in_library(path):
            self.left_out.append((path.name, "It belongs to this library itself."))
            return
        try:
            if path.is_file():
                self._add(str(path), path.name, path.stat())
                return
        except OSError as error:
            self._fail(path.name, error)
            return
        prefix = len(str(path).rstrip(os.sep)) + 1
        folders = [str(path)]
        while folders:
            folder = folders.pop()
            try:
                folders += self._list(folder, prefix)
            except OSError as error:
                self._fail(folder[prefix:] or path.name, error)

    def _list(self, folder: str, prefix: int) -> list[str]:
        """Take the files of one folder. Returns the folders in it."""
        folders = []
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.name.startswith("."):
                    continue
                name = entry.path[prefix:]
                try:
                    # A link to a folder is not followed: it may lead in circles or out of the folder.
                    if entry.is_dir(follow_symlinks=False):
                        is_library = self.library is not None and is_folder(entry, self.library)
                        folders += [] if is_library else [entry.path]
                    elif entry.is_file():
                        self._add(entry.path, name, entry.stat())
                except OSError as error:
                    self._fail(name, error)
        return folders

    def _add(self, path: str, name: str, status: os.stat_result) -> None:
        key = unicodedata.normalize("NFC", name)
        before = self.files.get(key)
        if before is not None and os.path.realpath(before.path) != os.path.realpath(path):
            reason = (
                f"{path} has the same name, so {before.path} was not added; rename one of them,"
                " or add a folder that holds both."
            )
            self.left_out.append((name, reason))
        self.files[key] = FoundFile(path, name, status.st_mtime_ns, status.st_size)

    def _fail(self, name: str, error: OSError) -> None:
        self.left_out.append((name, f"It could not be looked at: {error.strerror or error}."))

    def _lies_in_library(self, path: Path) -> bool:
        return self.library is not None and Path(os.path.realpath(path)).is_relative_to(self.library)
