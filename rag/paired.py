"""Amounts of one sentence that belong to one thing each: "rent 800 EUR and deposit 2,400 EUR".

Every sentence that gives both also has all the words of "the rent is 2,400 EUR". Only what is plain counts:
each amount has a word of its own right before it, or right behind it.
"""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, is_stopword
from rag.numbers import NUMBER, YEAR, normalise_number
from rag.scales import CURRENCY, SCALE
from rag.tables import has_cells
from rag.unit_words import UNIT

_MOST = 6  # amounts of a sentence; more are a list of something else
_LEAST_LETTERS = 4
_LABEL = r"[^\W\d_]{3,}(?:-[^\W\d_]+)*"
_UNIT = rf"(?:\s?(?:%|°C|{SCALE}|{UNIT}(?![^\W\d_])|{CURRENCY}))*"
_AMOUNT = rf"(?:{NUMBER.pattern}){_UNIT}"
# "rent: 800", "rent of EUR 800", "die Miete beträgt 800"; one after the other, as in a list.
_IS = rf"(?:\s|[:=(]|\b(?:von|of|ist|sind|beträgt|betragen|is|are|at|mit)\b|{CURRENCY})+"
_AND = r"\)?(?:\s?[,;/]\s?|\s)(?:(?:und|and|sowie|oder|or)\s)?(?:(?:der|die|das|eine?n?|einer|an?|the)\s)?"
_LABEL_FIRST = re.compile(rf"{_LABEL}{_IS}{_AMOUNT}(?:{_AND}{_LABEL}{_IS}{_AMOUNT}){{1,5}}", re.I)
_AMOUNT_FIRST = re.compile(rf"{_AMOUNT}\s{_LABEL}(?:{_AND}{_AMOUNT}\s{_LABEL}){{1,5}}", re.I)
_EACH_LABEL_FIRST = re.compile(rf"(?P<label>{_LABEL}){_IS}(?P<amount>{NUMBER.pattern})", re.I)
_EACH_AMOUNT_FIRST = re.compile(rf"(?P<amount>{NUMBER.pattern}){_UNIT}\s(?P<label>{_LABEL})", re.I)


def pairs_otherwise(statement: str, evidence: str) -> bool:
    """Whether a statement gives the one amount of the evidence that it has to another thing than that does."""
    told = {normalise_number(each) for each in NUMBER.findall(statement)}
    labels = _labels(evidence) if told and not has_cells(evidence) else {}
    claimed = told & set(labels)
    if len(claimed) != 1:
        return False
    said = statement.lower()
    own = _stems(labels.pop(claimed.pop()))
    others = [_stems(other) for other in labels.values()]
    # What "full-time" and "part-time" have in common tells neither.
    own = own.difference(*others) or own
    return not any(stem in said for stem in own) and any(stem in said for other in others for stem in other)


def _labels(evidence: str) -> dict[str, str]:
    """The word of each amount; {} unless all have one, each another, on the same side."""
    amounts = [each for each in NUMBER.findall(evidence) if not YEAR.fullmatch(each)]
    if not 2 <= len(amounts) <= _MOST:
        return {}
    sides = []
    for whole, each in ((_LABEL_FIRST, _EACH_LABEL_FIRST), (_AMOUNT_FIRST, _EACH_AMOUNT_FIRST)):
        listed = whole.search(evidence)
        pairs = (
            [(match["amount"], match["label"].lower()) for match in each.finditer(listed.group())] if listed else []
        )
        words = {label for _, label in pairs}
        is_plain = [amount for amount, _ in pairs] == amounts and len(words) == len(pairs) == len(set(amounts))
        if is_plain and not any(map(is_stopword, words)):
            sides.append({normalise_number(amount): label for amount, label in pairs})
    return sides[0] if len(sides) == 1 else {}


def _stems(word: str) -> set[str]:
    """How a word may stand in a text, in any form and as a part of another one."""
    return {word[:-1], *(term for term in analyse_in_all_languages(word) if len(term) >= _LEAST_LETTERS)}
