"""Headings of a PDF, which has none: its outline, and lines set larger or bolder than the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.types import Heading

_LARGER = 1.12  # times the size of the running text
_LONGEST = 120  # characters of a heading's line
_PROSE = 60  # characters of a line that is not a heading or a table row
_COMMON = 0.1  # of the text: a size in common use
_SIZES = 4  # distinct sizes that make levels
_NUMBERED = re.compile(
    r"^(?:§ ?\d+|(?:\d{1,2}\.)*\d{1,2}\.?"
    r"|(?:item|part|artikel|article|section|kapitel|chapter|anhang|annex) [\dIVXA-Z]+[A-Z]?[.:]?)\s",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Style:
    """How the first and last characters of a line are set; sizes in points."""

    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cleaned page."""

    start: int
    text: str
    style: Style | None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: its page (0-based), level (1 the outermost) and title."""

    page: int
    level: int
    title: str


def split_lines(text: str, styles: dict[int, Style]) -> list[Line]:
    """Lines with a visible character; `styles` are keyed by offset in `text`."""
    lines = []
    for match in _LINE.finditer(text):
        shown = match[0].lstrip()
        start = match.end() - len(shown)
        lines.append(Line(start, shown, styles.get(start)))
    return lines


def find_headings(pages: Sequence[list[Line]], outline: Sequence[OutlineEntry]) -> list[tuple[Heading, ...]]:
    """Headings of each page in the order of the text; `pages` hold content lines only."""
    scale = _Scale.of(pages)
    deepest = max((entry.level for entry in outline), default=0)
    by_page: dict[int, list[OutlineEntry]] = {}
    for entry in outline:
        by_page.setdefault(entry.page, []).append(entry)
    found = []
    for number, lines in enumerate(pages):
        located = _locate_outline(lines, by_page.get(number, []))
        styled = _find_styled(lines, scale, deepest)
        merged = {heading.start: heading for heading in (*styled, *located)}
        found.append(tuple(merged[start] for start in sorted(merged)))
    return found


@dataclass(frozen=True, slots=True)
class _Scale:
    """The sizes in use: of the running text and of headings, largest first."""

    body: float
    sizes: tuple[float, ...]
    bold_is_rare: bool

    @classmethod
    def of(cls, pages: Sequence[list[Line]]) -> _Scale:
        lines = [(line.style, len(line.text)) for page in pages for line in page if line.style]
        body = _body_size(lines)
        sizes = {style.size for style, _ in lines}
        larger = sorted((size for size in sizes if size > body * _LARGER), reverse=True)
        bold = sum(length for style, length in lines if style.bold)
        return cls(body, tuple(larger), bold < 0.3 * sum(length for _, length in lines))

    def level(self, line: Line) -> int | None:
        """The level of a line as a heading; None when it is none."""
        style = line.style
        if style is None or not _can_head(line.text):
            return None
        if self.body and style.size > self.body * _LARGER:
            return min(self.sizes.index(style.size) + 1, _SIZES)
        if not (style.bold and self.bold_is_rare and style.size > self.body * 0.95):
            return None
        return min(len(self.sizes), _SIZES) + _depth(line.text)


def _body_size(lines: Sequence[tuple[Style, int]]) -> float:
    """The size of the running text, from styles and lengths of lines."""
    prose: Counter[float] = Counter()
    everything: Counter[float] = Counter()
    for style, length in lines:
        everything[style.size] += length
        prose[style.size] += length if length > _PROSE else 0
    if not prose.total():
        return everything.most_common(1)[0][0] if everything else 0.0
    # The largest size in common use, as small print can outweigh the running text.
    return max(size for size, weight in prose.items() if weight >= _COMMON * prose.total())


def _can_head(text: str) -> bool:
    if len(text) > _LONGEST or not _WORD.search(text) or " | " in text:
        return False
    if text.endswith((".", ",", ";")) and not (_NUMBERED.match(text) and text.endswith(".")):
        return False
    letters = sum(character.isalpha() for character in text)
    first = next((character for character in text if character.isalnum()), "")
    return letters >= 0.5 * len(text.replace(" ", "")) and not first.islower()


def _depth(text: str) -> int:
    """1 for "2. Scope" and for lines without a number, 2 for "2.1 Limits"."""
    match = re.match(r"\d{1,2}(\.\d{1,2})*", text)
    return min(match[0].count(".") + 1, 3) if match else 1


def _find_styled(lines: Sequence[Line], scale: _Scale, deepest: int) -> list[Heading]:
    headings: list[Heading] = []
    previous: tuple[int, Line] | None = None  # level and line of the heading just above
    for line in lines:
        level = scale.level(line)
        if level is None:
            previous = None
            continue
        if previous and _continues(previous, level, line):
            last = headings[-1]
            headings[-1] = Heading(last.start, last.level, f"{last.text} {line.text}")
            previous = None
            continue
        headings.append(Heading(line.start, deepest + level, line.text))
        previous = (level, line)
    return headings


def _continues(previous: tuple[int, Line], level: int, line: Line) -> bool:
    """Whether a heading runs on over two lines."""
    above = previous[1]
    return (
        level == previous[0]
        and above.style == line.style
        and not _NUMBERED.match(line.text)
        and len(above.text) > 30
    )


def _locate_outline(lines: Sequence[Line], entries: Sequence[OutlineEntry]) -> list[Heading]:
    """Place bookmarks at the lines that carry their titles; the others are left out."""
    if not entries:
        return []
    headings = []
    begin = 0
    squeezed = [_squeeze(line.text) for line in lines]
    for entry in entries:
        title = _squeeze(entry.title)
        place = _find_title(squeezed, title, begin) if title else None
        if place is not None:
            headings.append(Heading(lines[place].start, entry.level, entry.title))
            begin = place + 1
    return headings


def _find_title(lines: Sequence[str], title: str, begin: int) -> int | None:
    for place in range(begin, len(lines)):
        line = lines[place]
        if line == title or (
            len(line) > 3 and title.startswith(line) and title in "".join(lines[place : place + 3])
        ):
            return place
        if title and line.startswith(title) and len(line) < len(title) + 40:
            return place
    return None


def _squeeze(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
