"""Which of several figures is the highest or lowest: of items that a question names, or of a side of the balance.

"Among operations, investing and financing, which brought in the most cash?", "What was the largest liability?"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rag.periods import find_periods
from rag.statements import wordings
from rag.statements.formulas import Figure
from rag.statements.item import Item
from rag.statements.items import FINANCING_CASH, INVESTING_CASH, OPERATING_CASH
from rag.statements.naming import names_in
from rag.statements.sides import SIDES, Side
from rag.statements.tables import Kind

_BRACKETS = re.compile(r"\([^)]*\)")
_MOST = re.compile(
    r"\b(?:most(?! (?:recent|current|important|likely|\w+ly)\b)|highest|largest|biggest|greatest"
    r"|(?:höchst|größt|meist)e[nrsm]?)\b",
    re.I,
)
_LEAST = re.compile(r"\b(?:lowest|smallest|(?<!at )least|(?:niedrigst|kleinst|geringst|wenigst)e[nrsm]?)\b", re.I)
# Two things at one time, not one at two.
_OVER_TIME = re.compile(r"\b(?:than|als|compared|gegenüber|versus|vs)\b", re.I)
# Of two things.
_MORE = re.compile(r"\b(?:more|higher|larger|bigger|greater|(?:höher|größer)e?[nrsm]?|mehr)\b", re.I)
_LESS = re.compile(r"\b(?:less|lower|smaller|(?:niedriger|kleiner|geringer)e?[nrsm]?|weniger)\b", re.I)
_CHOICE = re.compile(
    r"(?:\W|\bthe\b|\bits\b|\bd(?:er|ie|as)\b)*\b(?:or|oder)\b(?:\W|\bthe\b|\bits\b|\bd(?:er|ie|as)\b)*", re.I
)
# Whatever asks for one of several.
_ASKING = re.compile(
    r"\b(?:which|what|among|amongst|between|out of|of the (?:two|three)|of these|brought(?: in)?"
    r"|bring(?:s|ing)?(?: in)?|generated|provided|activit(?:y|ies)|kinds?|types?|sources?|single|item|figure"
    r"|flows?|cash|welche[nrsm]?|was|unter|zwischen|brachten?|posten|bereich\w*|tätigkeit\w*|cash-?flows?)\b",
    re.I,
)
_JOINT = r"(?:[\s,/&]|\b(?:and|or|und|oder|the|der|die|das|dem|den|from|aus|vs|versus)\b)*"
# "Operations, investing and financing activities": one word for several flows.
_FLOW = {
    OPERATING_CASH: r"operations|operating|(?:betrieblich|laufend|operativ)(?:e[nr]?)?(?: geschäft\w*)?",
    INVESTING_CASH: r"investing|investments?|investition(?:en|s-?(?:tätigkeit)?)?",
    FINANCING_CASH: r"financing|finanzierung(?:s-?(?:tätigkeit)?)?",
}
_ANY_FLOW = rf"(?:{'|'.join(_FLOW.values())})(?: activities| cash flows?)?"
_FLOWS = re.compile(rf"\b{_ANY_FLOW}(?:{_JOINT}{_ANY_FLOW})+(?!\w)(?: activities)?", re.I)
_OF_CASH = re.compile(r"\b(?:cash|cash-?flows?|geldfl[uü]ss\w*|mittelfl[uü]ss\w*)\b", re.I)
# Other than the highest of rows that stand in a statement: of firms, of what is taken for something, a sum of them.
_OTHER_RANK = re.compile(
    r"\b(?:(?:which|what|welche[nrs]?)\s+(?:company|firm|corporation|group|unternehmen|firma|konzern)"
    r"|how much|average"
    r"|total of|sum of|difference|us(?:e|ed|es|ing)|spen[dt]\w*|paid|pay|cost|consum\w*|outflows?|second"
    r"|third|other than"
    r"|besides|wie viel|durchschnitt\w*|summe|unterschied|verbrauch\w*|abfl[uü]ss\w*|ausgegeben|zweit\w*"
    r"|dritt\w*|außer)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The highest or lowest of some figures of a year."""

    among: tuple[Item, ...]  # () with a side of the balance sheet
    side: Side | None
    year: int
    wants_most: bool
    rest: str  # the question proper without what it names
    around: str  # the sentences beside it

    @property
    def kinds(self) -> frozenset[Kind]:
        """The statements that have the figures."""
        return frozenset(item.kind for item in self.among) if self.side is None else frozenset({Kind.BALANCE})

    @property
    def years(self) -> tuple[int, ...]:
        """The one year."""
        return (self.year,)


