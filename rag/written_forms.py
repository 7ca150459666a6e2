"""Other ways to write the numbers and dates of a question: "1.577" is "1,577", "30.06.2027" is "June 30, 2027".

Only questions are rewritten. The index holds what documents say as they say it, so nothing in it grows.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator, Sequence

from rag.numbers import NUMBER, YEAR

_MONTHS = (
    "januar january|februar february|märz march maerz|april|mai may|juni june|juli july|august|september|"
    "oktober october|november|dezember december"
)
_MONTH_NAMES = [names.split() for names in _MONTHS.split("|")]
_MONTH_OF = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NAME = "|".join(_MONTH_OF)
# With a capital letter: "may" is a verb.
_MONTH = re.compile(rf"\b(?:{'|'.join(name.capitalize() for name in _MONTH_OF)})\b")
_DATES = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_NAME})\s+(?P<year>\d{{4}})(?!\d)"
    ),
    re.compile(rf"\b(?P<name>{_NAME})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)"),
    re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])"),
)


def number_forms(number: str) -> frozenset[str]:
    """A number without spaces as Germans, English speakers and machines write it; {} for years, dates and codes.

    "1.577" is "1,577" and "1577"; "3,1" is "3.1"; "1.577,50" is "1,577.50" and "1577.50".
    """
    if not NUMBER.fullmatch(number) or YEAR.fullmatch(number) or re.search(r"[^\d.,]", number):
        return frozenset()
    parts = re.split(r"[.,]", number)
    separators = re.findall(r"[.,]", number)
    forms: set[str] = set()
    if _is_grouped(parts) and len(set(separators)) <= 1:
        forms.update(_write("".join(parts), None))
    # "3.125" may be three and an eighth as well.
    *whole, fraction = parts
    if separators and _is_grouped(whole) and separators[-1] not in separators[:-1]:
        forms.update(_write("".join(whole), fraction))
    return frozenset(forms)


def _is_grouped(parts: Sequence[str]) -> bool:
    """Whether the parts are the thousands of one number; one part alone is."""
    return len(parts) == 1 or (0 < int(parts[0]) < 1000 and all(len(part) == 3 for part in parts[1:]))


def is_month(word: str) -> bool:
    """Whether a word is the name of a month, in German or English."""
    return word.lower() in _MONTH_OF


def months_in(text: str) -> frozenset[int]:
    """The months, 1 to 12, that a text names or has in a date of digits."""
    found = {int(match["month"]) for pattern in _DATES[2:] for match in pattern.finditer(text)}
    found.update(_MONTH_OF[match.group().lower()] for match in _MONTH.finditer(text))
    return frozenset(found)


def date_forms(text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """For each date of a text in lower case: the ways to write it in digits, and its words (day, months, year)."""
    for _, date in dates_in(text):
        yield _digits(date), frozenset([str(date.day), str(date.year), *_MONTH_NAMES[date.month - 1]])


def dates_in(text: str) -> Iterator[tuple[int, datetime.date]]:
    """The dates of a text in lower case and where each begins, in no order."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = match.groupdict()
            month = _MONTH_OF[found["name"]] if "name" in found else int(found["month"])
            with contextlib.suppress(ValueError):  # the 30th of February
                yield match.start(), datetime.date(int(found["year"]), month, int(found["day"]))


def _write(whole: str, fraction: str | None) -> Iterator[str]:
    for thousands, point in (("", "."), ("", ","), (".", ","), (",", ".")):
        shown = f"{int(whole):,}".replace(",", thousands)
        yield shown if fraction is None else f"{shown}{point}{fraction}"


def _digits(date: datetime.date) -> frozenset[str]:
    day, month, year = date.day, date.month, date.year
    return frozenset(
        [
            f"{day}.{month}.{year}",
            f"{day:02}.{month:02}.{year}",
            f"{day:02}.{month:02}.{year % 100:02}",
            f"{day:02}/{month:02}/{year}",
            f"{month:02}/{day:02}/{year}",
            f"{month}/{day}/{year}",
            date.isoformat(),
        ]
    )
