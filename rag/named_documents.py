"""Documents that a question names: then no other one answers it, unless it speaks of the same.

"What drove the margin of JnJ?" is not answered by the report of another firm, though that tells what drove its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.names import has_name, names_in
from rag.types import Passage

_SHORT = 6  # letters of an abbreviation
_SHORTEST = 3
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class NamedDocuments:
    """Names of a question that stand in the name or title of some document, and not of all."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, question: str, language: str, passages: Iterable[Passage]) -> NamedDocuments:
        """Those of the documents that the passages are from."""
        titles = {passage.document: title_of(passage) for passage in passages}
        names = filter(_is_name, dict.fromkeys(map(without_possessive, names_in(question, language))))
        return cls(
            tuple(name for name in names if len({names_document(name, each) for each in titles.values()}) > 1)
        )

    def admit(self, passage: Passage) -> bool:
        """Whether a passage is of a document that each name stands for, or has the name itself."""
        title = title_of(passage)
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


def _is_name(name: str) -> bool:
    """Not a year, a quarter or the letters of a code."""
    return len(name) >= _SHORTEST and name.isalpha()


def without_possessive(word: str) -> str:
    """ "Weber" of "Weber's"."""
    return _POSSESSIVE.sub("", word)
