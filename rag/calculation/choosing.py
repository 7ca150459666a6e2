"""The cells that a question names: all in one row or all in one column of one table, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rag.calculation import wordings
from rag.calculation.asked import Asked
from rag.calculation.cells import Cell
from rag.calculation.doubts import codes_in, is_doubtful, is_other
from rag.calculation.measures import MONEY, PERCENT, measure
from rag.calculation.operations import Operation
from rag.calculation.ratios import plain_label
from rag.calculation.words import (
    Words,
    are_named,
    is_all,
    is_explained,
    names_of,
    price_words,
    said,
    words_of,
)
from rag.numbers import NUMBER
from rag.periods import Period, without_periods

_TOTALS = "total totals sum overall group insgesamt gesamt gesamtsumme summe konzern"
_JOINTS = re.compile(r"[-_/.]+")
# Numbers of a question that name nothing: "to 2 decimals".
_ASIDE = re.compile(r"\d+\s*(?:decimals?|nachkommastellen?|dezimalstellen?|places?)\b", re.I)
_COMPARING = (Operation.GROWTH, Operation.MEAN_GROWTH, Operation.DIFFERENCE, Operation.TOTAL, Operation.AVERAGE)
_OF_PRICES = (Operation.GAP, Operation.EXCESS, Operation.SUM)
_PRICED = {"≈price", "≈cost"}


@dataclass(frozen=True, slots=True)
class Target:
    """What one cell is to be: the words that name it, and its period."""

    words: Words
    period: Period | None


@dataclass(frozen=True, slots=True)
class _Choice:
    """Cells, one for each target, and how many words name them."""

    cells: tuple[Cell, ...]
    matched: int


class Chooser:
    """Chooses among the cells of some passages for one question."""

    def __init__(self, question: str, asked: Asked, cells: Iterable[Cell]) -> None:
        self._question = _ASIDE.sub(" ", question)
        self._asked = asked
        self._costs = asked.operation in _OF_PRICES and wordings.COSTING.search(question) is not None
        self._words = words_of(question)
        self._named = [*self._words, *(price_words() if self._costs else [])]
        self._names = cache(names_of)  # the same few labels stand in all rows and columns
        periods = asked.periods or (None,)
        self._cells = [cell for cell in cells if cell.period in periods and self._is_fit(cell)]

    def choose(self) -> tuple[Cell, ...] | None:
        """A cell for each item in each period, in this order; None when it is not plain which."""
        periods = self._asked.periods or (None,)
        targets = [Target(words_of(item), period) for item in self._asked.items for period in periods]
        found = _only([*self._along_columns(targets), *self._along_rows(targets)])
        return found if found is not None and self._is_explained(found) else None

    def choose_with_total(self) -> tuple[Cell, ...] | None:
        """A cell that the first item names, and the total of its column, which the second names."""
        (part, whole), period = self._asked.items, self._period
        target = Target(words_of(part), period)
        choices = []
        for column in self._columns():
            totals = [cell for cell in column if is_all(self._names(cell.label), _TOTALS) and cell.period == period]
            found = [each for each in self._match(column, [target]) if is_named_by(words_of(whole), each.cells[0])]
            for each in found:
                values = {cell.value for cell in totals}
                if len(values) == 1 and not is_all(self._names(each.cells[0].label), _TOTALS):
                    choices.append(_Choice((each.cells[0], totals[0]), each.matched))
        chosen = _only(choices)
        return chosen if chosen is not None and self._is_explained(chosen, [part]) else None

    def choose_defined(self) -> tuple[Cell, ...] | None:
        """The two cells that define the ratio of a name; None also where a row has the name itself."""
        ratio = self._asked.ratio
        assert ratio is not None  # else no ratio is asked for
        choices = []
        for column in self._columns():
            there = [cell for cell in column if cell.period == self._period and not self._names(cell.name)]
            parts = [cell for cell in there if plain_label(cell.label) in ratio.parts]
            wholes = [cell for cell in there if plain_label(cell.label) in ratio.wholes]
            if len({cell.value for cell in parts}) == 1 == len({cell.value for cell in wholes}):
                choices.append(_Choice((parts[0], wholes[0]), 0))
            elif parts and wholes:
                return None
        chosen = _only(choices)
        if chosen is None or self._is_doubtful(chosen):
            return None
        named = self._explanations(chosen)
        rest = words_of(ratio.name.sub(" ", self._question))
        return chosen if is_explained(said(rest, Operation.RATIO), named) else None

    def names_ratio(self) -> bool:
        """Whether a row has the name of the ratio."""
        ratio = self._asked.ratio
        return ratio is not None and any(ratio.name.search(f"{cell.label} {cell.name}") for cell in self._cells)

    @property
    def _period(self) -> Period | None:
        return self._asked.periods[0] if self._asked.periods else None

    def _is_fit(self, cell: Cell) -> bool:
        is_change = wordings.GROWN.search(f"{cell.label} {cell.name}") is not None
        if is_change and self._asked.operation in _COMPARING:
            return False  # the change of a change
        if cell.is_under and not are_named(words_of(cell.above), self._words):
            return False  # its label may begin there
        return not is_other(self._question, cell, may_be_rate=self._costs)

    def _columns(self) -> list[list[Cell]]:
        return _grouped(self._cells, lambda cell: cell.column_key)

    def _along_columns(self, targets: Sequence[Target]) -> list[_Choice]:
        return [each for column in self._columns() for each in self._match(column, targets)]

    def _along_rows(self, targets: Sequence[Target]) -> list[_Choice]:
        rows = _grouped(self._cells, lambda cell: cell.row_key)
        return [each for row in rows for each in self._match(row, targets, along_row=True)]

    def _match(self, group: Sequence[Cell], targets: Sequence[Target], *, along_row: bool = False) -> list[_Choice]:
        """The cells of one row or column that the targets name; none or one, or several when it is not plain."""
        chosen: list[Cell] = []
        matched = 0
        for target in targets:
            best = self._best(group, target, along_row, is_only=len(self._asked.items) == 1)
            if not best:
                return []
            if len({cell.value for cell, _ in best}) > 1:
                # As many choices as contradict each other.
                return [_Choice((*chosen, cell), matched + count) for cell, count in best]
            chosen.append(best[0][0])
            matched += best[0][1]
        if len(targets) > 1 and len({(cell.row_key, cell.column) for cell in chosen}) < len(targets):
            return []
        return [_Choice(tuple(chosen), matched)]

    def _best(
        self, group: Sequence[Cell], target: Target, along_row: bool, is_only: bool
    ) -> list[tuple[Cell, int]]:
        fitting = []
        for cell in group:
            if cell.period != target.period:
                continue
            label, column = self._names(cell.label), self._names(cell.name)
            own, shared = (column, label) if along_row else (label, column)
            named_own = are_named(own, self._named if is_only else target.words) and (own or is_only)
            if named_own and are_named(shared, self._named) and (own or shared):
                fitting.append((cell, len(label) + len(column)))
        most = max((count for _, count in fitting), default=0)
        return [each for each in fitting if each[1] == most]

    def _is_explained(self, found: Sequence[Cell], items: Sequence[str] = ()) -> bool:
        """Whether no word and no number of the question, nor of one of its items, is left over."""
        if self._is_doubtful(found):
            return False
        operation = self._asked.operation
        numbers = {each for text in self._texts(found) for each in NUMBER.findall(without_periods(text))}
        codes = {code for text in self._texts(found) for code in codes_in(text)} | numbers
        if not codes_in(self._question) <= codes:
            return False
        if self._costs and not all(map(has_price, found)):
            return False
        several = (items or self._asked.items) if len(self._asked.items) > 1 else ()
        if not all(self._is_item(item, cell) for item, cell in zip(several, found, strict=False)):
            return False
        words = said(self._words, operation, costs=self._costs, percent=all(map(is_percent, found)))
        return is_explained(words, self._explanations(found))

    def _is_doubtful(self, found: Sequence[Cell]) -> bool:
        return any(is_doubtful(self._question, cell) for cell in found)

    def _is_item(self, item: str, cell: Cell) -> bool:
        """Whether the names of a cell, or what its page is about, explain one of several items on their own."""
        words = said(words_of(item), self._asked.operation, costs=self._costs)
        names = f"{cell.label} | {cell.name}"
        own = map(words_of, (names, cell.corner, cell.passage.context))
        return is_explained(words, own) and codes_in(item) <= codes_in(names)

    def _explanations(self, found: Sequence[Cell]) -> list[Words]:
        return [words_of(text) for text in self._texts(found)]

    def _texts(self, found: Sequence[Cell]) -> list[str]:
        passage = found[0].passage
        names = [text for cell in found for text in (cell.label, cell.name, cell.above if cell.is_under else "")]
        return [passage.context, _JOINTS.sub(" ", passage.document), *names]


def is_named_by(whole: Words, cell: Cell) -> bool:
    """Whether what a whole is called is what the column, its table or its heading is called."""
    texts = (cell.name, cell.corner, cell.above, cell.passage.heading)
    words = said(whole, Operation.SHARE)
    return bool(words) and is_explained(words, map(words_of, texts))


def has_price(cell: Cell) -> bool:
    """Whether a cell is what something costs."""
    words = [*words_of(cell.label), *words_of(cell.name), *words_of(cell.corner)]
    counted = measure(cell)
    return any(word & _PRICED for word in words) or (counted is not None and bool(counted.units & MONEY))


def is_percent(cell: Cell) -> bool:
    """Whether a cell is a rate already."""
    counted = measure(cell)
    return counted is not None and counted.units == {PERCENT}


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], tuple[int, int, int]]) -> list[list[Cell]]:
    groups: dict[tuple[int, int, int], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return list(groups.values())


def _only(choices: Sequence[_Choice]) -> tuple[Cell, ...] | None:
    """What most words name; None when that is several things with other figures."""
    most = max((each.matched for each in choices), default=0)
    best = [each for each in choices if each.matched == most]
    figures = {tuple(cell.value for cell in each.cells) for each in best}
    return best[0].cells if len(figures) == 1 else None
