"""Questions that ask for several things at once ("How many days, and by when ...?"), taken apart.

Each part is searched and answered on its own: a passage seldom answers two questions, and what the documents do not
answer can be named.
"""

from __future__ import annotations

import re

from rag.analysis import question_words
from rag.followups import points_back
from rag.numbers import YEAR
from rag.verb_first import begins_with_verb, further_pattern, is_asked

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
_FIRST_WORD = re.compile(rf"\b(?:{_WORDS})\b", re.I)
_ASKED = re.compile(_ASKING, re.I)
# Where another question may begin: behind an "and", which stays with it, or behind a question mark.
_CUT = re.compile(r"(?:[,;?]?\s+)(?=(?:und|and|sowie)\s)|\?\s+(?=\S)", re.I)
_AND = re.compile(r"(?:und|and|sowie)\s+", re.I)
# Where a question may begin: a statement or a condition may stand before it.
_BEGIN = re.compile(r"^|(?<=[.:!,])\s+")
_FURTHER = {behind: re.compile(further_pattern(behind_verb_first=behind), re.I) for behind in (True, False)}
_MOST = 3
_FEWEST_WORDS = 3


def split_question(question: str) -> list[str]:
    """The parts of a question in their order; only the question itself when it is one.

    Each may be asked alone but one that begins with "and": it leans on the one before it, as a follow-up does.
    """
    parts = _split_at_question_words(question)
    return parts if len(parts) > 1 else _split_behind_verbs(question)


def begins_as_question(text: str) -> bool:
    """Whether a text begins with a question word, or with its verb."""
    return bool(_ASKED.match(text)) or begins_with_verb(text)


def _split_at_question_words(question: str) -> list[str]:
    """What stands before the first question word ("According to the handbook, ...") goes with each part."""
    pieces = [piece.strip(" ,;?") for piece in _JOINT.split(question)]
    if not 1 < len(pieces) <= _MOST or not all(_stands_alone(piece) for piece in pieces):
        return [question]
    first = _FIRST.search(pieces[0])
    lead = pieces[0][: first.start()].strip() if first is not None else ""
    if first is None or len(lead) > len(pieces[0]) // 2:
        # A statement with a question behind it, not two questions.
        return [question]
    return [f"{_with_lead(piece, lead, number)}?" for number, piece in enumerate(pieces)]


def _split_behind_verbs(question: str) -> list[str]:
    """For questions of which one or several begin with their verb: "Do I book it, and who pays for it?"."""
    pieces, begin = [], 0
    for cut in _CUT.finditer(question):
        if _goes_on(question[begin : cut.start()], question[cut.end() :]):
            pieces.append(question[begin : cut.start()])
            begin = cut.end()
    pieces = [piece.strip(" ,;?") for piece in [*pieces, question[begin:]]]
    if not 1 < len(pieces) <= _MOST or not all(_stands_alone(piece) for piece in pieces):
        return [question]
    return [f"{piece}?" for piece in pieces]


def _goes_on(before: str, behind: str) -> bool:
    """Whether another question begins between the two texts."""
    conjunction = _AND.match(behind)
    if conjunction is None and not points_back(behind):
        return False
    rest = behind if conjunction is None else behind[conjunction.end() :]
    own = _AND.sub("", before, count=1) if _AND.match(before) else before
    clauses = [own[match.end() :] for match in _BEGIN.finditer(own)]
    is_verb_first = any(begins_with_verb(clause) for clause in clauses)
    if not is_verb_first and not any(_ASKED.match(clause) for clause in clauses):
        return False
    if _FURTHER[is_verb_first].match(rest):
        return True
    asked = _ASKED.match(rest)
    if asked is None or not is_verb_first:
        return False
    first = _FIRST_WORD.search(asked.group())
    return first is not None and is_asked(rest[first.start() :].split(), before)


def _stands_alone(piece: str) -> bool:
    return len(piece.split()) >= _FEWEST_WORDS and bool(question_words(piece))


def _with_lead(piece: str, lead: str, number: int) -> str:
    if number == 0 or not lead or not (question_words(lead) or YEAR.search(lead)):
        return piece
    return f"{lead} {piece}"
