"""The words for thousands, millions and billions in German and English, in one place."""

from __future__ import annotations

import re

# A scale and its currency in one word, euros each.
_THOUSAND_EUROS = r"t€|teur|k€|keur"
_MILLION_EUROS = r"m€|meur"
# Powers of ten, and patterns of the words for them.
SCALES = {
    3: rf"thousands?|tausend|tsd\.?|{_THOUSAND_EUROS}",
    6: rf"millions?|millionen|mio\.?|mn|mln\.?|{_MILLION_EUROS}",
    # What a billion is in English; "Billion" is rare in German, and then mostly meant like this.
    9: r"billions?|milliarden?|mrd\.?|bn",
    12: r"trillions?|billionen",
}
WORD_END = r"(?![^\W\d_])"
_WORD_BEGIN = r"(?<![^\W\d_])"
# Any of these, as part of a pattern.
SCALE = rf"(?:{'|'.join(SCALES.values())}){WORD_END}"
OWN_CURRENCY = rf"(?:{_THOUSAND_EUROS}|{_MILLION_EUROS}){WORD_END}"
CURRENCY = rf"(?:€|\$|£|{_WORD_BEGIN}(?:EUR|euros?|USD|dollars?|GBP|CHF|franken){WORD_END})"
_WORDS = {power: re.compile(rf"{_WORD_BEGIN}(?:{words}){WORD_END}", re.I) for power, words in SCALES.items()}
_BEHIND = {
    power: re.compile(rf"\s?(?:€|\$|£|EUR|USD|GBP)?\s?(?:{words}){WORD_END}", re.I)
    for power, words in SCALES.items()
}
# "$5m", "€5 k", and "5M EUR", where a small m is a metre. A b apart may count a list ("EUR 10 b) EUR 12"), and
# behind euros a t may be a thousand in German.
_LETTERS = {"k": 3, "m": 6, "b": 9, "t": 12}
_LETTER = re.compile(rf"(?P<letter>[kmbt]|\s[km](?!\))){WORD_END}", re.I)
_AFTER_CURRENCY = re.compile(r"(?:[€$£]|\b(?:EUR|USD|GBP|CHF))\s?$", re.I)
_IN_TRILLIONS = re.compile(r"(?:[$£]|\b(?:USD|GBP))\s?$", re.I)
LETTER_BEFORE_CURRENCY = rf"(?-i:[kKMB])(?=[ ]?{CURRENCY}(?![ ]?\d))"
_LETTER_BEFORE_CURRENCY = re.compile(LETTER_BEFORE_CURRENCY, re.I)
# "TEUR 500", "Mio. EUR 500", "Umsatz (EUR million): 500"; the scale of "5 Mio. EUR 2024" belongs to the 5.
_IN_FRONT = re.compile(
    rf"(?<!\d)(?<!\d[ \t\u00a0])(?:{_WORD_BEGIN}{OWN_CURRENCY}"
    rf"|{_WORD_BEGIN}{SCALE}[ \u00a0]?(?:of[ ])?{CURRENCY}|{CURRENCY}[ \u00a0]?(?:in[ ])?{_WORD_BEGIN}{SCALE})"
    rf"\)?:?[ \t\u00a0]?$",
    re.I,
)
_NEAR = 24  # characters before an amount


def powers_in(text: str) -> set[int]:
    """The powers of ten that words of a text name: {6} for "EUR million"."""
    return {power for power, words in _WORDS.items() if words.search(text)}


def power_behind(text: str, start: int, end: int) -> int | None:
    """The power of ten that stands behind the amount `text[start:end]`; None for none."""
    power = next((power for power, beside in _BEHIND.items() if beside.match(text, end)), None)
    return _power_of_letter(text, start, end) if power is None else power


def scale_in_front(text: str, start: int) -> str:
    """The scale with its currency directly before `text[start:]`; "" for none."""
    match = _IN_FRONT.search(text, max(0, start - _NEAR), start)
    return match.group() if match else ""


def _power_of_letter(text: str, start: int, end: int) -> int | None:
    near = max(0, start - _NEAR)
    if match := _LETTER_BEFORE_CURRENCY.match(text, end):
        return _LETTERS[match.group().lower()]
    if not (match := _LETTER.match(text, end)) or not _AFTER_CURRENCY.search(text, near, start):
        return None
    letter = match["letter"].strip().lower()
    return None if letter == "t" and not _IN_TRILLIONS.search(text, near, start) else _LETTERS[letter]
