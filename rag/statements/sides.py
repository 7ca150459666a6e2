"""The rows that make up a side of a balance sheet, or the current part of it, each counted once."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from rag.statements.item import Item, plain_label
from rag.statements.items import CURRENT_ASSETS, CURRENT_LIABILITIES, EQUITY, TOTAL_ASSETS, TOTAL_LIABILITIES
from rag.statements.lines import Line
from rag.statements.tables import Table


@dataclass(frozen=True, slots=True)
class Side:
    """What stands above one total."""

    name: str  # pattern of what questions call one of its rows
    heading: re.Pattern[str]  # of `plain_label`
    total: Item
    after: Item | None  # where there is no heading, its rows begin after this one


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a side."""

    line: Line
    value: Decimal


SIDES = (
    Side(
        r"current liabilit(?:y|ies)|kurzfristigen? verbindlichkeit(?:en)?",
        re.compile(r"current liabilities|kurzfristige verbindlichkeiten"),
        CURRENT_LIABILITIES,
        TOTAL_ASSETS,
    ),
    Side(
        r"current assets?|kurzfristige[nrs]? vermögenswerte?",
        re.compile(r"current assets|umlaufvermögen|kurzfristige vermögenswerte"),
        CURRENT_ASSETS,
        None,
    ),
    Side(
        r"liabilit(?:y|ies)|verbindlichkeit(?:en)?",
        re.compile(r"liabilities(?: and .*)?|(?:passiva|verbindlichkeiten|fremdkapital)"),
        TOTAL_LIABILITIES,
        TOTAL_ASSETS,
    ),
    Side(r"assets?|vermögenswerte?", re.compile(r"assets|aktiva|vermögenswerte"), TOTAL_ASSETS, None),
)
_IS_TAKEN_OFF = re.compile(r"(?:less|minus|abzüglich)\b", re.I)
_EQUITY = re.compile(
    r"(?!.*liabilit)(?:.* )?(?:(?:share|stock|share ?own)\w*'?s?'? (?:equity|investment|deficit)|equity"
    r"|eigenkapital)"
)
_IS_TERM = re.compile(r"current|long-term|short-term|fixed|kurzfristig|langfristig|umlauf|anlage")
_IS_TOTAL = re.compile(r"(?:total|summe|gesamt\w*)\b")


def parts_of(side: Side, table: Table, year: int) -> tuple[list[Part], Part | None] | None:
    """The rows and their total, if it has a row of its own; None unless they add up to it.

    Without one, liabilities are what is left of the assets beside the equity.
    """
    if year not in table.years:
        return None
    column = table.years.index(year)
    end = _place_of(side.total, table)
    total = None if end is None else table.lines[end].figures[column]
    told = None if total is None or end is None else Part(table.lines[end], total)
    if end is None and side.total is TOTAL_LIABILITIES:
        end, total = _equity_heading(table), _left_beside_equity(table, column)
    if end is None or total is None:
        return None
    lines = table.lines[_begin(side, table.lines[:end]) : end]
    headings = {plain_label(line.label) for line in lines if not line.figures}
    parts = _each_once(_rows_with(lines, column), headings)
    if len(parts) < 2 or sum((each.value for each in parts), Decimal(0)) != total:
        return None
    return parts, told


def _place_of(item: Item, table: Table) -> int | None:
    """Of the rows that tell an item the first of the best."""
    ranked = [
        (rank, place)
        for place, line in enumerate(table.lines)
        if line.figures and (rank := item.fits(line.label)) is not None
    ]
    return min(ranked)[1] if ranked else None


def _equity_heading(table: Table) -> int | None:
    places = (place for place, line in enumerate(table.lines) if not line.figures)
    return next((place for place in places if _EQUITY.fullmatch(plain_label(table.lines[place].label))), None)


def _left_beside_equity(table: Table, column: int) -> Decimal | None:
    places = [_place_of(item, table) for item in (TOTAL_ASSETS, EQUITY)]
    values = [None if place is None else table.lines[place].figures[column] for place in places]
    assets, equity = values
    return None if assets is None or equity is None else assets - equity


def _begin(side: Side, lines: Sequence[Line]) -> int:
    """The place of the first row of a side."""
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if not line.figures and side.heading.fullmatch(plain_label(line.label)):
            return place + 1
        if side.after is not None and _tells(side.after, line):
            return place + 1
    return 0


def _tells(item: Item, line: Line) -> bool:
    return bool(line.figures) and item.fits(line.label) is not None


def _rows_with(lines: Sequence[Line], column: int) -> list[Part]:
    return [
        Part(line, -abs(value) if _IS_TAKEN_OFF.match(line.label) else value)
        for line in lines
        if line.figures and (value := line.figures[column]) is not None
    ]


def _each_once(rows: Sequence[Part], headings: Set[str]) -> list[Part]:
    """Without what only adds up others; what is left of something ("net") stands for what it is calculated from.

    So does the total below a heading of its own ("Total inventories"), but that of all that is current.
    """
    kept: list[Part] = []
    for row in rows:
        count = _added_up(kept, row.value)
        if not count:
            kept.append(row)
        elif any(each.value < 0 for each in kept[-count:]) or _is_of_one_thing(row, headings):
            kept[-count:] = [row]
        elif not _IS_TOTAL.match(plain_label(row.line.label)):
            kept.append(row)  # the sum may be chance; whether it is shows in the total
    return kept


def _is_of_one_thing(row: Part, headings: Set[str]) -> bool:
    label = plain_label(row.line.label)
    thing = _IS_TOTAL.sub("", label).strip()
    return thing != label and thing in headings and _IS_TERM.search(thing) is None


def _added_up(kept: Sequence[Part], value: Decimal) -> int:
    """How many of the last rows add up to this value: two at least, else 0."""
    added = Decimal(0)
    for count in range(1, len(kept) + 1):
        added += kept[-count].value
        if count > 1 and added == value:
            return count
    return 0
