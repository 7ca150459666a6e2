"""Formulas over items of statements, solved and written out: `(ASSETS - INVENTORIES) / LIABILITIES`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import TypeAlias

from rag.statements.books import Amount
from rag.statements.item import Item

Find: TypeAlias = Callable[[Item, int], Amount | None]
Write: TypeAlias = Callable[[Decimal], str]

_CALCULATE: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": operator.add,
    "−": operator.sub,
    "×": operator.mul,
    "/": operator.truediv,
}
_WEAK = ("+", "−")


@dataclass(frozen=True, slots=True)
class Solved:
    """The value of a formula, how it is written with its figures, and which these are."""

    value: Decimal
    written: str
    sign: str  # the last operation, "" for a figure alone
    amounts: tuple[Amount, ...]

    def within(self, sign: str, *, is_right: bool) -> str:
        """As part of a longer formula, in brackets where it needs them."""
        loose = self.sign in _WEAK and (sign not in _WEAK or (sign == "−" and is_right))
        divided = is_right and sign == "/" and self.sign != ""
        return f"({self.written})" if loose or divided else self.written


class Term:
    """A formula or a part of one.

    `dimension`: 1 for amounts of money, 0 for what is divided out.
    """

    @property
    def dimension(self) -> int:
        raise NotImplementedError

    @property
    def items(self) -> tuple[Item, ...]:
        """All that it is calculated from, as often as it stands there."""
        raise NotImplementedError

    def solve(self, find: Find, year: int, write: Write, /) -> Solved | None:
        """None when a figure is missing or nothing can be divided by."""
        raise NotImplementedError

    def __add__(self, other: Term) -> Term:
        return Calculated("+", self, other)

    def __sub__(self, other: Term) -> Term:
        return Calculated("−", self, other)

    def __mul__(self, other: Term) -> Term:
        return Calculated("×", self, other)

    def __truediv__(self, other: Term) -> Term:
        return Calculated("/", self, other)

    def __or__(self, other: Term) -> Term:
        return Either(self, other)


@dataclass(frozen=True, slots=True)
class Figure(Term):
    """An item of the year, or of so many years before it."""

    item: Item
    back: int = 0

    @property
    def dimension(self) -> int:
        return 1

    @property
    def items(self) -> tuple[Item, ...]:
        return (self.item,)

    def solve(self, find: Find, year: int, write: Write, /) -> Solved | None:
        amount = find(self.item, year - self.back)
        if amount is None:
            return None
        return Solved(amount.value, write(amount.value), "", (amount,))


@dataclass(frozen=True, slots=True)
class Number(Term):
    """A number that no statement has: 365 days."""

    value: Decimal

    @property
    def dimension(self) -> int:
        return 0

    @property
    def items(self) -> tuple[Item, ...]:
        return ()

    def solve(self, _find: Find, _year: int, write: Write, /) -> Solved | None:
        return Solved(self.value, write(self.value), "", ())


@dataclass(frozen=True, slots=True)
class Calculated(Term):
    """Two terms and what is done with them."""

    sign: str
    left: Term
    right: Term

    @property
    def dimension(self) -> int:
        left, right = self.left.dimension, self.right.dimension
        return {"×": left + right, "/": left - right}.get(self.sign, max(left, right))

    @property
    def items(self) -> tuple[Item, ...]:
        return self.left.items + self.right.items

    def solve(self, find: Find, year: int, write: Write, /) -> Solved | None:
        left, right = (each.solve(find, year, write) for each in (self.left, self.right))
        if left is None or right is None:
            return None
        try:
            value = _CALCULATE[self.sign](left.value, right.value)
        except DecimalException:  # nothing is divided by zero
            return None
        written = f"{left.within(self.sign, is_right=False)} {self.sign} {right.within(self.sign, is_right=True)}"
        return Solved(value, written, self.sign, left.amounts + right.amounts)


@dataclass(frozen=True, slots=True)
class Either(Term):
    """The first that can be solved."""

    first: Term
    second: Term

    @property
    def dimension(self) -> int:
        return self.first.dimension

    @property
    def items(self) -> tuple[Item, ...]:
        return self.first.items

    def solve(self, find: Find, year: int, write: Write, /) -> Solved | None:
        return self.first.solve(find, year, write) or self.second.solve(find, year, write)


def mean(item: Item) -> Term:
    """The average of an item at the ends of this year and the former one."""
    return (Figure(item) + Figure(item, 1)) / Number(Decimal(2))


def change(item: Item) -> Term:
    """By how much an item has become more within the year."""
    return Figure(item) - Figure(item, 1)
