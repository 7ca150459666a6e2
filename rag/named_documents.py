"""Documents that a question names: then no other one answers it, unless it speaks of the same.

"What drove the margin of JnJ?" is not answered by the report of another firm, though that tells what drove its own.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.names import has_name, names_in
from rag.types import Passage
from rag.written_forms import dates_in, plain_dates

_SHORT = 6  # letters of an abbreviation
_SHORTEST = 3
_DATES_OF_NAMES = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_. ]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d\d)(?P<mark>[-_. ])(?P<month>\d\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"),
)
_CALLED = re.compile(r"(?:\bdated(?: on)?|(?<!\bas )(?<!\bend )\bof|\bvom)(?: the)?\s+$")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """Names of a question that stand in the name or title of some document, and not of all."""

    names: tuple[str, ...]
    dates: frozenset[datetime.date] = (
        frozenset()
    )  # that a question calls papers by, and that stand in names of some

    @classmethod
    def of(cls, question: str, language: str, passages: Iterable[Passage]) -> NamedDocuments:
        """Those of the documents that the passages are from."""
        titles = {passage.document: title_of(passage) for passage in passages}
        names = filter(_is_name, dict.fromkeys(map(without_possessive, names_in(question, language))))
        told = frozenset(date for title in titles.values() for date in dates_of_name(title))
        return cls(
            tuple(name for name in names if len({names_document(name, each) for each in titles.values()}) > 1),
            dates_of_papers(question) & told,
        )

    def admit(self, passage: Passage) -> bool:
        """Whether a passage is of no other day, and each name stands for its document or in it."""
        title = title_of(passage)
        dated = dates_of_name(title)
        if self.dates and dated and not dated & self.dates:
            return False
        text = f"{title} {passage.in_context}"
        return all(names_document(name, title) or has_name(name, text) for name in self.names)


def names_document(name: str, title: str) -> bool:
    """Whether a document's name and title have a name, or what it is short for."""
    return has_name(name, title.replace("_", " ")) or abbreviates(name, title)


def abbreviates(word: str, name: str) -> bool:
    """ "JnJ" for "Johnson_Johnson": its letters in their order, the first first."""
    plain = iter("".join(filter(str.isalnum, name.casefold())))
    letters = word.replace("&", "")
    is_short = 1 < len(word) <= _SHORT and letters.isalpha() and sum(map(str.isupper, letters)) > 1
    first = next(plain, "")
    return is_short and first == letters[0].casefold() and all(each in plain for each in letters[1:].casefold())


def title_of(passage: Passage) -> str:
    """What a passage's document is called: its name and its title."""
    return f"{passage.document} {passage.title or ''}"


def dates_of_papers(question: str) -> frozenset[datetime.date]:
    """The day by which a question calls a paper: "the minutes of 14 September 2026", not when something was."""
    plain = plain_dates(question).lower()
    found = list(dates_in(plain))
    return frozenset(date for place, date in found if len(found) == 1 and _CALLED.search(plain[:place]))


def dates_of_name(title: str) -> frozenset[datetime.date]:
    """The days in a document's name or title: "minutes_2026-09-14", "Protokoll 14.09.2026"."""
    return frozenset(_read_dates(title)) | frozenset(date for _, date in dates_in(plain_dates(title).lower()))


def _read_dates(title: str) -> Iterator[datetime.date]:
    for pattern in _DATES_OF_NAMES:
        for match in pattern.finditer(title):
            with contextlib.suppress(ValueError):  # no day of any month
                yield datetime.date(int(match["year"]), int(match["month"]), int(match["day"]))


def _is_name(name: str) -> bool:
    """Not a year, a quarter or the letters of a code."""
    return len(name) >= _SHORTEST and name.isalpha()


def without_possessive(word: str) -> str:
    """ "Weber" of "Weber's"."""
    return _POSSESSIVE.sub("", word)
