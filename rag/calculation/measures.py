"""In what a cell is counted (EUR million, percent), and figures brought to one scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rag.calculation.cells import Cell
from rag.scales import powers_in
from rag.unit_words import CURRENCIES
from rag.units import units_in

MONEY = CURRENCIES
PERCENT = "percent"
_THOUSAND_OR_FRACTION = re.compile(r"(?<![\d.,])[1-9]\d{0,2}([.,])\d{3}(?![\d.,])")
_FRACTION = re.compile(r"(?<![\d.,])\d+([.,])(?:\d{1,2}|\d{4,})(?![\d.,])")
_COUNT = re.compile(
    r"\b(?:employees|headcount|staff|ftes?|customers|members|shares|number of|units sold"
    r"|\w*mitarbeite\w*|beschäftigte\w*|kunden"
    r"|mitglieder|aktien|anzahl|stück\w*)\b",
    re.I,
)
_THOUSANDS = {"en": ",", "de": "."}
_BRACKETS = re.compile(r"\(([^)]*)\)")
# "T€", "TEUR", "k€": the letter is a scale, and no tonne.
_SHORT_SCALE = re.compile(r"\b[Tk](?=€|EUR\b)", re.I)


class Measure(NamedTuple):
    """Units and scale; several units are a rate ("EUR/month")."""

    units: frozenset[str]  # none: not said
    power: int | None  # of ten; None: not said
    is_sign: bool = False  # the unit stands beside the figure only, as "$" in the first row of a column


def measure(cell: Cell) -> Measure | None:
    """What a cell is counted in, by what stands nearest to it; None when that contradicts itself."""
    own = _units(cell.text, everywhere=True)
    around = [cell.corner, "" if cell.is_under else cell.above]
    if is_count(cell):
        around = []  # "EUR million" says nothing of employees
    units: frozenset[str] = own
    power: int | None = 0 if PERCENT in own else None
    for text in (cell.label, cell.name, *around):
        here, powers = _units(text), powers_in(text)
        if len(powers) > 1:
            return None
        units = units or here
        if power is None and powers:
            power = powers.pop()
        if here:
            power = power or 0
            break
    if len(units & MONEY) > 1 or (units & MONEY and PERCENT in units):
        return None
    return Measure(units, power, is_sign=bool(own))


def is_count(cell: Cell) -> bool:
    """Whether a cell counts heads or pieces, which have no unit, whatever the table says of its amounts."""
    return _COUNT.search(f"{cell.label} {cell.name}") is not None


def is_plain(cell: Cell) -> bool:
    """Whether a figure can be read in one way only: "1.577" is a thousand and more, or little more than one.

    What the rest of its passage does with the sign decides, else the language of the document.
    """
    match = _THOUSAND_OR_FRACTION.search(cell.text)
    if match is None:
        return True
    signs = set(_FRACTION.findall(cell.passage.text))
    if signs:
        return match[1] not in signs
    return _THOUSANDS.get(cell.passage.language or "") == match[1]


def on_one_scale(cells: Sequence[Cell]) -> tuple[Measure, list[Decimal]] | None:
    """What all cells are counted in, and their figures in it; None when they cannot be compared for certain."""
    found = [measured for measured in map(measure, cells) if measured is not None]
    if len(found) < len(cells) or not all(map(is_plain, cells)):
        return None
    units = _common_units(cells, found)
    powers = {each.power for each in found}
    if units is None or (len(powers) > 1 and None in powers):
        return None
    # The largest, so that figures get shorter; moving the decimal sign is exact.
    power = max(each for each in powers if each is not None) if None not in powers else None
    values = [
        cell.value.scaleb((each.power or 0) - (power or 0)) if power is not None else cell.value
        for cell, each in zip(cells, found, strict=True)
    ]
    return Measure(units, power), values


def agrees_with(question: str, measured: Measure) -> bool:
    """Whether a question wants no other currency and no other scale."""
    currencies = units_in(question) & MONEY
    powers = powers_in(question)
    return currencies <= measured.units and (not powers or powers == {measured.power})


def _common_units(cells: Sequence[Cell], found: Sequence[Measure]) -> frozenset[str] | None:
    units = {each.units for each in found}
    if len(units) == 1:
        return units.pop()
    said = units - {frozenset()}
    # A currency's sign stands only at the first figure of a column or row.
    are_together = len({cell.column_key for cell in cells}) == 1 or len({cell.row_key for cell in cells}) == 1
    is_sign = all(each.is_sign for each in found if each.units)
    if len(said) == 1 and is_sign and are_together and next(iter(said)) <= MONEY:
        return said.pop()
    return None


def _units(text: str, *, everywhere: bool = False) -> frozenset[str]:
    """Currencies and percent anywhere in a text, other units in brackets only.

    A "Day ticket" is not counted in days.
    """
    text = _SHORT_SCALE.sub(" ", text)
    inside = text if everywhere else " ".join(_BRACKETS.findall(text))
    return frozenset(units_in(inside) | {unit for unit in units_in(text) if unit in MONEY or unit == PERCENT})
