"""The lines of a page, and those that are rows of a table: a label and one figure for each column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from rag.numbers import normalise_number
from rag.tables import split_cells
from rag.types import Passage
from rag.unit_words import CURRENCIES
from rag.units import units_in

MOST_LINE = 400  # characters; a longer line is text
# At its end a label goes on in the next line.
_GOES_ON = re.compile(r"(?:\b(?:of|to|and|the|for|in|from|by|with|der|des|und|von|aus|an|für)|[,–-])\s*$", re.I)
_SPACES = re.compile(r"\s+")
# Figures of one row: "$ (6,701)", "78.4 %", and the dash that stands for nothing.
_FIGURE = re.compile(
    r"(?<![\w.,])(?:[$€£]\s*)?(?P<minus>[-−–(])?\s*(?:[$€£]\s*)?"
    r"(?P<number>\d{1,3}(?P<mark>[.,'’ ])\d{3}(?:(?P=mark)\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\s*\)?"
    r"(?:\s*[%€])?(?![\w.,]*\w)|(?<![\w.,])(?P<nothing>[—–-])(?![\w.,])"
)


class Percents(Enum):
    """What percents in a row are that also has other figures."""

    COUNT = auto()  # figures of columns like any other
    ASIDE = auto()  # shares beside the figures of columns
    NEEDED = auto()  # a column of their own, and a row without one has a gap


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its label, a figure for each column of the table, and where it stands."""

    passage: Passage
    start: int  # `passage.text[start:end]` is the row
    end: int
    label: str
    figures: tuple[Decimal | None, ...]  # None: a dash; () for a heading over rows
    written: tuple[str, ...]  # as they stand there


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a page with the passage that holds it."""

    passage: Passage
    start: int
    text: str


def pieces_of(passages: Iterable[Passage]) -> Iterator[Piece]:
    """The lines of one page that have text, each once."""
    done = 0  # of the page; passages may overlap
    for passage in passages:
        start = 0
        for line in passage.text.splitlines(keepends=True):
            if line.strip() and passage.start + start >= done:
                yield Piece(passage, start + len(line) - len(line.lstrip()), line.strip())
            start += len(line)
        done = max(done, passage.end)


def rows_of(lines: Sequence[Piece], columns: int, percents: Percents = Percents.COUNT) -> Iterator[Line]:
    """The rows with so many figures, and the lines with none."""
    above = ""  # a line without figures just above, which may be the beginning of a label
    for piece in lines:
        label, *rest = split_cells(piece.text)
        if _is_figure(label):
            label, rest = "", [label, *rest]
        found = _counted([match for cell in rest for match in _FIGURE.finditer(cell)], percents)
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


def _counted(found: list[re.Match[str]], percents: Percents) -> list[re.Match[str]]:
    if percents is Percents.COUNT:
        return found
    amounts = [match for match in found if not _in_percent(match)]
    if percents is Percents.NEEDED:
        return amounts if len(amounts) < len(found) else []
    return amounts or found


def _in_percent(match: re.Match[str]) -> bool:
    return match.group().endswith("%") or match.string[match.end() :].lstrip().startswith("%")


def _joined(above: str, label: str) -> str:
    """A label that began a line above: "Net income attributable to" and the name of the company."""
    return f"{above} {label}" if above != label and _GOES_ON.search(above) else label


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text.strip()) is not None


def _value(match: re.Match[str]) -> Decimal:
    value = Decimal(normalise_number(match["number"]))
    return -value if match["minus"] else value


def currency_of(about: str, rows: Iterable[Line]) -> str:
    """That of a table by the text above it or else beside its first figures; "" where it is not said."""
    beside = [row.passage.text[row.start : row.end] for row in rows if row.figures]
    found = units_in(about) & CURRENCIES or units_in(" ".join(beside[:3])) & CURRENCIES
    return found.pop() if len(found) == 1 else ""
