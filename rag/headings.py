"""Where a sentence begins below headings: they have no full stop of their own, and are not what is quoted."""

from __future__ import annotations

import re
from collections.abc import Set

from rag.types import HEADING_SEPARATOR, Passage

_SPACES = re.compile(r"\s+")


def headings_of(passage: Passage) -> frozenset[str]:
    """Title and headings of a passage, each folded as `skip_headings` compares them."""
    parts = (passage.title or "", *passage.heading.split(HEADING_SEPARATOR))
    return frozenset(_fold(part) for part in parts if part)


def is_heading(text: str, headings: Set[str]) -> bool:
    """Whether a text is one of the headings."""
    return _fold(text) in headings


def skip_headings(text: str, start: int, end: int, headings: Set[str]) -> int:
    """Where the sentence `text[start:end]` begins behind the lines above it that are headings."""
    while True:
        line = text.find("\n", start, end)
        if line < 0 or not is_heading(text[start:line], headings):
            return start
        start = line + 1 + len(text[line + 1 : end]) - len(text[line + 1 : end].lstrip())


def _fold(text: str) -> str:
    return _SPACES.sub(" ", text.strip(" #\t")).casefold()
