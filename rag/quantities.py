"""Physical quantities and prices that a question asks for by name, and the units that can tell them.

"What is the highest back pressure?" is not answered by "40.2 l/h", however close the row stands.
"""

from __future__ import annotations

import re
from collections.abc import Set

from rag.unit_words import CURRENCIES
from rag.units import measured

LENGTHS = frozenset({"mm", "cm", "m", "km"})
# Only nouns that mean one quantity, and of German compounds those that do: an "Ausdruck" is no pressure.
_UNITS = {
    r"pressures?|(?:gegen|über|unter|öl|luft|wasser|dampf|betriebs|arbeits|system|reifen|förder|nenn|höchst"
    r"|prüf|eingangs"
    r"|ausgangs|vor)?druck(?:es|s)?": (frozenset({"bar", "mbar"}), r"k?pa|mpa|hpa|psi|atm|pascal"),
    r"temperatures?|\w*temperatur(?:en)?": (
        frozenset({"°C"}),
        r"°\s?[fck]|degrees?|grad|kelvin|fahrenheit|celsius",
    ),
    r"voltages?|(?:netz|betriebs|versorgungs|nenn|eingangs|ausgangs|anschluss)spannung": (
        frozenset({"V", "kV"}),
        r"m?v|volts?",
    ),
    r"weights?|\w*gewicht(?:e[ns]?|s)?": (
        frozenset({"kg", "g", "t", "mg", "µg"}),
        r"lbs?|pounds?|ounces?|oz|pfund|stone",
    ),
    r"torques?|\w*drehmoment(?:e[ns]?|s)?": (frozenset({"Nm"}), r"n\s?m|newton\w*"),
    r"prices?|(?:listen|kauf|verkaufs|stück|einzel|gesamt|grund|end)?preis(?:e|es)?": (
        CURRENCIES,
        r"[$€£¥]|(?-i:[A-Z]{3})|pounds?|pence|rupees?|kronen|z[łl]oty|\w*free|kostenlos|gratis",
    ),
    r"distances?|entfernung(?:en)?": (LENGTHS, r"met(?:er|re)s?|miles?|feet|ft|inch\w*|yards?"),
}
_ARTICLE = r"(?:the|our|its|an?|d(?:er|ie|as|en)|eine?n?|unser\w*)"
# "What is the highest back pressure of ...": the quantity itself, not what has it or happens at it.
_MODIFIER = r"(?!(?:at|of|for|in|on|with|bei|von|für|mit)\b)[\w-]+"
_IS = r"(?:is|are|was|were|ist|sind|war|waren)"
_IS_ASKED = rf"(?:what|how high|wie hoch|was)\s+{_IS}\s+{_ARTICLE}\s+(?:{_MODIFIER}\s+){{0,3}}?"
_DIRECTLY = (
    r"(?:which|what|welche[nrsm]?)\s+(?:(?:maximum|highest|max|minimum|lowest|total|exact|maximale[nrs]?)\s+)?"
)
_GOES_ON = (
    r"(?=\W*$|\s+(?:of|for|from|at|in|on|the|an?|is|are|was|does|do|did|can|may|must|should|will|von|für"
    r"|bei|an|im|d\w\w|hat|ist"
    r"|sind|war|darf|dürfen|kann|muss|soll|gilt|brauch\w*|haben)\b|\s+(?-i:[A-ZÄÖÜ]))"
)
_ASKED = {
    re.compile(rf"^\W*(?:{_IS_ASKED}|{_DIRECTLY})(?:{nouns})\b{_GOES_ON}", re.I): (
        units,
        re.compile(rf"(?<![^\W\d_])(?:{others})(?![^\W\d_])", re.I),
    )
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
