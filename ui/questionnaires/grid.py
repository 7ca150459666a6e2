"""What a table is to the code that looks for questions in it: sheets of rows of values, and a way to write back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self, TypeAlias

# First row, first column, last row, last column; 0-based, both ends inside.
Span: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """The values of one sheet, rows as long as they are filled; None is an empty cell."""

    name: str  # "" for a file that has no sheets
    rows: Sequence[Sequence[object]]
    hidden: bool = False

    def text(self, row: int, column: int) -> str:
        """The text of a cell without the blanks around it; "" when it holds none or is not there."""
        cells = self.rows[row] if row < len(self.rows) else ()
        value = cells[column] if column < len(cells) else None
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the questions of a sheet stand."""

    row: int | None  # of the header; None when the questions begin in the first row
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The questions of one sheet, and where their answers go."""

    name: str
    heading: Heading
    first: int  # of the new columns: answer, status, sources, note
    language: str  # of the new headers
    questions: dict[int, str] = field(default_factory=dict)  # by row


@dataclass(frozen=True, slots=True)
class Filled:
    """What is written into the new columns: beside a question, or as their headers."""

    answer: str
    status: str
    sources: str
    note: str = ""  # what is to be said beside the answer

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The cells from left to right."""
        return self.answer, self.status, self.sources, self.note


class Table(Protocol):
    """A file with questions in it. Everything that is not written to stays as it is."""

    @property
    def grids(self) -> Sequence[Grid]: ...

    def merged(self, name: str) -> Sequence[Span]:
        """Cells of a sheet that are shown as one."""

    def open_again(self, file: Path) -> Self:
        """An answered copy of this table. Raises ConfigurationError."""

    def go_on(self, answered: Self, sheets: Sequence[Sheet]) -> Self | None:
        """What to write the missing answers to; None when the other table is no answered copy of this one."""

    def begin(self, sheet: Sheet, headers: Filled) -> None:
        """Make the new columns."""

    def fill(self, sheet: Sheet, row: int, filled: Filled) -> None:
        """Write beside a question."""

    def save(self, file: Path) -> str | None:
        """Write the file, whole or not at all. Returns a sentence when it could not be written as it was."""
