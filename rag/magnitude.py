"""Whether an amount keeps its scale and its sign: 1,577 million is not 1,577 billion, and −3 % is not 3 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.language import detect_language
from rag.numbers import NUMBER, normalise_number
from rag.scales import SCALES, WORD_END, powers_in
from rag.unscaled import is_of_scaled_table, things_beside

_BESIDE = {
    power: re.compile(rf"\s?(?:€|\$|£|EUR|USD|GBP)?\s?(?:{words}){WORD_END}", re.I)
    for power, words in SCALES.items()
}
# Before an amount: a sign, with the sign of a currency on either side.
_MINUS = re.compile(r"(?:^|(?<!\d)[\s(|])[-−–]\s?(?:[€$£]\s?)?$|(?:^|[\s|])\((?:[€$£]\s?)?$")
_BRACKET_END = re.compile(r"\s?%?\)")
# Words that say of a plain figure that it is below zero.
_BELOW = re.compile(
    r"\b(?:minus|negativ\w*|verlust\w*|fehlbetrag|rückgang|rückläufig|gesunken|gefallen|sank|sinkt|fiel|verringer\w*|abnahme"
    r"|loss(?:es)?|declin\w*|decreas\w*|fell|drop\w*|negative|down|lower|shrank|outflow\w*|deficit)\b",
    re.I,
)
# Three digits behind a decimal sign: a thousand times as much of the next smaller scale.
_FINE = {"de": re.compile(r"\d{1,3},\d{3}"), "en": re.compile(r"\d{1,3}\.\d{3}")}
_NEAR = 4  # characters before an amount


@dataclass(frozen=True, slots=True)
class _Amount:
    written: str
    power: int | None  # of ten, as a word beside it says
    negative: bool
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
    fine = _FINE[detect_language(statement)]
    around = powers_in(surroundings)
    for claimed in _amounts(statement):
        same = [each for each in given if each.value == claimed.value]
        scales = {claimed.power}
        if claimed.power and fine.fullmatch(claimed.written):
            scales.add(claimed.power - 3)  # "1.577 billion" may stand there as 1,577 million
        bare = claimed.power is None and is_of_scaled_table(claimed.things, statement, evidence, surroundings)
        if same and not any(
            _keeps_scale(each, scales, around)
            and not _loses_scale(claimed, each, in_table=bare)
            and _keeps_sign(claimed, each, statement, evidence)
            for each in same
        ):
            return True
    return False


def _keeps_scale(given: _Amount, scales: set[int | None], around: set[int]) -> bool:
    powers = {given.power} if given.power is not None else around
    return None in scales or not powers or bool(scales & powers)


def _loses_scale(claimed: _Amount, given: _Amount, *, in_table: bool) -> bool:
    if claimed.power is not None:
        return False
    return in_table if given.power is None else bool(claimed.things & given.things)


def _keeps_sign(claimed: _Amount, given: _Amount, statement: str, evidence: str) -> bool:
    if claimed.negative == given.negative:
        return True
    return bool(_BELOW.search(evidence if claimed.negative else statement))


def _amounts(text: str) -> Iterator[_Amount]:
    for match in NUMBER.finditer(text):
        power = next((power for power, beside in _BESIDE.items() if beside.match(text, match.end())), None)
        place = match.span()
        yield _Amount(match.group(), power, _is_negative(text, *place), things_beside(text, *place))


def _is_negative(text: str, start: int, end: int) -> bool:
    sign = _MINUS.search(text[max(0, start - _NEAR) : start])
    if sign is None:
        return False
    # Brackets of accounts hold the amount alone: "(1,577)", not "(12 pumps)".
    return "(" not in sign.group().strip()[:1] or bool(_BRACKET_END.match(text, end))
