"""Questions on a quarter or half year: which one they mean, and when that is not plain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.periods import Period
from rag.statements.formulas import Term
from rag.statements.tables import Kind

_FISCAL = re.compile(r"\bFY ?['’]?\d|\bfiscal\b|\bGJ ?['’]?\d|geschäftsjahr", re.I)
# Between a part and its year: "second quarter of fiscal year 2023".
_FISCAL_YEAR = re.compile(
    r"\b(?:of |in |des |im )?(?:the |dem )?(?:(?:fiscal|financial)(?: years?)?|geschäftsjahr\w*|FY)\s+"
    r"(?=(?:19|20)\d\d)",
    re.I,
)
_SHORT = (
    (re.compile(r"\b([1-4])\.\s*quartal\w*", re.I), r"Q\1"),
    (re.compile(r"\b([12])\.\s*halbjahr\w*", re.I), r"H\1"),
    (re.compile(r"\bQ([1-4])\s?['’](\d\d)(?!\d)"), r"Q\1 20\2"),
    (re.compile(r"\b([1-4])Q\s?['’]?(\d\d)(?!\d)"), r"Q\1 20\2"),
)
_YEAR_WORDS = r"(?:prior|previous|last|preceding)(?: fiscal)?[- ]year(?:['’]s)?"
_SAME = r"(?:same|corresponding|comparable|equivalent)"
_TIME = r"(?:quarter|period|half)"
# The part of the year before, where a question compares with it.
_YEAR_AGO = re.compile(
    rf"\b(?:the |its )?(?:{_SAME} {_TIME}(?: (?:of|in|from))?(?: the)?"
    rf" (?:{_YEAR_WORDS}|year (?:before|ago|earlier|prior)|a year (?:ago|earlier|before))"
    rf"|{_YEAR_WORDS} {_TIME}|year[- ]ago {_TIME}"
    rf"|(?:a|one) year (?:ago|earlier|before)|{_YEAR_WORDS})\b"
    r"|\b(?:dem |zum |das )?(?:(?:gleichen|selben|entsprechenden) (?:quartal|zeitraum|halbjahr)\w* )?"
    r"(?:des |im )?(?:vorjahr(?:es|s)?(?:quartal|zeitraum|periode|halbjahr)?\w*|(?:vorigen|letzten) jahr\w*)",
    re.I,
)
# Some other time than the part that is named, or more than it.
_OTHER_TIME = re.compile(
    r"\b(?:sequential\w*|quarter[- ](?:over|on)[- ]quarter|qoq|to[- ]date|ytd|so far|cumulative\w*|through\w*"
    r"|kumuliert\w*|bisher\w*|months?|weeks?|monate\w*|wochen|start\w*|begin\w*|open\w*|anfang\w*|previous|prior|preceding|last|next"
    r"|following|same|corresponding|comparable|earlier|later|ago|vorquartal\w*|vorig\w*|letzt\w*|vorherig\w*|nächst\w*"
    r"|folgend\w*|gleich\w*|vorangegangen\w*|annual\w*|yearly|jährlich\w*|trailing|ltm|ttm)\b",
    re.I,
)


def says_fiscal(question: str) -> bool:
    """Whether a question names the years of a firm as such."""
    return _FISCAL.search(question) is not None


def with_short_parts(text: str) -> str:
    """The text with "Q2" for "2. Quartal", which has a point like the end of a sentence, and 2023 for "Q2'23"."""
    for pattern, written in _SHORT:
        text = pattern.sub(written, text)
    return text


def without_fiscal(text: str) -> str:
    """The text with quarters beside their years."""
    return _FISCAL_YEAR.sub("", text)


def part_of(periods: Iterable[Period]) -> str | None:
    """The part that all have, "" for whole years; None where they differ."""
    parts = {each.part for each in periods}
    return parts.pop() if len(parts) == 1 else None


def words_beside(rest: str, around: str, term: Term, *, is_change: bool, has_one_year: bool) -> str | None:
    """The words of a question on a part of a year, without those that compare it with the year before.

    `rest` are those of the question proper, `around` the sentences beside it.

    None when it is not plain that it wants this part, or that it compares it with the same of another year.
    """
    compared = _YEAR_AGO.sub(" ", rest)
    names_year_ago = compared != rest
    if not _is_of_one_sort(term) or (names_year_ago and not (is_change and has_one_year)):
        return None
    # What a balance changed from in a quarter may be that of the quarter before.
    is_balance = any(item.kind is Kind.BALANCE for item in term.items)
    if is_balance and is_change and has_one_year and not names_year_ago:
        return None
    return None if _OTHER_TIME.search(f"{compared} {around}") else compared


def _is_of_one_sort(term: Term) -> bool:
    """Whether all of a formula are flows, or all balances: those of a quarter are no measure together."""
    kinds = {item.kind for item in term.items}
    return Kind.BALANCE not in kinds or len(kinds) == 1
