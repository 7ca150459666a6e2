"""Amounts with their scale written out, so that "1.500 Mio. EUR" and "1,5 Mrd. EUR" are the same."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.language import detect_language
from rag.numbers import NUMBER, normalise_number
from rag.scales import SCALE, powers_in

_SCALED = re.compile(rf"(?P<number>{NUMBER.pattern})\s?(?P<scale>{SCALE})", re.I)
_WITH_CURRENCY = re.compile(r"t€|teur|k€", re.I)
# Three digits behind one sign: thousands, or a fraction where the sign is the decimal one of the language.
_FRACTION = {"de": re.compile(r"\d{1,3},\d{3}"), "en": re.compile(r"\d{1,3}\.\d{3}")}
_MOST_DIGITS = 20


def in_full(text: str) -> str:
    """A text in which each amount with a scale stands in full: "1500000000 EUR" for "1,5 Mrd. EUR"."""
    if _SCALED.search(text) is None:
        return text
    fraction = _FRACTION[detect_language(text)]
    return _SCALED.sub(lambda match: _in_full(match, fraction), text)


def _in_full(match: re.Match[str], fraction: re.Pattern[str]) -> str:
    number, scale = match["number"], match["scale"]
    if len(number) > _MOST_DIGITS:
        return match.group()
    is_fraction = fraction.fullmatch(number)
    value = Decimal(number.replace(",", ".") if is_fraction else normalise_number(number))
    return f"{value.scaleb(min(powers_in(scale), default=0)):f}" + (
        " EUR" if _WITH_CURRENCY.fullmatch(scale) else ""
    )
