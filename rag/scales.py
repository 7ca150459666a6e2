"""The words for thousands, millions and billions in German and English, in one place."""

from __future__ import annotations

import re

# Powers of ten, and patterns of the words for them.
SCALES = {
    3: r"thousands?|tausend|tsd\.?|t€|teur|k€",
    6: r"millions?|millionen|mio\.?|mn",
    # What a billion is in English; "Billion" is rare in German, and then mostly meant like this.
    9: r"billions?|milliarden?|mrd\.?|bn",
    12: r"trillions?|billionen",
}
WORD_END = r"(?![^\W\d_])"
# Any of these, as part of a pattern.
SCALE = rf"(?:{'|'.join(SCALES.values())}){WORD_END}"
_WORDS = {power: re.compile(rf"(?<![^\W\d_])(?:{words}){WORD_END}", re.I) for power, words in SCALES.items()}


def powers_in(text: str) -> set[int]:
    """The powers of ten that words of a text name: {6} for "EUR million"."""
    return {power for power, words in _WORDS.items() if words.search(text)}
