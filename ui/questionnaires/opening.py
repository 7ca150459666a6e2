"""From a file to a questionnaire: what kind of table it is, where its questions are, which are answered already."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from rag.errors import ConfigurationError, UnreadableDocument
from ui.questionnaires.csv_table import CsvTable
from ui.questionnaires.grid import Filled, Grid, Sheet, Table
from ui.questionnaires.kinds import Kind, kind_of
from ui.questionnaires.layout import lay_out
from ui.questionnaires.replies import headers_in
from ui.questionnaires.workbook import WorkbookTable


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A table, its sheets with questions, and what an earlier run wrote beside them."""

    file: Path
    output: Path
    table: Table
    sheets: list[Sheet]
    kept: dict[tuple[str, int], Filled] = field(default_factory=dict)  # by sheet and row

    @property
    def total(self) -> int:
        """How many questions there are, equal ones counted each."""
        return sum(len(sheet.questions) for sheet in self.sheets)

    def save(self) -> str | None:
        """Write the output; nobody may read it who may not read the original."""
        sentence = self.table.save(self.output)
        shutil.copymode(self.file, self.output)
        return sentence


def default_output(file: Path) -> Path:
    """Where the answers go when nothing is said: beside the questionnaire."""
    return file.with_name(f"{file.stem}.answered{file.suffix}")


def open_questionnaire(
    file: Path,
    output: Path | None = None,
    *,
    column: str | None = None,
    sheet: str | None = None,
    overwrite: bool = False,
) -> Questionnaire:
    """Read a questionnaire and, unless it is to be overwritten, the output of an earlier run over it.

    Raises ConfigurationError when the file cannot be read, has no questions, or the output is something else.
    """
    output = output or default_output(file)
    _check_output(file, output)
    table = _open_table(file, column)
    sheets = lay_out(table, file.name, column, sheet)
    kept: dict[tuple[str, int], Filled] = {}
    if output.exists() and not overwrite:
        table, kept = _go_on(table, sheets, output)
    else:
        for each in sheets:
            table.begin(each, headers_in(each.language))
    return Questionnaire(file, output, table, sheets, kept)


def _go_on(table: Table, sheets: list[Sheet], output: Path) -> tuple[Table, dict[tuple[str, int], Filled]]:
    foreign = ConfigurationError(
        f"{output} exists and is not an answered copy of this questionnaire; name another file with --output, or"
        " replace it with --overwrite."
    )
    try:
        answered = table.open_again(output)
    except (ConfigurationError, UnreadableDocument) as error:
        raise foreign from error
    merged = table.go_on(answered, sheets)
    grids = {grid.name: grid for grid in answered.grids}
    if merged is None or not all(_is_answered_copy(sheet, grids[sheet.name]) for sheet in sheets):
        raise foreign
    for sheet in sheets:
        if not _has_notes(sheet, grids[sheet.name]):
            merged.begin(sheet, headers_in(sheet.language))
    filled = {
        (sheet.name, row): _read_filled(grids[sheet.name], row, sheet.first)
        for sheet in sheets
        for row in sheet.questions
    }
    return merged, {place: each for place, each in filled.items() if each.status}


def _is_answered_copy(sheet: Sheet, grid: Grid) -> bool:
    if any(grid.text(row, sheet.heading.column) != text for row, text in sheet.questions.items()):
        return False
    row, headers = sheet.heading.row, headers_in(sheet.language)
    if row is None:
        return True
    return _read_filled(grid, row, sheet.first) in (headers, replace(headers, note=""))


def _has_notes(sheet: Sheet, grid: Grid) -> bool:
    """Whether the column of notes has its name; an earlier version wrote none."""
    row = sheet.heading.row
    return row is None or bool(_read_filled(grid, row, sheet.first).note)


def _read_filled(grid: Grid, row: int, first: int) -> Filled:
    return Filled(*(grid.text(row, first + offset) for offset in range(len(fields(Filled)))))


def _check_output(file: Path, output: Path) -> None:
    if output.exists() and output.samefile(file):
        raise ConfigurationError(f"The answers would overwrite the questionnaire {file}; name another --output.")
    if output.suffix.lower() != file.suffix.lower():
        raise ConfigurationError(f"The answers of {file.name} are written as {file.suffix}; end --output with it.")
    if not output.parent.is_dir():
        raise ConfigurationError(f"There is no folder {output.parent} to write the answers to.")
    if output.is_dir():
        raise ConfigurationError(f"{output} is a folder; name a file with --output.")


def _open_table(file: Path, column: str | None) -> Table:
    if kind_of(file) is Kind.WORKBOOK:
        return WorkbookTable(file)
    try:
        return CsvTable(file, column)
    except UnreadableDocument as error:
        raise ConfigurationError(f"{file}: {error}") from error
