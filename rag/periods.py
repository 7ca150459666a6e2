"""Years, half-years and quarters, as questions and the names of rows and columns write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rag.numbers import YEAR

_ORDINALS = {
    "1": r"(?:erste\w*|first|1st|1\.)",
    "2": r"(?:zweite\w*|second|2nd|2\.)",
    "3": r"(?:dritte\w*|third|3rd|3\.)",
    "4": r"(?:vierte\w*|fourth|4th|4\.)",
}
_QUARTER = r"(?:quartal\w*|quarter)"
_HALF = r"(?:halbjahr\w*|half(?:[- ]year)?(?:\s+of(?:\s+the\s+year)?(?=\s+(?:19|20)\d\d))?)"
# "Q2", "2Q", "H1", "HJ1", "1H" and the words for them.
_PARTS = {
    **{
        f"Q{number}": rf"(?<!\w)(?:Q{number}|{number}Q|{ordinal}[-\s]*{_QUARTER})(?!\w)"
        for number, ordinal in _ORDINALS.items()
    },
    **{
        f"H{number}": rf"(?<!\w)(?:HJ?{number}|{number}HJ?|{ordinal}\s*{_HALF})(?!\w)"
        for number, ordinal in list(_ORDINALS.items())[:2]
    },
}
# Each part is a group of its own name.
PART = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS.items()), re.I)
# Between a part and its year: "Q2 2024", "Q2/2024", "second quarter of 2024".
_JOINT = re.compile(r"[\s/'’-]*(?:(?:of|im jahr|des jahres|in)\s+)?", re.I)
_RANGE = re.compile(
    rf"({YEAR.pattern})\s*(?:–|-|to|through|until|bis(?:\s+einschließlich)?|and|und)\s*({YEAR.pattern})", re.I
)
_TO = re.compile(r"\b(?:to|through|until|bis)\b|[–-]", re.I)
_COMMA = re.compile(r"and|und|[,/&]|(?:, )?(?:and|und)", re.I)
_AND = re.compile(r"and|und", re.I)
_BETWEEN = re.compile(r"(?:between|zwischen)(?:\s+the\s+years|\s+den\s+jahren)?\s*$", re.I)
# The last day of a year names its figures as the year does.
_YEAR_END = re.compile(
    rf"\b31\.\s?(?:12\.|dezember|dec(?:ember)?)|\bdec(?:ember|\.)?\s31(?:,|\b)(?=\s?{YEAR.pattern})", re.I
)
# "Before 2023", "nach Ende des Jahres 2023": other times than the one that is named.
_FILLING = (
    r"de[mrsn]|das|the|of|jahre?s?|geschäftsjahr\w*|fiscal|financial|years?|FY|ende?|anfang|beginn(?:ing)?|start"
)
_OTHER_TIME = re.compile(
    rf"\b(?P<bound>vor|nach|before|after|prior\s+to|seit|since|bis|until|till)\s+"
    rf"(?:(?:{_FILLING}|{'|'.join(_PARTS.values())})\s+)*{YEAR.pattern}",
    re.I,
)
# With a second period these are its beginning or end.
_LIMITS = ("seit", "since", "bis", "until", "till")
_MOST_YEARS = 15


class Period(NamedTuple):
    """A year, or a quarter ("Q2") or half ("H1") of it; years come in order."""

    year: int
    part: str = ""

    @property
    def kind(self) -> str:
        """ "Q", "H", or "" for a whole year: only alike ones are compared."""
        return self.part[:1]


def years_in(text: str) -> set[int]:
    """The years that a text names."""
    return set(map(int, YEAR.findall(text)))


def parts_in(text: str) -> set[str]:
    """The quarters and halves that a text names: {"Q2"}."""
    return {str(match.lastgroup) for match in PART.finditer(text)}


def without_periods(text: str) -> str:
    """A text without its years and their parts, which leaves the words that name things."""
    return YEAR.sub(" ", PART.sub(" ", _YEAR_END.sub(" ", text)))


def find_periods(question: str) -> tuple[Period, ...] | None:
    """The periods that a question names, ascending; () for none, None when it is not plain which they are."""
    parts, years = parts_in(question), years_in(question)
    if not parts:
        return tuple(Period(year) for year in sorted(years))
    if not years:
        return None
    if len(years) == 1 or (len(parts) == 1 and _are_listed(question)):
        return tuple(sorted(Period(year, part) for year in years for part in parts))
    return _paired(question)


def means_other_time(question: str, periods: Sequence[Period]) -> bool:
    """Whether a question is about what was before or after a period that it names, or since or until one alone."""
    bounds = [match["bound"].lower() for match in _OTHER_TIME.finditer(question)]
    return any(len(periods) == 1 or bound not in _LIMITS for bound in bounds)


def find_range(question: str) -> tuple[Period, ...] | None:
    """All years from the first to the last of "2021 to 2023", or those listed one by one; None when neither."""
    periods = find_periods(question)
    match = _RANGE.search(question)
    if periods and any(each.part for each in periods):
        return None if _runs(question) else periods
    if periods is None or match is None:
        return periods
    first, last = int(match[1]), int(match[2])
    if _is_list(question, match):
        return periods
    if len(periods) > 2 or not first < last <= first + _MOST_YEARS:
        return None
    return tuple(Period(year) for year in range(first, last + 1))


def _runs(question: str) -> bool:
    """ "Q1 to Q4" has quarters in between that it does not name."""
    marks = list(PART.finditer(question))
    return _TO.search(question[marks[0].end() : marks[-1].start()]) is not None


def _is_list(question: str, match: re.Match[str]) -> bool:
    """ "2021 and 2023" are two years, "between 2021 and 2023" is a range."""
    joined = question[match.end(1) : match.start(2)].strip()
    return bool(_AND.fullmatch(joined)) and not _BETWEEN.search(question[: match.start()])


def _are_listed(question: str) -> bool:
    """ "Q2 2023 and 2024": the quarter of each; but "from 2023 to Q2 2024" begins with a whole year."""
    part, *years = sorted([*PART.finditer(question), *YEAR.finditer(question)], key=lambda match: match.start())
    gaps = [question[left.end() : right.start()].strip() for left, right in pairwise(years)]
    return bool(part.lastgroup) and all(map(_COMMA.fullmatch, gaps))


def _paired(question: str) -> tuple[Period, ...] | None:
    """Each part with the year that stands beside it; None when one stands alone."""
    marks = sorted([*PART.finditer(question), *YEAR.finditer(question)], key=lambda match: match.start())
    pairs = []
    for left, right in pairwise(marks):
        if left.lastgroup and not right.lastgroup and _JOINT.fullmatch(question[left.end() : right.start()]):
            pairs.append(Period(int(right.group()), str(left.lastgroup)))
    return tuple(sorted(set(pairs))) if 2 * len(pairs) == len(marks) else None
