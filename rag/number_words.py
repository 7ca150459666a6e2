"""Numbers written as words, in German and English, in figures: for checking only, nothing is shown like this.

"eine" and "a" are articles. "Acht" with a capital is a noun in "in Acht nehmen"; "beide" and "both" count nothing.
"""

from __future__ import annotations

import re

from rag.units import UNIT

_SMALL = {
    word: value
    for value, words in enumerate(
        "zwei two|drei three|vier four|fünf fuenf five|sechs six|sieben seven|acht eight|neun nine|zehn ten"
        "|elf eleven|zwölf zwoelf twelve|dreizehn thirteen|vierzehn fourteen|fünfzehn fuenfzehn fifteen"
        "|sechzehn sixteen|siebzehn seventeen|achtzehn eighteen|neunzehn nineteen".split("|"),
        2,
    )
    for word in words.split()
}
_TENS = {
    word: 10 * value
    for value, words in enumerate(
        "zwanzig twenty|dreißig dreissig thirty|vierzig forty|fünfzig fuenfzig fifty|sechzig sixty|siebzig seventy"
        "|achtzig eighty|neunzig ninety".split("|"),
        2,
    )
    for word in words.split()
}
_VALUES = _SMALL | _TENS | {"ein": 1, "one": 1}
_ONES = "|".join(["ein", "one", *(word for word, value in _SMALL.items() if value < 10)])
_TEN = "|".join(_TENS)
_BELOW_HUNDRED = (
    rf"(?:(?P<ones>{_ONES})und)?(?P<tens>{_TEN})(?:[- ](?P<digit>{_ONES}))?|(?P<small>{'|'.join(_SMALL)})"
)
# A blank alone joins in English ("one hundred twenty"), but not in "a hundred eight-hour shifts".
_BEFORE_HYPHEN = rf"(?:{'|'.join([*_SMALL, *_TENS, 'one'])})-(?!(?:{_ONES})\b)"
_WORD = re.compile(
    rf"(?<![\w-])(?=[^\W\d_])(?:(?:(?P<hundreds>{_ONES}|a)[ ]?|ein[ ])?(?P<hundred>hundert|hundred)"
    rf"(?:(?:[ ]?und[ ]?|[ ]and[ ]|(?<=hundred)[ ](?!{_BEFORE_HYPHEN}))?"
    rf"(?:{_BELOW_HUNDRED.replace('?P<', '?P<rest_')}))?"
    rf"|{_BELOW_HUNDRED})(?:(?!\w)|(?P<joined>(?=(?:wöchig|monatig|jährig|tägig|stündig|minütig)|(?:fach|mal)\b)))",
    re.I,
)
_DOZEN = re.compile(r"\b(?:(?P<number>\d{1,9})|einem|eines|ein|an?|one)?[ ]?\b(?:Dutzend|dozen)\b", re.I)
_ONE = re.compile(rf"\bone(?=[ -](?:(?:working|business|calendar)[ ])?{UNIT}\b)", re.I)
_ARTICLE = re.compile(rf"\b(?:ein(?:e[nmrs]?)?|an?)(?=[ ]{UNIT}\b)", re.I)
_MORE_HALVES = re.compile(
    rf"\b(?:(?P<one>anderthalb|eineinhalb)|(?P<many>{_ONES})einhalb|one[ -]and[ -]a[ -]half)\b", re.I
)
# Once the number before it is in figures: "two and a half".
_AND_HALF = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3})(?:[ -]and[ -]an?[ -]half\b(?! of\b)| und eine? halbe?\b)", re.I
)
_HALF = re.compile(
    rf"\b(?:(?:eine[mnrs]?|ein|an?)[ ])?halbe[mnrs]?[ ](?={UNIT}\b)"
    rf"|(?<!first )(?<!second )\bhalf(?: an?[ ]|[ ])(?={UNIT}\b)",
    re.I,
)
# "The first half of 2024", "half past nine", "halb neun" are no amounts.
_SHARE = re.compile(
    r"\b(?:die |der )?(?<!erste )(?<!ersten )(?<!zweite )(?<!zweiten )Hälfte\b"
    r"|\bhalbe[mnrs]? (?=Preis|Satz|Betrag|Kosten|Gebühr)"
    r"|(?<!first )(?<!second )(?<!other )(?<![-\w])half(?= (?:of|the|price)\b)(?! of (?:19|20)\d\d)",
    re.I,
)


_TWICE = re.compile(r"\btwice\b", re.I)


def in_figures(text: str) -> str:
    """The text with its number words in figures: "vier Wochen" as "4 Wochen", "half an hour" as "0.5 hour"."""
    text = _WORD.sub(_figure, _MORE_HALVES.sub(_with_half, text))
    text = _AND_HALF.sub(r"\g<whole>.5", text)
    text = _HALF.sub("0.5 ", text)
    text = _SHARE.sub(lambda match: "50 %" + " " * match.group().endswith(" "), text)
    text = _TWICE.sub("2 times", text)
    text = _ONE.sub("1", text)
    return _DOZEN.sub(lambda match: str(12 * int(match["number"] or 1)), text)


def has_single(text: str) -> bool:
    """Whether a text may mean one by an article: "eine Woche", "within a week"."""
    return bool(_ARTICLE.search(text))


def _with_half(match: re.Match[str]) -> str:
    return f"{_VALUES[match['many'].lower()]}.5" if match["many"] else "1.5"


def _figure(match: re.Match[str]) -> str:
    # "Acht" with a capital is attention; a sentence seldom begins with this number.
    if match.group() == "Acht":
        return match.group()
    hundreds = _VALUES.get((match["hundreds"] or "one").lower(), 1) if match["hundred"] else 0
    rest = "rest_" if match["hundred"] else ""
    parts = (match[rest + part] for part in ("ones", "tens", "digit", "small"))
    value = 100 * hundreds + sum(_VALUES[part.lower()] for part in parts if part)
    return str(value) if match["joined"] is None else f"{value} "
