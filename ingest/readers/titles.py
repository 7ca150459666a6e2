"""Whether what a file says of itself is the title of what stands on its pages.

Templates leave the titles of other documents behind, and what no reader of the pages sees may be anything. A title
stands in the context of every passage, so one of something else would speak in all of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.readers.types import ReadDocument

_WORD = re.compile(r"[^\W_]{4,}|\d+")
_SHORTEST_BEGINNING = 4
_ENDING = 2  # letters that another form of a word may lack
# A short page ("Urlaub": "30 Tage") may be named by its title alone.
_LONG_ENOUGH = 1000  # characters


def with_own_title(document: ReadDocument) -> ReadDocument:
    """The document; with its first heading of the highest level as its title, or none, if that is of another."""
    title = document.title
    if title is None or _is_of(title, document):
        return document
    headings = [heading for page in document.pages for heading in page.headings]
    first = min(headings, key=lambda heading: heading.level, default=None)
    return replace(document, title=first.text if first else None)


def _is_of(title: str, document: ReadDocument) -> bool:
    """Whether half of the title's words stand in the document, apart from their endings, if it is long enough."""
    beginnings = [
        word[: max(_SHORTEST_BEGINNING, len(word) - _ENDING)] for word in set(_WORD.findall(title.casefold()))
    ]
    missing = set(beginnings)
    for page in document.pages:  # one after the other: a document may be large
        text = page.text.casefold()
        missing = {each for each in missing if each not in text}
    is_short = sum(len(page.text) for page in document.pages) < _LONG_ENOUGH
    return is_short or 2 * sum(each in missing for each in beginnings) <= len(beginnings)
