"""Whether two sentences about the same thing differ: in an amount, a day, a name, or a yes and a no."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.counted import counted
from rag.durations import has_duration, last_otherwise
from rag.numbers import NUMBER, YEAR
from rag.persons import persons_in, without_persons
from rag.polarity import denies
from rag.same_matter import is_same_matter
from rag.scaled_amounts import in_full
from rag.supports import Support, in_plain_form
from rag.units import measured
from rag.written_forms import days_of_year

# What the words of a yes and of a no have instead of each other.
_PERMISSION = re.compile(
    r"\b(?:erlaubt|gestattet|zulässig|zugelassen|verboten|untersagt|unzulässig|nicht|kein\w*|darf|dürfen|muss|müssen"
    r"|allowed|permitted|prohibited|forbidden|not|no|may|must|can|cannot)\b",
    re.I,
)
# "Who", "which company": the answer is a name.
_WHO = re.compile(
    r"\b(?:wer|wen|wem|wessen|who|whom|whose|(?:welche[rsmn]?|which) (?:firma|unternehmen|gesellschaft|anbieter"
    r"|dienstleister|lieferant(?:en)?|versicherung|versicherer|bank|agentur|werkstatt|person|company|firm|provider"
    r"|supplier|contractor|insurer|agency))\b",
    re.I,
)
_FIRM = re.compile(
    r"\b(?:[A-ZÄÖÜ][\w.&’'-]*\s+(?:(?:und|and|&|\+|der|of)\s+)?){1,4}"
    r"(?:g?GmbH(?:\s*&\s*Co\.?\s*KG)?|AG|KGaA|KG|SE|OHG|UG|eG|e\.\s?G\.|e\.\s?V\.|Ltd|Limited|Inc|LLC|plc|Corp)\b\.?"
)
# "Ab 1. März 2024", "valid from 2025": of one matter with a rule of another year that replaces it.
_SINCE = re.compile(
    rf"\b(?:ab|seit|stand|from|since|effective|as of|until|bis|vom|zum)\W+(?:(?:the|dem|den)\s+)?"
    rf"(?:\d{{1,2}}\.?\s+)?(?:[^\W\d_]+\s+)?{YEAR.pattern}",
    re.I,
)
# A no to something else denies nothing, nor do another number or name contradict where the rest differs: such
# sentences must have nearly all words in common, and some.
_SAME_WORDS = 0.8
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says by the words of one sentence."""

    sentence: str
    amounts: dict[str, set[str]]  # by unit
    counted: dict[str, set[str]]  # by what is counted
    days: frozenset[tuple[int, int]]  # (day, month)

    @classmethod
    def of(cls, statement: str, sentence: str) -> Claim:
        """Of a statement that rests on a sentence of a document."""
        plain = in_plain_form(statement)
        return cls(sentence, measured(in_full(plain)), counted(plain), days_of_year(plain))

    def differs_from(self, other: Support, *, one_each: bool = False) -> bool:
        """Whether another sentence about the same thing says otherwise.

        With `one_each` only where both have one amount of a unit, or one day, of the same verb or noun, and where
        they do not tell it of different years.
        """
        if one_each and _are_of_other_years(in_plain_form(self.sentence), other.plain):
            return False
        given, others = measured(in_full(other.plain)), counted(other.plain)
        return (
            any(
                _differ(amounts, given[unit], one_each=one_each)
                and (not one_each or self._is_same_matter(other, partial(_measures, unit)))
                for unit, amounts in self.amounts.items()
                if unit in given
            )
            or (
                any(
                    _differ(self.counted[noun], others[noun], one_each=True)
                    for noun in self.counted.keys() & others
                )
                and _are_alike(NUMBER.sub(" ", in_plain_form(self.sentence)), NUMBER.sub(" ", other.plain))
            )
            or (
                _differ(self.days, days_of_year(other.plain), one_each=True)
                and (not one_each or self._is_same_matter(other, lambda text: bool(days_of_year(text))))
            )
            or (
                last_otherwise(in_plain_form(self.sentence), other.plain)
                and self._is_same_matter(other, has_duration)
            )
            or _is_denied(self.sentence, other.text)
        )

    def _is_same_matter(self, other: Support, has_it: Callable[[str], bool]) -> bool:
        return is_same_matter(in_plain_form(self.sentence), other.plain, has_it)


def _are_of_other_years(one: str, other: str) -> bool:
    """Whether both tell of years, and of no common one; from when something is in force counts for nothing."""
    first, second = (frozenset(YEAR.findall(_SINCE.sub(" ", text))) for text in (one, other))
    return bool(first and second) and first.isdisjoint(second)


def _measures(unit: str, text: str) -> bool:
    return unit in measured(text)


def without_permission(text: str) -> str:
    """The text without its words of yes and no: "allowed" and "prohibited" are about the same thing."""
    return _PERMISSION.sub(" ", text)


def asks_for_name(question: str) -> bool:
    """Whether a question asks who, or which firm."""
    return bool(_WHO.search(question))


def names_another(sentence: str, other: str) -> bool:
    """Whether two sentences name one person or firm each, not the same, and are alike otherwise."""
    return _is_replaced(sentence, other, persons_in, without_persons) or _is_replaced(
        sentence, other, _firms_in, lambda text: _FIRM.sub(" ", text)
    )


def _is_replaced(
    first: str, second: str, names_in: Callable[[str], frozenset[str]], without: Callable[[str], str]
) -> bool:
    (one, other) = (names_in(text) for text in (first, second))
    if not len(one) == len(other) == 1 or _mentions(first, other) or _mentions(second, one):
        return False
    return _are_alike(without(first), without(second))


def _mentions(text: str, names: frozenset[str]) -> bool:
    return any(name.casefold().split()[0] in text.casefold() for name in names)


def _firms_in(text: str) -> frozenset[str]:
    return frozenset(match.group() for match in _FIRM.finditer(text))


def _differ(claimed: Set[object], given: Set[object], *, one_each: bool) -> bool:
    return claimed.isdisjoint(given) and (not one_each or len(claimed) == len(given) == 1)


def _is_denied(first: str, second: str) -> bool:
    """Whether the one sentence says of the same things what the other denies."""
    if denies(first) == denies(second):
        return False
    return _are_alike(without_permission(first), without_permission(second))


def _are_alike(one: str, other: str) -> bool:
    return _has_words_of(one, other) and _has_words_of(other, one)


def _has_words_of(text: str, other: str) -> bool:
    words = question_words(other)
    return len(words) >= _LEAST_WORDS and share_of_words(words, analyse_in_all_languages(text)) >= _SAME_WORDS
