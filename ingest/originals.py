"""Accepting bytes: limits, checksum, media type, and a durable copy named by its content."""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.sniffing import sniff_media_type
from rag.errors import StorageFull, UploadRejected, UploadTooLarge
from rag.layout import DataDir
from rag.vectors import flush_folder
from rag.wording import say

_BLOCK = 1 << 20
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that passed every check and lie, durable, under `incoming`."""

    path: Path
    sha256: str
    size: int
    media_type: str


def receive(
    directory: DataDir, name: str, stream: BinaryIO, max_bytes: int, step: Callable[[], None] | None = None
) -> Received:
    """Copy a stream to disk, at most `max_bytes` of it, without ever holding it in memory.

    `step` is called before each block; what it raises, for instance Stopped, ends the copying.
    Raises UploadRejected for empty, too large or unsupported input and StorageFull when the disk is full;
    nothing is left behind then.
    """
    path = directory.incoming / uuid.uuid4().hex
    try:
        return _copy(path, name, _blocks(stream, step or _go_on), max_bytes)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                say(
                    "disk_full_not_added",
                    "The disk is full, so “{name}” was not added. Free some space and add it again.",
                    name=name,
                )
            ) from error
        raise


def _blocks(stream: BinaryIO, step: Callable[[], None]) -> Iterator[bytes]:
    """What arrives, the head of it in one block however slowly it comes."""
    head = b""
    step()
    while len(head) < _HEAD and (block := stream.read(_BLOCK)):
        head += block
        step()
    if head:
        yield head
    while block := stream.read(_BLOCK):
        yield block
        step()


def _go_on() -> None:
    """For copies that nobody stops."""


def _copy(path: Path, name: str, blocks: Iterable[bytes], max_bytes: int) -> Received:
    digest, size, media_type = hashlib.sha256(), 0, ""
    with path.open("xb") as file:
        for block in blocks:
            if not size:
                media_type = sniff_media_type(block[:_HEAD], name)
            size += len(block)
            if size > max_bytes:
                raise UploadTooLarge(
                    say(
                        "file_too_large",
                        "“{name}” is larger than the limit of {limit} MB (setting max_upload_bytes).",
                        name=name,
                        limit=max_bytes // 1_048_576,
                    )
                )
            digest.update(block)
            file.write(block)
        if not size:
            raise UploadRejected(
                say("file_empty", "“{name}” is empty (0 bytes); there is nothing to read in it.", name=name)
            )
        file.flush()
        os.fsync(file.fileno())
    return Received(path, digest.hexdigest(), size, media_type)


def hash_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(directory: DataDir, received: Received) -> None:
    """Move received bytes to their place. Call it inside the transaction that names them.

    They replace what is there: it may be damaged, and these were checked.
    """
    place = directory.original(received.sha256)
    place.parent.mkdir(exist_ok=True)
    received.path.replace(place)
    flush_folder(place.parent)
