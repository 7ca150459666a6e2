"""Whether amounts keep their unit: "94.60 Nm" is not what a price list says with "94,60" under "Price (EUR)".

Nor are 10 calendar days 10 working days, or 12 EUR a month 12 EUR a year. Only contradictions count: a unit that is
not in the list, or an amount without one, contradicts nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.numbers import NUMBER, normalise_number
from rag.rate_words import ADVERBS, rates_around
from rag.scales import LETTER_BEFORE_CURRENCY, OWN_CURRENCY, SCALE, scale_in_front
from rag.unit_words import CURRENCIES, EITHER, FURTHER_CURRENCIES, POINTS, SPELLINGS, UNIT, UNITS, unit_of

__all__ = ["UNIT", "contradicts", "end_of_range", "is_unit", "measured", "units_beside", "units_in"]

# Between an amount and its unit: blanks, the hyphen of "30-day" or the end of a line that goes on in the next one.
# A tab ends the cell, and with it what belongs to the amount, and so does a line with a label of its own.
_GAP = r"(?:[ \u00a0\u202f]*|[-‑](?=[^\W\d_]{3})|[ ]*\n[ ]*(?![^\n]*[:\t|]))"
_AFTER = re.compile(
    rf"{_GAP}(?:(?!{OWN_CURRENCY}){SCALE} *|{LETTER_BEFORE_CURRENCY} ?)?"
    r"(?:(?P<days>working|business|calendar)[ -]+)?"
    rf"(?P<unit>{POINTS.pattern}\b|{OWN_CURRENCY}|[kcm]?m[23²³](?!\w)"
    r"|€|\$|£|¥|%|‰|°[CF]|[^\W\d_]+(?:/h)?³?)",
    re.I,
)
_BEFORE = re.compile(rf"(€|\$|£|\b(?:EUR|USD|GBP|CHF)|(?<![^\W\d_])(?-i:{'|'.join(FURTHER_CURRENCIES)}))\s*$", re.I)
_WORD = re.compile(r"€|\$|£|%|°C|[^\W\d_]+(?:/h)?³?")
_WORD_OF_HEADER = re.compile(rf"{POINTS.pattern}|{OWN_CURRENCY}|[kcm]?m[23²³](?!\w)|[^\W\d_]+", re.I)
_NEAR = 12  # characters before an amount
# "2-3 Wochen", "2 bis 3 Wochen": the unit and the scale belong to both.
_RANGE = re.compile(rf"(?: ?[-–‑] ?| (?:bis(?: zu)?|to) )({NUMBER.pattern})", re.I)
_AND = re.compile(rf" (?:und|and) ({NUMBER.pattern})", re.I)
_BETWEEN = re.compile(r"\b(?:zwischen|between) $", re.I)
# Plain days may be either kind.
_WORKING, _CALENDAR = "working", "calendar"
_WORKING_DAY = re.compile(r"(?:bank)?arbeitstag|werktag|workday|working|business", re.I)
_CALENDAR_DAY = re.compile(r"kalendertag|calendar", re.I)
# What an amount is given per: "12 EUR pro Monat", "20 hours of training per year", "12 €/Monat", "12 € monatlich".
_PER_UNITS = {word: unit for word, unit in UNITS.items() if unit not in CURRENCIES | {"percent"}} | {
    "annum": "year",
    "quartal": "quarter",
    "quarter": "quarter",
}
_PER = re.compile(
    r"(?:(?:[ \n](?!(?:und|and|oder|or|plus)\b)[^\W\d_]+){0,2}[ \n](?:pro|je|per)[ \n]| ?/ ?)"
    r"(?:(?:working|business|calendar) )?(?P<per>[^\W\d_]+[²³]?)"
    r"(?:(?: (?:und|and|pro|je|per) | ?/ ?)(?P<too>[^\W\d_]+[²³]?))?",
    re.I,
)
_A = re.compile(r"[ \n]an?[ \n](?P<per>hour|day|week|month|quarter|year)\b")
_ADVERB = re.compile(rf"[ \n](?P<per>{'|'.join(ADVERBS)})\b", re.I)


@dataclass(slots=True)
class _Beside:
    """What stands beside an amount, wherever a text has it."""

    units: set[str] = field(default_factory=set)
    days: set[str] = field(default_factory=set)  # kinds of them
    rates: set[str] = field(default_factory=set)  # units that it is given per
    told: set[str] = field(default_factory=set)  # such units of an amount of money, anywhere in its clause


def is_unit(word: str) -> bool:
    """Whether a word is the spelling of a unit, in German or English."""
    return word.lower() in UNITS


def units_in(text: str) -> set[str]:
    """The units that words and signs of a text name, wherever they stand: {"EUR"} for "Price (€)"."""
    return {UNITS[word.lower()] for word in _WORD.findall(text) if is_unit(word)}


def contradicts(statement: str, evidence: str, header: str) -> bool:
    """Whether an amount of the statement stands in the evidence with another unit, kind of days or rate.

    Where the evidence gives the amount without a unit, as a table cell does, the units of the table's header count.
    """
    given = _amounts(evidence)
    around = _units_of_header(header)
    return any(
        _differ(beside.units, given[amount].units or around)
        or _differ(beside.days, given[amount].days)
        or _differ(beside.rates, given[amount].rates)
        or _differ(beside.told, given[amount].told)
        for amount, beside in _amounts(statement).items()
        if amount in given
    )


def _units_of_header(header: str) -> set[str]:
    """The units of a header, and with one in it those that else count beside an amount only: "Volt | mA"."""
    units = units_in(header)
    return units | {unit for word in _WORD_OF_HEADER.findall(header) if (unit := unit_of(word))} if units else units


def measured(text: str) -> dict[str, set[str]]:
    """For each unit of a text its amounts, in one spelling."""
    found: dict[str, set[str]] = {}
    for amount, beside in _amounts(text).items():
        for unit in beside.units:
            found.setdefault(unit, set()).add(amount)
    return found


def units_beside(text: str, start: int, end: int) -> set[str]:
    """The units beside the amount `text[start:end]`, or beside the end of the range that it begins."""
    return _units_with(text, start, _behind(text, start, end))


def end_of_range(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the second amount of the range stands that `text[start:end]` begins; None when it begins none."""
    match = _RANGE.match(text, end)
    if match is None and _BETWEEN.search(text, max(0, start - _NEAR), start):
        match = _AND.match(text, end)
    if match is None:
        return None
    # "500 bis 2 Mio." begins with five hundred.
    rises = float(normalise_number(text[start:end])) < float(normalise_number(match[1]))
    return match.span(1) if rises else None


