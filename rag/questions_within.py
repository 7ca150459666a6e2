"""Questions that stand in documents: they carry no statement, but what follows one may be its answer.

"Can I work from Spain?" in a list of questions does not say that anyone can. The answer in "How long is the notice
period? Three months." has its words from the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rag.tables import has_cells, split_cells
from rag.verb_first import begins_with_verb

_ENDING = re.compile(r"\?[\s\"'”“»«)\]*_|]*\Z")
# A question for yes or no lends its words only to what takes a side.
_YES = re.compile(
    r"\W*(?:yes|sure|certainly|of course|absolutely|ja|doch|klar|natürlich|selbstverständlich)\b", re.I
)
_NO = re.compile(r"\W*(?:no|unfortunately not|nein|leider nicht)\b", re.I)


def asks(text: str) -> bool:
    """Whether a sentence, or the last cell of a row, is a question."""
    if not has_cells(text):
        return _ENDING.search(text) is not None
    last = next((cell for cell in reversed(split_cells(text)) if cell.strip()), "")
    return _ENDING.search(last) is not None and any(map(str.isalpha, last))


class Above(NamedTuple):
    """The question right above a sentence that may be its answer."""

    question: str = ""  # "" for none
    says_no: bool | None = (
        None  # whether the sentence denies what is asked; None where more is wanted than yes or no
    )


def questions_above(sentences: Iterable[str]) -> Iterator[Above]:
    """For each sentence of a passage the question whose answer it may be."""
    question = ""
    for text in sentences:
        yield _above(question, text) if question else Above()
        question = text if asks(text) else ""


def _above(question: str, text: str) -> Above:
    if not begins_with_verb(question.lstrip('#*-–• \t"„“')):
        return Above(question)
    says_no = _NO.match(text) is not None
    return Above(question, says_no) if says_no or _YES.match(text) else Above()
