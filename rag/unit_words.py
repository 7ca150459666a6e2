"""The units of measurement, currencies and durations that are told apart, with their spellings in two languages."""

from __future__ import annotations

import re

# Spellings in German and English of what counts as the same unit.
SPELLINGS = {
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
    "l": "l liter litern liters litre litres",
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
# "80 pounds" may be a weight or a price.
EITHER = {"pound": {"lb", "GBP"}}
# Before an amount, too; in capital letters: "sek" are seconds.
FURTHER_CURRENCIES = ("SEK", "NOK", "DKK", "JPY", "¥", "PLN", "CZK", "CNY", "AUD", "CAD")
CURRENCIES = frozenset(("EUR", "cent", "USD", "GBP", "CHF"))
UNITS = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings.split()}
# Any of these, as part of a pattern.
UNIT = rf"(?:{'|'.join(re.escape(each) for each in sorted(UNITS, key=len, reverse=True) if each.isalpha())})"
# What counts beside an amount only, so that a header or a sentence without one names no unit by it: "A" is an
# article as well. Capital letters tell these signs apart: "mA" is no "MA".
_SIGNS = {
    each: unit
    for unit, signs in {
        "mg": "mg",
        "µg": "µg μg",
        "ml": "ml mL",
        "A": "A",
        "mA": "mA",
        "kV": "kV",
        "m²": "m² m2 qm sqm",
        "km²": "km² km2",
        "cm²": "cm² cm2",
        "mm²": "mm² mm2",
        "m³": "m3",
        "hectare": "ha",
        "MB": "MB",
        "GB": "GB",
        "TB": "TB",
        "kB": "kB KB",
        "ms": "ms",
        "µs": "µs μs",
        "µm": "µm μm",
        "MPa": "MPa",
        "kPa": "kPa",
        "hPa": "hPa",
        "Pa": "Pa",
        "psi": "psi",
        "PS": "PS hp HP",
        "lb": "lb lbs",
        "ft": "ft",
        "mV": "mV",
        "mW": "mW",
        "GW": "GW",
        "Wh": "Wh",
        "kHz": "kHz",
        "Hz": "Hz",
        "MHz": "MHz",
        "GHz": "GHz",
        "kN": "kN",
        "°F": "°F",
        "per mille": "‰",
        "SEK": "SEK",
        "NOK": "NOK",
        "DKK": "DKK",
        "JPY": "JPY ¥",
        "PLN": "PLN",
        "CZK": "CZK",
        "CNY": "CNY",
        "AUD": "AUD",
        "CAD": "CAD",
    }.items()
    for each in signs.split()
}
_ENDINGS = ("", "e", "en", "er", "es", "em")
_MORE_WORDS = {
    each: unit
    for unit, words in {
        "mg": "milligramm milligram milligrams",
        "ml": "milliliter millilitern millilitre millilitres milliliters",
        "A": "ampere amperes amps",
        "mA": "milliampere milliamperes milliamps",
        "m²": "quadratmeter quadratmetern",
        "hectare": "hektar hectare hectares",
        "quarter": "quartale quartalen quarters",
        "day": "kalendertag kalendertage kalendertagen bankarbeitstag bankarbeitstage bankarbeitstagen",
        # "2-Jahres-Vertrag", "6-Monats-Frist"
        "month": "monats",
        "year": "jahres",
        "EUR": "t€ teur k€ keur m€ meur",
        "JPY": "yen",
        "PLN": "zloty złoty",
        "ms": "millisekunde millisekunden millisecond milliseconds",
        "µs": "mikrosekunde mikrosekunden microsecond microseconds",
        "µm": "mikrometer mikrometern micrometre micrometres micrometer micrometers micron microns",
        "mm": "millimetern millimeters",
        "cm": "zentimetern centimeters",
        "m": "meters",
        "km": "kilometers",
        "kg": "kilos",
        "MPa": "megapascal",
        "kPa": "kilopascal",
        "hPa": "hektopascal hectopascal",
        "Pa": "pascal",
        "mbar": "millibar",
        "PS": "pferdestärke pferdestärken horsepower",
        "pound": "pfund pound pounds",
        "ft": "fuß foot feet",
        "inch": "zoll inch inches",
        "mile": "meile meilen mile miles",
        "yard": "yard yards",
        "ounce": "unze unzen ounce ounces oz",
        "gallon": "gallone gallonen gallon gallons",
        "mV": "millivolt",
        "kV": "kilovolt",
        "mW": "milliwatt",
        "GW": "gigawatt",
        "Wh": "wattstunde wattstunden",
        "MWh": "megawattstunde megawattstunden",
        "GWh": "gigawattstunde gigawattstunden",
        "Hz": "hertz",
        "kHz": "kilohertz",
        "MHz": "megahertz",
        "GHz": "gigahertz",
        "kB": "kilobyte kilobytes",
        "MB": "megabyte megabytes",
        "GB": "gigabyte gigabytes",
        "TB": "terabyte terabytes",
        "per mille": "promille",
        "basis points": "basispunkt basispunkte basispunkten bps",
    }.items()
    for each in words.split()
} | {
    # "6-monatige", and "6 monatige" from "sechsmonatige"
    stem + ending: unit
    for stem, unit in {
        "minütig": "minute",
        "stündig": "hour",
        "tägig": "day",
        "wöchig": "week",
        "monatig": "month",
        "jährig": "year",
    }.items()
    for ending in _ENDINGS
}
POINTS = re.compile(r"(?:percentage|percent|prozent|%|basis)[- ]?(?:points?|punkte?n?)", re.I)


def unit_of(word: str) -> str | None:
    """The unit that a word or sign behind an amount names; None for what is not in the list."""
    lowered = word.lower()
    if POINTS.fullmatch(lowered):
        return "basis points" if lowered.startswith("basis") else "percentage points"
    return _SIGNS.get(word) or UNITS.get(lowered) or _MORE_WORDS.get(lowered)
