"""What makes a cell unfit although its names match: restated, planned, footnoted, an opposite, of another code."""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages
from rag.calculation.cells import Cell
from rag.calculation.relations import is_opposite
from rag.periods import without_periods
from rag.units import units_in

# What a figure is said to be other than the one of its time; a question that means such a one says so.
_QUALIFIERS = re.compile(
    r"restated|adjusted|pro[- ]forma|preliminary|provisional|forecast|guidance|budget|target|outlook|estimate"
    r"|expected"
    r"|discontinued|continuing|per share|non-gaap|constant currency|planned|as reported|previously|like-for-like"
    r"|angepasst|bereinigt|vorläufig|prognose"
    r"|planwert|geplant|plan(?=\W*20\d\d)|(?<=20\d\d )plan\b|\(plan\)|soll\b|zielwert"
    r"|erwartet|geschätzt|hochrechnung|aufgegeben|fortgeführt"
    r"|je aktie|pro aktie|berichtigt|korrigiert",
    re.I,
)
# "2023*", "Revenue¹", "Revenue 1)", "Revenue (a)"; a small 2 or 3 after an m is a unit.
_FOOTNOTE = re.compile(r"[*†‡#¹⁴-⁹]|(?<!m)[²³]|(?:^|\s)\d\)|\(\d\)|\[\w\]|\([a-d]\)")
_RATE = re.compile(r"\b(?:per|pro|je)\s+(?!cent|forma)([^\W\d_]+)", re.I)
_RATE_SIGN = re.compile(r"/\s?([^\W\d_]+)")
_BRACKETS = re.compile(r"\([^)]*\)")
# "Plan B", "Model 300": short names that tell rows apart, and are no words. A first "A" and an "I" are words.
_CODE = re.compile(
    r"(?<![\w'’.,])(?:\d+(?:[.,]\d+)*(?![\w%]|\s?%)|[B-HJ-Z](?![\w'’.])|(?<=\s)A(?![\w'’.]))(?!\s?(?:%|percent\b|prozent\b))"
)


def is_doubtful(question: str, cell: Cell) -> bool:
    """Whether a figure is restated, planned, footnoted or the like, of which the question says nothing."""
    if _FOOTNOTE.search(f"{cell.label} | {cell.name}"):
        return True
    return not _qualifiers(_around(cell)) <= _qualifiers(question)


def is_other(question: str, cell: Cell, *, may_be_rate: bool) -> bool:
    """Whether a code, a rate, a qualifier or a preposition tells a cell from what a question names.

    `may_be_rate`: a price may be "per month" although the question does not say so.
    """
    names = f"{cell.label} | {cell.name}"
    if not _qualifiers(question) <= _qualifiers(_around(cell)) or is_opposite(question, names, _around(cell)):
        return True
    if not codes_in(_BRACKETS.sub(" ", names)) <= codes_in(question):
        return True
    wanted, given = rates_in(question), rates_in(names) | _signed_rates(names)
    return not (wanted <= given | rates_in(cell.corner) and (may_be_rate or given <= wanted))


def _around(cell: Cell) -> str:
    return " | ".join((cell.label, cell.name, cell.corner, cell.above, cell.passage.heading))


def codes_in(text: str) -> set[str]:
    """Short names of a text, years left aside: {"B"}, {"300"}."""
    return set(_CODE.findall(without_periods(f" {text}")))


def rates_in(text: str) -> set[str]:
    """What a text counts "per": {"month"}, {"employe"}."""
    return {_one_spelling(word) for word in _RATE.findall(text)}


def _signed_rates(text: str) -> set[str]:
    """Those of "(EUR/Monat)"."""
    inside = " ".join(_BRACKETS.findall(text))
    return {_one_spelling(word) for word in _RATE_SIGN.findall(inside)}


def _one_spelling(word: str) -> str:
    unit = units_in(word)
    return unit.pop() if unit else min(analyse_in_all_languages(word))


def _qualifiers(text: str) -> set[str]:
    return {match.group().casefold() for match in _QUALIFIERS.finditer(text)}
