"""Whether a statement has another ordinal, share or multiple in words: "the third quarter", "ein Drittel"."""

from __future__ import annotations

import re

_ORDINALS = {
    1: "erste[mnrs]?|first|1st",
    2: "zweite[mnrs]?|second|2nd",
    3: "dritte[mnrs]?|third|3rd",
    4: "vierte[mnrs]?|fourth|4th",
}
_PERIODS = {"quarter": "quartals?|quarter", "half": "halbjahre?s?|half", "third": "trimesters?|tertials?|trimester"}
# "Im ersten und zweiten Quartal"
_TOO = r"(?:\s+(?:und|oder|bis(?: zum)?|and|or|to|through)\s+(?:(?:the|im|in the)\s+)?\w+)?"
_OF_PERIODS = {
    (period, order): re.compile(rf"\b(?:{order_words}){_TOO}\s+(?:{words})\b(?!\s+of\s+an?\b)", re.I)
    for period, words in _PERIODS.items()
    for order, order_words in _ORDINALS.items()
}
# "A quarter of the costs" is a share; "each quarter" and "the third quarter" are times.
_SHARES = {
    ("share", 2): r"(?:die|der|zur) hälfte|half (?:of|the)",
    ("share", 3): r"(?:ein|das|einem|eines) drittels?|(?:a|one) third of",
    ("share", 4): r"(?:ein|einem|eines) viertels?(?! jahr)|(?:a|one) quarter of (?!an? hour|the year)",
    ("multiple", 2): r"(?:das|dem|des) (?:doppelten?|zweifachen?)|twice the|double the",
    ("multiple", 3): r"(?:das|dem|des) dreifachen?|three times the|triple the",
    ("multiple", 4): r"(?:das|dem|des) vierfachen?|four times the|quadruple the",
}
_OF_AMOUNTS = {key: re.compile(rf"\b(?:{words})", re.I) for key, words in _SHARES.items()}
_ALL = _OF_PERIODS | _OF_AMOUNTS


def differs_in_share(statement: str, evidence: str) -> bool:
    """Whether the statement names one ordinal or share of a kind, and the evidence only one other of it."""
    said, given = _found(statement), _found(evidence)
    return any(
        len(said[kind]) == 1 and len(given[kind]) == 1 and said[kind] != given[kind]
        for kind in said.keys() & given.keys()
    )


def _found(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for (kind, order), words in _ALL.items():
        if words.search(text):
            found.setdefault(kind, set()).add(order)
    return found
