"""Whether a statement turns a condition around: "if" for "unless", "wenn" for "es sei denn"."""

from __future__ import annotations

import re

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.polarity import count_negations

_EXCEPT = re.compile(
    r"\b(?:unless|except\s+(?:if|when|where)|es sei denn(?:,\s*dass)?|außer,?\s+(?:wenn|falls))\b", re.I
)
_IF = re.compile(r"\b(?:if|when|provided(?: that)?|wenn|falls|sofern|vorausgesetzt)\b", re.I)
_CONDITION = re.compile(rf"{_EXCEPT.pattern}|{_IF.pattern}", re.I)
_YES_NO = re.compile(r"^\W*(?:yes|no|ja|nein)\b\W*", re.I)
_FIRST = re.compile(rf"\W*(?:{_CONDITION.pattern})", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")


def turns_condition(statement: str, evidence: str) -> bool:
    """Whether one of them says "unless" and the other only "if", with all words of the statement and no other no.

    A negation more or less, or a word of its own, may turn it around again: "unless it took place" is "if it did
    not take place".
    """
    kinds = [_kind(text) for text in (statement, evidence)]
    if None in kinds or kinds[0] == kinds[1] or (count_negations(statement) - count_negations(evidence)) % 2:
        return False
    if not _says_what(statement):
        return False
    words = question_words(_CONDITION.sub(" ", statement))
    return bool(words) and share_of_words(words, analyse_in_all_languages(evidence)) >= 1.0


def _says_what(statement: str) -> bool:
    """Whether it also says what is under the condition: "Yes, if three are named" may deny what is ruled out."""
    before = _CONDITION.split(_YES_NO.sub("", statement), maxsplit=1)[0]
    return bool(_WORD.search(before)) or _FIRST.match(statement) is not None


def _kind(text: str) -> str | None:
    """Which of both conditions a text has; None for none and for both."""
    rest, excepted = _EXCEPT.subn(" ", text)
    if excepted:
        return None if _IF.search(rest) else "except"
    return "if" if _IF.search(rest) else None
