"""What reading a file gives: pages of cleaned text with their structure."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Note


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a page; `start` is its offset in the page's text, level 1 the outermost."""

    start: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page: `text` is what is shown, stored and cited (NFC, no NUL, no lone surrogates)."""

    number: int  # 1-based
    text: str
    body: tuple[tuple[int, int], ...]  # spans that are content; repeated headers and footers lie outside
    headings: tuple[Heading, ...]  # in the order of their offsets
    char_map: bytes | None  # PDF only: see `rag.character_map`; None means identity or not applicable


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A whole document as read; formats without pages have one page."""

    media_type: str
    title: str | None
    pages: tuple[ReadPage, ...]
    metadata: dict[str, str]
    warnings: tuple[str, ...]  # sentences on what was left out
    notes: tuple[Note, ...] = ()  # on text that a reader of the pages does not see; it is not part of them


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What reading one document may cost at most."""

    seconds: float = 600.0
    memory_bytes: int = 2_000_000_000  # address space of the reading process
    max_pages: int = 20_000
    max_text: int = 200_000_000  # characters of the whole document
    max_text_file: int = 64_000_000  # bytes of a file without pages: text, Markdown, HTML
    max_unpacked: int = 300_000_000  # bytes of all members of a DOCX
    max_ratio: int = 200  # unpacked to packed size of a DOCX


def whole_page(text: str, headings: tuple[Heading, ...] = (), number: int = 1) -> ReadPage:
    """A page all of whose text is content."""
    body = ((0, len(text)),) if text.strip() else ()
    return ReadPage(number, text, body, headings, None)
