"""Amounts of what no list of units knows ("5 Plätze", "40 seats"): a number and the noun behind it."""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.number_words import in_figures
from rag.numbers import NUMBER, YEAR, normalise_number
from rag.scales import powers_in
from rag.stemming import stem_word
from rag.units import is_unit, units_beside
from rag.written_forms import is_month

# As no part of a code ("WP-200"), a range or a clause.
_NUMBER = rf"(?<![\w§/.,:–-])(?<!§ )(?:{NUMBER.pattern})"
_COUNTED = re.compile(
    rf"(?P<number>{_NUMBER}) (?:[a-zäöü][\w-]*[a-zäöü]{{2}} )?(?P<noun>[A-ZÄÖÜ][a-zäöüß]{{2,}})"
    rf"|(?P<count>{_NUMBER}) (?P<word>[a-z]{{3,}})"
)
# "Raum 5", "level 3": the number of something, not how many there are.
_NUMBERED = re.compile(
    r"(?:\b(?:nr|no|abs|art|kap|ziff)\.?|raum|zimmer|stufe|klasse|gruppe|kategorie|kapitel|abschnitt"
    r"|absatz|artikel|punkt|seite|tor|linie|tabelle|anlage|nummer|modell|version|ebene|etage|phase|schritt|teil|typ|zone"
    r"|station|reihe|zeile|ziffer|room|level|class|type|section|page|chapter|step|category"
    r"|group|article|gate|terminal|floor|ward|part|line|row|grade|tier|stage|bay|unit|model|number)\s$",
    re.I,
)
_NEAR = 40  # characters before an amount


_HOW_MANY = re.compile(
    r"\b(?:how many|wie ?viele?[nrm]?|number of|anzahl (?:der|an))\s+(?P<words>(?:[\w-]+\s+){0,2}[\w-]+)", re.I
)
_SCALE = r"(?:milliarden?|millionen|million|billion|thousand|tausend|hundred|hundert|mio\.?|mrd\.?|tsd\.?)"
# What follows may be counted anew: "in 1987 with forty seats".
_SO_MANY = re.compile(
    rf"(?P<number>{NUMBER.pattern})(?:\s+{_SCALE})?\s+(?=(?P<words>(?:[\w-]+\s+){{0,2}}[\w-]+))", re.I
)


def counts_what_is_asked(question: str, text: str) -> bool:
    """Whether a question asks how many of something there are, and a text has a number of it."""
    asked = _HOW_MANY.search(question)
    if asked is None:
        return False
    terms = analyse_in_all_languages(asked["words"])
    plain = in_figures(text)
    return any(
        terms & analyse_in_all_languages(each["words"])
        for each in _SO_MANY.finditer(plain)
        if not _counts_nothing(plain, each.start(), each["number"])
    )


def _counts_nothing(text: str, start: int, number: str) -> bool:
    """Whether it is a year, or the number of a room and the like."""
    return bool(YEAR.fullmatch(number) or (start and _NUMBERED.search(text[max(0, start - _NEAR) : start])))


def counted(text: str) -> dict[str, set[str]]:
    """For each such noun, as its stem, its numbers in one spelling.

    A year counts nothing, nor does the number of a room.
    """
    found: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(text):
        number, noun = match["number"] or match["count"], match["noun"] or match["word"]
        start = match.start()
        if _counts_nothing(text, start, number):
            continue
        if is_month(noun) or is_stopword(noun) or powers_in(noun) or _has_unit(text, match, number, noun):
            continue
        stem = stem_word(noun.lower(), "de" if match["noun"] else "en")
        found.setdefault(stem, set()).add(normalise_number(number))
    return found


def _has_unit(text: str, match: re.Match[str], number: str, noun: str) -> bool:
    """Whether it is an amount of what the list knows: "5 working days"."""
    return is_unit(noun) or bool(units_beside(text, match.start(), match.start() + len(number)))
