"""Numbers in an answer and in a reply: "$1577.00" is "1,577", and "8.7 billion" is "8,74 Mrd." rounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.numbers import normalise_number
from rag.scales import SCALES, WORD_END

_PERCENT = "%"
_UNITS = {
    _PERCENT: r"%|percent|per\scent|prozent|pct|v\.\s?h\.",
    "EUR": r"€|eur|euros?",
    "USD": r"us\$|\$|usd|us-dollars?|dollars?",
    "GBP": r"£|gbp",
}
_CURRENCY = "|".join(_UNITS[name] for name in ("EUR", "USD", "GBP"))
_FIGURE = re.compile(
    rf"(?<![\w.,])(?:(?:{_CURRENCY})\s?)?(?P<sign>[-−–])?(?:(?:{_CURRENCY})\s?)?"
    r"(?P<number>[0-9]{1,3}(?:[ \u00a0\u202f'’][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
    rf"(?:\s?(?:{'|'.join(SCALES.values())}){WORD_END})?(?:\s?(?:{'|'.join(_UNITS.values())}){WORD_END})?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
# "about 40 minutes" is a number; a sentence with a number in it is a sentence.
_MOST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written: 8.70 with two decimals, its scale and unit where they stand beside it."""

    value: Decimal
    decimals: int
    negative: bool
    scale: int | None  # 1,000,000 for "million"
    unit: str  # "%", a currency, or ""


def find_figures(text: str) -> list[Figure]:
    """All numbers of a text in reading order."""
    return [_figure(match) for match in _FIGURE.finditer(text)]


def numeric_match(reply: str, accepted: Sequence[str]) -> bool | None:
    """Whether the reply holds a number that an accepted answer is, as precisely as it is given there.

    Words beside the number ("40 minutes") must stand in the reply too. None when no accepted answer is a number.
    """
    numeric = [each for each in map(_only_figure, accepted) if each is not None]
    if not numeric:
        return None
    figures, words = find_figures(reply), _words(reply)
    return any(rest <= words and any(_is_same(wanted, each) for each in figures) for wanted, rest in numeric)


def _only_figure(answer: str) -> tuple[Figure, set[str]] | None:
    """The number that an answer is, and the words beside it; None when it is more, or less, than a number."""
    figures, rest = find_figures(answer), _words(_FIGURE.sub(" ", answer))
    return (figures[0], rest) if len(figures) == 1 and len(rest) <= _MOST_WORDS else None


def _is_same(wanted: Figure, given: Figure) -> bool:
    if wanted.unit != given.unit and (wanted.unit == _PERCENT or (wanted.unit and given.unit)):
        return False
    if given.negative and not wanted.negative:
        return False  # the other way round is fine: "fell by 3 %" says -3 %
    half = Decimal(5).scaleb(-wanted.decimals - 1)
    as_written = abs(wanted.value - given.value) <= half
    if wanted.scale is None and given.scale is None:
        return as_written
    scale = wanted.scale or 1
    in_full = abs(wanted.value * scale - given.value * (given.scale or 1)) <= half * scale
    # A table in millions leaves the word out, so where one side has none the number alone may decide.
    return in_full or (as_written and None in (wanted.scale, given.scale))


def _figure(match: re.Match[str]) -> Figure:
    written = match["number"]
    normal = normalise_number(written)
    beside = match.group().replace(written, " ").casefold()
    return Figure(
        Decimal(normal),
        _decimals(written, normal),
        match["sign"] is not None,
        next((10**power for power, pattern in SCALES.items() if _holds(beside, pattern)), None),
        next((unit for unit, pattern in _UNITS.items() if _holds(beside, pattern)), ""),
    )


def _holds(text: str, pattern: str) -> bool:
    return re.search(rf"(?<![^\W\d_])(?:{pattern}){WORD_END}", text) is not None


def _decimals(written: str, normal: str) -> int:
    """How many decimals a number is written with, zeros included."""
    *whole, last = re.split(r"[.,]", written)
    if not whole:
        return 0
    digits = re.sub(r"[^0-9]", "", "".join(whole)).lstrip("0") or "0"
    return len(last) if digits == normal.partition(".")[0] else 0


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
