"""Whether an amount keeps its scale and its sign: 1,577 million is not 1,577 billion, and −3 % is not 3 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language import detect_language
from rag.numbers import NUMBER, normalise_number
from rag.scales import powers_in
from rag.units import end_of_range
from rag.unscaled import is_of_scaled_table, power_beside, things_beside

# What may stand before a sign: a blank, a bracket, the border of a cell; no figure ("8 -10") or letter ("LC-2200").
_OPENING = r"(?:^|(?<!\d)[ \u00a0\n(|]|\t)"
# Before an amount: a sign, with that of a currency behind it. A hyphen or dash stands close to its figure, and in a
# cell that holds nothing else it may stand apart.
_MINUS = re.compile(rf"{_OPENING}(?:−\s?|[-‑–])(?:[€$£]\s?)?$")
_MINUS_IN_CELL = re.compile(r"[\t|] ?[-‑–] $")
_CELL_END = re.compile(r"\s?%?\s*(?:[\t|\n]|$)")
# "Bei minus 20 °C", "minus 20 degrees": not "the list price minus 20 %".
_MINUS_WORD = re.compile(r"\bminus\s$", re.I)
_MINUS_PLACE = re.compile(
    r"(?:^|\b(?:bei|auf|von|um|bis|unter|über|zwischen|und|at|of|to|from|by|below|above|between|and|is|was|were|ist|war|waren"
    r"|beträgt|betrug)\s)minus\s$",
    re.I,
)
_DEGREES = re.compile(r"\s?(?:°|grad\b|degrees?\b)", re.I)
# Dashes of lists, ranges and insertions look like signs, and so does "12 -3" in a row of figures.
_DASH = re.compile(r"[-−‑–]\s?(?:[€$£]\s?)?$")
# Brackets of accounts hold the amount alone: "(1,577)", not "(12 pumps)"; "a surcharge (25 %)" may be none.
_BRACKET = re.compile(r"(?:^|[\s|])\((?:[€$£]\s?)?$")
_BRACKET_END = re.compile(r"\s?%?\)")
_INSERTED = re.compile(r"\w \($")
_PERCENT = re.compile(r"\s?%")
# Words that say of a plain figure that it is below zero.
_BELOW = re.compile(
    r"\b(?:minus|negativ\w*|verlust\w*|fehlbetrag|rückgang|rückläufig|gesunken|gefallen|sank|sinkt|fiel|verringer\w*|abnahme"
    r"|loss(?:es)?|declin\w*|decreas\w*|fell|drop\w*|negative|down|lower|shrank|outflow\w*|deficit)\b",
    re.I,
)
# Three digits behind a decimal sign: a thousand times as much of the next smaller scale.
_FINE = {"de": re.compile(r"\d{1,3},\d{3}"), "en": re.compile(r"\d{1,3}\.\d{3}")}
_NEAR = 16  # characters before an amount


@dataclass(frozen=True, slots=True)
class _Amount:
    written: str
    power: int | None  # of ten, as a word beside it says
    negative: bool | None  # None: what stands before it may be a sign, or not
    things: frozenset[str]  # that it counts or measures

    @property
    def value(self) -> str:
        return normalise_number(self.written)


def differs_in_magnitude(statement: str, evidence: str, surroundings: str) -> bool:
    """Whether an amount of the statement stands in the evidence with another scale or sign.

    Where the evidence has no scale beside the amount, that of its surroundings ("in millions") counts. A statement
    may leave the scale out together with the unit, not alone.
    """
    given = list(_amounts(evidence))
    language = detect_language(statement)
    fine, alike = _FINE[language], language == detect_language(evidence)
    around = powers_in(surroundings)
    for claimed in _amounts(statement):
        same = [each for each in given if each.value == claimed.value]
        bare = claimed.power is None and is_of_scaled_table(claimed.things, statement, evidence, surroundings)
        if same and not any(
            _keeps_scale(each, _possible_scales(claimed, each, fine, alike=alike), around)
            and not _loses_scale(claimed, each, in_table=bare)
            and _keeps_sign(claimed, each, statement, evidence)
            for each in same
        ):
            return True
    return False


def _possible_scales(claimed: _Amount, given: _Amount, fine: re.Pattern[str], *, alike: bool) -> set[int | None]:
    """The powers of ten that the evidence may have: "1.577 billion" may stand there as 1,577 million.

    `alike`: both are of one language, in which "1.577 million" and "1,577 million" are not the same.
    """
    if claimed.power is None:
        return {None}
    claims, gives = (bool(fine.fullmatch(each.written)) for each in (claimed, given))
    if alike:
        return {claimed.power - 3 * (claims - gives)}
    return {claimed.power, claimed.power - 3} if claims else {claimed.power}


def _keeps_scale(given: _Amount, scales: set[int | None], around: set[int]) -> bool:
    powers = {given.power} if given.power is not None else around
    return None in scales or not powers or bool(scales & powers)


def _loses_scale(claimed: _Amount, given: _Amount, *, in_table: bool) -> bool:
    if claimed.power is not None:
        return False
    return in_table if given.power is None else bool(claimed.things & given.things)


def _keeps_sign(claimed: _Amount, given: _Amount, statement: str, evidence: str) -> bool:
    if None in (claimed.negative, given.negative) or claimed.negative == given.negative:
        return True
    return bool(_BELOW.search(evidence if claimed.negative else statement))


def _amounts(text: str) -> Iterator[_Amount]:
    for match in NUMBER.finditer(text):
        place = match.span()
        # "2 bis 3 Mio. EUR" begins with a million.
        power = power_beside(text, *(end_of_range(text, *place) or place))
        yield _Amount(match.group(), power, _is_negative(text, *place), things_beside(text, *place))


def _is_negative(text: str, start: int, end: int) -> bool | None:
    """Whether an amount is below zero; None for what only looks like a sign."""
    near = max(0, start - _NEAR)
    if _MINUS.search(text, near, start):
        return True
    if _MINUS_IN_CELL.search(text, near, start) and _CELL_END.match(text, end):
        return True
    if _MINUS_WORD.search(text, near, start):
        return True if _MINUS_PLACE.search(text, near, start) or _DEGREES.match(text, end) else None
    if _BRACKET.search(text, near, start):
        inserted = _INSERTED.search(text, near, start) and _PERCENT.match(text, end)
        return None if inserted else bool(_BRACKET_END.match(text, end))
    return None if _DASH.search(text, near, start) else False
