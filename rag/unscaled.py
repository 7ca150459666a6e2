"""Amounts that lost their scale: "3 EUR" for "3 Mio. EUR". One without any unit, as in "78.4", claims no scale."""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.scales import CURRENCY, SCALE, power_behind, powers_in, scale_in_front
from rag.unit_words import CURRENCIES
from rag.units import units_beside, units_in

# "EUR 500 T": after a currency these are scales, whichever, and no metres.
_LETTER = re.compile(r"\s?[mkbt](?![^\W\d_])", re.I)
_NOUN = re.compile(rf"(?:\s?{SCALE})?\s([^\W\d_]{{3,}})", re.I)
_SCALED = re.compile(
    rf"{SCALE}\W{{0,2}}(?:of |in )?{CURRENCY}|{CURRENCY}\W{{0,2}}(?:in )?{SCALE}|(?<![^\W\d_])(?:t€|teur|k€)",
    re.I,
)
# What is given for each of something does not have the scale of the totals beside it.
_EACH = re.compile(r"\b(?:je|jede[mnrs]?|pro|per|each)\b", re.I)


def power_beside(text: str, start: int, end: int) -> int | None:
    """The power of ten behind the amount `text[start:end]`, or else before it ("TEUR 500"); None for none.

    A scale before "12 %" belongs to something else.
    """
    power = power_behind(text, start, end)
    if power is not None or not units_beside(text, start, end) <= CURRENCIES:
        return power
    return next(iter(powers_in(scale_in_front(text, start))), None)


def things_beside(text: str, start: int, end: int) -> frozenset[str]:
    """What the amount `text[start:end]` counts or measures, past its scale: units, and terms of the noun behind."""
    units = units_beside(text, start, end)
    if units & CURRENCIES and _LETTER.match(text, end) and power_behind(text, start, end) is None:
        return frozenset()  # it has a scale
    noun = _NOUN.match(text, end)
    if noun is None or units or is_stopword(noun[1]):
        return frozenset(units)
    return analyse_in_all_languages(noun[1])


def is_of_scaled_table(things: frozenset[str], statement: str, evidence: str, surroundings: str) -> bool:
    """Whether all sums in such surroundings have a scale ("in Mio. EUR"), and one of the evidence so, too."""
    if not (things & CURRENCIES and powers_in(surroundings)):
        return False
    if units_in(evidence) & CURRENCIES or _EACH.search(f"{statement} {evidence}"):
        return False
    bare = _SCALED.sub(" ", surroundings)
    return bare != surroundings and not units_in(bare) & CURRENCIES
