"""Whether what a file says of itself is the title of what stands on its pages.

Templates leave the titles of other documents behind, and what no reader of the pages sees may be anything. A title
stands in the context of every passage, so one of something else would speak in all of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.readers.types import ReadDocument

_WORD = re.compile(r"[^\W\d_]{4,}")
_SHORTEST_BEGINNING = 4
_ENDING = 2  # letters that another form of a word may lack
# One or two words may well be others than those of the text: "Arbeitszeitrichtlinie" over rules on "Arbeitszeiten".
_FEW_WORDS = 2
# A short page ("Urlaub": "30 Tage") may be named by its title alone.
_LONG_ENOUGH = 1000  # characters
_BROKEN_WORD = re.compile(r"-\n(?=[a-zäöüß])")


def with_own_title(document: ReadDocument) -> ReadDocument:
    """The document; if its title is of another one, with the first heading of the highest level instead, or none.

    That is one of the first page that has any.
    """
    if document.title is None or sum(len(page.text) for page in document.pages) < _LONG_ENOUGH:
        return document
    words = set(_WORD.findall(document.title.casefold()))
    if 3 * _missing(words, document, halves=len(words) <= _FEW_WORDS) <= 2 * len(words):
        return document
    headings = next((page.headings for page in document.pages if page.headings), ())
    first = min(headings, key=lambda heading: heading.level, default=None)
    return replace(document, title=first.text if first else None)


def _missing(words: set[str], document: ReadDocument, *, halves: bool) -> int:
    """How many words do not stand in the document, but for their endings or (`halves`) their second halves."""
    beginnings = [
        each[: max(_SHORTEST_BEGINNING, len(each) // 2 if halves else len(each) - _ENDING)] for each in words
    ]
    for page in document.pages:  # one after the other: a document may be large
        text = _BROKEN_WORD.sub("", page.text).casefold()
        beginnings = [each for each in beginnings if each not in text]
    return len(beginnings)
