"""Amounts that a statement takes over from its question, where the evidence has another one of the same kind.

Who asks whether the period is six weeks must not read that it is, when the document says four. Who says "I have
been here for 7 years" may be told "after 7 years you have 30 days" by a rule "30 days from 5 years on": 7 is the
asker's own situation and meets the bound of the rule, and what the statement tells of the document is the 30 days.
The same holds for an amount that the statement itself denies ("4 weeks, not 6"). What has no other amount of its
kind in the evidence contradicts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.bounded_amounts import CALENDAR_YEAR, amounts_in
from rag.numbers import NUMBER, normalise_number, numbers_in
from rag.off_question import asks_for_thing

# Durations of different units are of one kind where nothing else of the evidence is told: 6 weeks are not 30 days.
_DURATIONS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_DENIED = re.compile(
    rf"(?:,\s*|\s+)?(?:(?:und|and|but|aber)\s+)?\b(?:nicht|not|keine?n?|statt|anstatt|instead of|rather than)\s+"
    rf"(?:(?:bei|am|um|for|at|in|on)\s+)?(?:[€$£]\s?)?(?P<number>{NUMBER.pattern})",
    re.I,
)
_SHORT_REPLY = re.compile(r"^\s*(?:no|nein)\s*[,.;:–-]\s*", re.I)


def refuted_premises(
    statement: str, question: str, found: Sequence[str], akin: Sequence[str], surroundings: str
) -> frozenset[str]:
    """The numbers of the question that the statement may not tell without a sentence that has them.

    All texts in plain form: `found` are the sentences that carry the statement otherwise, `akin` all that are about
    what it says, `surroundings` what stands around them, where a year ("Report 2024") counts as well.
    """
    asked = list(amounts_in(question))
    given = frozenset(each.number for each in asked)
    claimed = list(amounts_in(statement))
    told = [each for sentence in (*found, *akin) for each in amounts_in(sentence)]
    had = frozenset(each.number for sentence in found for each in amounts_in(sentence))
    own = given - had - denied_amounts(statement, given - had)
    asks = asks_for_thing(question)  # which the statement adds
    adds = bool({each.number for each in claimed} & had - given)
    refuted = set()
    for amount in claimed:
        kinds = amount.kinds | {kind for each in asked if each.number == amount.number for kind in each.kinds}
        if amount.number not in own or (CALENDAR_YEAR in kinds and amount.number in numbers_in(surroundings)):
            continue
        if not adds and kinds & _DURATIONS:
            kinds |= _DURATIONS
        others = [each for each in told if each.kinds & kinds]
        meets = [each.is_met_by(amount) for each in others]
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
