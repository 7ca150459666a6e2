"""How sure a model was of what it told, not of how it put it.

In "Die Pauschale beträgt 28 Euro" only the 28 answers the question; how likely the other words were says more about
the model's German. What it told are the figures, or, where there are none, the words that the question has not.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"\w+")

# A token of a reply and its log-probability.
ScoredToken = tuple[str, float]


def answer_confidence(tokens: Sequence[ScoredToken], question: str) -> float | None:
    """Mean log-probability of the figures, else of the new words, else of all tokens; None without any."""
    figures = [value for text, value in tokens if _DIGIT.search(text)]
    if figures:
        return statistics.fmean(figures)
    known = _squeeze(question)
    # What is no word squeezes to nothing, which every question has.
    new = [value for word, value in _words(tokens) if _squeeze(word) not in known]
    if new:
        return statistics.fmean(new)
    return statistics.fmean(value for _, value in tokens) if tokens else None


def _words(tokens: Sequence[ScoredToken]) -> list[ScoredToken]:
    """Tokens joined to words, at spaces; the log-probability of a word is the sum of its tokens'."""
    words: list[ScoredToken] = []
    for text, value in tokens:
        if words and not text[:1].isspace():
            before, sum_before = words.pop()
            words.append((before + text, sum_before + value))
        else:
            words.append((text, value))
    return words


def _squeeze(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()
