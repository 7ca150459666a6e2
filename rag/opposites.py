"""Words that say the opposite of each other without a negation: "gestiegen" and "gesunken", "with" and "without".

Only few and common ones; a rule takes effect only where most other words of the statement stand in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.analysis import analyse_in_all_languages, is_stopword, question_words, share_of_words
from rag.bounds import opposed_limits, opposed_sides
from rag.numbers import NUMBER, numbers_in

# What else the statement says must stand in the clause: who rephrases freely may turn the sentence around.
_ENOUGH_WORDS = 0.66
# Where a day or an amount has another side, another rule may hold there: "the new tariff from 1 May".
_NEARLY_ALL_WORDS = 0.75
# Both sides of each pair, German and English. No "expires" or "verfällt": what expires in May is valid until May.
_PAIRS = (
    # rise and fall; not "falls", which is German for "if"
    (
        r"gestiegen|stieg(?:en)?|steig(?:t|en)|zugenommen|gewachsen|wuchs(?:en)?|rose|risen|rises?|grew|grown"
        r"|increased|increases",
        r"gesunken|sank(?:en)?|sink(?:t|en)|abgenommen|gefallen|fiel(?:en)?|zurückgegangen|fell|declined|declines"
        r"|decreased|decreases|dropped",
    ),
    # beginning and end, not "end", which is a noun as well; what is open until nine closes at nine
    (r"beginnt|beginnen|begann(?:en)?|begins?|began|starts?|started", r"endet|enden|endeten?|ends|ended"),
    # longer and shorter
    (r"verlängert|verlängern|extended|extends|prolonged", r"verkürzt|verkürzen|shortened|shortens"),
    # consent and refusal
    (r"genehmigt|bewilligt|approved|accepted|granted", r"abgelehnt|verweigert|rejected|refused|denied"),
    # what may be and what may not
    (
        r"möglich|zulässig|erlaubt|gestattet|eingeschlossen|enthalten|possible|permitted|allowed|included|covered",
        r"ausgeschlossen|impossible|excluded|ruled out",
    ),
    # what one may do and what one must
    (
        r"freiwillig(?:e[mnrs]?)?|voluntary|voluntarily|optional",
        r"verpflichtend(?:e[mnrs]?)?|verbindlich(?:e[mnrs]?)?|obligatorisch(?:e[mnrs]?)?|mandatory|compulsory"
        r"|obligatory",
    ),
    # both sides of a border; those of a contract do the same to each other (one pays what the other receives)
    (r"inlands?|domestic", r"auslands?|foreign|abroad"),
    # what the prefix "un" does not tell
    (r"valid", r"invalid"),
    (r"sufficient", r"insufficient"),
    (r"complete", r"incomplete"),
)
# What is in force and what is not: with a number a term may be meant ("gilt 2 Jahre", "entfällt nach 2 Jahren").
_IN_FORCE = (r"gilt|gelten|besteht|bestehen|applies|apply", r"entfällt|entfallen|(?:is|are|becomes?) void|lapses?")
_OPPOSED, _OPPOSED_WITHOUT_NUMBER = (
    tuple(tuple(re.compile(rf"\b(?:{side})\b", re.I) for side in pair) for pair in pairs)
    for pairs in (_PAIRS, (*_PAIRS, _IN_FORCE))
)
# "Unbefristet" and "befristet"; German nouns have capitals ("Unfall", "Fall"), and some are negations already.
_UN = re.compile(r"\bun(?!zulässig|geeignet|suitable)([a-zäöüß]{5,})\b")
_LOWER_CASE = re.compile(r"\b[a-zäöüß]{5,}\b")
# Prepositions that turn around what they stand before.
_PREPOSITIONS = (("mit", "ohne"), ("with", "without"), ("vor", "nach"), ("before", "after"))
_DETERMINER = (
    r"(?:(?:de[rmns]|das|die|eine[rmns]?|ein|the|an?|any|jede[rmns]?|seine[rmn]?|ihre[rmn]?|your|his|her)\s+)?"
)
_BEFORE_NOUN = {
    word: re.compile(rf"\b{word}\s+{_DETERMINER}([^\W\d_]{{3,}})", re.I) for pair in _PREPOSITIONS for word in pair
}
_EITHER = re.compile(r"\b(?:mit|with|vor|before|nach|after|ohne|without)\s(?:oder|und|or|and)\s", re.I)
# What holds in the other case may be told, too.
_OTHERWISE = re.compile(r"\b(?:danach|davor|vorher|sonst|ansonsten|andernfalls|otherwise|afterwards|else)\b", re.I)
_HALF_DAY = re.compile(r"\b(\d{1,2}(?:[:.]\d\d)?)\s?([ap])\.?\s?m\b", re.I)


def is_opposite(statement: str, clause: str, without_negation: str) -> bool:
    """Whether a statement says the opposite of a clause that has most of its other words and all its numbers.

    Its negations say nothing here: the words that count are those of the statement `without_negation`. Two
    opposites at once ("höchstens ... ohne", "mindestens ... mit") may say the same again.
    """
    if not numbers_in(statement) <= numbers_in(clause):
        return False
    found = [
        *_opposed_words(statement, clause),
        *_without_prefix(statement, clause),
        *_without_prefix(clause, statement),
        *(_opposed_prepositions(statement, clause) or _sides(statement, clause, without_negation)),
        *opposed_limits(statement, clause),
        *_opposed_hours(statement, clause),
    ]
    said = analyse_in_all_languages(" ".join(found))
    words = [word for word in question_words(without_negation) if not word & said]
    return len(found) % 2 == 1 and share_of_words(words, analyse_in_all_languages(clause), 1.0) >= _ENOUGH_WORDS


def _sides(statement: str, clause: str, without_negation: str) -> list[str]:
    """What stands on the other side of a day or amount; more of the rest than of other rules must be the same."""
    found = list(opposed_sides(statement, clause))
    said = analyse_in_all_languages(" ".join(found))
    words = [word for word in question_words(NUMBER.sub(" ", without_negation)) if not word & said]
    return found if share_of_words(words, analyse_in_all_languages(clause), 1.0) >= _NEARLY_ALL_WORDS else []


def _opposed_words(statement: str, clause: str) -> Iterator[str]:
    """What the statement has of each pair of opposites of which the clause has only the other side."""
    for one, other in _OPPOSED if numbers_in(statement) else _OPPOSED_WITHOUT_NUMBER:
        for here, there in ((one, other), (other, one)):
            match = here.search(statement)
            if match and there.search(clause) and not (there.search(statement) or here.search(clause)):
                yield match.group()


def _without_prefix(denied: str, text: str) -> Iterator[str]:
    plain = set(_LOWER_CASE.findall(text))
    own = set(_LOWER_CASE.findall(denied))
    for word in _UN.findall(denied):
        if word in plain and word not in own and f"un{word}" not in plain:
            yield f"{word} un{word}"


def _opposed_prepositions(statement: str, clause: str) -> list[str]:
    if _EITHER.search(statement) or _EITHER.search(clause) or _OTHERWISE.search(clause):
        return []
    found = []
    for pair in _PREPOSITIONS:
        for here, there in (pair, pair[::-1]):
            nouns = _nouns_behind(here, statement) - _nouns_behind(there, statement)
            if nouns & (_nouns_behind(there, clause) - _nouns_behind(here, clause)):
                found.append(here)
    return found


def _nouns_behind(preposition: str, text: str) -> frozenset[str]:
    nouns = [noun for noun in _BEFORE_NOUN[preposition].findall(text) if not is_stopword(noun)]
    return analyse_in_all_languages(" ".join(nouns))


def _opposed_hours(statement: str, clause: str) -> Iterator[str]:
    hours = set(_halves_of_the_day(clause))
    for hour, half in _halves_of_the_day(statement):
        if (hour, half) not in hours and any(each == hour for each, _ in hours):
            yield half


def _halves_of_the_day(text: str) -> Iterator[tuple[str, str]]:
    return ((hour.replace(".", ":"), half.lower()) for hour, half in _HALF_DAY.findall(text))
