"""What stands above a list and is meant with each of its items: "Not refunded:" says the most of "- Minibar"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.analysis import analyse_in_all_languages, is_stopword, question_words
from rag.polarity import denies, denies_widely

_ITEM = re.compile(r"\s*(?:[-–•*▪➢✓]|\d{1,3}[.)]|\(?[a-z]\))\s")
# A heading says something of its list only where it begins with the denial: "Not covered", "Keine Erstattung".
_DENYING_HEADING = re.compile(r"[#\s]*(?:\d[\d.]*\s+)?(?:nicht|kein\w*|not|no(?!\.))\s[^.!?]*\Z", re.I)
_LONGEST_HEADING = 80  # characters
_WORD = re.compile(r"[^\W\d_]+")
_NONE = re.compile(r"kein\w*", re.I)


def lead_ins(sentences: Iterable[str], heading: str = "") -> Iterator[str]:
    """For each sentence of a passage what leads in the list that it is an item of; "" for all others.

    `heading` is the innermost one above the passage.
    """
    lead = _as_lead_in(heading)
    for text in sentences:
        if _ITEM.match(text):
            yield lead
        else:
            lead = _as_lead_in(text)
            yield ""


def with_lead_in(statement: str, text: str, lead_in: str) -> str:
    """An item of a list with its lead-in, where that denies what a statement tells of the item; else the item.

    The statement tells it where it denies something itself or has a word of the lead-in that is no noun: "Minibar"
    alone, as an item of a reply, says neither that it is refunded nor that it is not.
    """
    if not lead_in or not denies(lead_in):
        return text
    own = analyse_in_all_languages(text)
    told = frozenset(term for word in question_words(statement) if not word & own for term in word)
    affirms = bool(told & _predicate(lead_in)) and not denies_widely(statement)
    return f"{lead_in} {_ITEM.sub('', text, count=1)}" if affirms or denies(statement) else text


def _as_lead_in(text: str) -> str:
    text = text.strip()
    if text.endswith(":"):
        return text.rstrip(": ")
    return text.strip("# ") if len(text) <= _LONGEST_HEADING and _DENYING_HEADING.match(text) else ""


def _predicate(lead_in: str) -> frozenset[str]:
    """The words of a lead-in that its items are told by: German nouns only behind "kein"."""
    words = _WORD.findall(lead_in)
    told = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if (word.islower() or not before or _NONE.fullmatch(before)) and not denies(word) and not is_stopword(word)
    ]
    return analyse_in_all_languages(" ".join(told))
