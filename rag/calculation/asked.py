"""What a question wants calculated: the operation, the items and the periods, in German and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.calculation import wordings
from rag.calculation.operations import Operation
from rag.calculation.ratios import Ratio, find_ratio
from rag.calculation.words import words_of
from rag.periods import Period, find_periods, find_range, means_other_time, without_periods

_FEWEST, _MOST = 2, 4  # items of a sum
_PARTS = re.compile(r"\s*,\s*|\s+(?:and|und|plus)\s+", re.I)


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation over one item in some periods, or over some items in one."""

    operation: Operation
    items: tuple[str, ...]  # the words of the question that name each
    periods: tuple[Period, ...]  # ascending; () when the question names none
    ratio: Ratio | None = None


def with_plain_growth(question: str) -> str:
    """The question with "Umsatzwachstum" as two words: what grows names a row, and that it grows the operation."""
    return wordings.GROWN_ITEM.sub(r"\1 \2", question)


def read_question(question: str) -> Asked | None:
    """What is to be calculated; None when the question wants no figure, or not plainly one."""
    question = with_plain_growth(question)
    periods = find_periods(question)
    if periods is None or wordings.REASON.search(question) or len({each.kind for each in periods}) > 1:
        return None
    if means_other_time(question, periods):
        return None
    if len(periods) < 2:
        asked = _of_ratio(question, periods) or _of_items(question, periods)
        if asked is not None:
            return asked
    elif _names_two(question):
        return None  # two items in two periods: which in which?
    return _of_periods(question, periods)


def asked_otherwise(asked: Asked, question: str) -> Asked | None:
    """What else a question may want that names no cells so: a change since the year before, a quotient, or a row.

    A row may have any of them itself, so it is the growth of a figure only where no row is its growth.
    """
    if asked.operation is Operation.SHARE and wordings.LOOK_UP.search(question):
        return Asked(Operation.LOOK_UP, (question,), asked.periods)
    if asked.operation is not Operation.LOOK_UP or len(asked.periods) != 1:
        return None
    is_growth = wordings.GROWTH.search(question) is not None
    is_change = wordings.DIFFERENCE.search(question) is not None
    if not is_growth and not (
        is_change and (wordings.YEAR_BEFORE.search(question) or wordings.CHANGE.search(question))
    ):
        per = wordings.PER.search(question)
        return _made(Operation.PER, (per["part"], per["whole"]), asked.periods) if per else None
    [period] = asked.periods
    operation = Operation.GROWTH if is_growth else Operation.DIFFERENCE
    return Asked(operation, asked.items, (period._replace(year=period.year - 1), period))


def _of_ratio(question: str, periods: tuple[Period, ...]) -> Asked | None:
    ratio = find_ratio(question)
    return Asked(Operation.RATIO, (question,), periods, ratio) if ratio is not None and periods else None


def _of_items(question: str, periods: tuple[Period, ...]) -> Asked | None:
    """A share, the gap or the sum of items."""
    for pattern in wordings.SHARES:
        match = pattern.search(question)
        if match is not None:
            return _made(Operation.SHARE, (match["part"], match["whole"]), periods)
    for pattern in wordings.GAPS:
        match = pattern.search(question)
        if match is not None:
            return _gap(question, match, periods)
    for pattern in wordings.SUMS:
        match = pattern.search(question)
        if match is not None:
            items = tuple(_PARTS.split(match["items"].rstrip(" ?.")))
            if _FEWEST <= len(items) <= _MOST:
                return _made(Operation.SUM, items, periods)
    return None


def _gap(question: str, match: re.Match[str], periods: tuple[Period, ...]) -> Asked | None:
    items = match["one"], match["other"]
    directed = match.groupdict()
    if wordings.AND.search(match["other"]) or wordings.AND.search(match["one"]):
        return None  # "between research and development and sales"
    if directed.get("less"):
        items = items[1], items[0]
    in_percent = wordings.IN_PERCENT.search(question) is not None
    if in_percent and not (directed.get("more") or directed.get("less")):
        return None
    if in_percent and directed.get("less"):
        # "Cheaper by so many percent" is a share of the other one, "more expensive" of the first.
        return None
    return _made(Operation.EXCESS if in_percent else Operation.GAP, items, periods)


def _made(operation: Operation, items: Sequence[str], periods: tuple[Period, ...]) -> Asked | None:
    """None when one of the items has no words of its own, or two of them have the same."""
    names = [frozenset(frozenset(word) for word in words_of(item)) for item in items]
    if not all(names) or len(set(names)) < len(names):
        return None
    return Asked(operation, tuple(map(without_periods, items)), periods)


def _names_two(question: str) -> bool:
    return _of_items(question, ()) is not None


def _of_periods(question: str, periods: tuple[Period, ...]) -> Asked | None:
    operation = _operation(question, len(periods))
    if operation in (Operation.AVERAGE, Operation.TOTAL):
        over = find_range(question)
        return Asked(operation, (question,), over) if over is not None and len(over) > 1 else None
    return Asked(operation, (question,), periods) if operation is not None else None


def _operation(question: str, count: int) -> Operation | None:
    is_rising = wordings.RISING.search(question) is not None
    if count == 2 and wordings.YEARLY.search(question):
        return Operation.MEAN_GROWTH if is_rising else None
    if count > 1 and wordings.AVERAGE.search(question):
        return None if is_rising else Operation.AVERAGE  # of what rises by so much a year
    if count == 2 and wordings.GROWTH.search(question):
        return Operation.GROWTH
    if count == 2 and wordings.DIFFERENCE.search(question):
        return Operation.DIFFERENCE
    if count > 1 and wordings.TOTAL.search(question):
        return None if is_rising else Operation.TOTAL
    return Operation.LOOK_UP if count == 1 and wordings.LOOK_UP.search(question) else None
