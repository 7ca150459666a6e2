"""Questions that ask for several things at once ("How many days, and by when ...?"), taken apart.

Each part is searched and answered on its own: a passage seldom answers two questions, and what the documents do not
answer can be named.
"""

from __future__ import annotations

import re

from rag.analysis import question_words
from rag.numbers import YEAR

_WORDS = (
    r"who|whom|whose|which|why|what|where|how|when|wer|wen|wem|wessen|welche[rsmn]?|warum|weshalb|wieso|was|wo|wohin|woher"
    r"|wie|wann|womit|wofür|worüber"
)
# "Bis wann", "for how long": a question word may have a preposition before it.
_ASKING = (
    r"(?:(?:ab|an|auf|aus|bei|bis|durch|für|gegen|in|innerhalb|mit|nach|seit|über|um|unter|von|vor|zu"
    r"|after|at|by|for|from|in|on|since|to|until|under|with|within)\s+)?"
    rf"(?:{_WORDS})\b"
)
_FIRST = re.compile(rf"\b{_ASKING}", re.I)
_JOINT = re.compile(rf"(?:[,;]?\s+(?:und|and|sowie)\s+|;\s+|\?\s+(?:(?:und|and)\s+)?)(?={_ASKING})", re.I)
_MOST = 3
_FEWEST_WORDS = 3


def split_question(question: str) -> list[str]:
    """The parts of a question in their order, each to be asked alone; only the question itself when it is one.

    What stands before the first question word ("According to the handbook, ...") goes with each part.
    """
    pieces = [piece.strip(" ,;?") for piece in _JOINT.split(question)]
    if not 1 < len(pieces) <= _MOST or not all(_stands_alone(piece) for piece in pieces):
        return [question]
    first = _FIRST.search(pieces[0])
    lead = pieces[0][: first.start()].strip() if first is not None else ""
    if first is None or len(lead) > len(pieces[0]) // 2:
        # A statement with a question behind it, not two questions.
        return [question]
    return [f"{_with_lead(piece, lead, number)}?" for number, piece in enumerate(pieces)]


def _stands_alone(piece: str) -> bool:
    return len(piece.split()) >= _FEWEST_WORDS and bool(question_words(piece))


def _with_lead(piece: str, lead: str, number: int) -> str:
    if number == 0 or not lead or not (question_words(lead) or YEAR.search(lead)):
        return piece
    return f"{lead} {piece}"
