"""Whether amounts keep their unit: "94.60 Nm" is not what a price list says with "94,60" under "Price (EUR)".

Only contradictions count. A unit that is not in the list, or an amount without one, contradicts nothing.
"""

from __future__ import annotations

import re

from rag.numbers import NUMBER, normalise_number
from rag.scales import SCALE

# Spellings in German and English of what counts as the same unit.
_SPELLINGS = {
    "EUR": "€ eur euro euros",
    "cent": "ct cent cents",
    "USD": "$ usd dollar dollars",
    "GBP": "£ gbp",
    "CHF": "chf franken",
    "percent": "% prozent percent",
    "ppm": "ppm",
    "second": "sekunde sekunden second seconds",
    "minute": "min minute minuten minutes",
    "hour": "h std stunde stunden hour hours",
    "day": "tag tage tagen day days arbeitstag arbeitstage arbeitstagen werktag werktage werktagen workdays",
    "week": "woche wochen week weeks",
    "month": "monat monate monaten month months",
    "year": "jahr jahre jahren year years",
    "o'clock": "uhr",
    "mm": "mm millimeter millimetre millimetres",
    "cm": "cm zentimeter centimetre centimetres",
    "m": "m meter metern metre metres",
    "km": "km kilometer kilometern kilometre kilometres",
    "kg": "kg kilo kilogramm kilogram kilograms",
    "g": "g gramm gram grams",
    "t": "t tonne tonnen tonnes tons",
    "l": "l liter litern litre litres",
    "m³": "m³ kubikmeter",
    "l/h": "l/h",
    "km/h": "km/h",
    "bar": "bar",
    "mbar": "mbar",
    "Nm": "nm newtonmeter",
    "°C": "°c",
    "W": "w watt",
    "kW": "kw kilowatt",
    "MW": "mw megawatt",
    "kWh": "kwh kilowattstunde kilowattstunden",
    "MWh": "mwh",
    "GWh": "gwh",
    "V": "v volt",
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
# Any of these, as part of a pattern.
UNIT = rf"(?:{'|'.join(re.escape(each) for each in sorted(_UNITS, key=len, reverse=True) if each.isalpha())})"
# A tab ends the cell, and with it what belongs to the amount.
_AFTER = re.compile(rf" *(?:{SCALE} *)?(?:(?:working|business) +)?(€|\$|£|%|°C|[^\W\d_]+(?:/h)?³?)", re.I)
_BEFORE = re.compile(r"(€|\$|£|\b(?:EUR|USD|GBP|CHF))\s*$", re.I)
_WORD = re.compile(r"€|\$|£|%|°C|[^\W\d_]+(?:/h)?³?")
_NEAR = 12  # characters before an amount


def is_unit(word: str) -> bool:
    """Whether a word is the spelling of a unit, in German or English."""
    return word.lower() in _UNITS


def units_in(text: str) -> set[str]:
    """The units that words and signs of a text name, wherever they stand: {"EUR"} for "Price (€)"."""
    return {_UNITS[word.lower()] for word in _WORD.findall(text) if is_unit(word)}


def contradicts(statement: str, evidence: str, header: str) -> bool:
    """Whether an amount of the statement stands in the evidence with another unit.

    Where the evidence gives the amount without one, as a table cell does, the units of the table's header count.
    """
    claimed = _amounts(statement)
    given = _amounts(evidence)
    around = units_in(header)
    for amount, units in claimed.items():
        allowed = given.get(amount, set()) or around
        if amount in given and units and allowed and not units & allowed:
            return True
    return False


def measured(text: str) -> dict[str, set[str]]:
    """For each unit of a text its amounts, in one spelling."""
    found: dict[str, set[str]] = {}
    for amount, units in _amounts(text).items():
        for unit in units:
            found.setdefault(unit, set()).add(amount)
    return found


def _amounts(text: str) -> dict[str, set[str]]:
    """Each amount of a text with the units it stands beside."""
    found: dict[str, set[str]] = {}
    for match in NUMBER.finditer(text):
        found.setdefault(normalise_number(match.group()), set()).update(
            units_beside(text, match.start(), match.end())
        )
    return found


def units_beside(text: str, start: int, end: int) -> set[str]:
    """The units beside the amount `text[start:end]`."""
    after = _AFTER.match(text, end)
    before = _BEFORE.search(text[max(0, start - _NEAR) : start])
    words = [each.group(1).lower() for each in (after, before) if each is not None]
    return {_UNITS[word] for word in words if word in _UNITS}
