"""Other ways to write the words, numbers and dates of a question: "Müller" is "Mueller", "1.577" is "1,577",
"30.06.2027" is "June 30, 2027".

Only questions are rewritten. The index holds what documents say as they say it, so nothing in it grows.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator, Sequence

from rag.numbers import NUMBER, YEAR, numbers_in

_MONTHS = (
    "januar january|februar february|märz march maerz|april|mai may|juni june|juli july|august|september|"
    "oktober october|november|dezember december"
)
_MONTH_NAMES = [names.split() for names in _MONTHS.split("|")]
_MONTH_OF = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names}
_NAME = "|".join(_MONTH_OF)
# With a capital letter: "may" is a verb.
# Any of them, as part of a pattern.
MONTH_NAME = rf"(?:{'|'.join(name.capitalize() for name in _MONTH_OF)})"
_MONTH = re.compile(rf"\b{MONTH_NAME}\b")
_DATES = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_NAME})\s+(?P<year>\d{{4}})(?!\d)"
    ),
    re.compile(rf"\b(?P<name>{_NAME})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)"),
    re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])"),
)
_DAYS = (
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<name>{_NAME})\b"),
    re.compile(rf"\b(?P<name>{_NAME})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d)"),
)
# "1." of "1.–15. März", as a number.
_DAY = re.compile(r"\b(\d{1,2})\.(?!\d)")
# A day in digits, "15.03." of a table.
_DIGIT_DAY = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.(?!\d)")
# A bare day that shares the month of the day beside it, which is written as @: "1 to 15 March", "March 1–15".
_AND = r"\s*(?:[-–—/&]|,|to|and|or|until|till|through|bis|und|oder|sowie)\s*(?:(?:the|zum|dem|den|am)\s+)?"
_SHARED_DAY = re.compile(
    rf"(?<![\d.,:])(\d{{1,2}})(?:\.|st|nd|rd|th)?{_AND}@|@{_AND}(\d{{1,2}})(?:st|nd|rd|th)?(?![\d.,:]*\d)", re.I
)
# Further ways that a reader takes for a date: short names of months, years of two digits, no year behind "am".
_SHORT_MONTHS = "jan|feb|mär mar mrz|apr|may mai|jun|jul|aug|sep sept|okt oct|nov|dez dec"
_MONTH_NUMBERS = _MONTH_OF | {
    name: month for month, names in enumerate(_SHORT_MONTHS.split("|"), 1) for name in names.split()
}
_ANY_NAME = "|".join(sorted(_MONTH_NUMBERS, key=len, reverse=True))
_ANY_DATES = (
    re.compile(
        rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s*(?:of\s+)?(?P<name>{_ANY_NAME})\b\.?,?\s+(?P<year>\d{{4}})(?!\d)",
        re.I,
    ),
    re.compile(
        rf"\b(?P<name>{_ANY_NAME})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        re.I,
    ),
    *_DATES[2:],
    re.compile(r"(?<![\d.])(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d\d)(?![\d.]*\d)"),
    re.compile(
        r"(?:(?<=\b(?:am|ab)\s)|(?<=\b(?:vom|zum|bis|den|dem|der|und)\s))(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>)(?!\d)"
    ),
)
# A month without a day: "März 2024", "Mar 2024", "03/2024", "03.2024", "2024-03".
_MONTHS_OF_YEARS = (
    re.compile(rf"(?<![^\W_])(?<!\d[\s.])(?<!\d\.\s)(?P<name>{_ANY_NAME})\b\.?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\d/])"),
    re.compile(r"(?<![\d./-])(?P<month>0[1-9]|1[0-2])\.(?P<year>(?:19|20)\d\d)(?!\d|\.\d)"),
    re.compile(r"(?<![\d./-])(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])(?![\d-])"),
)
# As in "06/30/2027" or "30/06/2027".
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_LONGEST = 40  # characters of a number that somebody writes in another form
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}


def spellings(word: str) -> frozenset[str]:
    """A word in lower case with umlauts and ß, and without: German names stand in English texts either way."""
    accented = re.sub("ae|oe|ue", lambda match: _UMLAUTS[match.group()], word)
    written = (word, accented)
    return frozenset([*written, *(each.replace("ss", "ß") for each in written), word.translate(_FOLDED)])


def number_forms(number: str) -> frozenset[str]:
    """A number without spaces as Germans, English speakers and machines write it; {} for years, dates and codes.

    "1.577" is "1,577" and "1577"; "3,1" is "3.1"; "1.577,50" is "1,577.50" and "1577.50".
    """
    if (
        len(number) > _LONGEST
        or not NUMBER.fullmatch(number)
        or YEAR.fullmatch(number)
        or re.search(r"[^\d.,]", number)
    ):
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


def days_of_year(text: str) -> frozenset[tuple[int, int]]:
    """The days that a text names, with a year or without, as (day, month)."""
    plain = plain_dates(text).lower()
    found = (match.groupdict() for pattern in _DAYS for match in pattern.finditer(plain))
    return frozenset((int(each["day"]), _MONTH_OF[each["name"]]) for each in found)


def date_forms(text: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """For each date of a question in lower case: the ways to write it in digits, and its words (day, months, year).

    "30.06.27" and "30 Jun 2027" count as well, and "06/07/2027" as either of the days it may be.
    """
    plain = {date for _, date in dates_in(plain_dates(text).lower())}
    for date in sorted({*plain, *_slashed_dates(text)}):
        yield _digits(date), frozenset([str(date.day), str(date.year), *_MONTH_NAMES[date.month - 1]])


def _slashed_dates(text: str) -> Iterator[datetime.date]:
    for one, other, year in _SLASHED.findall(text):
        for day, month in ((one, other), (other, one)):
            with contextlib.suppress(ValueError):
                yield datetime.date(int(year), int(month), int(day))


def dates_in(text: str) -> Iterator[tuple[int, datetime.date]]:
    """The dates of a text in lower case and where each begins, in no order."""
    return ((start, date) for start, _, date in date_spans(text))


def date_spans(text: str) -> Iterator[tuple[int, int, datetime.date]]:
    """The dates of a text in lower case, where each begins and where it ends, in no order."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            found = match.groupdict()
            month = _MONTH_OF[found["name"]] if "name" in found else int(found["month"])
            with contextlib.suppress(ValueError):  # the 30th of February
                yield match.start(), match.end(), datetime.date(int(found["year"]), month, int(found["day"]))


