"""Physical quantities and prices that a question asks for by name, and the units that can tell them.

"What is the highest back pressure?" is not answered by "40.2 l/h", however close the row stands.
"""

from __future__ import annotations

import re
from collections.abc import Set

from rag.unit_words import CURRENCIES
from rag.units import measured

_LENGTHS = frozenset({"mm", "cm", "m", "km"})
# Only nouns that mean one quantity. German compounds end with theirs: "Gegendruck".
_UNITS = {
    r"pressures?|\w*dr[uü]ck(?:e[ns]?|s)?": (frozenset({"bar", "mbar"}), r"k?pa|mpa|hpa|psi|atm|pascal"),
    r"temperatures?|\w*temperatur(?:en)?": (
        frozenset({"°C"}),
        r"°\s?[fck]|degrees?|grad|kelvin|fahrenheit|celsius",
    ),
    r"voltages?|\w*spannung(?:en)?": (frozenset({"V", "kV"}), r"m?v|volts?"),
    r"weights?|\w*gewicht(?:e[ns]?|s)?": (
        frozenset({"kg", "g", "t", "mg", "µg"}),
        r"lbs?|pounds?|ounces?|oz|pfund",
    ),
    r"torques?|\w*drehmoment(?:e[ns]?|s)?": (frozenset({"Nm"}), r"n\s?m|newton\w*"),
    r"prices?|\w*preis(?:e[ns]?|es)?": (CURRENCIES, r"[$€£¥]|\w*free|kostenlos|gratis"),
    r"distances?|\w*entfernung(?:en)?|\w*abst[aä]nd(?:e[ns]?|s)?": (_LENGTHS, r"miles?|feet|ft|inch\w*|yards?"),
    r"speeds?|\w*geschwindigkeit(?:en)?": (frozenset({"km/h"}), r"mph|m/s|rpm|knots?|u/min|[kmg]bit\w*"),
}
_ASKED = {
    re.compile(
        r"^\W*(?:what|which|how high|wie hoch|welche[nrsm]?|was)\b"
        rf"(?:\W+(?!(?:of|for|von|für|bei|at)\b)[\w-]+){{0,6}}?\W+(?:{nouns})\b",
        re.I,
    ): (units, re.compile(rf"(?<![^\W\d_])(?:{others})(?![^\W\d_])", re.I))
    for nouns, (units, others) in _UNITS.items()
}
# A change or a share of any quantity.
_OF_ANY = frozenset({"percent", "ppm"})


def lacks_quantity(question: str, text: str) -> bool:
    """Whether a text has amounts, but none in a unit of the quantity that the question asks for."""
    asked = [told for pattern, told in _ASKED.items() if pattern.search(question)]
    found: Set[str] = measured(text).keys()
    if len(asked) != 1 or not found:
        return False
    units, others = asked[0]
    return not found & (units | _OF_ANY) and not others.search(text)