def _differ(claimed: set[str], given: set[str]) -> bool:
    return bool(claimed and given) and claimed.isdisjoint(given)


def _amounts(text: str) -> dict[str, _Beside]:
    """Each amount of a text with what it stands beside."""
    found: dict[str, _Beside] = {}
    for match in NUMBER.finditer(text):
        beside = found.setdefault(normalise_number(match.group()), _Beside())
        after = _behind(text, *match.span())
        units = _units_with(text, match.start(), after)
        rates = _rates(text, after.end() if after else match.end(), has_unit=bool(units))
        beside.rates |= rates
        # "500 Liter pro Stunde" are "500 l/h".
        beside.units |= units | {f"{unit}/h" for unit in units if "hour" in rates and f"{unit}/h" in SPELLINGS}
        if units & CURRENCIES:
            beside.told |= rates | rates_around(text, *match.span())
        if after and "day" in units:
            beside.days |= _kinds_of_days(after.group())
    return found


def _behind(text: str, start: int, end: int) -> re.Match[str] | None:
    """The known unit behind an amount, or behind the range that it begins."""
    after = _AFTER.match(text, end)
    if after is None or unit_of(after["unit"]) is None:
        later = end_of_range(text, start, end)
        after = _AFTER.match(text, later[1]) if later else None
    return after if after and unit_of(after["unit"]) else None


def _units_with(text: str, start: int, after: re.Match[str] | None) -> set[str]:
    """The currency before `text[start:]`, and the unit behind."""
    unit = unit_of(after["unit"]) if after else None
    before = _BEFORE.search(text[max(0, start - _NEAR) : start])
    currency = unit_of(before.group(1)) if before else None
    currencies = {currency} if currency else set()
    front = scale_in_front(text, start)
    if front and (unit is None or unit in CURRENCIES):
        currencies |= units_in(front) & CURRENCIES or {"EUR"}
    # "EUR 5m" is no length.
    if unit is None or (currencies and unit in ("m", "t")):
        return currencies
    return currencies | EITHER.get(unit, {unit})


def _kinds_of_days(words: str) -> set[str]:
    if _WORKING_DAY.search(words):
        return {_WORKING}
    return {_CALENDAR} if _CALENDAR_DAY.search(words) else {_WORKING, _CALENDAR}


def _rates(text: str, end: int, *, has_unit: bool) -> set[str]:
    """The units that what ends there is given per."""
    if match := _PER.match(text, end):
        return {_PER_UNITS[word.lower()] for word in match.groups() if word and word.lower() in _PER_UNITS}
    match = _A.match(text, end) or (_ADVERB.match(text, end) if has_unit else None)
    return {_PER_UNITS.get(match["per"].lower()) or ADVERBS[match["per"].lower()]} if match else set()
