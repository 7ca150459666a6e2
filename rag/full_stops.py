"""What a word says of the full stop behind it: whether the word is shortened, or whole."""

from __future__ import annotations

import re

from rag.analysis import is_stopword
from rag.compounds import is_basic_noun
from rag.unit_words import UNITS

# A full stop after one of these, a single letter or an ordinal does not end a sentence.
_ABBREVIATIONS = frozenset(
    "abb abs abt allg anm approx apr art aufl aug ausschl bd bes betr bspw bzgl bzw ca d.h dec dept dez dipl"
    " dipl.-ing dr dr.-ing e.g ehem einschl entspr est evtl exkl fa feb ff fig forts fr geb gegr gem ggf hr hrsg"
    " i.d.r i.e i.v.m incl ing inkl insb insbes jan jul jun jur kap lfd lit lt max med min mind mr mrs ms mtl mär"
    " nat no nos nov nr o.g oct od okt phil pp prof rd rdnr rer rn s.o s.u sep sept sog st str tel u.a u.u vgl"
    " vol vs z.b z.zt zzgl zzt".split()
)
# After these it ends one only before a word like "The": "500 Tsd. EUR", "the U.S. Treasury".
_MAYBE_LAST = frozenset("co corp inc ltd mio mrd sec sek std tsd u.k u.n u.s usw".split())
_SHORT_ENDING = re.compile(r"(?:[^\W\d_aeiouyäöül]l|schn)\Z")  # "gesetzl.", "monatl.", "Abschn."
# Shortened words lose what begins with a vowel ("Verw.", "Genehm.", "mgmt."), so these endings are of whole ones of
# four letters, or five.
_WHOLE_ENDING = re.compile(
    r"(?:[^\W\d_]{3,}e|(?=[^\W\d_]{5})[^\W\d_]*(?:[aouy]|[^\W\d_aeio]e[dlmnrst]|eln|ern|[^\W\d_is]s|ess"
    r"|[bcfghklmnprz]t|ing|ion|ment|or|ow|th|ung|al|bar|ig|isch|lich|los|sam))\Z"
)
# "8:30", "125%", "12,50", "2027", "31.12.2027"; not "3.3" or "31.12", which are rather in the midst of a sentence.
_WHOLE_FIGURE = re.compile(r"(?:(?:\A|[^\d.])\d{3,}|\.\d{4}|[:,]\d+|[%€$£°])\Z")
_PARTS = re.compile(r"[-/–]")
# "GmbH", "DSGVO"
_ACRONYM = re.compile(r"(?![IVXLC]+\Z)(?=[^\W\d_]{3})[^\W\d_]*[A-ZÄÖÜ][^\W\d_]*[A-ZÄÖÜ][^\W\d_]*\Z")
_DAYS = ("do", "so")  # "Do. und So.", which are stop words as well
_OPENING, _CLOSING = "(„“”\"'‘’[«»", ")“”\"'‘’]«»"
_SHORTEST_NOUN = 4  # letters: "Ges." and "Lab." are no vessels and laboratories


def is_shortened(word: str) -> bool:
    """Whether a full stop behind it is that of an abbreviation, an initial or an ordinal."""
    word = _bare(word)
    # "am 3. Mai", "im 2. Quartal"; a year or an amount at the end of a sentence is longer.
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or (word.isdigit() and len(word) <= 2)


def may_be_shortened(word: str) -> bool:
    """Whether it is an abbreviation that sentences often end with: "usw.", "Inc."."""
    return _bare(word) in _MAYBE_LAST


def seems_shortened(word: str) -> bool:
    """Whether an unlisted word ends as no whole one does: "gesetzl."."""
    return _SHORT_ENDING.search(_bare(word)) is not None


def is_whole(word: str) -> bool:
    """Whether a full stop behind it surely ends a sentence, whatever follows; False for many whole words, too."""
    if is_shortened(word) or may_be_shortened(word) or seems_shortened(word):
        return False
    inner = word.rstrip(_CLOSING)
    last = _PARTS.split(inner)[-1].lstrip(_OPENING)
    if inner != word and len(last) > 1:  # "(gemessen in mm).": the full stop is not that of the word; "(a)." counts
        return True
    if _WHOLE_FIGURE.search(inner) or _ACRONYM.match(last):
        return True
    last = last.lower()
    if last in UNITS:
        return len(last) > 2 or not last.isalpha()  # "Ct." is a court as well
    if is_stopword(last):
        return len(last) > 1 and last not in _DAYS
    return (len(last) >= _SHORTEST_NOUN and is_basic_noun(last)) or _WHOLE_ENDING.match(last) is not None


def _bare(word: str) -> str:
    return word.lstrip(_OPENING).lower()
