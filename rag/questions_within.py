"""Questions that stand in documents: they carry no statement, but what follows one may be its answer.

"Can I work from Spain?" in a list of questions does not say that anyone can. The answer in "How long is the notice
period? Three months." has its words from the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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


def answered_by(sentences: Iterable[str]) -> Iterator[str]:
    """For each sentence of a passage the question right above it whose answer it may be; "" for none."""
    question = ""
    for text in sentences:
        lends = question and (not _wants_side(question) or _YES.match(text) or _NO.match(text))
        yield question if lends else ""
        question = text if asks(text) else ""


def says_no(question: str, answer: str) -> bool | None:
    """Whether an answer denies what its question asks; None where that wants more than yes or no, or is ""."""
    return _NO.match(answer) is not None if question and _wants_side(question) else None


def _wants_side(question: str) -> bool:
    return begins_with_verb(question.lstrip('#*-–• \t"„“'))
