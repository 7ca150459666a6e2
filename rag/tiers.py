"""Whether a statement tells what another step of a scale gives than the one that the amount asked about is on.

"Below 99.9 % there is a credit of 5 %; below 99.5 %, 10 %": at 99.2 % both bounds are passed, and the closer one
counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.bounded_amounts import BoundedAmount, amounts_in

_FEWEST_STEPS = 2


@dataclass(frozen=True, slots=True)
class _Step:
    bound: BoundedAmount
    gives: frozenset[str]  # numbers told with it


def tells_other_step(statement: str, question: str, sentences: Iterable[str]) -> bool:
    """Whether a sentence with a scale gives something else at an amount of the question. All in plain form."""
    asked = [each for each in amounts_in(question) if each.kinds and not each.most]
    told = frozenset(each.number for each in amounts_in(statement)) - frozenset(each.number for each in asked)
    return any(_is_other_step(told, amount, list(amounts_in(text))) for text in sentences for amount in asked)


def _is_other_step(told: frozenset[str], asked: BoundedAmount, amounts: Sequence[BoundedAmount]) -> bool:
    steps = list(_steps(amounts, asked.kinds))
    passed = [step for step in steps if step.bound.is_met_by(asked)]
    if not passed or not all(step.gives for step in steps):
        return False
    choose = max if passed[0].bound.least else min
    closest = choose(passed, key=lambda step: step.bound.value or 0)
    return not told & closest.gives and any(told & step.gives for step in steps)


def _steps(amounts: Sequence[BoundedAmount], kinds: frozenset[str]) -> Iterator[_Step]:
    """The steps of a scale that begins with a bound, each with what is told up to the next one; none if unclear."""
    places = [place for place, each in enumerate(amounts) if (each.least or each.most) and each.kinds & kinds]
    bounds = [amounts[place] for place in places]
    is_scale = len({(each.least, each.most) for each in bounds}) == 1 and not (bounds[0].least and bounds[0].most)
    is_rising = len({each.number for each in bounds}) == len(bounds) >= _FEWEST_STEPS
    if not is_scale or not is_rising or any(each.kinds for each in amounts[: places[0]]):
        return
    for place, end in zip(places, [*places[1:], len(amounts)], strict=True):
        yield _Step(amounts[place], frozenset(each.number for each in amounts[place + 1 : end]))
