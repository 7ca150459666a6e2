"""Prepositions that turn a figure into another one: "before tax" and "after tax", "loans to" and "loans from".

They are too common to name anything, and so words alone take the one row for the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.calculation.words import words_of
from rag.numbers import NUMBER
from rag.periods import without_periods

# Each with its opposite.
_OPPOSITES = {"before": "after", "after": "before", "from": "to", "to": "from", "over": "under", "under": "over"}
_WITHOUT = "without"
_RELATION = re.compile(
    r"\b(?:(?P<before>vor|before|pre)|(?P<after>nach|after|post)|(?P<from>von|aus|from)|(?P<to>an|gegenüber|to)"
    r"|(?P<over>über|over|above)|(?P<under>unter|under|below)|(?P<without>ohne|außer|without|excluding|except))\b",
    re.I,
)
# Behind it stands what is compared: "in price without VAT between A and B".
_BETWEEN = re.compile(r"\||\b(?:between|zwischen)\b", re.I)
_BRACKETS = re.compile(r"\([^)]*\)")
_NEAR = 3  # words behind it that it may belong to


def is_opposite(question: str, names: str, around: str) -> bool:
    """Whether the names of a cell say of a thing the opposite of what a question says of it.

    What a question leaves out ("without services") must be left out there, or by what stands around the cell, and
    the other way round.
    """
    asked, given = _related(question), _related(_BRACKETS.sub(" ", names))
    for relation, opposite in _OPPOSITES.items():
        wanted, others = asked.get(relation, set()), given.get(opposite, set())
        if wanted & others - given.get(relation, set()) - asked.get(opposite, set()):
            return True
    if _WITHOUT not in asked:
        return _WITHOUT in given
    there = {term for word in words_of(around) for term in word}
    return bool(asked[_WITHOUT] & there - _related(around).get(_WITHOUT, set()))


@lru_cache(maxsize=200)
def _related(text: str) -> dict[str, set[str]]:
    """For each relation of a text the terms of the words behind it."""
    marks = list(_RELATION.finditer(text))
    ends = [mark.start() for mark in marks[1:]]
    found: dict[str, set[str]] = {}
    for mark, end in zip(marks, [*ends, len(text)], strict=False):
        behind = without_periods(_BETWEEN.split(text[mark.end() : end], maxsplit=1)[0])
        terms = {term for word in words_of(behind)[:_NEAR] for term in word}
        found.setdefault(str(mark.lastgroup), set()).update(terms, NUMBER.findall(behind)[:1])
    return found
