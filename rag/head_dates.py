"""The dates with which a document begins, and of when it is as a label there says: "Date: 12 March 2024"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.written_forms import date_spans, month_spans, plain_dates

# Characters of the head, in which a bare "Date:" is that of the document.
HEAD = 800
# Where a label may stand: first in its line, or apart from what stands before it in the line.
_APART = r"(?:^|(?<=[|·•\t])|(?<=\s[–—-]\s)|(?<=\s{2}))[ \t>*_#]*"
_COLON = r"(?:[ \t]+(?:on|am|vom))?[ \t*_]*(?::[ \t*_|]*\n?[ \t]*|(?:\||\t)[ \t*_|]*)"
_DAY_NAME = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend)"
)
_WEEKDAY = rf"(?:{_DAY_NAME}[.,]*[ \t]+)?"
_REVISED = (
    r"(?:last|zuletzt|letzte)[ \t]+(?:updated?|revis(?:ed|ion)|modified|changed?|edited"
    r"|aktualisier(?:t|ung)|(?:ge)?änder(?:t|ung)|(?:über|be)arbeit(?:et|ung))"
    r"|(?:date of revision|revision date|revised|updated|(?:revisions|änderungs)datum|(?:bearbeitungs)?stand"
    r"|aktualisiert|überarbeitet)"
)
_ISSUED = (
    r"(?:date(?: of (?:issue|publication))?|(?:issue|document|publication|release) date|published|released|issued"
    r"|datum(?: der (?:ausgabe|veröffentlichung|fassung|erstellung))?"
    r"|(?:ausgabe|veröffentlichungs|erscheinungs|erstellungs|dokument(?:en)?)datum|veröffentlicht|erstellt)"
)
# "Published on 12 March 2024", without a colon: only as a line or a cell of its own that begins with a capital.
_SAID = r"[ \t]+(?:(?:on|am|in|im|vom)[ \t]+)?"
_ALONE = re.compile(r"\)?[ \t*_]*(?:$|[|·•\t]|\s[–—-]\s|\s{2}|\s(?:by|von|durch)\s)", re.M)
_REVISED_LABEL, _ISSUED_LABEL = (
    re.compile(rf"{_APART}(?P<word>{words})(?:(?P<colon>{_COLON})|{_SAID}){_WEEKDAY}\Z", re.M | re.I)
    for words in (_REVISED, _ISSUED)
)
# "Version 2.1 (12.03.2024)".
_NUMBERED = re.compile(
    rf"(?:{_APART}|(?<=,\s))(?:version|revision|rev\.?|ausgabe|fassung|release)[ \t:]*\d+(?:\.\d+)*"
    r"[ \t]*[,(/|–—-]+[ \t]*(?:(?:vom|of|dated|stand:?|from)[ \t]+)?\Z",
    re.M | re.I,
)
# "Berlin, den 12. März 2024" as a line of its own.
_PLACE = re.compile(
    rf"^[ \t]*(?!{_DAY_NAME})[^\W\d_][\w./()-]*(?:[ \t][\w./()-]+){{0,3}},[ \t]+den[ \t]+\Z",
    re.M | re.I,
)
_LINE_END = re.compile(r"[ \t]*$", re.M)
# From one day to another: no day on which a document is written.
_RANGE = re.compile(r"\s*(?:-|–|—|bis|to|until|through|till)\s*(?:(?:zum|the)\s+)?\d")
# What stands beside the date of an event.
_EVENT = re.compile(
    rf"{_APART}(?:time|uhrzeit|zeit|beginn|start|venue|ort|location|place|treffpunkt|einlass)[ \t*_]*[:|]",
    re.M | re.I,
)
_BARE = re.compile(r"date|datum", re.I)
_BEFORE = 90  # characters before a date that may belong to its label


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text."""

    start: int
    end: int
    date: datetime.date
    is_month: bool = False  # its day is not told; the date is that of the month's first


def plain_beginning(beginning: str) -> str:
    """The text with every date in the same form, of the same length in lower case."""
    return plain_dates(beginning).replace("İ", "I")


def written_in(text: str) -> list[Written]:
    """The dates of a text in plain form, in their order."""
    lower = text.lower()
    days = [Written(*span) for span in date_spans(lower)]
    months = [Written(*span, is_month=True) for span in month_spans(lower)]
    return sorted([*days, *months], key=lambda each: each.start)


def labelled_date(text: str, dates: Sequence[Written]) -> Written | None:
    """The date that a label in the text's head gives the document: of its last revision, else of its issue."""
    head = [each for each in dates if each.start <= HEAD]
    for label in (_REVISED_LABEL, _ISSUED_LABEL):
        for each in _labelled(label, text, head):
            return each
    # A list of versions tells the newest last or first.
    return max(_numbered(text, head), key=lambda each: each.date, default=None)


def signed_date(text: str, dates: Sequence[Written]) -> Written | None:
    """The date of a line like "Berlin, den 12. März 2024"."""
    for each in dates:
        if not each.is_month and _stands_behind(_PLACE, text, each) and _LINE_END.match(text, each.end):
            return each
    return None


def _labelled(label: re.Pattern[str], text: str, dates: Sequence[Written]) -> Iterator[Written]:
    for each in dates:
        match = _stands_behind(label, text, each)
        if match is None or _RANGE.match(text, each.end):
            continue
        if match["colon"]:
            if not (_BARE.fullmatch(match["word"]) and _EVENT.search(text, 0, HEAD)):
                yield each
        elif match["word"][0].isupper() and not _BARE.match(match["word"]) and _ALONE.match(text, each.end):
            yield each


def _numbered(text: str, dates: Sequence[Written]) -> Iterator[Written]:
    return (each for each in dates if _stands_behind(_NUMBERED, text, each) and _ALONE.match(text, each.end))


def _stands_behind(label: re.Pattern[str], text: str, date: Written) -> re.Match[str] | None:
    """The label that ends where the date begins."""
    return label.search(text, max(0, date.start - _BEFORE), date.start)
