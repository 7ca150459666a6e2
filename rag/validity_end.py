"""Until when a document says that it is in force: "valid until 31 May 2025", "tritt am 31.12.2025 außer Kraft".

An end that is none would make a document that holds look expired. So it must be a line of the head that says it,
or a sentence about the document itself ("This policy expires on ..."), without a condition and without a renewal.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from rag.head_dates import HEAD, Written
from rag.validity_words import IN_FORCE, OUT_OF_FORCE, REPLACES, SENTENCE_END

_VALID_UNTIL = (
    r"(?:(?:ist |sind |is |are )?(?:gültig(?:keit)?|gilt|gelten|befristet|in kraft"
    r"|valid|effective|in force|in effect|apply|applies)"
    r"[ \t*_]*[:|]?[ \t*_]*(?:nur |längstens |only )?(?:bis(?: zum| einschließlich)*|until|till|through|up to))"
)
_ENDS = (
    r"(?:(?:expires?|ends?|lapses|ceases to (?:apply|have effect))(?: on)?|expir(?:y|ation) date|gültigkeitsende"
    r"|(?:datum des )?außerkrafttretens?|außer kraft(?: ab| am| seit)?"
    r"|endet (?:am|zum|mit ablauf des))"
)
# All that may stand between the words that speak of the document and the date, besides dates and words of its time:
# "comes into force on 1 March 2025 and expires on" is said of it, "says that cards are valid until" of cards.
_FILLERS = re.compile(
    rf"\b(?:{_VALID_UNTIL}|{_ENDS}|in kraft|datum|date|from|on|ab|seit|am|zum|mit ablauf des|mit|bis|until|till|to"
    r"|through|and|und|it|they|sie|er|es|is|are|ist|sind|was|will|shall|wird|werden|treten|tritt|bleibt|bleiben"
    r"|remains?|comes?|nur|only|zunächst|vorerst|hereby|einschließlich|including)\b"
)
_EMPTY = re.compile(r"[\s,;:|·•*_()–—-]*")
# Directly before the date.
_UNTIL_HERE = re.compile(rf"\b(?:{_VALID_UNTIL}|{_ENDS})[\s:*_|]*\Z")
# Between the day from which on it is in force and the date.
_TO = re.compile(r"\s*,?\s*(?:bis(?: zum| einschließlich)*|until|till|through|to|[–—-])\s*")
_OUT_HERE = re.compile(r"\b(?:am|zum|mit ablauf des|mit)\s+\Z")
# "Ist bis zum 31. Mai 2025 befristet".
_BY_HERE = re.compile(r"\bbis(?: zum| einschließlich)*\s+\Z")
_LIMITED = re.compile(r"\s+(?:befristet|gültig|in kraft)\b")
# How a line or a sentence begins that speaks of the document.
_MARKS = r"[\s>*_#|•-]*"
_OPENS = re.compile(rf"{_MARKS}(?=(?:{_VALID_UNTIL}|{_ENDS})\b|{IN_FORCE.pattern})")
_ENDS_HERE = re.compile(_ENDS)
# In a title: "Price list 2025, valid until 31 May 2025".
_ASIDE = re.compile(r",\s|\(|\s[|–—-]\s|[·:]\s")
_OF_ITSELF = re.compile(
    rf"{_MARKS}(?:this|these|the present|dies(?:e[rs]?)?|(?:die|der|das) vorliegende)\s+(?:[\w-]+\s+){{0,2}}?[\w-]*"
    r"(?:richtlinien?|ordnung|vereinbarung|regel(?:n|ung(?:en)?)?|anweisung|fassung|version|ausgabe|dokument|satzung"
    r"|vertrag|liste|tarif|preise|konditionen|leitfaden|handbuch|merkblatt|aushang|mitteilung|rundschreiben"
    r"|policy|agreement|document|edition|guidelines?|rules?|regulations?|directive|contract|handbook|manual|notice"
    r"|list|procedure|instructions?|circular|memo|tariff|prices|terms)\b"
)
_PRONOUN = re.compile(rf"{_MARKS}(?:sie|er|es|it|they)\s")
# "Version 3 | Effective 1 January 2025 | Valid until 31 May 2025".
_CELL = re.compile(rf"[|·•][ \t*_]*(?={IN_FORCE.pattern})")
_LETTER = re.compile(r"[^\W\d_]")
_TITLE = 100  # characters of a first line that is no sentence
_UNDER = r"(?:unless|if|wenn|falls|sofern|soweit|es sei denn|provided)"
_CONDITION = re.compile(rf"\b(?:{_UNDER}|not|nicht|spätestens|frühestens|earliest|latest)\b")
_NEXT_LINE = re.compile(rf"\s*{_UNDER}\b")
_RENEWED = re.compile(r"\b(?:\w*verlänger\w*|renew\w*|extend\w*|extension)\b")
_AHEAD = 200  # characters behind the date in which a renewal may be told
_CUE = 60  # characters that the words before the date may have
_PART = 250  # characters of a sentence before the date


def end_of(text: str, dates: Sequence[Written], told: Written | None) -> datetime.date | None:
    """The last day on which a document is in force, by its beginning in plain form; `told` is its date."""
    lower = text.lower()
    has_begin = told is not None and IN_FORCE.search(lower) is not None
    ends = [_last_day(each) for each in dates if each is not told and _is_end(text, lower, each, dates, has_begin)]
    # Whatever ends before it begins, or before it was written, is something else.
    return max((end for end in ends if told is None or end >= told.date), default=None)


def _is_end(text: str, lower: str, date: Written, dates: Sequence[Written], has_begin: bool) -> bool:
    before = [each for each in dates if each.end <= date.start]
    is_range = bool(before) and _TO.fullmatch(lower, before[-1].end, date.start) is not None
    if not (is_range or _stands_behind_end(lower, 0, date)) or _is_conditional(lower, date.end):
        return False
    return any(
        _is_of_document(lower, begin, date, before, is_range)
        and not _CONDITION.search(lower, begin, date.start)
        and not REPLACES.search(lower, begin, date.start)
        for begin in _openings(text, lower, date, has_begin)
    )


def _stands_behind_end(lower: str, begin: int, date: Written) -> bool:
    begin = max(begin, date.start - _CUE)
    if _UNTIL_HERE.search(lower, begin, date.start):
        return True
    return any(
        before.search(lower, begin, date.start) and behind.match(lower, date.end)
        for before, behind in ((_OUT_HERE, OUT_OF_FORCE), (_BY_HERE, _LIMITED))
    )


def _is_conditional(lower: str, place: int) -> bool:
    """Whether what follows the date makes the end depend on something."""
    line_end = len(lower) if (found := lower.find("\n", place)) < 0 else found
    sentence_end = SENTENCE_END.search(lower, place, line_end)
    stop = sentence_end.start() if sentence_end else line_end
    return bool(
        _CONDITION.search(lower, place, stop)
        or (sentence_end is None and _NEXT_LINE.match(lower, line_end))
        or _RENEWED.search(lower, place, place + _AHEAD)
    )


def _is_of_document(lower: str, begin: int, date: Written, before: Sequence[Written], is_range: bool) -> bool:
    """Whether what stands from `begin` to the date tells only how long the document is in force."""
    inside = [each for each in before if begin <= each.start]
    has_begin = is_range and bool(inside) and IN_FORCE.search(lower, begin, inside[-1].end)
    if not has_begin and not _stands_behind_end(lower, begin, date):
        return False
    rest = IN_FORCE.sub("", _without(lower, begin, inside, date.start))
    return _EMPTY.fullmatch(_FILLERS.sub("", rest)) is not None


def _without(lower: str, begin: int, dates: Sequence[Written], end: int) -> str:
    parts, place = [], begin
    for each in dates:
        parts.append(lower[place : each.start])
        place = each.end
    return " ".join([*parts, lower[place:end]])


def _openings(text: str, lower: str, date: Written, has_begin: bool) -> Iterator[int]:
    """The places before a date at which something may begin that is said of the document."""
    line = text.rfind("\n", 0, date.start) + 1
    opening = _OPENS.match(lower, line, date.start) if date.start <= HEAD else None
    if opening and _is_capital(text, line) and (has_begin or not _ENDS_HERE.match(lower, opening.end())):
        yield opening.end()
    if date.start <= HEAD:
        yield from (match.end() for match in _CELL.finditer(lower, line, date.start))
    if not text[:line].strip() and _is_title(text, line):
        yield from (match.end() for match in _ASIDE.finditer(lower, line, date.start))
    starts = [0, *(match.end() for match in SENTENCE_END.finditer(lower, 0, date.start))]
    for begin in {line, starts[-1]}:
        if date.start - begin > _PART:
            continue
        if itself := _OF_ITSELF.match(lower, begin, date.start):
            yield itself.end()
        elif _PRONOUN.match(lower, begin) and len(starts) > 1 and _speaks_of_itself(lower, starts[-2]):
            yield begin


def _speaks_of_itself(lower: str, begin: int) -> bool:
    line = lower.rfind("\n", 0, begin)
    return any(_OF_ITSELF.match(lower, each) for each in (begin, line + 1))


def _is_capital(text: str, begin: int) -> bool:
    letter = _LETTER.search(text, begin)
    return letter is not None and (letter.group().isupper() or not text[:begin].strip())


def _is_title(text: str, begin: int) -> bool:
    line = text[begin:].split("\n", 1)[0].strip()
    return len(line) <= _TITLE and not line.endswith((".", "!", "?"))


def _last_day(written: Written) -> datetime.date:
    if not written.is_month:
        return written.date
    return (written.date + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
