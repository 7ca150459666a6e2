"""The figures of tables as cells: each with the label of its row, the name of its column and its exact row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.numbers import normalise_number
from rag.periods import Period, parts_in, years_in
from rag.tables import Row, find_rows, has_cells
from rag.types import Passage
from rag.units import units_in

# A cell that holds one figure, with its unit, and nothing else: "$ (6,701)", "+17.9", "78,4 %", "38 min".
_CURRENCY = r"(?:[$€£]|EUR|USD|GBP|CHF)?"
_FIGURE = re.compile(
    rf"{_CURRENCY}\s*(?P<minus>[-−–(])?\s*{_CURRENCY}\s*\+?(?P<number>\d+(?:[.,'’ ]\d+)*)\s*%?\)?\s*"
    rf"(?:{_CURRENCY}|(?P<unit>°?[^\W\d_]+[23²³]?))",
    re.I,
)
_MOST_DIGITS = 20  # a longer one is no figure but the number of something
_FEWEST_COLUMNS = 2
# Of two columns, "Founded | 1998" names none.
_NAMES_COLUMN = re.compile(r"[^\W\d_]{2}")
_UNCLEAR = Period(0)  # which no question asks for


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table; `passage.text[row.start:row.end]` is the row it stands in."""

    passage: Passage
    row: Row
    column: int  # from 1; the label is 0
    table: int  # of its passage
    above: str  # the last line above its row that has no cells: a caption, or a label over several rows
    is_under: bool  # nothing is between that line and the row, so that it may be the beginning of the label

    @property
    def label(self) -> str:
        """The first cell of its row."""
        return self.row.cells[0]

    @property
    def name(self) -> str:
        """The name of its column."""
        return self.row.names[self.column]

    @property
    def text(self) -> str:
        """The figure as it is written."""
        return self.row.cells[self.column].strip()

    @property
    def unit(self) -> str:
        """What stands behind the figure in its cell, unless it is a currency or percent; "" for nothing."""
        return self._figure["unit"] or ""

    @property
    def corner(self) -> str:
        """The name of the column of labels, which often says the unit of all."""
        return self.row.names[0]

    @property
    def column_key(self) -> tuple[int, int, int]:
        """The same for all cells of one column."""
        return self.passage.id, self.table, self.column

    @property
    def row_key(self) -> tuple[int, int, int]:
        """The same for all cells of one row."""
        return self.passage.id, self.table, self.row.start

    @property
    def period(self) -> Period | None:
        """What its column, or else its label, names as its time; a year of no month when that is not plain."""
        years = years_in(self.name) or years_in(self.label)
        parts = parts_in(self.name) | parts_in(self.label)
        if parts and not years:
            context = f"{self.passage.title or ''} {self.passage.heading} {self.corner} {self.above}"
            years = years_in(context) or {_UNCLEAR.year}
        if not years:
            return None
        if len(years) > 1 or len(parts) > 1:
            return _UNCLEAR
        return Period(years.pop(), parts.pop() if parts else "")

    @property
    def value(self) -> Decimal:
        """The figure; a bracket or a sign before it makes it negative."""
        value = Decimal(normalise_number(self._figure["number"]))
        return -value if self._figure["minus"] else value

    @property
    def _figure(self) -> re.Match[str]:
        match = _FIGURE.fullmatch(self.text)
        assert match is not None  # else it is no cell
        return match


def find_cells(passages: Sequence[Passage]) -> Iterator[Cell]:
    """All figures in tables of the passages whose columns have names, in order."""
    for passage in passages:
        names: tuple[str, ...] = ()
        table = 0
        for row in find_rows(passage.text, passage.table, _FEWEST_COLUMNS):
            is_header = row.cells == row.names  # of another table that has the same one
            if is_header or row.names is not names:
                table, names = table + 1, row.names
            if is_header or (len(names) == _FEWEST_COLUMNS and not _NAMES_COLUMN.search(names[1])):
                continue
            above, is_under = _line_above(passage, row)
            for column, text in enumerate(row.cells[1:], start=1):
                if _is_figure(text.strip()):
                    yield Cell(passage, row, column, table, above, is_under)


def _is_figure(text: str) -> bool:
    match = _FIGURE.fullmatch(text)
    if match is None or (match["unit"] and not units_in(match["unit"])):
        return False
    return sum(map(str.isdigit, text)) <= _MOST_DIGITS


def _line_above(passage: Passage, row: Row) -> tuple[str, bool]:
    """The nearest line above a row that has no cells, and whether the row follows it within its table."""
    # Not the line of dashes below the header of a Markdown table.
    lines = [line for line in passage.text[: row.start].split("\n") if any(map(str.isalnum, line))]
    for back, line in enumerate(reversed(lines)):
        if not has_cells(line):
            return line.strip(), back == 0
    return "", False
