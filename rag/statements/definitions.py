"""How a question wants a measure calculated: "X is defined as: A / (average B between 2018 and 2019)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from rag.numbers import YEAR
from rag.periods import years_in
from rag.statements.formulas import Calculated, Figure, Number, Term, change, mean
from rag.statements.item import Item
from rag.statements.items import ITEMS
from rag.statements.measures import FORMULAS

_END = r"(?P<{}>[^?;]+?)(?=\.(?:\s|$)|[;?]|$)"
_DEFINED = re.compile(
    r"(?P<name>[^.:;?!,]{1,80}?)\s+(?:(?:is|are|ist|wird|sei)\s+(?:to be )?)"
    r"(?:defined|calculated|computed|definiert|berechnet)\s+(?:as|als)\b\s*:?\s*" + _END.format("formula") + "|"
    r"\b(?:define|calculate|definiere|berechne)\s+(?P<asked>[^.:;?!]{1,80}?)\s+(?:as|als)\b\s*:?\s*"
    + _END.format("wanted"),
    re.I,
)
# "The turnover of fixed assets in 2018, defined as revenue divided by ...": of what the sentence asks for.
_INLINE = re.compile(
    r",?\s+(?:which is\s+)?(?:defined|calculated|computed|definiert|berechnet)\s+(?:as|als)\b\s*:?\s*"
    + _END.format("formula"),
    re.I,
)
_SIGNS = {
    "+": re.compile(r"\+|plus\b|zuzüglich\b", re.I),
    "−": re.compile(r"[-−–]|minus\b|less\b|abzüglich\b", re.I),
    "×": re.compile(r"[*×]|x\b|times\b|multiplied by\b|mal\b|multipliziert mit\b", re.I),
    "/": re.compile(r"[/÷]|divided by\b|over\b|geteilt durch\b|dividiert durch\b", re.I),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?!\w)")
_MEAN = re.compile(r"(?:the )?(?:average|mean)\b(?: of)?(?: the)?|durchschnittliche\w*|durchschnitt de[rs]", re.I)
_CHANGE = re.compile(r"(?:the )?(?:change|increase) in\b(?: the)?|(?:veränderung|zunahme) (?:der|des|von)\b", re.I)
# Where a figure stands is known.
_ASIDE = re.compile(
    r"(?:\s+|(?:'s|’s)\b"
    r"|\b(?:fiscal|financial|geschäftsjahr\w*|year|between|zwischen|from|in|aus|of|and|und|at|the|der|des|dem|den"
    r"|year[- ]end|ending|ended|end|(?:cash flows?|income|earnings) statements?"
    r"|statements? of (?:cash flows?|income|financial position|earnings)|balance sheets?|P&L|bilanz"
    r"|gewinn- und verlustrechnung|kapitalflussrechnung)\b)+",
    re.I,
)
_DEEPEST = 8  # brackets in brackets, and names in names
_MOST_FIGURES = 40  # of one definition
_FARTHEST = 5  # years back
_HUNDRED = Number(Decimal(100))


class _NotRead(Exception):
    """A definition has something in it that is not understood."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A name of the question's own and what it stands for."""

    name: str  # "" for what the sentence asks for, whatever it is called
    term: Term | None  # None when it was not understood
    in_percent: bool  # the definition multiplies by a hundred, which the term does not


