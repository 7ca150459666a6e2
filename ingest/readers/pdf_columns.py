"""Columns of a PDF page: tabs between the cells of a table row, and one line for each row.

pdfium gives a row cell by cell: a space between cells, and line ends within a cell that holds several lines. Both
look like running text. Here a gap as wide as a letter is high becomes a tab, a line end inside a cell a space, and
a line end after which the text goes on higher up and farther right a tab. Tabs are white space to whoever compares
quotes, and tell the cells apart for all who read on: chunker, sentence splitter, prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ingest.readers.pdf_calls import Characters
from ingest.readers.pdf_gaps import NOTHING

# A justified line stretches its spaces to about 0.7 of the letters' height, cells stand farther apart.
_GAP = 1.0  # heights of a letter
_LEVEL = 0.3  # heights; less is the same line
_SAME_ROW = 0.8  # heights; between a line of one cell and a line of the next
_DROP = 1.7  # heights from a line of a cell to its next line
_TIGHT = 1.3  # the same, where only the leading tells a cell from the row above
_JUMP = 6.0  # heights; what goes up farther is the next column of the page, not the next cell
_ALIGNED = 2.0  # points
_SPACE = re.compile(r"(?<=\S)( +)(?=\S)")
_LINE = re.compile(r"[^\r\n]*[^\r\n ][^\r\n]*")
_MARKER = re.compile(r"\s*(?:[•▪➢✓*–-]|\(?\w{1,3}[.)]|\d{1,2}(?:\.\d{1,2})*\.?|§+ ?\d+)\Z")
_LONGEST_MARKER = 12
_CURRENCIES = frozenset("$€£¥")


class _Box(NamedTuple):  # thousands a page: a frozen dataclass takes longer to make
    """Where a character stands, in points; y grows upwards."""

    left: float
    right: float
    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of raw text: where its first and its last cell begin."""

    start: int
    end: int
    first: _Box
    last: _Box
    cells: int


def mark_columns(textpage: Any, text: str) -> str:
    """The raw text with tabs between cells and joined rows, character for character as long as before."""
    marked = list(text)
    before: list[_Line] = []  # of the row so far
    for line in _lines(Characters(textpage), text, marked):
        if before and _goes_on(before[-1], line):
            _fill(marked, before[-1].end, line.start, " ")
            row = before[-1]
            last = row.last._replace(middle=line.first.middle)
            before[-1] = replace(row, end=line.end, last=last)
        elif before and _is_next_cell(before[-1], line):
            begin = _join_first_cell(marked, before, line)
            _fill(marked, begin.end, line.start, "\t")
            before = [_Line(begin.start, line.end, begin.first, line.last, begin.cells + line.cells)]
        else:
            before = [*before[-5:], line]
    return "".join(marked)


def _lines(characters: Characters, text: str, marked: list[str]) -> Iterator[_Line]:
    """Visible lines with their cells; gaps inside them become tabs in `marked`. A rise begins a new line."""
    for match in _LINE.finditer(text):
        start = match.end() - len(match.group().lstrip(" "))
        end = match.start() + len(match.group().rstrip(" "))
        line = _Line(start, start, first := _box(characters, start), first, 1)
        for space in _SPACE.finditer(text, start, end):
            left, right = _box(characters, space.start() - 1), _box(characters, space.end())
            if not _are_apart(left, right) or _belongs_together(text, start, space):
                continue
            if right.middle - left.middle > _LEVEL * right.height:
                yield replace(line, end=space.start())
                line = _Line(space.end(), end, right, right, 1)
                continue
            _fill(marked, space.start(), space.end(), "\t")
            line = replace(line, last=right, cells=line.cells + 1)
        yield replace(line, end=end)


def _box(characters: Characters, index: int) -> _Box:
    left, bottom, right, top = characters.box(index)
    return _Box(left, right, (top + bottom) / 2, abs(top - bottom))


def _are_apart(left: _Box, right: _Box) -> bool:
    level = abs(left.middle - right.middle) < _SAME_ROW * max(left.height, right.height)
    return level and right.left - left.right > _GAP * left.height > 0


def _belongs_together(text: str, line: int, gap: re.Match[str]) -> bool:
    """Whether the gap is the indent behind a bullet or a number, or stands in an amount: "$    32,765"."""
    start, after = gap.start(), text[gap.end()]
    if text[start - 1] in _CURRENCIES and (after.isdigit() or after in "(-–"):
        return True
    return start - line <= _LONGEST_MARKER and after.isalpha() and bool(_MARKER.match(text[line:start]))


def _goes_on(row: _Line, line: _Line) -> bool:
    """Whether the line is the next one inside the last cell, which is not the first, of the row above."""
    drop = row.last.middle - line.first.middle
    aligned = abs(line.first.left - row.last.left) < _ALIGNED
    return row.cells > 1 and line.cells == 1 and aligned and 0 < drop < _DROP * row.last.height


def _is_next_cell(row: _Line, line: _Line) -> bool:
    """Whether the text went up a little and to the right: the row goes on with its next cell."""
    rise, height = line.first.middle - row.last.middle, line.first.height
    return _LEVEL * height < rise < _JUMP * height and line.first.left > row.last.left + height


def _join_first_cell(marked: list[str], before: list[_Line], line: _Line) -> _Line:
    """Join the lines of the first cell, which the row's next cell stands beside; the joined line."""
    joined = before.pop()
    while before and joined.first.middle < line.first.middle - _LEVEL * line.first.height:
        above = before.pop()
        drop = above.first.middle - joined.first.middle
        aligned = abs(above.first.left - joined.first.left) < _ALIGNED
        if above.cells > 1 or not aligned or not 0 < drop < _TIGHT * above.first.height:
            break
        _fill(marked, above.end, joined.start, " ")
        joined = _Line(above.start, joined.end, above.first, above.last, 1)
    return joined


def _fill(marked: list[str], start: int, end: int, mark: str) -> None:
    """One mark for what stood between two pieces of text."""
    marked[start:end] = mark + NOTHING * (end - start - 1)
