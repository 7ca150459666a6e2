"""What an amount is given per by a word of its clause: "the monthly fee is 12 EUR", "Jahresbeitrag: 12 EUR"."""

from __future__ import annotations

import re

from rag.numbers import NUMBER

_FEE = r"(?:gebühr|beitrag|beiträge|rate|preis|miete|gehalt|pauschale|prämie|entgelt|satz|lohn)\w{0,3}"
_ENDING = r"(?:e[mnrs]?)?"
_ADVERBS_OF = {
    "hour": ("stündlich", "hourly"),
    "day": ("täglich", "daily"),
    "week": ("wöchentlich", "weekly"),
    "month": ("monatlich", "monthly"),
    "quarter": ("vierteljährlich", "quarterly"),
    "half-year": ("halbjährlich", "half-yearly"),
    "year": ("jährlich", "annually", "yearly"),
}
ADVERBS = {word: rate for rate, words in _ADVERBS_OF.items() for word in words}
_FURTHER = {
    "hour": rf"stunden{_FEE}|(?:per|pro|je|every|jede|each|an) (?:hour|stunde)",
    "day": rf"tages{_FEE}|(?:per|pro|je|every|jeden|each|a) (?:day|tag)",
    "week": rf"wochen{_FEE}|(?:per|pro|je|every|jede|each|a) (?:week|woche)",
    "month": rf"monats{_FEE}|(?:per|pro|je|every|jeden|each|a) (?:month|monat)",
    "quarter": rf"quartalsweise|quartals{_FEE}|(?:per|pro|je|every|jedes|each|a) (?:quarter|quartal|vierteljahr)",
    "half-year": r"semi-?annual(?:ly)?",
    "year": rf"annual|alljährlich{_ENDING}|jahres{_FEE}|(?:per|pro|je|every|jedes|each|a) (?:year|annum|jahr)",
}
_RATES = {
    rate: re.compile(rf"(?<![\w-])(?:(?:{'|'.join(words)}){_ENDING}|{_FURTHER[rate]})(?!\w)", re.I)
    for rate, words in _ADVERBS_OF.items()
}
_CLAUSE_END = re.compile(r"[.;:!?]\s|[\n\t|]")
_LABEL_END = re.compile(r"[.;!?]\s|[\n|]")  # "Monthly fee: 12 EUR"


def rates_around(text: str, start: int, end: int) -> set[str]:
    """The units that words say between the numbers before and behind `text[start:end]`, in its clause."""
    before = [match.end() for pattern in (NUMBER, _LABEL_END) for match in pattern.finditer(text, 0, start)]
    ends = [pattern.search(text, end) for pattern in (NUMBER, _CLAUSE_END)]
    last = min((match.start() for match in ends if match), default=len(text))
    clause = text[max(before, default=0) : last]
    return {rate for rate, words in _RATES.items() if words.search(clause)}
