"""Plain text: a form feed begins a new page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ingest.cleaning import clean_text
from ingest.readers.encodings import decode_text
from ingest.readers.types import Heading, ReadDocument, ReadLimits, whole_page
from ingest.sniffing import TEXT
from rag.errors import UnreadableCause, UnreadableDocument

_UNDERLINED = re.compile(r"^(?P<text>[^\n]{2,100})\n(?P<line>={3,}|-{3,}|~{3,})$", re.MULTILINE)
# "2.1 Scope" alone between empty lines; a plain number needs a dot or a section sign before it.
_NUMBER = r"(?:§ ?\d+[a-z]?|\d{1,2}\.|\d{1,2}(?:\.\d{1,2}){1,4}\.?)"
_NUMBERED = re.compile(rf"(?:\A|\n\n)(?P<text>{_NUMBER} [A-ZÄÖÜ][^\n]{{1,90}}[^\n.;:,])(?=\n\n|\Z)")
# Right above its paragraph.
_ABOVE_PARAGRAPH = re.compile(
    rf"(?:\A|\n\n)(?P<text>{_NUMBER} [A-ZÄÖÜ][^\n]{{1,58}}[^\n.;:,!?])(?=\n(?P<below>[A-ZÄÖÜ][^\n]+(?:\n[^\n]+)*))"
)


def read_text(path: Path, limits: ReadLimits) -> ReadDocument:
    """Read a text file in any usual encoding. Raises UnreadableDocument."""
    raw, encoding = decode_text(read_bytes(path, limits))
    parts = raw.split("\f")
    if len(parts) > limits.max_pages:
        raise UnreadableDocument(
            f"The file has {len(parts):,} pages; up to {limits.max_pages:,} are read. Split it.",
            UnreadableCause.TOO_LARGE,
        )
    while len(parts) > 1 and not parts[-1].strip():
        parts.pop()  # a form feed at the end closes the last page
    pages = []
    for number, part in enumerate(parts, 1):
        text = clean_text(part)
        pages.append(whole_page(text, find_headings(text), number))
    require_text(page.text for page in pages)
    return ReadDocument(TEXT, None, tuple(pages), {"encoding": encoding}, ())


def find_headings(text: str) -> tuple[Heading, ...]:
    """Underlined and numbered lines, these between empty lines or above a paragraph."""
    found = {}
    for match in _UNDERLINED.finditer(text):
        level = 1 if match["line"][0] == "=" else 2
        found[match.start()] = Heading(match.start(), level, match["text"].strip())
    numbered = [each for each in _ABOVE_PARAGRAPH.finditer(text) if _is_line(each["text"], each["below"])]
    for match in (*_NUMBERED.finditer(text), *numbered):
        number = match["text"].split(" ")[0].strip(".")
        found[match.start("text")] = Heading(match.start("text"), number.count(".") + 1, match["text"])
    return tuple(found[start] for start in sorted(found))


def _is_line(text: str, below: str) -> bool:
    """Whether a line ends though more would have fitted: a wrapped paragraph goes on as long as it can."""
    first = below.split(None, 1)[0]
    return len(text) + 1 + len(first) < max(map(len, below.split("\n")))


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """All bytes of a file without pages. Raises UnreadableDocument when it is empty or too large."""
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocument("The file is empty (0 bytes).", UnreadableCause.EMPTY)
    if size > limits.max_text_file:
        raise UnreadableDocument(
            f"The file has {size / 1e6:.0f} MB; files of this kind are read up to "
            f"{limits.max_text_file / 1e6:.0f} MB. Split it.",
            UnreadableCause.TOO_LARGE,
        )
    return path.read_bytes()


def require_text(texts: Iterable[str]) -> None:
    """Raise UnreadableDocument unless one of `texts` holds a visible character."""
    if not any(text.strip() for text in texts):
        raise UnreadableDocument("The file contains no text.", UnreadableCause.EMPTY)
