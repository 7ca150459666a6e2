"""The tables of financial statements: what kind each is, its years, and the rows with one figure for each year.

Other than the tables of `rag.tables` these are read page by page, over the borders of passages: a balance sheet is
longer than a passage, and its years stand at the top only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, pairwise

from rag.numbers import YEAR, normalise_number
from rag.periods import parts_in
from rag.scales import powers_in
from rag.tables import split_cells
from rag.types import Passage
from rag.unit_words import CURRENCIES
from rag.units import units_in

# Lines before the row of years that may hold the title, the unit and the end of the years.
_HEAD_LINES = 8
_MOST_LINE = 400  # characters; a longer line is text
_FEWEST_ROWS = 4
_MOST_TITLE = 100
# At its end a label goes on in the next line.
_GOES_ON = re.compile(r"(?:\b(?:of|to|and|the|for|in|from|by|with|der|des|und|von|aus|an|für)|[,–-])\s*$", re.I)
_SPACES = re.compile(r"\s+")
# Figures of one row: "$ (6,701)", "78.4 %", and the dash that stands for nothing.
_FIGURE = re.compile(
    r"(?<![\w.,])(?:[$€£]\s*)?(?P<minus>[-−–(])?\s*(?:[$€£]\s*)?"
    r"(?P<number>\d{1,3}(?P<mark>[.,'’ ])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\s*\)?"
    r"(?:\s*[%€])?(?![\w.,]*\w)|(?<![\w.,])(?P<nothing>[—–-])(?![\w.,])"
)
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
class Line:
    """One row: its label, a figure for each year of the table, and where it stands."""

    passage: Passage
    start: int  # `passage.text[start:end]` is the row
    end: int
    label: str
    figures: tuple[Decimal | None, ...]  # None: a dash; () for a heading over rows
    written: tuple[str, ...]  # as they stand there


@dataclass(frozen=True, slots=True)
class Table:
    """One statement of some years."""

    kind: Kind
    years: tuple[int, ...]  # of the columns, in their order
    power: int | None  # of ten; None: not said
    unit: str  # a currency; "": not said
    lines: tuple[Line, ...]
    ends_in_january: bool = False  # or February, so that the firm may call the year the former one


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of a page with the passage that holds it."""

    passage: Passage
    start: int
    text: str


def read_tables(passages: Sequence[Passage]) -> list[Table]:
    """All statements in the passages of one document, given in reading order."""
    pages = groupby(passages, key=lambda passage: passage.page)
    return [table for _, page in pages for table in _tables_of(list(_pieces(page)))]


def _pieces(passages: Iterable[Passage]) -> Iterator[_Piece]:
    done = 0  # of the page; passages may overlap
    for passage in passages:
        start = 0
        for line in passage.text.splitlines(keepends=True):
            if line.strip() and passage.start + start >= done:
                yield _Piece(passage, start + len(line) - len(line.lstrip()), line.strip())
            start += len(line)
        done = max(done, passage.end)


def _tables_of(lines: Sequence[_Piece]) -> Iterator[Table]:
    heads = [(place, *head) for place in range(len(lines)) if (head := _head_at(lines, place))]
    borders = [*(begin for begin, _, _ in heads), len(lines)]
    for (begin, length, years), end in zip(heads, borders[1:], strict=True):
        title = _title_of([piece.text for piece in lines[max(0, begin - _HEAD_LINES) : begin + length]])
        body = lines[begin + length : end]
        if title is None:
            continue
        kind, above = title
        about = " ".join([*above, *(piece.text for piece in body[:1])])
        if _PART_OF_YEAR.search(about) or parts_in(about):
            continue
        rows = tuple(_rows(body, len(years)))
        if sum(bool(row.figures) for row in rows) >= _FEWEST_ROWS:
            powers = powers_in(about)
            power = powers.pop() if len(powers) == 1 else None
            yield Table(kind, years, power, _currency(about, rows), rows, _JANUARY.search(about) is not None)


def _head_at(lines: Sequence[_Piece], place: int) -> tuple[int, tuple[int, ...]] | None:
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
    if len(line) > _MOST_LINE:
        return ()
    years = tuple(map(int, YEAR.findall(line)))
    steps = {left - right for left, right in pairwise(years)}
    rest = _DAY.sub(" ", YEAR.sub(" ", line))
    return years if len(steps) == 1 and steps <= {1, -1} and not re.search(r"\d", rest) else ()


def _title_of(lines: Sequence[str]) -> tuple[Kind, Sequence[str]] | None:
    """What the nearest title says, and the lines from it on; its words may be broken over lines."""
    for back in range(len(lines) - 1, -1, -1):
        text = _SPACES.sub("", "".join(lines[back:]))[:_MOST_TITLE].casefold()
        found = [kind for kind, pattern in _TITLES.items() if pattern.search(text)]
        if found:
            return None if _NO_TITLE.search(lines[back]) else (found[0], lines[back:])
    return None


def _rows(lines: Sequence[_Piece], columns: int) -> Iterator[Line]:
    above = ""  # a line without figures just above, which may be the beginning of a label
    for piece in lines:
        label, *rest = split_cells(piece.text)
        if _is_figure(label):
            label, rest = "", [label, *rest]
        found = [match for cell in rest for match in _FIGURE.finditer(cell)]
        figures = tuple(None if each["nothing"] else _value(each) for each in found)
        place = (piece.passage, piece.start, piece.start + len(piece.text))
        if len(figures) == columns:
            written = tuple(_SPACES.sub(" ", each.group().strip(" $€£")) for each in found)
            name = label if label else above
            yield Line(*place, _joined(above, name), figures, written)
            above = ""
        elif not rest:
            yield Line(*place, piece.text, (), ())
            above = piece.text
        else:
            above = ""


def _joined(above: str, label: str) -> str:
    """A label that began a line above: "Net income attributable to" and the name of the company."""
    return f"{above} {label}" if above != label and _GOES_ON.search(above) else label


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text.strip()) is not None


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(normalise_number(match["number"]))
    return -value if match["minus"] else value


def _currency(about: str, rows: Iterable[Line]) -> str:
    beside = [row.passage.text[row.start : row.end] for row in rows if row.figures]
    found = units_in(about) & CURRENCIES or units_in(" ".join(beside[:3])) & CURRENCIES
    return found.pop() if len(found) == 1 else ""