def read_definitions(question: str) -> tuple[str, tuple[Definition, ...]]:
    """The question without what it defines, and the definitions."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(question):
        found[(match["name"] or match["asked"]).strip()] = match["formula"] or match["wanted"]
    bare = _DEFINED.sub(" ", question)
    if inline := _INLINE.search(bare):
        found[""] = inline["formula"]
        bare = _INLINE.sub(" ", bare)
    given = _Given(found, max(years_in(question), default=None))
    definitions = []
    for name in found:
        term = given.term(name, 0)
        times = _times_hundred(term)
        definitions.append(Definition(name, term if times is None else times, times is not None))
    return bare, tuple(definitions)


def _times_hundred(term: Term | None) -> Term | None:
    """What is multiplied by a hundred; None for anything else."""
    if not isinstance(term, Calculated) or term.sign != "×":
        return None
    return term.left if term.right == _HUNDRED else term.right if term.left == _HUNDRED else None


@dataclass
class _Given:
    """All definitions of a question, each read once; `base` is the last year that the question names."""

    texts: dict[str, str]
    base: int | None
    _terms: dict[str, Term | None] = field(default_factory=dict)

    def term(self, name: str, depth: int) -> Term | None:
        if name not in self._terms:
            self._terms[name] = None  # what is defined by itself is not understood
            self._terms[name] = self._read(self.texts[name], depth)
        return self._terms[name]

    def _read(self, formula: str, depth: int) -> Term | None:
        try:
            reader = _Reader(formula, self, depth)
            term = reader.sum(depth)
            reader.end()
        except _NotRead:
            return None
        return term if len(term.items) <= _MOST_FIGURES else None


class _Reader:
    """Reads one formula from left to right."""

    def __init__(self, text: str, given: _Given, depth: int) -> None:
        self._text = text
        self._given = given
        self._depth = depth
        self._place = 0

    def sum(self, depth: int) -> Term:
        """Products, added or subtracted."""
        return self._chain(("+", "−"), depth)

    def end(self) -> None:
        """Raises _NotRead when there is more."""
        self._take(_ASIDE)
        if self._text[self._place :].strip(" .,"):
            raise _NotRead

    def _chain(self, signs: tuple[str, ...], depth: int) -> Term:
        is_sum = "+" in signs
        left = self._chain(("×", "/"), depth) if is_sum else self._part(depth)
        while sign := self._sign(signs):
            left = Calculated(sign, left, self._chain(("×", "/"), depth) if is_sum else self._part(depth))
        return left

    def _part(self, depth: int) -> Term:
        if depth > _DEEPEST:
            raise _NotRead
        years = self._years()
        if self._text.startswith("(", self._place):
            return self._bracket(depth)
        if self._take(_MEAN):
            return mean(self._item_of_two_years(years))
        if self._take(_CHANGE):
            return change(self._item_of_two_years(years))
        if (number := self._take(_NUMBER)) is not None:
            return Number(Decimal(number))
        term = self._named()
        return self._of_year(term, years | self._years())

    def _bracket(self, depth: int) -> Term:
        self._place += 1
        inner = self.sum(depth + 1)
        self._take(_ASIDE)
        if not self._text.startswith(")", self._place):
            raise _NotRead
        self._place += 1
        return inner

    def _of_year(self, term: Term, years: set[int]) -> Term:
        """A figure of the year that stands beside it; "revenue 2017" of a question about 2018 is that before."""
        if not years or years == {self._given.base}:
            return term
        if not isinstance(term, Figure) or len(years) > 1 or self._given.base is None:
            raise _NotRead
        back = self._given.base - years.pop()
        if not 0 <= back <= _FARTHEST:
            raise _NotRead
        return Figure(term.item, back)

    def _item_of_two_years(self, years: set[int]) -> Item:
        """What is averaged, or changes, over the year."""
        years = years | self._years()
        term = self._named()
        years = years | self._years()
        base = self._given.base
        if not isinstance(term, Figure) or (years and (base is None or years not in ({base}, {base - 1, base}))):
            raise _NotRead
        return term.item

    def _named(self) -> Term:
        """The longest name that stands here; what the question says itself counts before a textbook."""
        names = [*self._given_at(), *_names_at(self._text, self._place)]
        found = max(names, key=lambda each: each[0], default=None)
        if found is None:
            raise _NotRead
        self._place = found[0]
        return found[1]

    def _given_at(self) -> Iterator[tuple[int, Term]]:
        for name in filter(None, self._given.texts):
            end = self._place + len(name)
            if self._text[self._place : end].casefold() == name.casefold():
                term = self._given.term(name, self._depth + 1) if self._depth < _DEEPEST else None
                if term is None:
                    raise _NotRead
                yield end, term

    def _years(self) -> set[int]:
        """The years that stand here, and nothing else that counts."""
        years: set[int] = set()
        while True:
            self._take(_ASIDE)
            year = self._take(YEAR)
            if year is None:
                return years
            years.add(int(year))

    def _sign(self, signs: tuple[str, ...]) -> str | None:
        self._take(_ASIDE)
        return next((sign for sign in signs if self._take(_SIGNS[sign]) is not None), None)

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self._text, self._place)
        if match is None:
            return None
        self._place = match.end()
        return match.group()


def _names_at(text: str, place: int) -> Iterator[tuple[int, Term]]:
    for item in ITEMS:
        if match := item.names.match(text, place):
            yield match.end(), Figure(item)
    for formula in FORMULAS:
        for name in formula.names:
            if match := name.match(text, place):
                yield match.end(), formula.term
