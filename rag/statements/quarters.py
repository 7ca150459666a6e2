"""The statements of one part of the year, "Q2" or "H1", as those of whole years are: years are columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.periods import Period
from rag.statements.books import Books
from rag.statements.columns import Column
from rag.statements.fiscal import Fiscal, fiscal_of
from rag.statements.interim import InterimTable, read_interim_tables
from rag.statements.tables import Kind, Table
from rag.types import Passage

# Whose end a day is.
_QUARTER_OF_HALF = {"H1": "Q2", "H2": "Q4"}


def books_of_part(
    passages: Sequence[Passage], part: str, name: str, beginning: str, *, is_fiscal: bool
) -> Books | None:
    """The statements of a part of one or more years; None when the document has none, or does not say it plainly.

    `is_fiscal`: the question means the years of the firm, and not perhaps those of the calendar.
    """
    tables = read_interim_tables(passages)
    fiscal = fiscal_of(tables, name, beginning, [passage.text for passage in passages])
    if fiscal is not None and not fiscal.is_of_calendar and not is_fiscal:
        return None
    return Books.of_tables(
        [found for table in tables if (found := _of_part(table, part, fiscal))],
        [table.of_years(range(len(table.columns)), [column.year for column in table.columns]) for table in tables],
    )


def _of_part(table: InterimTable, part: str, fiscal: Fiscal | None) -> Table | None:
    """The columns of the part alone; none that are of the same time."""
    if table.kind is Kind.BALANCE:
        part = _QUARTER_OF_HALF.get(part, part)
    times = [_time(column, fiscal) for column in table.columns]
    count = Counter(times)
    found = [
        (place, time.year) for place, time in enumerate(times) if time and time.part == part and count[time] == 1
    ]
    return table.of_years(*zip(*found, strict=True)) if found else None


def _time(column: Column, fiscal: Fiscal | None) -> Period | None:
    """What the column calls itself, where it has no date, or what the firm calls the time."""
    if column.end is None:
        return Period(column.year, column.part) if column.part else None
    return None if fiscal is None else fiscal.name(column)
