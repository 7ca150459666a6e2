"""Table rows as readers leave them (cells set apart by bars or tabs), and the header a row stands under."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from rag.numbers import YEAR

_AMOUNT = re.compile(r"\d")
_ROW_LENGTH = 400  # characters; a longer line is text
_LABEL_LENGTH = 90  # a line between rows may be a label ("Operating expenses") or the rest of a long one
_LABELS = 2  # lines in a row that are none
_HEADER_LENGTH = 240
_LOOK_BACK = 20_000  # characters of the page
_SENTENCE = re.compile(r"[.!?:]\s*\Z")
_CELL_BORDER = re.compile(r" *(?:\t|\|) *")
_TAB = re.compile(r"\s*\t\s*")
_SPACES = re.compile(r"\s+")
_RULE = re.compile(r"[\s|:=-]+")  # the line under a Markdown table's header
# Columns are named by words or years; where half the cells begin with other figures, it is a row like all others.
_FIGURE = re.compile(r"[-–+(]*\d")
_COLUMNS = 3  # of two, the first names the second


@dataclass(frozen=True, slots=True)
class Row:
    """A row whose columns have names: `text[start:end]`, its cells and the names."""

    start: int
    end: int
    cells: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def labelled(self) -> str:
        """The row with the name of the column before each cell: what is read alone must say what it says."""
        first, *others = zip(self.names, self.cells, strict=True)
        parts = [f"{name}: {cell}" if name else cell for name, cell in others if cell]
        return " | ".join([first[1], *parts])


def has_cells(line: str) -> bool:
    """Whether a line has marked cells."""
    return len(line) <= _ROW_LENGTH and (" | " in line or "\t" in line.strip())


def is_row(line: str) -> bool:
    """Whether a line is a table row: cells set apart by bars or tabs, or mostly amounts."""
    if len(line) > _ROW_LENGTH:
        return False
    if "|" in line or "\t" in line.strip():
        return True
    words = line.split()
    return sum(_AMOUNT.search(word) is not None for word in words) >= max(2, 0.3 * len(words))


def find_header(text: str, start: int) -> str:
    """The first row of the table that goes on at `start`; "" when no table does, or when it begins there."""
    if not has_cells(_line_at(text, start)):
        return ""
    header, labels = "", 0
    for line in reversed(text[max(0, start - _LOOK_BACK) : start].rstrip().split("\n")):
        if has_cells(line):
            header, labels = line, 0
            continue
        labels += 1
        if labels > _LABELS or not line.strip() or len(line) > _LABEL_LENGTH or _SENTENCE.search(line):
            break
    return re.sub(r"\s*(?:\t|\|)\s*", " | ", header.strip().strip("|")).strip()[:_HEADER_LENGTH]


def find_rows(text: str, header: str = "", fewest: int = _COLUMNS) -> Iterator[Row]:
    """The rows of a passage whose columns have names, in order.

    `header` is that of the table that goes on where the passage begins, cells joined by bars; `fewest` columns make
    a row of names.
    """
    names = _column_names(header, fewest)
    labels = start = 0
    for line in text.splitlines(keepends=True):
        begin, start = start, start + len(line)
        if has_cells(line.rstrip()) and not _RULE.fullmatch(line):
            cells, labels = split_cells(line), 0
            if len(cells) == len(names):
                yield Row(begin + len(line) - len(line.lstrip()), begin + len(line.rstrip()), cells, names)
            else:  # a row with an empty cell that the reader could not see changes nothing
                names = _column_names(line, fewest) or names
        elif not _RULE.fullmatch(line):
            labels += 1
            if labels > _LABELS or len(line) > _LABEL_LENGTH or _SENTENCE.search(line):
                names = ()


def split_cells(line: str) -> tuple[str, ...]:
    """The cells of a row without the bars around it."""
    return tuple(_CELL_BORDER.split(line.strip().strip("|").strip(" ")))


def count_figures(line: str) -> int:
    """How many cells of a row begin with a figure."""
    return sum(bool(_FIGURE.match(cell.lstrip("$€£ "))) for cell in split_cells(line))


def is_header(line: str, names: Container[tuple[str, ...]]) -> bool:
    """Whether a line is the row that names columns, given the `names` of the rows below it."""
    return has_cells(line) and split_cells(line) in names


def on_one_line(text: str) -> str:
    """A text without the line breaks of its page; cells marked by tabs are set apart by bars."""
    return _SPACES.sub(" ", _TAB.sub(" | ", text.strip()))


def _column_names(line: str, fewest: int) -> tuple[str, ...]:
    """The cells of a row that names columns; () when it does not look like one."""
    cells = split_cells(line) if line else ()
    figures = sum(bool(_FIGURE.match(cell)) and not YEAR.fullmatch(cell) for cell in cells[1:])
    return cells if len(cells) >= fewest and 2 * figures < len(cells) - 1 else ()


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end]
