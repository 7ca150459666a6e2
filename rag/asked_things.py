"""Which of two things that a question asks about together ("the deposit and the rent") an answer does not mention.

Such a question is read as one, for both may stand in one sentence. Rather nothing is told than too much: only what
stands at the question's end, each with an article, and only where the answer mentions the other one.
"""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, question_words

_THING = r"(?:der|die|das|den|dem|des|the|our|unser\w*)\s+(?:[^\W\d_][\w-]*\s+){0,2}?[^\W\d_][\w-]{3,}"
_TWO = re.compile(rf"\b({_THING})\s+(?:und|and|sowie)\s+({_THING})\s*[?.!]*\s*$", re.I)
# One thing is asked of both.
_TOGETHER = re.compile(
    r"\b(?:between|differ\w*|both|compar\w*|together|sum|total|ratio|same|zwischen|unterschied\w*|unterscheid\w*"
    r"|beide\w*|vergl\w*|zusammen\w*|summe|verhältnis|gleich\w*)\b",
    re.I,
)
_TOKEN = re.compile(r"[^\W\d_]{4,}")
# Letters at the beginning or end of a word that make it akin: "Kilometerpauschale" and "Kilometer".
_AKIN = 5


def unmentioned_thing(question: str, told: str) -> str | None:
    """The one of two things that `told`, an answer and its quotes, has no word of; None when there is none."""
    match = _TWO.search(question)
    if match is None or _TOGETHER.search(question):
        return None
    first, second = match.groups()
    known = [_is_mentioned(thing, other, told) for thing, other in ((first, second), (second, first))]
    if known == [True, False]:
        return second
    return first if known == [False, True] else None


def _is_mentioned(thing: str, other: str, told: str) -> bool:
    """Whether the text has a word of the thing, or one akin, that is not the other thing's too."""
    shared = analyse_in_all_languages(other)
    own = [word for word in question_words(thing) if not word & shared]
    if not own or any(word & analyse_in_all_languages(told) for word in own):
        return True
    tokens = [token.lower() for token in _TOKEN.findall(told)]
    names = [word for word in _TOKEN.findall(thing.lower()) if not analyse_in_all_languages(word) & shared]
    return any(
        name.startswith(token[:_AKIN]) or name.endswith(token[-_AKIN:]) for name in names for token in tokens
    )
