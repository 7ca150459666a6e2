"""The tables of financial statements: what kind each is, its years, and the rows with one figure for each year.

Other than the tables of `rag.tables` these are read page by page, over the borders of passages: a balance sheet is
longer than a passage, and its years stand at the top only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from rag.numbers import YEAR
from rag.periods import parts_in
from rag.scales import powers_in
from rag.statements.lines import MOST_LINE, Line, Piece, currency_of, pieces_of, rows_of
from rag.types import Passage

# Lines before the row of years that may hold the title, the unit and the end of the years.
HEAD_LINES = 8
FEWEST_ROWS = 4
_MOST_TITLE = 100
_SPACES = re.compile(r"\s+")
# What may stand in a row of years besides them: "As of June 30,", "December 31,", "(in millions)", "Note".
_DAY = re.compile(r"\b(?:[0-3]?\d\.(?:[01]?\d\.)?|[A-Za-zä]+\.? [0-3]?\d(?:st|nd|rd|th)?\b,?)")
_JANUARY = re.compile(r"\b(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?)\b", re.I)
_PART_OF_YEAR = re.compile(
    r"\b(?:three|six|nine|drei|sechs|neun|[369])[- ](?:months?|monate)\b|\bquarter\w*\b|\bquartal\w*\b"
    r"|\bhalbjahr\w*\b"
    r"|\b(?:13|26|39) weeks\b|\b(?:thirteen|twenty-six|thirty-nine) weeks\b",
    re.I,
)


class Kind(StrEnum):
    """Which statement a table is."""

    INCOME = "income"
    BALANCE = "balance"
    CASH = "cash"


# In text without blanks: readers of PDFs leave some within words.
_TITLES = {
    Kind.CASH: re.compile(r"statements?of(?:consolidated)?cashflows?|cashflows?statement|kapitalflussrechnung"),
    Kind.BALANCE: re.compile(
        r"balancesheet|statements?of(?:consolidated)?financialposition|bilanz(?!ier|summe|gewinn|kennzahl)"
    ),
    Kind.INCOME: re.compile(
        r"statements?of(?:consolidated)?(?:net)?(?:income|operations|earnings|profitorloss|profitandloss)"
        r"|incomestatement"
        r"|profitandloss(?:account|statement)|gewinn-?undverlust-?rechnung|ergebnisrechnung"
    ),
}
# "Notes to the consolidated statements ...", "see the balance sheet": no title.
_NO_TITLE = re.compile(r"\b(?:notes? to|see|refer|siehe|erläuterung\w*|index|parent)\b", re.I)


@dataclass(frozen=True, slots=True)
class Table:
    """One statement of some years."""

    kind: Kind
    years: tuple[int, ...]  # of the columns, in their order
    power: int | None  # of ten; None: not said
    unit: str  # a currency; "": not said
    lines: tuple[Line, ...]
    ends_in_january: bool = False  # or February, so that the firm may call the year the former one


def read_tables(passages: Sequence[Passage]) -> list[Table]:
    """All statements in the passages of one document, given in reading order."""
    pages = groupby(passages, key=lambda passage: passage.page)
    return [table for _, page in pages for table in _tables_of(list(pieces_of(page)))]


def _tables_of(lines: Sequence[Piece]) -> Iterator[Table]:
    heads = [(place, *head) for place in range(len(lines)) if (head := _head_at(lines, place))]
    borders = [*(begin for begin, _, _ in heads), len(lines)]
    for (begin, length, years), end in zip(heads, borders[1:], strict=True):
        title = title_of([piece.text for piece in lines[max(0, begin - HEAD_LINES) : begin + length]])
        body = lines[begin + length : end]
        if title is None:
            continue
        kind, above = title
        about = " ".join([*above, *(piece.text for piece in body[:1])])
        if _PART_OF_YEAR.search(about) or parts_in(about):
            continue
        rows = tuple(rows_of(body, len(years)))
        if sum(bool(row.figures) for row in rows) >= FEWEST_ROWS:
            powers = powers_in(about)
            power = powers.pop() if len(powers) == 1 else None
            yield Table(kind, years, power, currency_of(about, rows), rows, _JANUARY.search(about) is not None)


def _head_at(lines: Sequence[Piece], place: int) -> tuple[int, tuple[int, ...]] | None:
    """How many lines name the years that begin at this one, and the years; None where none does."""
    line = lines[place].text
    if years := _years_of(line):
        return 1, years
    # "2017 At December 31," and below it "2016".
    broken = place + 1 < len(lines) and YEAR.search(line) and YEAR.fullmatch(lines[place + 1].text)
    years = _years_of(f"{line} {lines[place + 1].text}") if broken else ()
    return (2, years) if years else None


def _years_of(line: str) -> tuple[int, ...]:
    """The years of a row that names nothing but years, one after the other; () for any other line."""
    if len(line) > MOST_LINE:
        return ()
    years = tuple(map(int, YEAR.findall(line)))
    steps = {left - right for left, right in pairwise(years)}
    rest = _DAY.sub(" ", YEAR.sub(" ", line))
    return years if len(steps) == 1 and steps <= {1, -1} and not re.search(r"\d", rest) else ()


def title_of(lines: Sequence[str]) -> tuple[Kind, Sequence[str]] | None:
    """What the nearest title says, and the lines from it on; its words may be broken over lines."""
    for back in range(len(lines) - 1, -1, -1):
        text = _SPACES.sub("", "".join(lines[back:]))[:_MOST_TITLE].casefold()
        found = [kind for kind, pattern in _TITLES.items() if pattern.search(text)]
        if found:
            return None if _NO_TITLE.search(lines[back]) else (found[0], lines[back:])
    return None
