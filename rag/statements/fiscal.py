"""Which quarter of which of a firm's years a document is about, by what the document says itself.

Three months that end in July may be the second quarter or the fourth, and of the year that the firm calls 2023 or
2024. Code only says so where the document leaves no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.numbers import YEAR
from rag.periods import PART, Period, parts_in
from rag.statements.columns import Column
from rag.statements.interim import InterimTable
from rag.statements.tables import Kind

_OF_QUARTER = 3  # months
_OF_YEAR = 12
_QUARTERS = 4
# Between a quarter and the firm's year: "second quarter of fiscal year 2023"; "2023 second quarter".
_YEAR_AFTER = re.compile(
    r"[\s,/'’-]*(?:(?:(?:results|for|of|in|des|im|the|fiscal|financial|years?|geschäftsjahr\w*)\s+)*|FY ?)"
    rf"({YEAR.pattern})",
    re.I,
)
_YEAR_BEFORE = re.compile(rf"({YEAR.pattern})[\s-]+(?:fiscal\s+)?$", re.I)
_LONGEST_JOINT = 20
_INTERIM = re.compile(
    r"quarterly report pursuant|form 10-q|interim (?:financial )?report|quartals(?:bericht|mitteilung"
    r"|finanzbericht)"
    r"|halbjahres(?:finanz)?bericht|zwischenbericht",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Fiscal:
    """The quarter that ends with a month, counted from the year 0, as the firm calls it."""

    end: int
    year: int
    quarter: int

    @property
    def is_of_calendar(self) -> bool:
        """Whether everybody calls it so, some weeks more or less."""
        return abs(self.end - (_OF_YEAR * self.year + _OF_QUARTER * self.quarter)) <= 1

    def name(self, column: Column) -> Period | None:
        """The quarter or half year that a column tells, or at the end of which it is; None for any other time."""
        if column.end is None:
            return None
        back, rest = divmod(self.end - column.end, _OF_QUARTER)
        year, before = divmod(_QUARTERS * self.year + self.quarter - 1 - back, _QUARTERS)
        parts = {0: f"Q{before + 1}", 3: f"Q{before + 1}", 6: f"H{(before + 1) // 2}" if before % 2 else ""}
        part = parts.get(column.months, "")
        is_plain = rest == 0 and part and column.part in ("", part)
        return Period(year, part) if is_plain else None


def is_interim(beginning: str) -> bool:
    """Whether a document is a report of a part of a year by its first page."""
    return _INTERIM.search(beginning) is not None


def fiscal_of(tables: Sequence[InterimTable], name: str, beginning: str, texts: Iterable[str]) -> Fiscal | None:
    """The newest quarter of the statements; None where the document leaves a doubt.

    `name` is the document's name and title, `beginning` the text of its first page.
    """
    flows = [each for table in tables if table.kind is not Kind.BALANCE for each in table.columns]
    days = [each for table in tables if table.kind is Kind.BALANCE for each in table.columns]
    end = _newest(flows)
    if end is None or _newest(days) not in (end, None):
        return None
    if not any(each.end == end and each.months < _OF_YEAR for each in flows):
        return None
    said = _one_of({each.part for each in flows if each.end == end}) or _one_of(parts_in(name))
    quarter = _quarter(said, _to_date(flows, end), _since_last_year(days, end), beginning)
    if quarter is None:
        return None
    last = end + _OF_QUARTER * (_QUARTERS - quarter) - 1
    year = _year(last // _OF_YEAR, last % _OF_YEAR + 1, f"Q{quarter}", [name, *texts])
    return None if year is None else Fiscal(end, year, quarter)


def _quarter(said: int | None, to_date: int | None, since: int | None, beginning: str) -> int | None:
    """What all signs say; None where they differ or are too few.

    One alone may be that of something else, as the twelve months before any day are, or the quarter of a dividend
    on the first page; so only that of the title or the head of a column is enough.
    """
    named = said or _one_of(parts_in(beginning))
    signs = [each for each in (named, to_date, since) if each]
    is_sure = said or len(signs) > 1 or (since and is_interim(beginning))
    return signs[0] if is_sure and len(set(signs)) == 1 else None


def _newest(columns: Iterable[Column]) -> int | None:
    return max((each.end for each in columns if each.end is not None), default=None)


def _one_of(parts: Iterable[str]) -> int | None:
    """The quarter among parts of a year, if there is one alone."""
    quarters = {int(each[1:]) for each in parts if each.startswith("Q")}
    return quarters.pop() if len(quarters) == 1 else None


def _to_date(flows: Iterable[Column], end: int) -> int | None:
    """The quarter by the longest time that ends with it, where that is longer: of nine months the third."""
    longest = max((each.months for each in flows if each.end == end), default=0)
    return longest // _OF_QUARTER if longest > _OF_QUARTER else None


def _since_last_year(days: Iterable[Column], end: int) -> int | None:
    """The quarter by the one other day of a year that the balance sheet has: the end of the year before."""
    since = {(end - each.end) % _OF_YEAR for each in days if each.end is not None} - {0}
    months = since.pop() if len(since) == 1 else 0
    return months // _OF_QUARTER if months % _OF_QUARTER == 0 and months else None


def _year(last_year: int, last_month: int, part: str, texts: Iterable[str]) -> int | None:
    """What the firm calls the year that ends with this month."""
    if last_month == _OF_YEAR:
        return last_year
    said = {year for text in texts for year in _years_of(part, text)}
    began = last_year - 1
    if last_year in said:
        # Then the quarter of the year before is the one said besides.
        return None if began - 1 in said else last_year
    return began if {began, began - 1} <= said else None


def _years_of(part: str, text: str) -> Iterator[int]:
    """The years of which a text names this quarter."""
    for match in PART.finditer(text):
        if match.lastgroup == part:
            after = _YEAR_AFTER.match(text, match.end())
            before = _YEAR_BEFORE.search(text, max(0, match.start() - _LONGEST_JOINT), match.start())
            yield from (int(each[1]) for each in (after, before) if each)
