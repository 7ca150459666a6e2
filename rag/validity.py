"""Of when a document is, as its own beginning says: "Stand: 1. März 2024", "effective from 2024-03-01"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from rag.written_forms import dates_in

# Characters in which documents say it: below the title, on the cover.
BEGINNING = 2000
_IN_FORCE = re.compile(
    r"\b(?:gültig (?:ab|seit)|gilt (?:ab|seit)|in kraft (?:ab|seit|getreten am)|tritt (?:am|zum|mit wirkung vom)"
    r"|wirksam (?:ab|seit|zum)|mit wirkung (?:ab|vom|zum)|effective|valid (?:from|as of)|in force"
    r"|(?:comes|came|enters|entered) into (?:force|effect)|takes effect|applies from)\b"
)
_WRITTEN = re.compile(r"\b(?:stand|fassung vom|vom|as of|dated|last updated|last revised|version of|issued)\b")
# Characters between the words and the date ("Stand der Fassung: ", "effective date: ").
_NEAR = 24
# "Gültig vom 1.1. bis 31.12.2027", "effective until 2027-12-31": the date is the end.
_END = re.compile(r"\b(?:bis|until|till|through|to|expires?)\b")


@dataclass(frozen=True, slots=True)
class Dating:
    """What a document tells of its time."""

    date: datetime.date | None = None  # when it takes effect, else when it was written
    begins: datetime.date | None = None  # when it takes effect

    def is_coming(self, day: datetime.date) -> bool:
        """Whether it is in force from a later day only."""
        return self.begins is not None and self.begins > day


class Standing(Enum):
    """How what another document says stands to what the answer cites."""

    NEWER = "newer"
    OLDER = "older"
    COMING = "coming"  # it is in force from a later day only
    CURRENT = "current"  # it is in force, and the cited one not yet
    UNKNOWN = "unknown"


def read_dating(beginning: str) -> Dating:
    """What the text of a document's first page tells of its time."""
    text = beginning[:BEGINNING].lower()
    dates = sorted(dates_in(text))
    # When it takes effect counts more than when it was written.
    begins = _first_behind(_IN_FORCE, text, dates)
    return Dating(begins or _first_behind(_WRITTEN, text, dates), begins)


def date_of(beginning: str) -> datetime.date | None:
    """The date from the first page's text; None when it tells none."""
    return read_dating(beginning).date


def compare(cited: Dating, other: Dating, day: datetime.date) -> Standing:
    """How two documents that are no versions of each other stand on a day, by what they tell themselves."""
    if other.is_coming(day):
        return Standing.UNKNOWN if cited.is_coming(day) else Standing.COMING
    if cited.date is None or other.date is None or cited.date == other.date:
        return Standing.UNKNOWN
    if cited.is_coming(day):
        return Standing.CURRENT
    return Standing.NEWER if other.date > cited.date else Standing.OLDER


def _first_behind(cues: re.Pattern[str], text: str, dates: list[tuple[int, datetime.date]]) -> datetime.date | None:
    for cue in cues.finditer(text):
        for start, date in dates:
            between = text[cue.end() : start] if start >= cue.end() else "\n\n"
            if len(between) <= _NEAR and "\n\n" not in between and not _END.search(between):
                return date
    return None
