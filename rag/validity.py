"""Of when a document is, as its own beginning says: "Stand: 1. März 2024", "effective from 2024-03-01"."""

from __future__ import annotations

import datetime
import re

from rag.written_forms import dates_in

# Where documents say it: below the title, on the cover.
_BEGINNING = 2000
# What stands before such a date, the first kind before the second: when it takes effect counts more than when it
# was written.
_KINDS = (
    re.compile(
        r"\b(?:gültig (?:ab|seit)|gilt ab|in kraft (?:seit|ab|getreten am)|tritt am"
        r"|effective|valid from|in force)\b"
    ),
    re.compile(r"\b(?:stand|fassung vom|vom|as of|dated|last updated|last revised|version of|issued)\b"),
)
# Characters between the words and the date ("Stand der Fassung: ", "effective date: ").
_NEAR = 24


def date_of(beginning: str) -> datetime.date | None:
    """The date from the first page's text; None when it tells none."""
    text = beginning[:_BEGINNING].lower()
    dates = sorted(dates_in(text))
    for kind in _KINDS:
        for cue in kind.finditer(text):
            for start, date in dates:
                if 0 <= start - cue.end() <= _NEAR and "\n\n" not in text[cue.end() : start]:
                    return date
    return None
