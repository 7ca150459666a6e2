"""Days, countries and towns, which a list of German nouns has as well, and their forms in German and English."""

from __future__ import annotations

import re

from rag.written_forms import spellings

# Forms of one name, adjectives included; months are compared as dates.
_FORMS = tuple(
    frozenset(group.split())
    for group in (
        "montag monday|dienstag tuesday|mittwoch wednesday|donnerstag thursday|freitag friday"
        "|samstag saturday sonnabend|sonntag sunday|ostern easter|weihnachten christmas|pfingsten whitsun"
        "|münchen munich münchner münchener|köln cologne|nürnberg nuremberg|hannover hanover|wien vienna"
        "|zürich zurich zürcher|genf geneva|brüssel brussels|mailand milan|prag prague|warschau warsaw"
        "|deutschland germany deutsch german bundesrepublik|österreich austria|schweiz switzerland swiss"
        "|frankreich france französisch french|italien italy italian|spanien spain spanisch spanish"
        "|polen poland polnisch polish|niederlande netherlands niederländisch dutch holland"
        "|belgien belgium belgisch|dänemark denmark dänisch danish|schweden sweden schwedisch"
        "|norwegen norway norwegisch|tschechien czechia tschechisch czech|ungarn hungary"
        "|großbritannien britain britisch british"
        "|europa europe europäisch european|bayern bavaria bayerisch bayrisch|sachsen saxony sächsisch"
        "|englisch english|eu european europäisch"
    ).split("|")
)
# Larger towns whose names are no other words ("Essen", "Halle", "Münster" are), and two firms.
_TOWNS = frozenset(
    "aachen augsburg basel berlin bern bielefeld bochum bonn braunschweig bremen bremerhaven chemnitz darmstadt"
    " dortmund dresden duisburg düsseldorf erfurt frankfurt freiburg göttingen graz hamburg heidelberg heilbronn"
    " innsbruck karlsruhe kassel koblenz krefeld leipzig leverkusen linz london lübeck ludwigshafen luzern madrid"
    " magdeburg mainz mannheim mönchengladbach oberhausen oldenburg osnabrück paderborn paris potsdam regensburg"
    " rostock saarbrücken salzburg schwerin stuttgart trier ulm wiesbaden wolfsburg wuppertal würzburg"
    " brandenburg hessen niedersachsen saarland thüringen telekom siemens".split()
)
_DAYS = (
    "montag|monday|dienstag|tuesday|mittwoch|wednesday|donnerstag|thursday|freitag|friday"
    "|samstag|saturday|sonntag|sunday"
).split("|")
# With a capital letter, and only beside another day or a time: "So" is a word of both languages.
_SHORT_DAYS = ("Mo|Mon", "Di|Tue|Tues", "Mi|Wed", "Do|Thu|Thur|Thurs", "Fr|Fri", "Sa|Sat", "So|Sun")
_BESIDE = r"(?=\.?\s*(?:[-–—/&+:|]|(?:bis|und|to|and)\b|\d|,\s*[A-Z][a-z]{1,3}\b))"
_AFTER_DAY = r"(?:(?<=[-–—/&|,])|(?<=[-–—/&|,]\s)|(?<=bis\s)|(?<=und\s)|(?<=to\s)|(?<=and\s))"
_DAY = re.compile(
    "|".join(
        rf"(?P<d{day}>(?i:{_DAYS[2 * day]}|{_DAYS[2 * day + 1]})"
        rf"|\b(?:{short})\b{_BESIDE}|{_AFTER_DAY}(?:{short})\b)"
        for day, short in enumerate(_SHORT_DAYS)
    )
)
_TO = re.compile(r"s?\.?\s*(?:-|–|—|bis|to|through|until|till)\s*(?:einschließlich\s*)?", re.I)
# What is said of several days at once; a Saturday is a "Werktag", too.
_SEVERAL = (
    (re.compile(r"\b(?:(?:werk|arbeits|wochen)tags|an (?:werk|arbeits|wochen)tagen)\b", re.I), range(6)),
    (re.compile(r"\b(?:weekdays?|on (?:working |work|business )days)\b", re.I), range(5)),
    (re.compile(r"\b(?:wochenende\w*|weekends?)\b", re.I), range(5, 7)),
    (re.compile(r"\b(?:täglich|daily|jeden tag|every day|rund um die uhr|24/7)", re.I), range(7)),
)
_WEEK = 7
_LEAST_PART = 5  # letters of a form that may begin a longer word: "Freitagabend", not "Europa" for "EU"


def other_forms(name: str) -> list[str]:
    """The forms of a name in lower case besides its own; [] for one that is not known to have others."""
    words = spellings(name.casefold())
    return sorted({form for group in _FORMS if not words.isdisjoint(group) for form in group} - words)


def is_proper(word: str) -> bool:
    """Whether a word is the name of a day, a country, a language or a town, whatever noun it may be as well."""
    return _is_town(word) or bool(other_forms(word))


def stands_in(name: str, text: str) -> bool:
    """Whether a text has such a name: in another form, as the beginning of a word, or as a day of its days."""
    folded = text.casefold()
    forms = [name.casefold(), *other_forms(name)]
    return (
        any(re.search(_part_of_word(form), folded) for form in forms)
        or (_is_town(name) and bool(re.search(_inhabitant(name.casefold()), folded)))
        or bool(_days_in(name, spread=False) & _days_in(text))
    )


def _is_town(word: str) -> bool:
    return not spellings(word.casefold()).isdisjoint(_TOWNS)


def _part_of_word(form: str) -> str:
    return rf"\b{re.escape(form)}" + ("" if len(form) >= _LEAST_PART else r"(?:s|er\w{0,2})?\b")


def _inhabitant(town: str) -> str:
    """ "Bremer", "Dresdner", "Berliner" of "Bremen", "Dresden", "Berlin"."""
    return rf"\b{re.escape(re.sub('en$', '', town))}(?:en)?n?er\b"


def _days_in(text: str, *, spread: bool = True) -> set[int]:
    """The days of the week that a text names, 0 to 6, those of "Mo–Fr" and "werktags" included."""
    found: set[int] = set()
    last: tuple[int, int] | None = None  # the day before, and where it ends
    for match in _DAY.finditer(text):
        day = int((match.lastgroup or "d0")[1:])
        if spread and last is not None and _TO.fullmatch(text, last[1], match.start()):
            found.update((last[0] + step) % _WEEK for step in range((day - last[0]) % _WEEK + 1))
        found.add(day)
        last = day, match.end()
    for words, days in _SEVERAL if spread else ():
        if words.search(text):
            found.update(days)
    return found
