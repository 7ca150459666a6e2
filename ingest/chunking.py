"""Pages to passages: exact spans that begin and end where a reader would break the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ingest.readers.types import Heading, ReadDocument, ReadPage
from rag.sentences import split_sentences
from rag.tables import find_header, is_row
from rag.types import HEADING_SEPARATOR

# Short passages name one topic each, and several of them fit into what a small model reads (docs/experiments.md).
TARGET = 450
LIMIT = 650
_TINY = 120  # characters; less is joined with a neighbour on the same page
_PATH_LIMIT = 300  # characters of a heading path
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_WORD = re.compile(r"\s+")
_ITEM = re.compile(r"(?:[•▪➢✓*–-]|\d{1,3}[.)]|[a-z]\)|\([a-z0-9]{1,3}\)|§)\s")


@dataclass(frozen=True, slots=True)
class PassageSpan:
    """A passage: `page.text[start:end]`, and the path of headings above it, outermost first."""

    page: int  # 1-based
    start: int
    end: int
    heading: str
    table: str = ""  # header of the table whose rows go on in this passage


class _Break(IntEnum):
    """Places where text can be cut, best first; the value is what a cut there costs."""

    PARAGRAPH = 0
    ITEM = 1
    ROW = 2
    SENTENCE = 3
    LINE = 4
    WORD = 6
    CELL = 9  # inside a table row
    ANYWHERE = 12


def chunk_document(document: ReadDocument, *, target: int = TARGET, limit: int = LIMIT) -> list[PassageSpan]:
    """Cut all pages into passages of about `target` and at most `limit` characters.

    Passages never cross a page nor overlap, and hold every visible character of the pages' bodies
    exactly once. Raises ValueError unless 0 < target <= limit.
    """
    if not 0 < target <= limit:
        raise ValueError("the target length must be positive and at most the limit")
    outline = _Outline()
    passages = []
    for page in document.pages:
        cutter = _Cutter(page, target, limit)
        for start, end in cutter.cut():
            heading = outline.path(page, start, end)
            passages.append(PassageSpan(page.number, start, end, heading, find_header(page.text, start)))
        outline.leave(page)
    return passages


class _Outline:
    """The headings in force, carried from page to page; passages must be asked for in order."""

    def __init__(self) -> None:
        self._open: list[Heading] = []
        self._next = 0  # heading of the current page that comes next

    def path(self, page: ReadPage, start: int, end: int) -> str:
        """The path in force over most of a passage."""
        best, longest, begin = "", -1, start
        while True:
            following = page.headings[self._next] if self._next < len(page.headings) else None
            stop = end if following is None else min(end, max(begin, following.start))
            if stop - begin > longest:
                best, longest = HEADING_SEPARATOR.join(heading.text for heading in self._open), stop - begin
            if following is None or following.start >= end:
                return best[:_PATH_LIMIT]
            self._enter(following)
            self._next += 1
            begin = stop

    def leave(self, page: ReadPage) -> None:
        """Enter what is left of a page's headings and begin the next page."""
        for heading in page.headings[self._next :]:
            self._enter(heading)
        self._next = 0

    def _enter(self, heading: Heading) -> None:
        while self._open and self._open[-1].level >= heading.level:
            self._open.pop()
        self._open.append(heading)


class _Cutter:
    """Cuts the body of one page."""

    def __init__(self, page: ReadPage, target: int, limit: int) -> None:
        self._text = page.text
        self._body = page.body
        self._heading_starts = [heading.start for heading in page.headings]
        self._target = target
        self._limit = limit
        self._tiny = min(_TINY, target // 2)

    def cut(self) -> Iterator[tuple[int, int]]:
        """Spans in order, without surrounding white space."""
        for start, end in self._body:
            begin = self._skip_space(start, end)
            while begin < end:
                stop = self._find_stop(begin, end)
                yield begin, self._trim_end(begin, stop)
                begin = self._skip_space(stop, end)

    def _find_stop(self, begin: int, end: int) -> int:
        """Where the passage that begins at `begin` ends."""
        stop = self._next_heading(begin, end)
        rest = self._trim_end(begin, stop) - begin
        if rest <= self._limit:
            return stop
        return self._best_break(begin, stop)

    def _next_heading(self, begin: int, end: int) -> int:
        """The first heading far enough behind `begin`; close ones stay in the passage."""
        place = bisect_left(self._heading_starts, begin + 1)
        for index in range(place, len(self._heading_starts)):
            start = self._heading_starts[index]
            if start >= end:
                return end
            if not self._is_tiny(begin, start):
                rest = self._trim_end(start, end) - start
                # A few last words of the page go with what is above them.
                fits = self._trim_end(begin, end) - begin <= self._limit
                return end if fits and rest < self._tiny // 2 else start
            if start - begin > self._limit:
                return start
        return end

    def _is_tiny(self, begin: int, start: int) -> bool:
        return self._trim_end(begin, start) - begin < self._tiny

    def _best_break(self, begin: int, stop: int) -> int:
        """The cheapest place to cut: a good kind of break, near the target, no scrap left over."""
        window = min(stop, begin + self._limit)
        best, best_cost = window, float(_Break.ANYWHERE + 2)
        length = self._trim_end(begin, stop) - begin
        for place, kind in self._breaks(begin, window):
            used = place - begin
            if used < self._target // 3:
                continue
            cost = kind + 4 * abs(used - self._target) / self._target
            if length - used < self._tiny:
                cost += 3
            if self._is_heading_tail(begin, place):
                cost += 6
            if cost <= best_cost:
                best, best_cost = place, cost
        return best

    def _is_heading_tail(self, begin: int, place: int) -> bool:
        """Whether a heading would be the last line of the passage, away from its text."""
        last = bisect_right(self._heading_starts, place - 1) - 1
        if last < 0 or self._heading_starts[last] <= begin:
            return False
        return "\n" not in self._text[self._heading_starts[last] : place].strip()

    def _breaks(self, begin: int, window: int) -> list[tuple[int, _Break]]:
        """Places in the window where a next passage could begin, with the kind of each."""
        text = self._text[begin:window]
        found = {match.end(): _Break.WORD for match in _WORD.finditer(text)}
        found.update((start, _Break.SENTENCE) for start, _ in split_sentences(text))
        rows = _find_rows(text)
        for start, end in rows:
            for place in range(start + 1, end):
                if place in found:
                    found[place] = _Break.CELL
        row_starts = {start for start, _ in rows}
        for match in _LINE.finditer(text):
            found[match.end()] = self._line_break(text, match.end(), row_starts, found)
        found.update((match.end(), _Break.PARAGRAPH) for match in _PARAGRAPH.finditer(text))
        return sorted((begin + place, kind) for place, kind in found.items() if 0 < place < len(text))

    def _line_break(self, text: str, place: int, row_starts: set[int], found: dict[int, _Break]) -> _Break:
        if place in row_starts:
            return _Break.ROW
        if _ITEM.match(text, place):
            return _Break.ITEM
        return min(found.get(place, _Break.LINE), _Break.LINE)

    def _skip_space(self, place: int, end: int) -> int:
        while place < end and self._text[place].isspace():
            place += 1
        return place

    def _trim_end(self, begin: int, end: int) -> int:
        while end > begin and self._text[end - 1].isspace():
            end -= 1
        return end


def _find_rows(text: str) -> list[tuple[int, int]]:
    """Lines of a table: cells set apart by bars or tabs, or mostly amounts."""
    rows = []
    start = 0
    for line in text.split("\n"):
        if is_row(line):
            rows.append((start, start + len(line)))
        start += len(line) + 1
    return rows
