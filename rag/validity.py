"""Of when a document is, as its own beginning says: "Stand: 1. März 2024", "effective from 2024-03-01"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rag.head_dates import Written, labelled_date, plain_beginning, signed_date, written_in
from rag.validity_end import end_of
from rag.validity_words import IN_FORCE, OUT_OF_FORCE, REPLACES, SENTENCE_END

# Characters in which documents say it: below the title, on the cover.
BEGINNING = 2000
_WRITTEN = re.compile(r"\b(?:stand|fassung vom|vom|as of|dated|last updated|last revised|version of|issued)\b")
# Behind these a month is told too often that is not the document's: "die Zahlen vom Januar 2024".
_OF_A_DAY = re.compile(r"vom|as of|dated|issued")
# What may stand between the others and a month.
_BEFORE_MONTH = re.compile(r"[\s:*_|]*(?:(?:date|from|as of|since|ab|seit|of|der fassung)\b[\s:*_|]*)*")
# Characters between the words and the date ("Stand der Fassung: ", "effective date: ").
_NEAR = 24
# "Gültig vom 1.1. bis 31.12.2027", "effective until 2027-12-31": the date is the end.
_END = re.compile(r"\b(?:bis|until|till|through|to|expires?)\b")
_REACH = 80  # characters between those words and the cue, in one sentence
# "... replaces the old one and is effective from", "..., valid from": said of this document again.
_OWN_AGAIN = re.compile(r"(?:[,;]|\b(?:und|and))\s+(?:(?:it|this|is|are|becomes|ist|sie|er|es|wird)\s+)*$")


@dataclass(frozen=True, slots=True)
class Dating:
    """What a document tells of its time."""

    date: datetime.date | None = None  # when it takes effect, else when it was written
    begins: datetime.date | None = None  # when it takes effect
    is_month: bool = False  # only the month of `date` is told; it is that month's first day
    ends: datetime.date | None = None  # the last day on which it is in force

    def is_coming(self, day: datetime.date) -> bool:
        """Whether it is in force from a later day only."""
        return self.begins is not None and self.begins > day

    def has_ended(self, day: datetime.date) -> bool:
        """Whether it was in force until an earlier day only."""
        return self.ends is not None and self.ends < day


class Standing(Enum):
    """How what another document says stands to what the answer cites."""

    NEWER = "newer"
    OLDER = "older"
    COMING = "coming"  # it is in force from a later day only
    CURRENT = "current"  # it is in force, and the cited one not yet
    ENDED = "ended"  # it was in force until an earlier day only, and the cited one has not ended
    UNEXPIRED = "unexpired"  # the cited one has ended, and it has not
    UNKNOWN = "unknown"


# Of these the other document is the one that holds.
HOLDS = (Standing.NEWER, Standing.CURRENT, Standing.UNEXPIRED)


def read_dating(beginning: str) -> Dating:
    """What the text of a document's first page tells of its time."""
    text = plain_beginning(beginning[:BEGINNING])
    lower, dates = text.lower(), written_in(text)
    # When it takes effect counts more than when it was written.
    begins = _first_behind(IN_FORCE, lower, dates)
    told = begins or labelled_date(text, dates) or _first_behind(_WRITTEN, lower, dates) or signed_date(text, dates)
    ends = end_of(text, dates, told)
    if told is None:
        return Dating(ends=ends)
    return Dating(told.date, begins.date if begins else None, told.is_month, ends)


def date_of(beginning: str) -> datetime.date | None:
    """The date from the first page's text; None when it tells none."""
    return read_dating(beginning).date


def compare(cited: Dating, other: Dating, day: datetime.date) -> Standing:
    """How two documents that are no versions of each other stand on a day, by what they tell themselves."""
    if other.is_coming(day):
        return Standing.UNKNOWN if cited.is_coming(day) else Standing.COMING
    if other.has_ended(day) and not cited.has_ended(day):
        return Standing.ENDED
    if cited.has_ended(day) and not other.has_ended(day) and (other.date or other.ends):
        return Standing.NEWER if _is_newer(other, cited) else Standing.UNEXPIRED
    if cited.date is None or other.date is None or _is_same_time(cited, other):
        return Standing.UNKNOWN
    if cited.is_coming(day):
        return Standing.CURRENT
    return Standing.NEWER if _is_newer(other, cited) else Standing.OLDER


def _is_newer(one: Dating, other: Dating) -> bool:
    if one.date is None or other.date is None or _is_same_time(one, other):
        return False
    return one.date > other.date


def _is_same_time(one: Dating, other: Dating) -> bool:
    """Whether two dates are not known to differ: a month may be any day of it."""
    if one.date is None or other.date is None:
        return True
    if one.is_month or other.is_month:
        return (one.date.year, one.date.month) == (other.date.year, other.date.month)
    return one.date == other.date


def _first_behind(cues: re.Pattern[str], text: str, dates: Sequence[Written]) -> Written | None:
    for cue in cues.finditer(text):
        if _is_of_replaced(text, cue.start(), dates):
            continue
        for each in dates:
            if cue.end() <= each.start <= cue.end() + _NEAR and _belongs(text, cue, each):
                return each
    return None


def _belongs(text: str, cue: re.Match[str], date: Written) -> bool:
    """Whether a date close behind a cue is the one that it speaks of."""
    place = cue.end(), date.start
    if SENTENCE_END.search(text, *place) or _END.search(text, *place):
        return False
    if cue.group().startswith("tritt") and OUT_OF_FORCE.match(text, date.end):
        return False
    return not date.is_month or (
        _BEFORE_MONTH.fullmatch(text, *place) is not None and not _OF_A_DAY.fullmatch(cue.group())
    )


def _is_of_replaced(text: str, place: int, dates: Sequence[Written]) -> bool:
    """Whether a cue belongs to what the document replaces; the first date behind such a word ends that."""
    begin = max(0, place - _REACH)
    words = list(REPLACES.finditer(text, begin, place))
    if not words:
        return False
    end = words[-1].end()
    if any(end <= each.start < place for each in dates):
        return False
    return not SENTENCE_END.search(text, end, place) and not _OWN_AGAIN.search(text, end, place)
