"""Statements that something is the largest or lowest of all, and changes that change nothing.

What is the largest of some a small model does not find by comparing them: it tells the one that it saw. So the
evidence must say it.
"""

from __future__ import annotations

import re

from rag.numbers import normalise_number

_EXTREME = re.compile(
    r"\b(?:the most|am meisten|largest|highest|biggest|greatest|lowest|smallest|cheapest"
    r"|(?:most|least) expensive"
    r"|(?:größt|höchst|niedrigst|kleinst|billigst|günstigst|teuerst)(?:e[mnrs]?)?)\b",
    re.I,
)
# "Up to 500 EUR" tells the highest amount as well.
_TOLD = re.compile(
    r"\b(?:(?:larg|high|bigg|great|low|small|cheap|long|short|strong|weak|fast|slow|near|few)est|worst|most|least"
    r"|(?:größt|höchst|niedrigst|kleinst|billigst|günstigst|teuerst|längst|kürzest|meist|wenigst)(?:e[mnrs]?)?"
    r"|max(?:imum|imal\w*|\.)?|min(?:imum|imal\w*|\.)?|up to|at least|(?:no|not) (?:more|less) than"
    r"|bis zu|höchstens|mindestens|only|nur|limits?|record|rekord\w*|top|leading"
    r"|capped|exceed\w*|as \w+ as|main|mainly|haupt\w*)\b",
    re.I,
)
_FROM_TO = re.compile(
    r"\b(?:increas|decreas|declin|improv|ris|rose|fell|fall|grew|grow|dropp|gestiegen|gesunken|stieg|sank|wuchs"
    r"|erhöht)\w*\b[^.;]*?\b(?:from|von)\s+\D{0,3}(?P<first>\d+(?:[.,]\d+)*)[^.;]*?"
    r"\b(?:to|auf)\s+\D{0,3}(?P<last>\d+(?:[.,]\d+)*)",
    re.I,
)


def lacks_extreme(statement: str, question: str, evidence: str) -> bool:
    """Whether the statement tells, or the question asks for, a most of something that the evidence does not."""
    return bool(_EXTREME.search(statement) or _EXTREME.search(question)) and not _TOLD.search(evidence)


def changes_nothing(statement: str) -> bool:
    """Whether a statement says that something rose or fell from a figure to the same one."""
    return any(
        normalise_number(match["first"]) == normalise_number(match["last"])
        for match in _FROM_TO.finditer(statement)
    )
