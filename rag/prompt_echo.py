"""Replies that recite what the model was told: no prompt is shown, even when a document shares its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from langchain_core.messages import BaseMessage, SystemMessage

from rag.sentences import split_sentences

# So many words in a row are no accident.
_IN_A_ROW = 6
_WORD = re.compile(r"\w+")


def without_instructions(reply: str, messages: Sequence[BaseMessage], evidence: Iterable[str]) -> str:
    """The reply without sentences that repeat the system message, unless the evidence says the same."""
    told = _runs([reply]) & _runs(message.text for message in messages if isinstance(message, SystemMessage))
    told -= _runs(evidence) if told else frozenset()  # seldom worth its time
    if not told:
        return reply
    kept = [reply[start:end] for start, end in split_sentences(reply)]
    return " ".join(sentence for sentence in kept if not told & _runs([sentence]))


def _runs(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """All runs of words, in lower case."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = _WORD.findall(text.lower())
        found.update(tuple(words[at : at + _IN_A_ROW]) for at in range(len(words) - _IN_A_ROW + 1))
    return frozenset(found)
