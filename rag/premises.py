"""Amounts that a statement takes over from its question, where the evidence has another one of the same kind.

Who asks whether the period is six weeks must not read that it is, when the document says four. Who says "I have
been here for 7 years" may be told "after 7 years you have 30 days" by a rule "30 days from 5 years on": 7 is the
asker's own situation and meets the bound of the rule, and what the statement tells of the document is the 30 days.
The same holds for an amount that the statement itself denies ("4 weeks, not 6"). What has no other amount of its
kind in the evidence contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.numbers import NUMBER, YEAR, normalise_number, numbers_in
from rag.off_question import asks_for_thing
from rag.units import units_beside

# Durations of different units are of one kind where nothing else of the evidence is told: 6 weeks are not 30 days.
_DURATIONS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_YEAR_KIND = "calendar year"
_NOUN_BEHIND = re.compile(r" ([^\W\d_]{3,})")
# "Severity 2", "Stufe 3": what is counted through instead of counted.
_NOUN_BEFORE = re.compile(r"([^\W\d_]{3,}) $")
_LEAST = re.compile(
    r"\b(?:ab|mindestens|wenigstens|über|(?:mehr|länger|höher) als|nach|seit|from|after|at least|over|since"
    r"|starting|(?:more|longer|higher) than)\W+(?:\w+ ){0,2}$",
    re.I,
)
_MOST = re.compile(
    r"\b(?:bis|höchstens|maximal|unter|(?:weniger|kürzer) als|innerhalb|binnen|up to|at most|under|below|until"
    r"|within|no more than|(?:less|shorter|fewer) than)\W+(?:\w+ ){0,2}$",
    re.I,
)
_LEAST_BEHIND = re.compile(r" ?(?:\w+ )?(?:oder|or|und|and) (?:mehr|länger|more|longer|above|darüber)\b", re.I)
_NEAR = 40  # characters before an amount
_DENIED = re.compile(
    rf"(?:,\s*|\s+)?(?:(?:und|and|but|aber)\s+)?\b(?:nicht|not|keine?n?|statt|anstatt|instead of|rather than)\s+"
    rf"(?:(?:bei|am|um|for|at|in|on)\s+)?(?:[€$£]\s?)?(?P<number>{NUMBER.pattern})",
    re.I,
)
_SHORT_REPLY = re.compile(r"^\s*(?:no|nein)\s*[,.;:–-]\s*", re.I)


@dataclass(frozen=True, slots=True)
class _Amount:
    number: str
    kinds: frozenset[str]
    least: bool  # a bound that what is more meets
    most: bool


def refuted_premises(
    statement: str, question: str, found: Sequence[str], akin: Sequence[str], surroundings: str
) -> frozenset[str]:
    """The numbers of the question that the statement may not tell without a sentence that has them.

    All texts in plain form: `found` are the sentences that carry the statement otherwise, `akin` all that are about
    what it says, `surroundings` what stands around them, where a year ("Report 2024") counts as well.
    """
    asked = list(_amounts(question))
    given = frozenset(each.number for each in asked)
    claimed = list(_amounts(statement))
    told = [each for sentence in (*found, *akin) for each in _amounts(sentence)]
    had = frozenset(each.number for sentence in found for each in _amounts(sentence))
    own = given - had - denied_amounts(statement, given - had)
    asks = asks_for_thing(question)  # which the statement adds
    adds = bool({each.number for each in claimed} & had - given)
    refuted = set()
    for amount in claimed:
        kinds = amount.kinds | {kind for each in asked if each.number == amount.number for kind in each.kinds}
        if amount.number not in own or (_YEAR_KIND in kinds and amount.number in numbers_in(surroundings)):
            continue
        if not adds and kinds & _DURATIONS:
            kinds |= _DURATIONS
        others = [each for each in told if each.kinds & kinds]
        meets = [_meets(amount.number, each) for each in others]
        if others and not (any(meets) if adds else asks and all(meets)):
            refuted.add(amount.number)
    return frozenset(refuted)


def denied_amounts(statement: str, among: frozenset[str]) -> frozenset[str]:
    """Those of the numbers that the statement denies: the 6 of "4 weeks, not 6"."""
    return frozenset(normalise_number(match["number"]) for match in _DENIED.finditer(statement)) & among


def without_denied(statement: str, denied: frozenset[str]) -> str:
    """The statement without a "no" to its question and without these numbers, which it denies."""
    short = _SHORT_REPLY.sub("", statement)
    return _DENIED.sub(lambda match: " " if normalise_number(match["number"]) in denied else match.group(), short)


def _amounts(text: str) -> Iterator[_Amount]:
    for match in NUMBER.finditer(text):
        number = normalise_number(match.group())
        before = text[max(0, match.start() - _NEAR) : match.start()]
        least = bool(_LEAST.search(before) or _LEAST_BEHIND.match(text, match.end()))
        yield _Amount(number, _kinds(text, match), least, bool(_MOST.search(before)))


def _kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    units = units_beside(text, match.start(), match.end())
    if units:
        return frozenset(units)
    if YEAR.fullmatch(match.group()):
        return frozenset([_YEAR_KIND])
    before = _NOUN_BEFORE.search(text, max(0, match.start() - _NEAR), match.start())
    nouns = [each[1] for each in (before, _NOUN_BEHIND.match(text, match.end())) if each]
    return frozenset(term for noun in nouns if not is_stopword(noun) for term in analyse_in_all_languages(noun))


def _meets(number: str, bound: _Amount) -> bool:
    try:
        value, limit = Decimal(number), Decimal(bound.number)
    except InvalidOperation:  # a code such as "1.2.3" is no amount
        return False
    return (bound.least and value >= limit) or (bound.most and value <= limit)
