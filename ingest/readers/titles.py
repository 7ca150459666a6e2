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
# One or two words ("Arbeitszeitrichtlinie") may well be others than those of the text.
_FEWEST_WORDS = 3
# A short page ("Urlaub": "30 Tage") may be named by its title alone.
_LONG_ENOUGH = 1000  # characters
_BROKEN_WORD = re.compile(r"-\n(?=[a-zäöüß])")


def with_own_title(document: ReadDocument) -> ReadDocument:
    """The document; if its title is of another one, with the first heading of the highest level instead, or none.

    That is one of the first page that has any.
    """
    title = document.title
    if title is None or _is_of(title, document):
        return document
    headings = next((page.headings for page in document.pages if page.headings), ())
    first = min(headings, key=lambda heading: heading.level, default=None)
    return replace(document, title=first.text if first else None)


def _is_of(title: str, document: ReadDocument) -> bool:
    """Whether a third of a title's words stand in the document, but for their endings, if both are long enough."""
    words = set(_WORD.findall(title.casefold()))
    if len(words) < _FEWEST_WORDS or sum(len(page.text) for page in document.pages) < _LONG_ENOUGH:
        return True
    missing = words
    for page in document.pages:  # one after the other: a document may be large
        text = _BROKEN_WORD.sub("", page.text).casefold()
        missing = {each for each in missing if each[: max(_SHORTEST_BEGINNING, len(each) - _ENDING)] not in text}
    return 3 * len(missing) <= 2 * len(words)
