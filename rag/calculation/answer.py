"""From a question and the passages found to a calculation with its cells, or to nothing when it is unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rag.calculation.asked import Asked, asked_otherwise, read_question, with_plain_growth
from rag.calculation.cells import Cell, find_cells
from rag.calculation.choosing import Chooser
from rag.calculation.measures import PERCENT, Measure, agrees_with, is_count, is_plain, measure, on_one_scale
from rag.calculation.operations import Operation
from rag.calculation.telling import (
    caption,
    places_asked,
    told,
    unit_of_cells,
    unit_of_corner,
    unit_of_result,
    write,
    write_operand,
    written_period,
)
from rag.calculation.wordings import PER
from rag.citations import VerifiedReply
from rag.types import Passage
from rag.units import units_in

_SHARE_PLACES = 1
_QUOTIENT_PLACES = 2
_FEWEST_YEARS = 2  # of one a mean is no question
_IN_PERCENT = (Operation.GROWTH, Operation.MEAN_GROWTH, Operation.EXCESS, Operation.SHARE, Operation.RATIO)
# What accounts write below zero though its size is meant.
_OUTFLOW = re.compile(
    r"\b(?:costs?|expens\w+|expenditures?|purchases?|payments?|paid|tax(?:es)?|depreciation|amorti[sz]ation|outflows?|repurchases?"
    r"|dividends?|kosten|\w*aufwand|\w*aufwendungen|auszahlung\w*|gezahlte\w*|\w*steuern?|abschreibung\w*|investitionen)\b",
    re.I,
)
# "Profit before tax" is no tax.
_ASIDE = re.compile(r"\b(?:vor|nach|ohne|before|after|pre|post|without|excluding)\W+\w+", re.I)
# A row of losses may write them below zero or not; "net income (loss)" does.
_LOSSES = re.compile(r"\b\w*fehlbetr\w+|\b(?:deficit|defizit)\b|^(?:\w+ )?(?:loss(?:es)?|verluste?)\b", re.I)
# What there is at one time: two years of it are not added.
_STOCK = re.compile(
    r"\b(?:employees|headcount|staff|ftes?|assets|liabilities|equity|debt|cash|inventor\w+|receivables|balance|customers|members"
    r"|\w*mitarbeite\w*|beschäftigte|vermögen\w*|schulden|verbindlichkeiten|\w*kapital|\w*bestand|vorräte|forderungen"
    r"|kunden|mitglieder|rate|quote|ratio|margin|marge|price|preis|average|durchschnitt\w*|total|summe|gesamt\w*)\b",
    re.I,
)
_MEAN = re.compile(r"\b(?:average|mean|durchschnitt\w*|mittel\w*)\b", re.I)


def calculate(
    question: str, passages: Sequence[Passage], language: str, asked: Asked | None = None
) -> VerifiedReply | None:
    """The figure that a question asks for, from the tables of passages of one document, best first.

    None unless the question names rows and columns and has no word that neither they nor title, headings and
    name of the document explain, and unless periods, units and scales are plain.
    `asked`: what `read_question` makes of the question, where that is known.
    """
    asked = asked or read_question(question)
    if asked is None:
        return None
    question = with_plain_growth(question)
    cells = list(find_cells(passages))
    chooser = Chooser(question, asked, cells)
    if asked.operation is Operation.RATIO and chooser.names_ratio():
        asked = replace(asked, operation=Operation.LOOK_UP, ratio=None)
        chooser = Chooser(question, asked, cells)
    found = _choose(asked, chooser)
    otherwise = asked_otherwise(asked, question) if found is None else None
    if otherwise is not None:
        # Of two figures that are divided neither is a rate.
        named = PER.sub(r"\g<part> \g<whole>", question) if otherwise.operation is Operation.PER else question
        asked, found = otherwise, Chooser(named, otherwise, cells).choose()
    if found is None:
        return None
    if asked.operation is Operation.LOOK_UP:
        return _looked_up(question, found[0], language)
    return _calculated(question, asked, found, language)


def _choose(asked: Asked, chooser: Chooser) -> tuple[Cell, ...] | None:
    if asked.operation is Operation.RATIO:
        return chooser.choose_defined()
    found = chooser.choose()
    return chooser.choose_with_total() if found is None and asked.operation is Operation.SHARE else found


def _looked_up(question: str, cell: Cell, language: str) -> VerifiedReply | None:
    counted = measure(cell)
    if counted is not None and not agrees_with(question, counted):
        return None
    unit = "" if is_count(cell) else unit_of_corner(cell)
    if not unit and counted is not None and not units_in(f"{cell.text} {cell.label} {cell.name}"):
        unit = unit_of_result(counted, language, is_gap=False)
    return told(f"{cell.label}, {cell.name}: {cell.text}{unit}", [cell])


def _calculated(question: str, asked: Asked, found: Sequence[Cell], language: str) -> VerifiedReply | None:
    if asked.operation is Operation.PER:
        return _per(question, found, language)
    scaled = on_one_scale(found)
    if scaled is None:
        return None
    measured, values = scaled
    # A share has no unit of its own.
    if asked.operation not in _IN_PERCENT and not agrees_with(question, measured):
        return None
    if asked.operation in (Operation.SHARE, Operation.RATIO):
        return _share(question, asked, found, values, language)
    formula = _formula(question, asked.operation, found, values, measured, language)
    return None if formula is None else told(f"{_head(asked, found)}; {formula}", found)


def _is_outflow(cell: Cell) -> bool:
    return _OUTFLOW.search(_ASIDE.sub(" ", caption(cell))) is not None


def _head(asked: Asked, found: Sequence[Cell]) -> str:
    """Each figure as it is written in its row."""
    if len(asked.items) == 1:
        figures = ", ".join(f"{cell.text}{written_period(cell.period)}" for cell in found)
        return f"{caption(found[0])}: {figures}"
    return "; ".join(f"{caption(cell)}: {cell.text}{written_period(cell.period)}" for cell in found)


def _per(question: str, found: Sequence[Cell], language: str) -> VerifiedReply | None:
    """So much of the first for each of the second, which is to count something."""
    part, whole = found
    measured = measure(part)
    if measured is None or is_count(part) or not is_count(whole) or whole.value <= 0 or part.value < 0:
        return None
    if not all(map(is_plain, found)) or PERCENT in measured.units or not agrees_with(question, measured):
        return None
    places = places_asked(question)
    quotient = write(part.value / whole.value, _QUOTIENT_PLACES if places is None else places, language)
    operands = " / ".join(write_operand(cell.value, language) for cell in found)
    unit = unit_of_result(measured, language, is_gap=False)
    names = " / ".join(map(caption, found))
    return told(f"{names}{written_period(part.period)}: {operands} = {quotient}{unit}", found)


def _formula(
    question: str,
    operation: Operation,
    found: Sequence[Cell],
    values: Sequence[Decimal],
    measured: Measure,
    language: str,
) -> str | None:
    """The calculation; None where the result would mean nothing."""
    shown = [write_operand(value, language) for value in values]
    places = places_asked(question)
    is_gap = operation in (Operation.DIFFERENCE, Operation.GAP)
    unit = unit_of_cells(found) or unit_of_result(measured, language, is_gap=is_gap)
    if operation is Operation.DIFFERENCE:
        # Costs in brackets that rise fall as figures.
        if min(values) < 0 and (_is_outflow(found[0]) or _LOSSES.search(caption(found[0]))):
            return None
        return f"{shown[1]} − {shown[0]} = {write(values[1] - values[0], places, language)}{unit}"
    if operation is Operation.GROWTH:
        return _relative(values[::-1], shown[::-1], measured, places, language)
    if operation is Operation.MEAN_GROWTH:
        return _yearly(found, values, shown, measured, places, language)
    if operation is Operation.EXCESS:
        return _relative(values, shown, measured, places, language)
    if operation is Operation.GAP:
        if min(values) < 0:  # costs in brackets: is what is meant a difference or a sum?
            return None
        return f"{shown[0]} − {shown[1]} = {write(values[0] - values[1], places, language)}{unit}"
    return _added(operation, found, values, measured, places, language, unit)


def _relative(
    values: Sequence[Decimal], shown: Sequence[str], measured: Measure, places: int | None, language: str
) -> str | None:
    """By how much of the second the first is more."""
    # From nothing, or from a loss, growth has no meaning; of percents it may be meant in points.
    if values[1] <= 0 or PERCENT in measured.units:
        return None
    growth = 100 * (values[0] - values[1]) / values[1]
    written = write(growth, _SHARE_PLACES if places is None else places, language)
    return f"({shown[0]} − {shown[1]}) / {shown[1]} = {written} %"


def _yearly(
    found: Sequence[Cell],
    values: Sequence[Decimal],
    shown: Sequence[str],
    measured: Measure,
    places: int | None,
    language: str,
) -> str | None:
    """By how much of itself the first has grown each year to become the second."""
    first, last = (cell.period for cell in found)
    years = last.year - first.year if first is not None and last is not None else 0
    if min(values) <= 0 or PERCENT in measured.units or years < _FEWEST_YEARS:
        return None
    growth = 100 * ((values[1] / values[0]) ** (Decimal(1) / years) - 1)
    written = write(growth, _SHARE_PLACES if places is None else places, language)
    return f"({shown[1]} / {shown[0]})^(1/{years}) − 1 = {written} %"


def _added(
    operation: Operation,
    found: Sequence[Cell],
    values: Sequence[Decimal],
    measured: Measure,
    places: int | None,
    language: str,
    unit: str,
) -> str | None:
    names = caption(found[0])
    total = sum(values, Decimal(0))
    formula = " + ".join(write_operand(value, language) for value in values)
    if PERCENT in measured.units or (operation is Operation.SUM and min(values) < 0):
        return None
    if operation is Operation.AVERAGE:
        average = total / len(values)
        exact = max(max(0, -int(value.as_tuple().exponent)) for value in values)
        # One place more than the figures have, unless nothing is lost without.
        if places is None:
            places = exact if average == round(average, exact) else exact + 1
        is_mean = _MEAN.search(names) is not None  # of a mean: is the row asked for, or the mean of it?
        return None if is_mean else f"({formula}) / {len(values)} = {write(average, places, language)}{unit}"
    if operation is Operation.TOTAL and _STOCK.search(names):
        return None
    return f"{formula} = {write(total, places, language)}{unit}"


def _share(
    question: str, asked: Asked, found: Sequence[Cell], values: Sequence[Decimal], language: str
) -> VerifiedReply | None:
    part, whole = values
    are_outflows = [_is_outflow(cell) for cell in found]
    if part < 0 and are_outflows[0]:
        part = -part
    if whole < 0 and all(are_outflows):
        whole = -whole
    if whole <= 0 or (part < 0 and asked.operation is Operation.SHARE):
        return None
    places = places_asked(question)
    share = write(100 * part / whole, _SHARE_PLACES if places is None else places, language)
    names = " / ".join(map(caption, found))
    formula = f"{write_operand(part, language)} / {write_operand(whole, language)} = {share} %"
    return told(f"{names}{written_period(found[0].period)}: {formula}", found)
