"""Whether two sentences with an amount or a day each speak of the same thing, by what these belong to.

"Within ten working days" is said of a payment, of a reply and of a report: units, months, numbers and words of a
bound are what any two deadlines have in common, and tell nothing of what the deadline is for. Nor does "valid
from": each document has a day of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.analysis import analyse_in_all_languages, is_stopword, question_words, share_of_words
from rag.units import is_unit
from rag.written_forms import is_month

_WORD = re.compile(r"[^\W\d_]{2,}")
_BOUNDS = frozenset(
    "ab binnen frist frühestens höchstens innerhalb insgesamt maximal mindestens rund spätestens stand wenigstens"
    " business calendar earliest latest least maximum minimum most only than total until working within"
    " ausgabe fassung gültig kraft tritt version edition effective force valid".split()
)
# Where another rule may begin within a sentence.
_CLAUSE_END = re.compile(r"[;:|\n]|\s[–—-]\s|,\s+(?:aber|davon|sonst|und|and|but|otherwise)\b", re.I)
# So much of what the shorter, and of what the longer sentence is about, both must have.
_SHARE = 0.5
_SHARE_OF_LONGER = 0.25
_LEAST_WORDS = 2


def matter_of(text: str) -> list[frozenset[str]]:
    """The words that say what a text is about, each as the index terms that count as the same word."""
    words = [word for word in _WORD.findall(text) if _tells(word)]
    return question_words(" ".join(words)) if words else []


def is_same_matter(sentence: str, other: str, has_it: Callable[[str], bool]) -> bool:
    """Whether what differs in two sentences belongs to the same verb or noun.

    Both in plain form; `has_it` tells whether a clause holds what differs.
    """
    one, two = matter_of(sentence), matter_of(other)
    terms = analyse_in_all_languages(other)
    shares = sorted((_share(one, terms), _share(two, analyse_in_all_languages(sentence))))
    common = sum(not word.isdisjoint(terms) for word in one)
    if common < min(_LEAST_WORDS, len(one)) or shares[0] < _SHARE_OF_LONGER or shares[1] < _SHARE:
        return False
    here, there = ([each for each in _CLAUSE_END.split(text) if has_it(each)] for text in (sentence, other))
    words = [word for clause in here for word in matter_of(clause)]
    return any(not word.isdisjoint(terms) for terms in map(analyse_in_all_languages, there) for word in words)


def _tells(word: str) -> bool:
    return not (is_stopword(word) or is_unit(word) or is_month(word) or word.lower() in _BOUNDS)


def _share(words: Sequence[frozenset[str]], terms: frozenset[str]) -> float:
    return share_of_words(words, terms, of_none=0.0)
