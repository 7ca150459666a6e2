"""The amounts of a text, each with what it counts and whether it is a bound: "ab 5 Jahren", "up to 10 kg"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.numbers import NUMBER, YEAR, normalise_number
from rag.units import units_beside

CALENDAR_YEAR = "calendar year"
_NOUN_BEHIND = re.compile(r" ([^\W\d_]{3,})")
# "Severity 2", "Stufe 3": what is counted through instead of counted.
_NOUN_BEFORE = re.compile(r"([^\W\d_]{3,}) $")
_LEAST = re.compile(
    r"\b(?:ab|mindestens|wenigstens|über|(?:mehr|länger|höher) als|nach|seit|from|after|at least|over|since"
    r"|starting|(?:more|longer|higher) than)\W+(?:\w+ ){0,2}$",
    re.I,
)
_MOST = re.compile(
    r"\b(?:bis|höchstens|maximal|unter|(?:weniger|kürzer) als|innerhalb|binnen|up to|at most|under|below|until"
    r"|within|no more than|(?:less|shorter|fewer) than)\W+(?:\w+ ){0,2}$",
    re.I,
)
_LEAST_BEHIND = re.compile(r" ?(?:\w+ )?(?:oder|or|und|and) (?:mehr|länger|more|longer|above|darüber)\b", re.I)
_NEAR = 40  # characters before an amount


@dataclass(frozen=True, slots=True)
class BoundedAmount:
    """An amount in plain form."""

    number: str
    kinds: frozenset[str]  # its units, or terms of the nouns beside it
    least: bool  # a bound that what is more meets
    most: bool

    @property
    def value(self) -> Decimal | None:
        """None for a code such as "1.2.3"."""
        try:
            return Decimal(self.number)
        except InvalidOperation:
            return None

    def is_met_by(self, other: BoundedAmount) -> bool:
        """Whether it is a bound that another amount of its kind keeps to."""
        value, limit = other.value, self.value
        if value is None or limit is None:
            return False
        return (self.least and value >= limit) or (self.most and value <= limit)


def amounts_in(text: str) -> Iterator[BoundedAmount]:
    """All amounts of a text in plain form, in order."""
    for match in NUMBER.finditer(text):
        number = normalise_number(match.group())
        before = text[max(0, match.start() - _NEAR) : match.start()]
        least = bool(_LEAST.search(before) or _LEAST_BEHIND.match(text, match.end()))
        yield BoundedAmount(number, _kinds(text, match), least, bool(_MOST.search(before)))


def _kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    units = units_beside(text, match.start(), match.end())
    if units:
        return frozenset(units)
    if YEAR.fullmatch(match.group()):
        return frozenset([CALENDAR_YEAR])
    before = _NOUN_BEFORE.search(text, max(0, match.start() - _NEAR), match.start())
    nouns = [each[1] for each in (before, _NOUN_BEHIND.match(text, match.end())) if each]
    return frozenset(term for noun in nouns if not is_stopword(noun) for term in analyse_in_all_languages(noun))
