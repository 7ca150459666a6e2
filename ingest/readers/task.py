"""The child's side of reading: choose the reader, send the document in frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.readers.titles import with_own_title
from ingest.readers.types import ReadDocument, ReadLimits, ReadPage
from ingest.sniffing import DOCX, HEAD_BYTES, HTML, MARKDOWN, PDF, sniff_media_type
from rag.errors import UnreadableCause, UnreadableDocument, UploadRejected

_BATCH = 4_000_000  # bytes of page text in one frame


def read_file(arguments: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Task of `rag.sandbox`: `path`, `name`, `password`, `media_type` and `limits` to frames."""
    try:
        document = read_here(
            Path(arguments["path"]),
            arguments["name"],
            arguments["password"],
            ReadLimits(**arguments["limits"]),
            arguments["media_type"],
        )
    except UnreadableDocument as error:
        yield {"unreadable": error.cause.value, "message": str(error)}, b""
        return
    for batch in _batches(document.pages):
        yield _encode(batch)
    yield (
        {
            "media_type": document.media_type,
            "title": document.title,
            "metadata": document.metadata,
            "warnings": list(document.warnings),
            "notes": [[note.kind, note.page, note.characters] for note in document.notes],
        },
        b"",
    )


def read_here(
    path: Path, name: str, password: str | None, limits: ReadLimits, media_type: str | None = None
) -> ReadDocument:
    """Read a file in this process; readers are imported when first needed. Raises UnreadableDocument.

    `media_type` is what it was accepted as; without it, the content and the name decide.
    """
    head = _begin(path)
    return with_own_title(_read(path, media_type or _sniff(head, name), password, limits))


def _read(path: Path, media_type: str, password: str | None, limits: ReadLimits) -> ReadDocument:
    if media_type == PDF:
        from ingest.readers.pdf import read_pdf

        return read_pdf(path, password, limits)
    if media_type == DOCX:
        from ingest.readers.docx import read_docx

        return read_docx(path, limits)
    return _read_unpaged(path, media_type, limits)


def _begin(path: Path) -> bytes:
    """The first bytes of a file. Raises UnreadableDocument."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise UnreadableDocument(
            f"The file cannot be opened ({error.strerror}).", UnreadableCause.DAMAGED
        ) from error


def _sniff(head: bytes, name: str) -> str:
    try:
        return sniff_media_type(head, name)
    except UploadRejected as error:
        cause = UnreadableCause.UNSUPPORTED if head else UnreadableCause.EMPTY
        raise UnreadableDocument(str(error), cause) from error


def _read_unpaged(path: Path, media_type: str, limits: ReadLimits) -> ReadDocument:
    if media_type == HTML:
        from ingest.readers.html import read_html

        return read_html(path, limits)
    if media_type == MARKDOWN:
        from ingest.readers.markdown import read_markdown

        return read_markdown(path, limits)
    from ingest.readers.text import read_text

    return read_text(path, limits)


def _batches(pages: Iterable[ReadPage]) -> Iterator[list[ReadPage]]:
    batch: list[ReadPage] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.text)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _encode(pages: list[ReadPage]) -> tuple[dict[str, Any], bytes]:
    rows = []
    data: list[bytes] = []
    for page in pages:
        text = page.text.encode()
        data += (text, page.char_map or b"")
        rows.append(
            {
                "number": page.number,
                "body": page.body,
                "headings": [list(asdict(heading).values()) for heading in page.headings],
                "text_bytes": len(text),
                "map_bytes": None if page.char_map is None else len(page.char_map),
            }
        )
    return {"pages": rows}, b"".join(data)
