"""Names that a text gives with what they are short for: "Corruption Perception Index (CPI)"."""

from __future__ import annotations

import re

_SHORT = re.compile(r"\(([^\W\d_][\w&.-]{1,9})\)")
_WORD = re.compile(r"[^\W_][\w&'’-]*")
_LEAST_CAPITALS = 2
_FARTHEST = 3  # words between those whose letters it has: "Bank of the West"


def shorten(text: str, known: str) -> str:
    """The text with each long name as the short one that the `known` text gives it."""
    for long, short in _given(known):
        text = re.sub(rf"{re.escape(long)}(?:\s*\({re.escape(short)}\))?", short, text)
    return text


def _given(text: str) -> list[tuple[str, str]]:
    """Long names with the short ones that stand in brackets behind them."""
    found = []
    for match in _SHORT.finditer(text):
        short = match[1]
        if sum(map(str.isupper, short)) < _LEAST_CAPITALS:
            continue
        start = _start_of_long(text[: match.start()], short)
        if start is not None:
            found.append((text[start : match.start()].strip(), short))
    return found


def _start_of_long(before: str, short: str) -> int | None:
    """Where the name begins whose capital letters the short one has; None when none does."""
    letters = [letter for letter in short if letter.isupper()]
    words = list(_WORD.finditer(before))
    passed = 0
    while words and letters:
        word = words.pop()
        if word.group()[0] == letters[-1]:
            letters.pop()
            passed = 0
            if not letters:
                return word.start()
        elif (passed := passed + 1) > _FARTHEST:
            return None
    return None
