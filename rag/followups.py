"""Follow-up questions made self-contained, so that retrieval knows what "it" is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.analysis import question_words
from rag.types import Turn

# A question that starts so, or refers back with such a word, leans on the one before it.
_OPENING = re.compile(
    r"^\s*(und|oder|aber|auch|and|or|but|what about|how about|was ist mit|wie ist es|wie sieht)\b", re.I
)
_REFERENCE = re.compile(
    r"\b(er|sie|es|ihn|ihm|ihnen|dessen|deren|davon|dafür|dabei|dazu|damit|darin|darauf|dort|dies\w*|jene\w*"
    r"|it|its|they|them|their|that|those|this|these|there|he|she|his|her|one)\b",
    re.I,
)
# "Gibt es einen Zuschuss?", "Is there a fee?": the "es" and the "there" refer to nothing.
_EXISTENCE = re.compile(
    r"\b(?:g[ia]bt? es|es g[ia]bt?|(?:is|are|was|were) there|there (?:is|are|was|were))\b", re.I
)
_FEW_WORDS = 3


def make_self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question itself, or with what it leans on when it cannot be understood alone.

    That is the question before it and, when that one points back itself, the last one that does not.
    """
    if not history or not leans_on_history(question):
        return question
    before = [turn.question for turn in history]
    complete = next((each for each in reversed(before) if not points_back(each)), before[0])
    return " ".join(dict.fromkeys([complete, before[-1], question]))


def leans_on_history(question: str) -> bool:
    """Whether a question refers to something that was said before it."""
    return len(question_words(question)) < _FEW_WORDS or points_back(question)


def points_back(question: str) -> bool:
    """Whether it says so itself; a short one ("What is the fee?") may be complete."""
    words = len(question_words(question))
    return (
        bool(_OPENING.search(question))
        or words < 2
        or (words < 2 * _FEW_WORDS and bool(_REFERENCE.search(_EXISTENCE.sub(" ", question))))
    )