class _Found(NamedTuple):
    among: tuple[Item, ...]
    side: Side | None
    rest: str


def read_ranked(question: str) -> Ranked | None:
    """None when a question does not plainly ask which of several figures of statements is the highest or lowest."""
    plain = _BRACKETS.sub(" ", wordings.with_plain_years(question)).replace(":", ",")
    for name in wordings.STATEMENTS.values():
        plain = name.sub(" ", plain)
    sentences = [each for each in wordings.SENTENCE.split(plain) if not wordings.CONDITION.match(each.strip())]
    asking = [each for each in sentences if _wants_most(each) is not None]
    periods = find_periods(plain)
    if len(asking) != 1 or periods is None or len(periods) != 1 or periods[0].part:
        return None
    sentence = asking[0]
    found = _of_flows(sentence) or _of_items(sentence) or _of_side(sentence)
    if found is None or _OTHER_RANK.search(found.rest):
        return None
    rest = found.rest
    for said in (_MOST, _LEAST, _MORE, _LESS, _ASKING):
        rest = said.sub(" ", rest)
    if any(
        said.search(rest) for said in (wordings.NO_FIGURE, wordings.OTHERWISE, wordings.CHANGE, wordings.GROWTH)
    ):
        return None
    around = " ".join(each for each in sentences if each is not sentence)
    return Ranked(found.among, found.side, periods[0].year, _wants_most(sentence) is True, rest, around)


def _wants_most(sentence: str) -> bool | None:
    """None unless either the highest or the lowest is asked for, or the higher or lower of two."""
    wanted = [bool(most.search(sentence)) for most in (_MOST, _LEAST)]
    if not any(wanted) and _CHOICE.search(sentence) and not _OVER_TIME.search(sentence):
        wanted = [bool(more.search(sentence)) for more in (_MORE, _LESS)]
    return wanted[0] if wanted[0] is not wanted[1] else None


def _of_flows(sentence: str) -> _Found | None:
    match = _FLOWS.search(sentence)
    if match is None or not _OF_CASH.search(sentence):
        return None
    named = tuple(item for item, words in _FLOW.items() if re.search(rf"\b(?:{words})", match.group(), re.I))
    rest = f"{sentence[: match.start()]} . {sentence[match.end() :]}"
    return _Found(named, None, rest) if len(named) > 1 else None


def _of_items(sentence: str) -> _Found | None:
    named = names_in(sentence, ())
    figures = tuple(each.term.item for each in named if isinstance(each.term, Figure))
    if len(named) < 2 or len(figures) < len(named) or len(set(figures)) < len(figures):
        return None
    between = [sentence[left.end : right.start] for left, right in pairwise(named)]
    is_of_two = not (_MOST.search(sentence) or _LEAST.search(sentence))
    joint = _CHOICE if is_of_two else re.compile(_JOINT, re.I)
    if not all(joint.fullmatch(each) for each in between) or (is_of_two and len(named) != 2):
        return None
    return _Found(figures, None, f"{sentence[: named[0].start]} . {sentence[named[-1].end :]}")


def _of_side(sentence: str) -> _Found | None:
    extreme = rf"(?:{_MOST.pattern}|{_LEAST.pattern})"
    for side in SIDES:
        row = rf"(?:{side.name})\b"
        direct = (
            rf"{extreme}\s+(?:single\s+)?(?:(?:item|component|part|posten)\s+(?:in|of|der|des)\s+(?:the\s+)?)?{row}"
        )
        match = re.search(direct, sentence, re.I)
        if match is not None:
            return _Found((), side, f"{sentence[: match.start()]} . {sentence[match.end() :]}")
        # "Which of its current assets was the largest?"
        apart = re.search(
            rf"\b(?:which|what|welche[nrs]?)\s+(?:of\s+|der\s+)?(?:\S+\s+)?(?P<row>{row})", sentence, re.I
        )
        if apart is not None and re.search(
            rf"{extreme}\W*$", sentence[apart.end() :].split(" in ")[0].rstrip("?. "), re.I
        ):
            return _Found((), side, f"{sentence[: apart.start('row')]} . {sentence[apart.end() :]}")
    return None
