"""From a question and the passages found to a calculation with its cells, or to nothing when it is unclear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from rag.calculation.asked import Asked, Operation, read_question
from rag.calculation.cells import Cell, find_cells
from rag.calculation.words import are_named, is_explained, names_of, words_of
from rag.citations import VerifiedReply, mark
from rag.types import Passage, Statement, Verdict

_PLACES = re.compile(
    r"\b(?P<count>one|two|three|four|ein|eine|einer|zwei|drei|vier|[0-4])\s+(?:decimals?|nachkommastellen?|dezimalstellen?)",
    re.I,
)
_JOINTS = re.compile(r"[-_/.]+")
_COUNTS = {
    "one": 1,
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "four": 4,
    "vier": 4,
}
_DEFAULT_PLACES = 1
_UNIT = re.compile(
    r"[€$£%]|\b(?:EUR|USD|GBP|CHF|percent|prozent|thousands?|tsd|millions?|mio|billions?|mrd|dollars?|euro)\b", re.I
)


def is_figure_asked(question: str) -> bool:
    """Whether it is worth looking for cells."""
    return read_question(question) is not None


def calculate(question: str, passages: Sequence[Passage], language: str) -> VerifiedReply | None:
    """The figure that a question asks for, from the tables of passages of one document, best first.

    None unless the question names a row and a column and has no word that neither they nor title,
    headings and name of the document explain.
    """
    asked = read_question(question)
    if asked is None:
        return None
    cells = list(find_cells(passages))
    if asked.operation is Operation.SHARE:
        return _share(question, asked, cells, language)
    chosen = [_choose(question, asked.items[0], year, cells) for year in asked.years]
    found = [cell for cell in chosen if cell is not None]
    if len(found) < len(chosen) or any(cell.row != found[0].row for cell in found):
        return None
    if not _explains(question, found):
        return None
    if asked.operation is Operation.LOOK_UP:
        return _told(f"{found[0].label}, {found[0].name}: {found[0].text}{_unit_of(found[0])}", found)
    return _compared(question, asked, found, language)


def _unit_of(cell: Cell) -> str:
    """What the corner of the table says of all its figures: "EUR million", "(in Tsd. €)"."""
    corner = cell.row.names[0].strip("() ")
    return f" ({corner})" if _UNIT.search(corner) else ""


def _compared(question: str, asked: Asked, found: Sequence[Cell], language: str) -> VerifiedReply | None:
    before, after = found
    head = f"{before.label}: {before.text} ({before.year}), {after.text} ({after.year}); "
    old, new = _operand(before.value, language), _operand(after.value, language)
    if asked.operation is Operation.DIFFERENCE:
        result = _write(after.value - before.value, None, language)
        return _told(f"{head}{new} − {old} = {result}", found)
    if before.value <= 0:
        return None  # growth from nothing, or from a loss, has no meaning
    growth = _write(100 * (after.value - before.value) / before.value, _places(question), language)
    return _told(f"{head}({new} − {old}) / {old} = {growth} %", found)


def _share(question: str, asked: Asked, cells: Sequence[Cell], language: str) -> VerifiedReply | None:
    part, whole = (_choose(question, item, asked.years[0], cells) for item in asked.items)
    if part is None or whole is None or part.row == whole.row or whole.value == 0:
        return None
    # Of one table, so that both have one scale.
    if part.row.names != whole.row.names or not _explains(question, [part, whole]):
        return None
    one, other = abs(part.value), abs(whole.value)
    share = _write(100 * one / other, _places(question), language)
    head = f"{part.label} / {whole.label} ({part.year}): "
    return _told(f"{head}{_operand(one, language)} / {_operand(other, language)} = {share} %", [part, whole])


def _choose(question: str, item: str, year: int, cells: Sequence[Cell]) -> Cell | None:
    """The cell that the item names in a year, the one with most of its words; None when several fit as well."""
    wanted, everything = words_of(item), words_of(question)
    best: list[Cell] = []
    most = 0
    for cell in cells:
        if cell.year != year:
            continue
        label, column = names_of(cell.label), names_of(cell.name)
        if not label or not are_named(label, wanted) or not are_named(column, everything):
            continue
        matched = len(label) + len(column)
        if matched > most:
            most, best = matched, [cell]
        elif matched == most:
            best.append(cell)
    return best[0] if len({cell.value for cell in best}) == 1 else None


def _explains(question: str, found: Sequence[Cell]) -> bool:
    passage = found[0].passage
    file = _JOINTS.sub(" ", passage.document)
    texts = [passage.context, file, *(cell.label for cell in found), *(cell.name for cell in found)]
    return is_explained(words_of(question), [words_of(text) for text in texts])


def _told(text: str, found: Sequence[Cell]) -> VerifiedReply:
    rows = dict.fromkeys((cell.passage, cell.row.start, cell.row.end) for cell in found)
    citations = tuple(passage.cite(number, *span) for number, (passage, *span) in enumerate(rows, start=1))
    numbers = tuple(each.number for each in citations)
    return VerifiedReply(mark(text, numbers), citations, (Statement(text, Verdict.VERIFIED, numbers),))


def _places(question: str) -> int:
    match = _PLACES.search(question)
    if match is None:
        return _DEFAULT_PLACES
    count = match["count"].lower()
    return _COUNTS.get(count, int(count) if count.isdigit() else _DEFAULT_PLACES)


def _operand(value: Decimal, language: str) -> str:
    """A figure in a formula; what is below zero stands in brackets."""
    shown = _write(abs(value), None, language)
    return f"(−{shown})" if value < 0 else shown


def _write(value: Decimal, places: int | None, language: str) -> str:
    """A figure as it is written in a language, rounded to so many places, by default not at all."""
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = f"{abs(value):,f}"
    if language == "de":
        shown = shown.translate(str.maketrans(",.", ".,"))
    return f"−{shown}" if value < 0 else shown
