"""The figures and measures that a sentence names, and the one thing that they mean together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.statements import wordings
from rag.statements.definitions import Definition
from rag.statements.formulas import Figure, Term
from rag.statements.items import ITEMS, REVENUE
from rag.statements.measures import FORMULAS, Formula, Unit


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the sentence and what it stands for."""

    start: int
    end: int
    term: Term
    unit: Unit
    is_defined: bool = False  # by the question
    label: str = ""  # what it is called instead of the words there
    formula: Formula | None = None  # of a textbook


def names_in(sentence: str, definitions: Sequence[Definition]) -> list[Named]:
    """Names that stand in no longer one, in their order."""
    # The question's own definition comes first, and counts before that of a textbook.
    found = [*_defined(sentence, definitions), *_measured(sentence), *_told(sentence)]
    outer = [each for each in found if not any(_is_inside(each, other) for other in found)]
    return sorted({each.start: each for each in reversed(outer)}.values(), key=lambda each: each.start)


def meant_by(sentence: str, named: Sequence[Named]) -> Named | None:
    """The one thing that all names together mean: one of them, one as a share of another, or one's margin."""
    if len(named) > 1 and wordings.BRACKET.fullmatch(sentence[named[0].end : named[1].start]):
        named = [_one_in_brackets(sentence, *named[:2]), *named[2:]]
    first = named[0]
    before = sentence[: first.start]
    if len(named) == 1:
        if wordings.SHARE_OF.search(before) or wordings.WHAT_SHARE.search(before):
            return None  # a share of it, but what has the share is not known
        if wordings.SHARE.match(sentence, first.end):
            return None  # its share of something else
        if (match := wordings.MARGIN.match(sentence, first.end)) and first.unit is Unit.MONEY:
            return Named(first.start, match.end(), first.term / Figure(REVENUE), Unit.PERCENT)
        return first
    return None if len(named) > 2 else _of_two(sentence, before, first, named[1])


def _of_two(sentence: str, before: str, first: Named, second: Named) -> Named | None:
    between = sentence[first.end : second.start]
    if (match := wordings.WHAT_SHARE.search(before)) and wordings.WAS.fullmatch(between):
        return Named(match.start(), second.end, second.term / first.term, Unit.PERCENT)
    if (match := wordings.PART_OF.search(before)) and wordings.AT.fullmatch(between):
        return Named(match.start(), second.end, first.term / second.term, Unit.PERCENT)
    if wordings.SHARE.fullmatch(between):
        return Named(first.start, second.end, first.term / second.term, Unit.PERCENT)
    if wordings.RATIO.fullmatch(between) and wordings.RATIO_WORD.search(sentence):
        return Named(first.start, second.end, first.term / second.term, Unit.TIMES)
    return None


def as_defined(named: Named, definitions: Sequence[Definition]) -> Named:
    """What is named, with the meaning that the question gives to whatever it asks for."""
    own = next((each for each in definitions if not each.name), None)
    return named if own is None else _with_meaning(named.start, named.end, own)


def _defined(sentence: str, definitions: Sequence[Definition]) -> Iterator[Named]:
    for each in definitions:
        if each.name:
            pattern = rf"(?<!\w){re.escape(each.name)}(?!\w)(?:\s*\([^)]*\))?"
            yield from (_with_meaning(*match.span(), each) for match in re.finditer(pattern, sentence, re.I))


def _with_meaning(start: int, end: int, definition: Definition) -> Named:
    assert definition.term is not None  # else nothing is calculated
    unit = Unit.PERCENT if definition.in_percent else Unit.MONEY if definition.term.dimension else Unit.TIMES
    return Named(start, end, definition.term, unit, is_defined=True)


def _measured(sentence: str) -> Iterator[Named]:
    for formula in FORMULAS:
        for pattern in formula.names:
            for match in pattern.finditer(sentence):
                yield Named(*match.span(), formula.term, formula.unit, label=formula.label, formula=formula)


def _told(sentence: str) -> Iterator[Named]:
    for item in ITEMS:
        for match in item.names.finditer(sentence):
            yield Named(*match.span(), Figure(item), Unit.MONEY)


def _is_inside(inner: Named, outer: Named) -> bool:
    is_longer = outer.end - outer.start > inner.end - inner.start
    return is_longer and outer.start <= inner.start and inner.end <= outer.end


def _one_in_brackets(sentence: str, long: Named, short: Named) -> Named:
    """ "Days payable outstanding (DPO)" as one name; what the question defines counts."""
    end = sentence.find(")", short.end)
    defined = short if short.is_defined else long
    unit = long.unit if long.unit is Unit.DAYS else defined.unit
    return replace(defined, start=long.start, end=short.end if end < 0 else end + 1, unit=unit)
