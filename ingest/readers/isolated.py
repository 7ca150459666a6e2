"""The parent's side of reading: start, watch and replace the process that opens files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Any, Self

from ingest.progress import check
from ingest.readers.types import Heading, ReadDocument, ReadLimits, ReadPage
from rag.errors import UnreadableCause, UnreadableDocument
from rag.sandbox import FailureReason, Frame, Sandbox, SandboxFailure, SandboxLimits
from rag.types import Note, NoteKind

_TASK = "ingest.readers.task:read_file"
_RENEW_AFTER = 5_000  # documents; parsers leak
_RENEW_ABOVE = 600_000_000  # bytes a child may keep between documents
_NICE = 10  # questions come before reading


class ReaderPool:
    """One reading process that is used for document after document and replaced when it dies."""

    def __init__(self, limits: ReadLimits | None = None, stop: Event | None = None) -> None:
        """Once `stop` is set, nothing is read any more, and what is being read is given up."""
        self._limits = limits or ReadLimits()
        self._stop = stop
        self._sandbox = Sandbox()
        self._read = 0
        self._lock = Lock()

    def read(
        self, path: Path, name: str, password: str | None = None, media_type: str | None = None
    ) -> ReadDocument:
        """Read one file as what it was accepted as; without `media_type`, its content and its name decide.

        Raises UnreadableDocument with a sentence and a cause, whatever happens to the process, and Stopped.
        """
        with self._lock:
            self._renew()
            self._read += 1
            arguments = {"path": str(path), "name": name, "password": password, "media_type": media_type}
            return _read(self._sandbox, arguments, self._limits, self._stop)

    def close(self) -> None:
        """End the reading process."""
        self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _renew(self) -> None:
        if self._read >= _RENEW_AFTER or self._sandbox.peak_memory > _RENEW_ABOVE:
            self._sandbox.close()
            self._read = 0


def read_document(
    path: Path, name: str, *, password: str | None = None, limits: ReadLimits | None = None
) -> ReadDocument:
    """Read one file in a process of its own. Raises UnreadableDocument."""
    with ReaderPool(limits) as pool:
        return pool.read(path, name, password)


def _read(
    sandbox: Sandbox, arguments: dict[str, str | None], limits: ReadLimits, stop: Event | None
) -> ReadDocument:
    allowed = SandboxLimits(
        seconds=limits.seconds,
        memory_bytes=limits.memory_bytes,
        output_bytes=4 * limits.max_text + 64_000_000,
        nice=_NICE,
    )
    try:
        return _assemble(sandbox.run(_TASK, arguments | {"limits": asdict(limits)}, allowed, partial(check, stop)))
    except SandboxFailure as failure:
        raise _translate(failure, limits) from failure
    except (KeyError, TypeError, ValueError) as error:
        sandbox.close()  # it does not speak our format: not a process to use again
        raise _damaged() from error


def _assemble(frames: Iterable[Frame]) -> ReadDocument:
    pages: list[ReadPage] = []
    closing: dict[str, Any] = {}
    refusal: UnreadableDocument | None = None
    for frame in frames:
        if "pages" in frame.header:
            pages += _decode(frame, len(pages))
        elif "unreadable" in frame.header:
            refusal = UnreadableDocument(
                str(frame.header["message"])[:500], UnreadableCause(frame.header["unreadable"])
            )
        else:
            closing = frame.header
    if refusal is not None:
        raise refusal
    return ReadDocument(
        media_type=str(closing["media_type"]),
        title=None if closing["title"] is None else str(closing["title"]),
        pages=tuple(pages),
        metadata={str(key): str(value) for key, value in closing["metadata"].items()},
        warnings=tuple(str(warning) for warning in closing["warnings"]),
        notes=tuple(_note(kind, page, characters, len(pages)) for kind, page, characters in closing["notes"]),
    )


def _note(kind: Any, page: Any, characters: Any, pages: int) -> Note:
    note = Note(NoteKind(kind), None if page is None else int(page), int(characters))
    if note.characters < 1 or (note.page is not None and not 1 <= note.page <= pages):
        raise ValueError("a note that counts nothing or is on no page")
    return note


def _decode(frame: Frame, before: int) -> list[ReadPage]:
    """Pages from a frame; every number is checked, as the process that sent it read a foreign file."""
    pages = []
    place = 0
    for number, row in enumerate(frame.header["pages"], before + 1):
        text_end = place + int(row["text_bytes"])
        text = frame.data[place:text_end].decode()
        place = text_end + int(row["map_bytes"] or 0)
        char_map = None if row["map_bytes"] is None else frame.data[text_end:place]
        body = tuple((int(start), int(end)) for start, end in row["body"])
        headings = tuple(Heading(int(start), int(level), str(shown)) for start, level, shown in row["headings"])
        _check(text, body, headings)
        pages.append(ReadPage(number, text, body, headings, char_map))
    return pages


def _check(text: str, body: tuple[tuple[int, int], ...], headings: tuple[Heading, ...]) -> None:
    last = 0
    for start, end in body:
        if not last <= start < end <= len(text):
            raise ValueError("spans out of order")
        last = end
    last = -1
    for heading in headings:
        if not last < heading.start < len(text):
            raise ValueError("headings out of order")
        last = heading.start


def _translate(failure: SandboxFailure, limits: ReadLimits) -> UnreadableDocument:
    if failure.reason == FailureReason.TIMEOUT:
        return UnreadableDocument(
            f"Reading was stopped after {limits.seconds:.0f} seconds; the file may be damaged or is too large.",
            UnreadableCause.TIMEOUT,
        )
    if failure.reason in (FailureReason.MEMORY, FailureReason.OUTPUT):
        return UnreadableDocument(
            "Reading the file needs more memory than is allowed; split it into smaller files.",
            UnreadableCause.TOO_LARGE,
        )
    return _damaged()


def _damaged() -> UnreadableDocument:
    return UnreadableDocument(
        "The file is damaged and cannot be read; open it in its own program and save or export it again.",
        UnreadableCause.DAMAGED,
    )
