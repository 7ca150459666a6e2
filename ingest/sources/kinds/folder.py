"""A folder tree on this machine or on a mounted share."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ingest.progress import Stopped
from ingest.scanning import is_folder
from ingest.sources.options import Ask, Words
from ingest.sources.patterns import wanted_by
from ingest.sources.permitting import permit_path
from ingest.sources.types import (
    Content,
    Item,
    Known,
    Listing,
    Problem,
    Reads,
    Source,
    SourceKind,
    SourceOptions,
    Surroundings,
    Task,
)
from rag.errors import ConfigurationError
from rag.wording import say, system_reason

_BLOCK = 1 << 20
_STEP = 500  # entries between two reports


class FolderOptions(SourceOptions):
    """What can be said of a folder."""

    hidden: Annotated[bool, Ask(Words(de="Auch verborgene Dateien", en="Also hidden files"))] = Field(
        False, description="also files and folders whose names begin with a dot"
    )


class FolderSource:
    """Lists a tree with one system call a file; nothing is opened to find that it did not change."""

    def __init__(self, root: Path, options: FolderOptions, data_dir: Path) -> None:
        self._root = os.fspath(root)
        self._hidden = options.hidden
        self._wanted = wanted_by(options)
        self._library = Path(os.path.realpath(data_dir))
        self._odd: dict[str, str] = {}  # keys that do not spell their path

    def list_items(self, known: Mapping[str, Known], task: Task) -> Listing:
        """All wanted files. A folder that may not be read hides its files, which is no removal."""
        del known
        found = _Found(self._odd)
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                folders += self._list_folder(folder, found, task)
            except FileNotFoundError:
                if not folder:
                    return Listing(
                        (),
                        vanished=say("folder_vanished", "There is no folder {folder} any more.", folder=self._root),
                    )
            except NotADirectoryError:
                if not folder:
                    return Listing(
                        (), vanished=say("folder_is_none", "{folder} is no folder any more.", folder=self._root)
                    )
            except OSError as error:
                found.hide(folder, error)
        return Listing(found.items, found.problems, frozenset(found.unseen), tuple(found.unseen_below))

    def checksum(self, item: Item, stop: threading.Event) -> str | None:
        """The sha256 of a file."""
        digest = hashlib.sha256()
        with Path(self._path(item.key)).open("rb") as file:
            while block := file.read(_BLOCK):
                if stop.is_set():
                    raise Stopped
                digest.update(block)
        return digest.hexdigest()

    @contextmanager
    def open(self, item: Item) -> Iterator[Content]:
        """The bytes of a file."""
        with Path(self._path(item.key)).open("rb") as file:
            yield Content(file)

    def close(self, *, finished: bool) -> None:
        """Nothing is held."""

    def _path(self, key: str) -> str:
        return f"{self._root}/{self._odd.get(key, key)}"

    def _list_folder(self, folder: str, found: _Found, task: Task) -> list[str]:
        """Take the files of one folder, and return the folders in it, both relative to the root."""
        folders = []
        with os.scandir(f"{self._root}/{folder}") as entries:
            for entry in entries:
                if entry.name.startswith(".") and not self._hidden:
                    continue
                path = f"{folder}/{entry.name}" if folder else entry.name
                # A link to a folder is not followed: it may lead in circles or out of the folder.
                if entry.is_dir(follow_symlinks=False):
                    if not is_folder(entry, self._library):
                        folders.append(path)
                    continue
                if len(found.items) % _STEP == 0:
                    task.step("list", len(found.items), 0, folder)
                self._take(entry, path, found)
        return folders

    def _take(self, entry: os.DirEntry[str], path: str, found: _Found) -> None:
        key = readable(path)
        if not self._wanted(key):
            return
        try:
            if entry.is_symlink() and not self._leads_inside(entry.path):
                return
            if not entry.is_file():
                return
            status = entry.stat()
        except FileNotFoundError:
            return  # it went while the folder was being listed
        except OSError as error:
            found.unseen.add(key)
            reason = say("item_not_seen", "It could not be looked at: {reason}.", reason=system_reason(error))
            found.problems.append(Problem(key, reason))
            return
        found.take(Item(key, key, status.st_size, status.st_mtime_ns), path)

    def _leads_inside(self, path: str) -> bool:
        """A link to a file of the same tree is a file; one that leads out could show what nobody meant to share."""
        root = os.path.realpath(self._root)
        return os.path.realpath(path).startswith(root.rstrip(os.sep) + os.sep)


class _Found:
    """What a walk has found so far."""

    def __init__(self, odd: dict[str, str]) -> None:
        self.items: list[Item] = []
        self.problems: list[Problem] = []
        self.unseen: set[str] = set()
        self.unseen_below: list[str] = []
        self._odd = odd
        self._keys: set[str] = set()

    def take(self, item: Item, path: str) -> None:
        """One file; a path that is no valid Unicode may spell a key that there is already."""
        if item.key in self._keys:
            twin = say("names_differ_in_encoding", "The names of two files only differ in their encoding.")
            self.problems.append(Problem(item.key, twin))
            return
        self._keys.add(item.key)
        if item.key != path:
            self._odd[item.key] = path
        self.items.append(item)

    def hide(self, folder: str, error: OSError) -> None:
        """A folder that could not be listed: what is known of it may still exist."""
        name = readable(folder)
        self.unseen_below.append(f"{name}/" if name else "")
        reason = say("folder_not_listed", "The folder could not be listed: {reason}.", reason=system_reason(error))
        self.problems.append(Problem(name or ".", reason))


def readable(path: str) -> str:
    """A path as valid Unicode: names in other encodings are read as Windows wrote them, or with `%` and digits."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "/".join(_decode(os.fsencode(part)) for part in path.split("/"))
    return path


def _decode(name: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in name)


def _check(location: str) -> str:
    path = Path(location).expanduser().absolute()
    if not path.is_dir():
        raise ConfigurationError(say("folder_unknown", "There is no folder {folder}.", folder=str(path)))
    return str(path)


def _open(location: str, options: SourceOptions, surroundings: Surroundings) -> Source:
    if not isinstance(options, FolderOptions):
        raise TypeError(type(options))
    if os.path.realpath(location) == os.path.realpath(surroundings.data_dir):
        raise ConfigurationError(
            say("folder_of_library", "The folder of the library itself cannot be one of its sources.")
        )
    return FolderSource(Path(location), options, surroundings.data_dir)


_GERMAN = {
    "folder_unknown": "Es gibt keinen Ordner {folder}.",
    "folder_of_library": "Der Ordner der Bibliothek selbst kann keine ihrer Quellen sein.",
    "folder_vanished": "Den Ordner {folder} gibt es nicht mehr.",
    "folder_is_none": "{folder} ist kein Ordner mehr.",
    "folder_not_listed": "Der Ordner ließ sich nicht auflisten: {reason}.",
    "names_differ_in_encoding": "Die Namen zweier Dateien unterscheiden sich nur in ihrer Kodierung.",
}

KIND = SourceKind(
    title=Words(de="Ordner", en="Folder"),
    summary="a folder tree",
    location=Words(de="Ordner auf diesem Rechner", en="Folder on this computer"),
    options=FolderOptions,
    reads=Reads.FILES,
    check=_check,
    open=_open,
    permit=permit_path,
    german=_GERMAN,
)
