"""The columns of a table of parts of years: how many months each is of, and when it ends.

"Three months ended June 30, | Six months ended June 30," over "2023 2022 2023 2022" are four columns, "July 29,
2023 | January 28, 2023" two days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from rag.numbers import YEAR
from rag.periods import PART
from rag.statements.lines import MOST_LINE

_T = TypeVar("_T")

_MONTHS = (
    r"jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|(?-i:May|MAY)|mai|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_FIRST_LETTERS = {
    letters: month
    for month, names in enumerate(
        ("jan", "feb", "mar mär", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec dez"), 1
    )
    for letters in names.split()
}
_NUMBERS = {3: "three|drei|3", 6: "six|sechs|6", 9: "nine|neun|9", 12: "twelve|zwölf|12"}
_NAMES = {
    3: r"(?:1[34]|thirteen|fourteen)[- ]weeks?|quarters? ended|quarterly period ended",
    6: r"(?:2[67]|twenty[- ](?:six|seven))[- ]weeks?|half[- ]years?|halbjahr",
    9: r"(?:39|40|thirty[- ]nine|forty)[- ]weeks?",
    12: r"(?:5[23]|fifty[- ](?:two|three))[- ]weeks?|years? ended|full[- ]year|gesamtjahr|geschäftsjahr",
}
_ANY_NUMBER = "|".join(_NUMBERS.values())
_OF_MONTHS = r"[- ](?:months?|monate\w*)\b"
# Of "three and six months" both are meant.
_AND_MORE = rf"(?=,? (?:and|und|&) (?:{_ANY_NUMBER}){_OF_MONTHS})"
_SPANS = "|".join(
    rf"(?P<M{months}>\b(?:{_NAMES[months]})\b|\b(?:{number})(?:{_OF_MONTHS}|{_AND_MORE}))"
    for months, number in _NUMBERS.items()
)
_NUMBER = "0?[1-9]|1[0-2]"  # of a month
_TO = r"\s*(?:–|-|to|through|bis(?: zum)?)\s*"
_RANGE = (
    rf"\b(?:1\.? ?)?(?P<first>{_MONTHS})\b\.?(?: 1,?)?{_TO}(?:\d\d?\. ?)?(?P<last>{_MONTHS})\b\.?(?: \d\d?\b,?)?"
    rf"|(?<![\d.])0?1\.(?P<first_number>{_NUMBER})\.?{_TO}\d\d?\.(?P<last_number>{_NUMBER})\."
)
_DAY = (
    rf"\b(?P<month>{_MONTHS})\b\.?(?: (?P<day>\d\d?)(?:st|nd|rd|th)?\b)?"
    rf"|(?<![\d.])(?P<german_day>\d\d?)\. ?(?:(?P<german_month>{_MONTHS})\b|(?P<number>{_NUMBER})\.)"
)
_MARK = re.compile(f"{PART.pattern}|{_SPANS}|{_RANGE}|{_DAY}", re.I)
# A column of percents is known by their signs.
_IN_PERCENT = re.compile(r"%\s*(?:chang\w*|veränderung)|(?:chang\w*|veränderung)\s*(?:in )?\(?%\)?", re.I)
# A column of anything else that is no time: a row with a gap would be misread.
_NO_TIME = re.compile(
    r"(?<!ex)chang|variance|crease|percent|prozent|veränderung|abweichung|differen[cz]|adjust|restated|as reported",
    re.I,
)
# Weeks end some days before or after the month does.
_FIRST_DAYS = 10


class Column(NamedTuple):
    """One column; years are those of its dates, which need not be those of the firm."""

    year: int
    months: int  # 0: at a day
    end: int | None = None  # the last month, counted from the year 0; None: not said
    part: str = ""  # that it is called itself: "Q2"


class _Marks(NamedTuple):
    """What a text says of columns, each in the order of the text."""

    spans: list[tuple[int, str]]  # months, and the part that is called so
    ends: list[tuple[int, int]]  # month, and months to add: a week may end in the next one


def years_of(line: str) -> tuple[int, ...]:
    """The years of a line that has nothing but years, days and parts of years, and words; () for any other."""
    if len(line) > MOST_LINE:
        return ()
    rest = YEAR.sub(" ", _MARK.sub(" ", line))
    return tuple(map(int, YEAR.findall(line))) if not re.search(r"\d", rest) else ()


def has_percents(head: str) -> bool:
    """Whether a head names a column of percents beside those of times."""
    return _IN_PERCENT.search(head) is not None


def columns_of(title: str, head: str, years: Sequence[int], *, is_balance: bool) -> tuple[Column, ...]:
    """The columns below a head; () where it is not plain what each is.

    `head` are all lines below the title, to that of the years.
    """
    if _NO_TIME.search(_IN_PERCENT.sub(" ", head)):
        return ()
    own, above = _marks_of(head), _marks_of(title)
    spans = own.spans or (above.spans if len(above.spans) == 1 else [])
    of_columns = _spread(spans, len(years)) if spans else [(0, "")] * len(years)
    ends = _ends(own.ends or above.ends, len(years))
    if of_columns is None or ends is None or not _fit(spans, years, is_balance=is_balance):
        return ()
    return tuple(
        Column(year, 0 if is_balance else months, None if end is None else 12 * year + end[0] - end[1], part)
        for year, (months, part), end in zip(years, of_columns, ends, strict=True)
    )


def _fit(spans: Sequence[tuple[int, str]], years: Sequence[int], *, is_balance: bool) -> bool:
    """Balances are those of days, all else is that of some months; each span is of the same years."""
    if is_balance:
        return all(part for _, part in spans)
    if not spans:
        return False
    size = len(years) // len(spans)
    return size == 1 or len({tuple(years[start : start + size]) for start in range(0, len(years), size)}) == 1


def _ends(ends: list[tuple[int, int]], columns: int) -> list[tuple[int, int] | None] | None:
    """The end of each column; None for all where none is said; None when it is not plain of which they are."""
    if not ends:
        return [None] * columns
    if len(set(ends)) == 1:
        return [ends[0]] * columns
    spread = _spread(ends, columns)
    return None if spread is None else list(spread)


def _spread(marks: Sequence[_T], columns: int) -> list[_T] | None:
    """Each mark for as many columns as every other; None where that cannot be."""
    size, more = divmod(columns, len(marks))
    return None if more or not size else [mark for mark in marks for _ in range(size)]


def _marks_of(text: str) -> _Marks:
    marks = _Marks([], [])
    for match in _MARK.finditer(text):
        found = {name: group for name, group in match.groupdict().items() if group is not None}
        if "first" in found or "first_number" in found:
            first, last = _month(found, "first", "first_number"), _month(found, "last", "last_number")
            marks.spans.append(((last - first) % 12 + 1, ""))
            marks.ends.append((last, 0))
        elif "month" in found or "german_day" in found:
            day = int(found.get("day") or found.get("german_day") or 28)
            month = _month(found, "month", "german_month", "number")
            marks.ends.append((month, 1 if day <= _FIRST_DAYS else 0))
        else:
            marks.spans.append(_span(next(iter(found))))
    return marks


def _span(name: str) -> tuple[int, str]:
    """ "M6" are six months, "H1" is a half year and "Q2" a quarter."""
    return (int(name[1:]), "") if name[0] == "M" else (6 if name[0] == "H" else 3, name)


def _month(found: dict[str, str], *names: str) -> int:
    text = next(found[name] for name in names if name in found)
    return int(text) if text.isdigit() else _FIRST_LETTERS[text[:3].casefold()]
