"""How long something lasts, compared across units: three months are no six weeks, and may be ninety days."""

from __future__ import annotations

import re

from rag.units import measured

# The fewest and most days of each.
_DAYS = {
    "hour": (1 / 24, 1 / 24),
    "day": (1.0, 1.0),
    "week": (7.0, 7.0),
    "month": (28.0, 31.0),
    "quarter": (90.0, 92.0),
    "year": (360.0, 366.0),
}
# Of these a week has five or six.
_WORKING = re.compile(r"arbeitstag|werktag|work(?:ing)?[ -]?day|business day", re.I)


def last_otherwise(one: str, other: str) -> bool:
    """Whether each of two texts in plain form has one duration, of different units and not as long."""
    first, second = _duration(one), _duration(other)
    if first is None or second is None or first[0] == second[0]:
        return False
    return first[1] > second[2] or second[1] > first[2]


def has_duration(text: str) -> bool:
    """Whether a text in plain form has just one duration."""
    return _duration(text) is not None


def _duration(text: str) -> tuple[str, float, float] | None:
    """The unit of the only duration of a text, and the fewest and most days; None for several or working days."""
    found = [(unit, amount) for unit, amounts in measured(text).items() if unit in _DAYS for amount in amounts]
    if len(found) != 1 or _WORKING.search(text):
        return None
    unit, amount = found[0]
    least, most = _DAYS[unit]
    return unit, float(amount) * least, float(amount) * most
