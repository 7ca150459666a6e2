"""Whether two sentences about the same thing differ in what they say of it: an amount, a day, or a yes and a no."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.polarity import denies
from rag.supports import Support, in_plain_form
from rag.units import measured
from rag.written_forms import days_of_year

# What the words of a yes and of a no have instead of each other.
_PERMISSION = re.compile(
    r"\b(?:erlaubt|gestattet|zulässig|zugelassen|verboten|untersagt|unzulässig|nicht|kein\w*|darf|dürfen|muss|müssen"
    r"|allowed|permitted|prohibited|forbidden|not|no|may|must|can|cannot)\b",
    re.I,
)
# A no to something else denies nothing, so these sentences must have nearly all words in common, and some.
_SAME_WORDS = 0.8
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says by the words of one sentence."""

    sentence: str
    amounts: dict[str, set[str]]  # by unit
    days: frozenset[tuple[int, int]]  # (day, month)

    @classmethod
    def of(cls, statement: str, sentence: str) -> Claim:
        """Of a statement that rests on a sentence of a document."""
        plain = in_plain_form(statement)
        return cls(sentence, measured(plain), days_of_year(plain))

    def differs_from(self, other: Support, *, one_each: bool = False) -> bool:
        """Whether another sentence about the same thing says otherwise.

        With `one_each` only where both have one amount of a unit, or one day.
        """
        given = measured(other.plain)
        return (
            any(
                _differ(amounts, given[unit], one_each=one_each)
                for unit, amounts in self.amounts.items()
                if unit in given
            )
            or _differ(self.days, days_of_year(other.plain), one_each=True)
            or _is_denied(self.sentence, other.text)
        )


def without_permission(text: str) -> str:
    """The text without its words of yes and no: "allowed" and "prohibited" are about the same thing."""
    return _PERMISSION.sub(" ", text)


def _differ(claimed: Set[object], given: Set[object], *, one_each: bool) -> bool:
    return claimed.isdisjoint(given) and (not one_each or len(claimed) == len(given) == 1)


def _is_denied(first: str, second: str) -> bool:
    """Whether the one sentence says of the same things what the other denies."""
    if denies(first) == denies(second):
        return False
    one, other = (without_permission(text) for text in (first, second))
    return _has_words_of(one, other) and _has_words_of(other, one)


def _has_words_of(text: str, other: str) -> bool:
    words = question_words(other)
    return len(words) >= _LEAST_WORDS and share_of_words(words, analyse_in_all_languages(text)) >= _SAME_WORDS
