"""What is known of the files of an installed model, kept beside them as `record.json`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rag.weights.files import hash_file, write_atomically

RECORD = "record.json"
# Decay on the disk changes no time stamp, so an untouched file is read again after a while.
TRUST_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file when its checksum was last seen to be right."""

    path: str  # relative to the model's folder, with forward slashes
    sha256: str
    size: int  # bytes
    modified: int  # nanoseconds
    changed: int  # nanoseconds; unlike `modified` no program can set it back


@dataclass(frozen=True, slots=True)
class InstallRecord:
    """Where a model came from and what its files are."""

    source_sha256: str  # of the pinned file; another pin in the catalogue makes the folder outdated
    origin: str
    hashed_at: float  # seconds since the epoch
    files: tuple[FileRecord, ...]


def describe_folder(folder: Path, source_sha256: str, origin: str) -> InstallRecord:
    """Hash every file of a freshly built folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != RECORD)
    files = tuple(_describe_file(folder, path, hash_file(path)) for path in paths)
    return InstallRecord(source_sha256, origin, time.time(), files)


def write_record(folder: Path, record: InstallRecord) -> None:
    """Keep the record with the folder."""
    write_atomically(folder / RECORD, json.dumps(asdict(record), indent=1))


def read_record(folder: Path) -> InstallRecord | None:
    """The record of a folder, None when there is none or it cannot be read."""
    try:
        values = json.loads((folder / RECORD).read_text("utf-8"))
        files = tuple(FileRecord(**each) for each in values.pop("files"))
        return InstallRecord(files=files, **values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_untouched(folder: Path, record: InstallRecord) -> bool:
    """Whether all files still have the size and times of their last check, and that was not long ago."""
    if time.time() - record.hashed_at > TRUST_SECONDS:
        return False
    return all(_matches_stamp(folder, file) for file in record.files)


def find_damage(folder: Path, record: InstallRecord, progress: Callable[[int, int], None]) -> str | None:
    """Hash every file; the relative path of the first that is missing or different, or None.

    `progress` gets the bytes read and the bytes in total.
    """
    total = sum(file.size for file in record.files)
    before = 0
    for file in record.files:
        path = folder / file.path
        if not path.is_file() or path.stat().st_size != file.size:
            return file.path
        if hash_file(path, lambda done, offset=before: progress(offset + done, total)) != file.sha256:  # type: ignore[misc]
            return file.path
        before += file.size
    return None


def renew_record(folder: Path, record: InstallRecord) -> None:
    """Note that every checksum was right just now."""
    files = tuple(_describe_file(folder, folder / file.path, file.sha256) for file in record.files)
    write_record(folder, replace(record, hashed_at=time.time(), files=files))


def distrust_record(folder: Path, record: InstallRecord) -> None:
    """Note that a checksum was wrong: whoever wants the files next hashes them, whatever their times say."""
    write_record(folder, replace(record, hashed_at=0.0))


def _describe_file(folder: Path, path: Path, sha256: str) -> FileRecord:
    status = path.stat()
    name = path.relative_to(folder).as_posix()
    return FileRecord(name, sha256, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _matches_stamp(folder: Path, file: FileRecord) -> bool:
    try:
        status = (folder / file.path).stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns) == (file.size, file.modified, file.changed)
