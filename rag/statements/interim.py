"""The statements of quarters and half years in the pages of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rag.scales import powers_in
from rag.statements.columns import Column, columns_of, has_percents, years_of
from rag.statements.lines import Line, Percents, Piece, currency_of, pieces_of, rows_of
from rag.statements.tables import FEWEST_ROWS, HEAD_LINES, Kind, Table, title_of
from rag.types import Passage

_FEWEST_YEARS = 2  # of a head; a line with one may be text


@dataclass(frozen=True, slots=True)
class InterimTable:
    """One statement with columns of parts of years."""

    kind: Kind
    columns: tuple[Column, ...]
    power: int | None  # of ten; None: not said
    unit: str  # a currency; "": not said
    lines: tuple[Line, ...]

    def of_years(self, columns: Sequence[int], years: Sequence[int]) -> Table:
        """The columns at these places as a table of their own, which are of these years."""
        lines = tuple(
            replace(
                line,
                figures=tuple(line.figures[column] for column in columns),
                written=tuple(line.written[column] for column in columns),
            )
            if line.figures
            else line
            for line in self.lines
        )
        return Table(self.kind, tuple(years), self.power, self.unit, lines)


def read_interim_tables(passages: Sequence[Passage]) -> list[InterimTable]:
    """All statements in the passages of one document that say of what time their columns are, in reading order."""
    pages = groupby(passages, key=lambda passage: passage.page)
    return [table for _, page in pages for table in _tables_of(list(pieces_of(page)))]


def _tables_of(lines: Sequence[Piece]) -> Iterator[InterimTable]:
    heads = [place for place, line in enumerate(lines) if len(years_of(line.text)) >= _FEWEST_YEARS]
    for begin, end in pairwise([*heads, len(lines)]):
        title = title_of([piece.text for piece in lines[max(0, begin - HEAD_LINES) : begin + 1]])
        table = title and _table(*title, lines[begin + 1 : end], years_of(lines[begin].text))
        if table:
            yield table


def _table(kind: Kind, above: Sequence[str], body: Sequence[Piece], years: Sequence[int]) -> InterimTable | None:
    """`above` are the lines from the title to that of the years."""
    head = " ".join(above[1:] or above)
    columns = columns_of(above[0], head, years, is_balance=kind is Kind.BALANCE)
    percents = Percents.NEEDED if has_percents(head) else Percents.ASIDE
    rows = tuple(rows_of(body, len(columns), percents)) if columns else ()
    if sum(bool(row.figures) for row in rows) < FEWEST_ROWS:
        return None
    about = " ".join([*above, *(piece.text for piece in body[:1])])
    powers = powers_in(about)
    power = powers.pop() if len(powers) == 1 else None
    return InterimTable(kind, columns, power, currency_of(about, rows), rows)