def month_spans(text: str) -> Iterator[tuple[int, int, datetime.date]]:
    """The months of a year that a text in lower case and plain form tells without a day, as their first days."""
    for pattern in _MONTHS_OF_YEARS:
        for match in pattern.finditer(text):
            found = match.groupdict()
            month = _MONTH_NUMBERS[found["name"]] if "name" in found else int(found["month"])
            yield match.start(), match.end(), datetime.date(int(found["year"]), month, 1)


def month_name(month: int, language: str) -> str:
    """What a month, 1 to 12, is called in German or English."""
    names = _MONTH_NAMES[month - 1]
    return names[0 if language == "de" else min(1, len(names) - 1)].capitalize()


def plain_dates(text: str) -> str:
    """The text with every date as "1. März 2024", in which day, month and year can be compared one by one."""
    for pattern in _ANY_DATES:
        text = pattern.sub(_plain_date, text)
    return text


def has_unknown_date(statement: str, known: str) -> bool:
    """Whether a full date of a statement is neither in the known text nor told there in parts; both in plain form.

    The parts must stand outside of full dates: of "1. März 2024" and "5. April 2025" no third date is made.
    """
    claimed = {date for _, date in dates_in(statement.lower())}
    known = known.lower()
    missing = claimed - {date for _, date in dates_in(known)}
    if not missing:
        return False
    apart = _DATES[0].sub(" ", known)
    days, years = numbers_in(_DAY.sub(r"\1 ", apart)), set(YEAR.findall(known))
    return any(str(date.day) not in days or str(date.year) not in years for date in missing)


def unknown_days(statement: str, known: str) -> frozenset[tuple[int, int]]:
    """The days (day, month) of a statement that a known text with other days does not have; both in plain form.

    A day that shares its month with another one ("vom 1. bis 15. März") is one of both.
    """
    days = days_of_year(known) | {(int(day), int(month)) for day, month in _DIGIT_DAY.findall(known)}
    missing = days_of_year(statement) - days
    if not missing or not days:
        return frozenset()
    apart = known.lower()
    for pattern in _DAYS:
        apart = pattern.sub("@", apart)
    bare = {int(day) for found in _SHARED_DAY.findall(apart) for day in found if day}
    bare.update(int(day) for day in _DAY.findall(apart))
    months = months_in(known) | {month for _, month in days}
    return frozenset((day, month) for day, month in missing if day not in bare or month not in months)


def _plain_date(match: re.Match[str]) -> str:
    found = match.groupdict()
    day, year = int(found["day"]), found["year"]
    month = _MONTH_NUMBERS[found["name"].lower()] if "name" in found else int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match.group()
    century = "20" if len(year) == 2 else ""
    return f"{day}. {_MONTH_NAMES[month - 1][0].capitalize()} {century}{year}".rstrip()


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
