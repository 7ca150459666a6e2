"""The figures of tables as cells: each with the label of its row, the name of its column and its exact row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.numbers import YEAR, normalise_number
from rag.tables import Row, find_rows
from rag.types import Passage

# A cell that holds one figure and nothing else: "$ (6,701)", "+17.9", "78,4 %", "1.577 EUR".
_CURRENCY = r"(?:[$€£]|EUR|USD|GBP|CHF)?"
_FIGURE = re.compile(
    rf"{_CURRENCY}\s*(?P<minus>[-−–(])?\s*{_CURRENCY}\s*\+?(?P<number>\d+(?:[.,'’ ]\d+)*)\s*%?\)?\s*{_CURRENCY}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table; `passage.text[row.start:row.end]` is the row it stands in."""

    passage: Passage
    row: Row
    name: str  # of its column
    text: str  # as it is written

    @property
    def label(self) -> str:
        """The first cell of its row."""
        return self.row.cells[0]

    @property
    def year(self) -> int | None:
        """The one year that its column names."""
        years = set(map(int, YEAR.findall(self.name)))
        return years.pop() if len(years) == 1 else None

    @property
    def value(self) -> Decimal:
        """The figure; a bracket or a sign before it makes it negative."""
        match = _FIGURE.fullmatch(self.text.strip())
        assert match is not None  # else it is no cell
        value = Decimal(normalise_number(match["number"]))
        return -value if match["minus"] else value


def find_cells(passages: Sequence[Passage]) -> Iterator[Cell]:
    """All figures in tables of the passages whose columns have names, in order."""
    for passage in passages:
        for row in find_rows(passage.text, passage.table):
            for name, text in zip(row.names[1:], row.cells[1:], strict=True):
                if _FIGURE.fullmatch(text.strip()):
                    yield Cell(passage, row, name, text.strip())
