"""Figures and calculations as they are written in German and English, with the rows they come from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from rag.calculation.cells import Cell
from rag.calculation.measures import PERCENT, Measure
from rag.calculation.words import words_of
from rag.citations import VerifiedReply, carried_by
from rag.periods import Period, without_periods

_PLACES = re.compile(
    r"\b(?P<count>one|two|three|four|ein|eine|einer|zwei|drei|vier|[0-4])\s+(?:decimals?|nachkommastellen?|dezimalstellen?)",
    re.I,
)
_COUNTS = {
    "one": 1,
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "four": 4,
    "vier": 4,
}
_UNIT = re.compile(
    r"[€$£%]|\b(?:EUR|USD|GBP|CHF|percent|prozent|thousands?|tsd|millions?|mio|billions?|mrd|dollars?|euro)\b", re.I
)
_SCALES = {
    "en": {3: "thousand", 6: "million", 9: "billion", 12: "trillion"},
    "de": {3: "Tsd.", 6: "Mio.", 9: "Mrd.", 12: "Bio."},
}
_POINTS = {"en": "percentage points", "de": "Prozentpunkte"}
_SPACES = re.compile(r"\s+")
_DIGITS = 100  # more than cells and what is calculated from them can have


def told(text: str, found: Sequence[Cell]) -> VerifiedReply:
    """A calculation as a reply that cites each row once, in the order of the figures."""
    rows = dict.fromkeys((cell.passage, cell.row.start, cell.row.end) for cell in found)
    return carried_by(text, [passage.cite(number, *span) for number, (passage, *span) in enumerate(rows, start=1)])


def caption(cell: Cell) -> str:
    """What a cell is: its label and the name of its column, but for their time."""
    texts = (cell.label, cell.name) if words_of(cell.label) else (cell.name, cell.label)
    parts = [_SPACES.sub(" ", without_periods(text)).strip(" ,;:/-–") for text in texts]
    return ", ".join(part for part in parts if words_of(part))


def written_period(period: Period | None) -> str:
    """The period in brackets behind a figure: " (Q2 2024)"; "" for none."""
    return "" if period is None else f" ({f'{period.part} {period.year}'.strip()})"


def unit_of_corner(cell: Cell) -> str:
    """What the corner of the table says of all its figures: " (EUR million)"; "" for nothing."""
    corner = cell.corner.strip("() ")
    return f" ({corner})" if _UNIT.search(corner) else ""


def unit_of_result(measured: Measure, language: str, *, is_gap: bool) -> str:
    """What a difference, a sum or an average is counted in, in brackets; "" when the table does not say it."""
    if measured.units == {PERCENT}:
        return f" ({_POINTS[language]})" if is_gap else " (%)"
    scale = _SCALES[language].get(measured.power or 0, "")
    if len(measured.units) > 1 or not (measured.units or scale):
        return ""
    unit = next(iter(measured.units), "")
    words = f"{scale} {unit}" if language == "de" else f"{unit} {scale}"
    return f" ({words.strip()})"


def unit_of_cells(cells: Sequence[Cell]) -> str:
    """The unit that all cells have behind their figures, as it is written: " (min)"; "" for none."""
    units = {cell.unit for cell in cells}
    return f" ({units.pop()})" if len(units) == 1 and "" not in units else ""


def places_asked(question: str) -> int | None:
    """The decimals that a question wants."""
    match = _PLACES.search(question)
    if match is None:
        return None
    count = match["count"].lower()
    return int(count) if count.isdigit() else _COUNTS[count]


def write_operand(value: Decimal, language: str) -> str:
    """A figure in a formula; what is below zero stands in brackets."""
    shown = write(abs(value), None, language)
    return f"(−{shown})" if value < 0 else shown


def write(value: Decimal, places: int | None, language: str) -> str:
    """A figure as it is written in a language, rounded to so many places, by default not at all."""
    exact = Context(prec=_DIGITS)
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, exact)
    elif value == value.to_integral_value():
        value = value.quantize(Decimal(1), context=exact)
    else:
        value = value.normalize(exact)
    shown = f"{abs(value):,f}"
    if language == "de":
        shown = shown.translate(str.maketrans(",.", ".,"))
    return f"−{shown}" if value < 0 else shown
