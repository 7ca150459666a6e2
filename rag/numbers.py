"""Numbers as people write them, in German and English."""

from __future__ import annotations

import re

# A blank groups thousands only ("32 765"): "2025 78,4 million" is a year and an amount.
NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,'’]\d+)*|\d+(?:[.,'’]\d+)*")
# A year of the last or this century, as no part of a longer number.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# "8:30", but neither "8:30:15" nor the end of a longer number.
_CLOCK = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:]|[.,]\d)")
# A ratio that no clock shows; the order of its parts counts.
_RATIO = re.compile(r"(?<![\d.,:])\d+:\d+(?![\d:]|[.,]\d)")


def normalise_number(text: str) -> str:
    """One spelling for a number: "1.577,50", "1,577.50" and "1 577.5" are the same; "3.10" and "3,1" too."""
    compact = re.sub(r"[\s'’]", "", text)
    parts = re.split(r"[.,]", compact)
    if len(parts) == 1:
        return compact.lstrip("0") or "0"
    separators = re.findall(r"[.,]", compact)
    thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and len(set(separators)) == 1
    if thousands and not parts[0].startswith("0"):
        return "".join(parts).lstrip("0") or "0"
    whole, fraction = "".join(parts[:-1]), parts[-1].rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole


def with_plain_times(text: str) -> str:
    """The text with each time as one number: "8:30" is the "8.30" of "8.30 Uhr", and "13:00" the 13 of "13 Uhr"."""
    return _CLOCK.sub(lambda time: time[1] if time[2] == "00" else f"{time[1]}.{time[2]}", text)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a text, in one spelling; "13:00" is the 13 of "13 Uhr", and a ratio ("3:1") is one number."""
    text = with_plain_times(text)
    ratios = frozenset(_RATIO.findall(text))
    text = _RATIO.sub(" ", text) if ratios else text
    return ratios | {normalise_number(match.group()) for match in NUMBER.finditer(text)}
