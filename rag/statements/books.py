"""The statements of one document: which table tells each item, and its figure of a year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.statements.item import Item, plain_label
from rag.statements.items import INCOME_TAX, ITEMS, NET_PROFIT, PROFIT_BEFORE_TAX
from rag.statements.lines import Line
from rag.statements.tables import Kind, Table, read_tables
from rag.types import Passage

# So many items of its kind tell a statement from a table in the notes to it.
_FEWEST_ITEMS = 2
# Of as many as the fullest table of its kind has.
_FULL = 0.7
# Below it the income statement has the same names for figures of one share.
_PER_SHARE = re.compile(r"\bper (?:common |ordinary |diluted |basic )*share\b|\bje (?:stamm)?aktie\b", re.I)
_FISCAL = re.compile(r"\b(?:fiscal|geschäftsjahr)(?: year)? ((?:19|20)\d\d)", re.I)


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure of an item, with the rows it was taken from."""

    item: Item
    year: int
    value: Decimal
    column: int
    lines: tuple[Line, ...]

    def written(self) -> Iterator[tuple[str, str]]:
        """Each row's label and the figure as it stands there."""
        for line in self.lines:
            yield line.label.rstrip(" :"), line.written[self.column]


@dataclass(frozen=True, slots=True)
class Books:
    """The statements of one document, the fullest of each kind, their years as the firm calls them."""

    tables: Mapping[Kind, Table]

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Books | None:
        """From all passages of a document in reading order; None when there is no statement."""
        fitting = _of_fiscal_years(_primaries(read_tables(passages)), passages)
        return cls(fitting) if fitting else None

    @classmethod
    def of_tables(cls, tables: Sequence[Table], among: Sequence[Table]) -> Books | None:
        """From tables whose years are those of the firm, in reading order; None when there is none.

        `among` are all of the document: a table of a quarter in the notes to the statements of a year is none.
        """
        found = _primaries(tables, among)
        return cls(found) if found else None

    @property
    def newest(self) -> int:
        """The last year that any statement has."""
        return max(year for table in self.tables.values() for year in table.years)

    def scale_of(self, kind: Kind) -> tuple[str, int | None]:
        """Currency and power of ten of one of the statements."""
        table = self.tables[kind]
        return table.unit, table.power

    def amount(self, item: Item, year: int) -> Amount | None:
        """The figure of an item in or at the end of a year; None when no row tells it plainly."""
        found = self._as_written(item, year)
        if found is None:
            return None
        if item.is_size:
            return replace(found, value=abs(found.value))
        return self._with_sign(found) if item is INCOME_TAX else found

    def _as_written(self, item: Item, year: int) -> Amount | None:
        table = self.tables.get(item.kind)
        if table is None or year not in table.years:
            return None
        column = table.years.index(year)
        lines = _best_lines(item, table)
        values = [value for line in lines if (value := line.figures[column]) is not None]
        if not values or (len(values) < len(lines) and not item.is_sum and item.parts is None):
            return None
        return Amount(item, year, sum(values, Decimal(0)), column, lines)

    def _with_sign(self, tax: Amount) -> Amount | None:
        """Taxes as what is taken from the profit, whichever sign the statement gives them."""
        before, net = (self._as_written(item, tax.year) for item in (PROFIT_BEFORE_TAX, NET_PROFIT))
        if before is None or net is None:
            return tax if tax.value > 0 else None
        taken = abs(before.value - tax.value - net.value)
        added = abs(before.value + tax.value - net.value)
        if taken == added:
            return None
        return tax if taken < added else replace(tax, value=-tax.value)


def _primaries(tables: Sequence[Table], among: Sequence[Table] = ()) -> dict[Kind, Table]:
    found = {kind: _primary(_of_kind(kind, tables), _of_kind(kind, among)) for kind in Kind}
    return {kind: table for kind, table in found.items() if table}


def _primary(tables: Sequence[Table], among: Sequence[Table]) -> Table | None:
    """The first of about the fullest: what comes later is that of the parent alone, or of some subsidiaries."""
    enough = max(_FEWEST_ITEMS, _FULL * max(map(_items_told, (*tables, *among)), default=0))
    return next((table for table in tables if _items_told(table) >= enough), None)


def _of_kind(kind: Kind, tables: Iterable[Table]) -> list[Table]:
    return [table for table in tables if table.kind is kind]


def _items_told(table: Table) -> int:
    return sum(bool(_best_lines(item, table)) for item in ITEMS if item.kind is table.kind)


def _of_fiscal_years(tables: dict[Kind, Table], passages: Iterable[Passage]) -> dict[Kind, Table]:
    """The tables with their years as the firm calls them: one that ends in January may be of the year before.

    {} when they do not fit together.
    """
    dates = [table.years[0] for table in tables.values() if table.ends_in_january]
    if dates:
        last = max(dates)
        named = {max(table.years) for table in tables.values() if not table.ends_in_january}
        if last - 1 in named or (not named and _calls_former(last, passages)):
            tables = {
                kind: _shifted(table) if max(table.years) == last else table for kind, table in tables.items()
            }
    return tables if len({max(table.years) for table in tables.values()}) <= 1 else {}


def _calls_former(year: int, passages: Iterable[Passage]) -> bool:
    """Whether a document speaks more of the fiscal year before than of this one."""
    called = Counter(int(each) for passage in passages for each in _FISCAL.findall(passage.text))
    return called[year - 1] > called[year]


def _shifted(table: Table) -> Table:
    return replace(table, years=tuple(year - 1 for year in table.years)) if table.ends_in_january else table


def _best_lines(item: Item, table: Table) -> tuple[Line, ...]:
    """The rows that tell an item: one, or those that make it up."""
    ranked = [
        (rank, line)
        for line in _of_all_shares(table)
        if line.figures and (rank := item.fits(line.label)) is not None
    ]
    if not ranked:
        return tuple(_parts_under(item, table.lines))
    best = min(rank for rank, _ in ranked)
    found = [line for rank, line in ranked if rank == best]
    if item.is_sum and best > 0:
        return tuple(line for _, line in ranked)
    # Two rows of one name with other figures: nobody knows which is meant.
    return (found[0],) if len({line.figures for line in found}) == 1 else ()


def _of_all_shares(table: Table) -> Iterator[Line]:
    """The lines above those of one share, if it is an income statement."""
    has_figures = False  # above them the table may say that it is "in millions except per share data"
    for line in table.lines:
        if has_figures and table.kind is Kind.INCOME and _PER_SHARE.search(line.label):
            return
        has_figures = has_figures or bool(line.figures)
        yield line


def _parts_under(item: Item, lines: Sequence[Line]) -> Iterator[Line]:
    """The rows below a heading that names the item, as far as they are parts of it."""
    if item.parts is None:
        return
    for place, line in enumerate(lines):
        if not line.figures and item.fits(line.label) is not None:
            for below in lines[place + 1 :]:
                if not below.figures or not item.parts.fullmatch(plain_label(below.label)):
                    return
                yield below
            return
