"""Whether a statement tells what another step of a scale gives than the one that the amount asked about is on.

"Below 99.9 % there is a credit of 5 %; below 99.5 %, 10 %": at 99.2 % both bounds are passed, and the closer one
counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rag.numbers import NUMBER, normalise_number
from rag.units import units_beside

_BELOW = r"(?:below|under|less than|fewer than|unter|unterhalb von|weniger als)"
_ABOVE = (
    r"(?:above|over|exceed(?:s|ing)|more than|from|after|at least|über|oberhalb von|ab|nach|mehr als|mindestens)"
)
_BOUND = re.compile(rf"\b(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))\s+(?:[€$£]\s?|EUR\s)?$", re.I)
_NEAR = 25  # characters before an amount
_FEWEST_STEPS = 2


@dataclass(frozen=True, slots=True)
class _Amount:
    number: str
    units: frozenset[str]
    bound: str = ""  # "below" or "above", where it is the bound of a step

    @property
    def value(self) -> Decimal | None:
        try:
            return Decimal(self.number)
        except InvalidOperation:  # a code such as "1.2.3" is no amount
            return None


@dataclass(frozen=True, slots=True)
class _Step:
    limit: Decimal
    gives: frozenset[str]  # numbers told with it


def tells_other_step(statement: str, question: str, sentences: Iterable[str]) -> bool:
    """Whether a sentence with a scale gives something else at an amount of the question. All in plain form."""
    asked = [each for each in _amounts(question) if each.units and each.bound != "below"]
    told = frozenset(each.number for each in _amounts(statement)) - frozenset(each.number for each in asked)
    return any(_is_other_step(told, amount, text) for text in sentences for amount in asked)


def _is_other_step(told: frozenset[str], amount: _Amount, text: str) -> bool:
    found = list(_amounts(text))
    sides = {each.bound for each in found if each.bound and each.units & amount.units}
    if len(sides) != 1 or amount.value is None:
        return False
    [side] = sides
    steps = list(_steps(found, amount.units))
    passed = [step for step in steps if amount.value < step.limit] if side == "below" else []
    if side == "above":
        passed = [step for step in steps if amount.value >= step.limit]
    if len(passed) < _FEWEST_STEPS or len({step.limit for step in steps}) < len(steps):
        return False
    passed.sort(key=lambda step: step.limit, reverse=side == "above")
    closest, others = passed[0], passed[1:]
    return bool(closest.gives) and not told & closest.gives and any(told & step.gives for step in others)


def _steps(amounts: list[_Amount], units: frozenset[str]) -> Iterator[_Step]:
    """The steps of a scale that begins with a bound, each with what is told up to the next one."""
    places = [place for place, each in enumerate(amounts) if each.bound and each.units & units]
    if not places or any(each.units for each in amounts[: places[0]]):
        return
    for place, end in zip(places, [*places[1:], len(amounts)], strict=True):
        limit = amounts[place].value
        if limit is not None:
            yield _Step(limit, frozenset(each.number for each in amounts[place + 1 : end]))


def _amounts(text: str) -> Iterator[_Amount]:
    for match in NUMBER.finditer(text):
        bound = _BOUND.search(text, max(0, match.start() - _NEAR), match.start())
        side = "" if bound is None else "below" if bound["below"] else "above"
        units = frozenset(units_beside(text, match.start(), match.end()))
        yield _Amount(normalise_number(match.group()), units, side)
