"""What a question wants calculated: the operation, the items and the years, in German and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from rag.numbers import YEAR


class Operation(Enum):
    """What is done with the figures."""

    LOOK_UP = "look up"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation over one item in two years, or over two items in one year."""

    operation: Operation
    items: tuple[str, ...]  # the words of the question that name each
    years: tuple[int, ...]  # ascending


_PERCENT = r"(?:percent(?:age)?|per cent|%|prozent\w*)"
_SHARES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?P<part>.+?)\s+as an?\s+(?:{_PERCENT}|share|fraction)\s+of\s+(?P<whole>.+)",
        r"ratio of\s+(?P<part>.+?)\s+to\s+(?P<whole>.+)",
        r"(?P<part>.+?)\s+divided by\s+(?P<whole>.+)",
        rf"what\s+(?:{_PERCENT}|share)\s+of\s+(?P<whole>.+?)\s+(?:was|were|is|are|did|does)\s+(?P<part>.+)",
        r"anteil\s+(?:von|der|des|am?)\s+(?P<part>.+?)\s+(?:an|am)\s+(?P<whole>.+)",
        r"verhältnis\s+(?:von|der|des)\s+(?P<part>.+?)\s+(?:zu|zum|zur)\s+(?P<whole>.+)",
        r"(?P<part>.+?)\s+geteilt durch\s+(?P<whole>.+)",
        rf"(?P<part>.+?)\s+in\s+{_PERCENT}\s+(?:von|der|des|vom)\s+(?P<whole>.+)",
    )
)
_RISE = (
    r"(?:gr[eo]w\w*|increas\w*|decreas\w*|ris\w*|rose|f[ae]ll\w*|declin\w*|chang\w*|develop\w*|gestiegen|gesunken|gewachsen|verändert"
    r"|zugenommen|abgenommen|gefallen|steig\w*|sank|sink\w*|wuchs|wächst|wachstum\w*|veränderung\w*|zuwachs|rückgang|anstieg)"
)
_GROWTH = re.compile(
    rf"(?:{_PERCENT}.*\b{_RISE}|\b{_RISE}\b.*{_PERCENT}|growth rate|rate of growth|wachstumsrate"
    r"|year[- ]over[- ]year)",
    re.I,
)
_DIFFERENCE = re.compile(
    r"(?:how much (?:more|less|higher|lower)|difference|differ\b|unterschied|differenz"
    rf"|(?:by how much|um wie ?viel)\b.*\b{_RISE})",
    re.I,
)
_LOOK_UP = re.compile(r"\b(?:what|how (?:much|many|high|large)|wie (?:hoch|viele?|groß)|welche\w*|was)\b", re.I)


def read_question(question: str) -> Asked | None:
    """What is to be calculated; None when the question wants no figure, or not plainly one."""
    years = tuple(sorted(set(map(int, YEAR.findall(question)))))
    for pattern in _SHARES:
        match = pattern.search(question)
        if match is not None:
            return Asked(Operation.SHARE, (match["part"], match["whole"]), years) if len(years) == 1 else None
    if len(years) == 2:
        if _GROWTH.search(question):
            return Asked(Operation.GROWTH, (question,), years)
        if _DIFFERENCE.search(question):
            return Asked(Operation.DIFFERENCE, (question,), years)
    if len(years) == 1 and _LOOK_UP.search(question):
        return Asked(Operation.LOOK_UP, (question,), years)
    return None
