"""Whether a statement turns a condition around, "if" for "unless", or takes it for what is so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.analysis import analyse_in_all_languages, count_words, question_words, share_of_words
from rag.polarity import clauses_of, conditions_of, count_negations, denies, without_conditions
from rag.verb_first import begins_with_verb

_EXCEPT = re.compile(
    r"\b(?:unless|except\s+(?:if|when|where)|es sei denn(?:,\s*dass)?|außer,?\s+(?:wenn|falls))\b", re.I
)
_IF = re.compile(r"\b(?:if|when|provided(?: that)?|wenn|falls|sofern|vorausgesetzt)\b", re.I)
_CONDITION = re.compile(rf"{_EXCEPT.pattern}|{_IF.pattern}", re.I)
_YES_NO = re.compile(r"^\W*(?:yes|no|ja|nein)\b\W*", re.I)
_FIRST = re.compile(rf"\W*(?:{_CONDITION.pattern})", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
# "Bei nicht rechtzeitiger Kündigung", "otherwise": conditions that are no clauses.
_OTHER_CONDITION = re.compile(
    r"\bnicht\s+[a-zäöüß]+e[rnm]\s+[A-ZÄÖÜ]|\b(?i:sonst|andernfalls|ansonsten|otherwise|without|ohne|when)\b"
)
_FEWEST_SHARED = 2


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


def denies_condition(statement: str, evidence: Iterable[str]) -> bool:
    """Whether a statement denies plainly what the evidence denies under a condition: "if it is not terminated"."""
    if conditions_of(statement) or _OTHER_CONDITION.search(statement):
        return False
    texts = list(evidence)
    conditions = [analyse_in_all_languages(each) for text in texts for each in conditions_of(text) if denies(each)]
    if not conditions:
        return False
    others = [analyse_in_all_languages(each) for each in clauses_of(map(without_conditions, texts))]
    denied = [part for part in clauses_of([statement]) if denies(part) and not begins_with_verb(part)]
    return any(_shared(part, conditions) >= max(_FEWEST_SHARED, 1 + _shared(part, others)) for part in denied)


def _shared(part: str, clauses: Sequence[frozenset[str]]) -> int:
    """The most words of a part that are among the terms of one of the clauses."""
    words = question_words(part)
    return max((count_words(words, terms) for terms in clauses), default=0)


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
