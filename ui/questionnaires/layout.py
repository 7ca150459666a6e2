"""The questions of each sheet and where their answers go."""

from __future__ import annotations

from collections.abc import Sequence

from rag.errors import ConfigurationError
from rag.language import detect_language
from ui.questionnaires.grid import Grid, Heading, Sheet, Span, Table
from ui.questionnaires.headings import find_heading, find_only_text, header_language, list_headers

_SAMPLE_QUESTIONS = 20


def lay_out(table: Table, file: str, column: str | None = None, sheet: str | None = None) -> list[Sheet]:
    """Every sheet that has a column of questions, or the named one. A hidden sheet has to be named.

    Raises ConfigurationError when no column can be told to be that of the questions, or when it is empty.
    """
    grids = _choose(table.grids, file, sheet)
    found = [(grid, heading) for grid in grids if (heading := find_heading(grid, column))]
    if not found and column is None and len(grids) == 1:
        found = [(grid, heading) for grid in grids if (heading := find_only_text(grid))]
    if not found:
        raise ConfigurationError(_no_column(grids, file, column))
    sheets = [_lay_out_sheet(grid, heading, table.merged(grid.name)) for grid, heading in found]
    sheets = [each for each in sheets if each.questions]
    if not sheets:
        raise ConfigurationError(f"There is no question under “{found[0][1].text}” in {file}.")
    return sheets


def _choose(grids: Sequence[Grid], file: str, sheet: str | None) -> list[Grid]:
    if sheet is not None:
        named = [grid for grid in grids if grid.name.casefold() == sheet.strip().casefold()]
        if not named:
            names = ", ".join(f"“{grid.name}”" for grid in grids if grid.name)
            has = f"it has {names}" if names else "it has no sheets"
            raise ConfigurationError(f"There is no sheet “{sheet}” in {file}; {has}.")
        return named
    filled = [grid for grid in grids if not grid.hidden and any(map(_is_filled, grid.rows))]
    if not filled:
        raise ConfigurationError(f"{file} is empty: there is no question in it.")
    return filled


def _no_column(grids: Sequence[Grid], file: str, column: str | None) -> str:
    missing = "has no column of questions that can be told by its header"
    if column is not None:
        missing = f"has no column “{column}”"
    there = []
    for grid in grids:
        names = ", ".join(f"“{_shorten(name)}”" for name in list_headers(grid)) or "none with a name"
        there.append(f"on sheet “{grid.name}” {names}" if grid.name else names)
    return f"{file} {missing}. Name one with --column; the columns are: {'; '.join(there)}."


def _shorten(name: str) -> str:
    flat = " ".join(name.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def _lay_out_sheet(grid: Grid, heading: Heading, merged: Sequence[Span]) -> Sheet:
    begin = 0 if heading.row is None else heading.row + 1
    sections = _sections(grid, heading, merged)
    questions = {
        row: text
        for row in range(begin, len(grid.rows))
        if (text := grid.text(row, heading.column)) and row not in sections
    }
    written = questions if heading.row is None else {heading.row, *questions}
    # A cell below a merged one would not be seen.
    covered = [
        right
        for top, _, bottom, right in merged
        if any(row in written for row in range(top, min(bottom + 1, len(grid.rows))))
    ]
    first = max([*map(len, grid.rows), *(right + 1 for right in covered)])
    return Sheet(grid.name, heading, first, _language(heading, questions), questions)


def _sections(grid: Grid, heading: Heading, merged: Sequence[Span]) -> set[int]:
    """Rows whose text is spread over the rest of the table: titles of sections, unless the header is so too."""
    if heading.row is None:
        return set()
    edge = len(grid.rows[heading.row]) - 1
    spread = {top: right for top, left, _, right in merged if left == heading.column}
    usual = spread.get(heading.row, heading.column)
    return {top for top, right in spread.items() if right > usual and right >= edge}


def _language(heading: Heading, questions: dict[int, str]) -> str:
    told = header_language(heading.text)
    return told or detect_language(" ".join(list(questions.values())[:_SAMPLE_QUESTIONS]))


def _is_filled(cells: Sequence[object]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)
