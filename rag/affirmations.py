"""Replies that only say yes or no to the words of the question: the reader still has to be told why."""

from __future__ import annotations

import re

from rag.analysis import analyse_question, question_words, share_of_words
from rag.numbers import numbers_in

_VERDICT = re.compile(r"^\s*(?:yes|no|ja|nein|doch)\b[\s,.;:!–-]*", re.I)
# What remains is the question's when this share of its words is, or all but one ("einzureichen" is "einreichen").
_REPEATED = 0.7


def only_affirms(statement: str, question: str) -> bool:
    """Whether a statement begins with yes or no and adds next to nothing to what the question says itself."""
    verdict = _VERDICT.match(statement)
    if verdict is None:
        return False
    rest = statement[verdict.end() :]
    if not numbers_in(rest) <= numbers_in(question):
        return False
    words = question_words(rest) if rest.strip() else []
    share = share_of_words(words, frozenset(analyse_question(question)))
    return share >= _REPEATED or (1 - share) * len(words) <= 1
