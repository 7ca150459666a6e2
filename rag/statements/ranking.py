"""The highest or lowest of several figures as a reply, with the others that it was compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.calculation.measures import Measure
from rag.calculation.telling import write
from rag.citations import VerifiedReply
from rag.statements.books import Amount, Books
from rag.statements.lines import Line
from rag.statements.ranked import Ranked
from rag.statements.sides import parts_of
from rag.statements.tables import Kind
from rag.statements.telling import carried, is_in_currency, with_unit

# "(Note 7)", "(net of 25)", but not "(used in)".
_ASIDE = re.compile(r"\s*\([^)]*\d[^)]*\)")
# Of the rows of a side of the balance sheet so many are shown beside the one that is asked for.
_SHOWN = 2
_WORDS = {
    "en": {"most": "the highest", "least": "the lowest", "then": "then", "of": "of {total}"},
    "de": {"most": "der höchste Wert", "least": "der niedrigste Wert", "then": "dann", "of": "von {total}"},
}


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    value: Decimal
    lines: tuple[Line, ...]


def tell_ranked(question: str, ranked: Ranked, books: Books, language: str) -> VerifiedReply | None:
    """None when a figure is missing, two are the same, or their signs are not plain."""
    scales = {books.scale_of(kind) for kind in ranked.kinds & books.tables.keys()}
    if len(scales) != 1:
        return None
    ((currency, power),) = scales
    if not is_in_currency(question, currency):
        return None
    found = _of_items(ranked, books) if ranked.side is None else _of_side(ranked, books)
    if found is None:
        return None
    rows, total = found
    rows = sorted(rows, key=lambda row: row.value, reverse=ranked.wants_most)
    if rows[0].value == rows[1].value:
        return None
    measured = Measure(frozenset({currency} - {""}), power)
    return _reply(rows, total, ranked, measured, language)


def _reply(rows: list[_Row], total: _Row | None, ranked: Ranked, measured: Measure, language: str) -> VerifiedReply:
    words = _WORDS[language]

    def told(row: _Row) -> str:
        return f"{row.label}: {with_unit(write(row.value, None, language), measured, language)}"

    first, *others = rows if ranked.side is None else rows[: 1 + _SHOWN]
    which = words["most" if ranked.wants_most else "least"]
    text = f"{told(first)} ({ranked.year}), {which}; {words['then']} {'; '.join(map(told, others))}"
    shown = [first, *others]
    if total is not None:
        text = f"{text}; {words['of'].format(total=told(total))}"
        shown.append(total)
    return carried(text, (line for row in shown for line in row.lines))


def _of_items(ranked: Ranked, books: Books) -> tuple[list[_Row], None] | None:
    amounts = [books.amount(item, ranked.year) for item in ranked.among]
    rows = [
        _Row(amount.lines[0].label.rstrip(" :"), amount.value, amount.lines)
        for amount in amounts
        if amount is not None and len(amount.lines) == 1 and not _hides_its_sign(amount)
    ]
    return (rows, None) if len(rows) == len(ranked.among) else None


def _hides_its_sign(amount: Amount) -> bool:
    """ "Net cash used in investing activities: 500" may be an outflow though it has no minus."""
    plain = amount.lines[0].label.casefold()
    return amount.value > 0 and "used" in plain and "provided" not in plain and "generated" not in plain


def _of_side(ranked: Ranked, books: Books) -> tuple[list[_Row], _Row | None] | None:
    table = books.tables.get(Kind.BALANCE)
    found = None if table is None or ranked.side is None else parts_of(ranked.side, table, ranked.year)
    if found is None:
        return None
    parts, total = found
    rows = [_Row(_label_of(part.line), part.value, (part.line,)) for part in parts]
    return rows, None if total is None else _Row(_label_of(total.line), total.value, (total.line,))


def _label_of(line: Line) -> str:
    """A row's label without notes and other numbers in brackets."""
    return _ASIDE.sub("", line.label).rstrip(" :")
