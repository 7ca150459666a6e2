"""Questionnaires as XLSX: openpyxl reads the values, and only the cells that are written to change in the file."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from openpyxl import load_workbook

from ingest.readers.office_package import EXCEL, Element, Package, attribute, child, local_name
from ingest.readers.types import ReadLimits
from rag.errors import ConfigurationError, UnreadableDocument
from rag.vectors import write_durably
from ui.questionnaires.cell_formats import CellFormats
from ui.questionnaires.grid import Filled, Grid, Sheet, Span
from ui.questionnaires.sheet_xml import SheetXml

# Sheets of formatted, empty cells pack a thousand times; the size is what costs memory, about five times of it.
_LIMITS = ReadLimits(max_unpacked=200_000_000, max_ratio=2000)
# After so many a sheet has ended, however far its formats reach.
_EMPTY_ROWS = 5000
_WIDTHS = (60.0, 14.0, 60.0, 40.0)  # characters
_FORMULA = ("=", "+", "-", "@")


class WorkbookTable:
    """An XLSX or XLSM file. Raises ConfigurationError when it cannot be opened."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            with Package(file, _LIMITS, EXCEL) as package:
                self._parts = _find_sheets(package, file)
                self._formats_part = package.find("styles", "styles.xml")
        except UnreadableDocument as error:
            raise ConfigurationError(f"{file}: {error}") from error
        self.grids = _read_grids(file)
        self._sheets: dict[str, SheetXml] = {}

    def merged(self, name: str) -> Sequence[Span]:
        """Cells of a sheet that are shown as one."""
        return self._sheet(name).merged

    def open_again(self, file: Path) -> Self:
        """An answered copy."""
        return type(self)(file)

    def go_on(self, answered: Self, sheets: Sequence[Sheet]) -> Self | None:
        """The answered copy itself: what a person changed in it meanwhile stays."""
        names = {grid.name for grid in answered.grids}
        return answered if all(sheet.name in names for sheet in sheets) else None

    def begin(self, sheet: Sheet, headers: Filled) -> None:
        """Make room for the new columns and name them, in the format of the header."""
        self._sheet(sheet.name).set_widths(sheet.first + 1, _WIDTHS)
        row, column = sheet.heading.row, sheet.heading.column
        if row is not None:
            style = self._sheet(sheet.name).style(row + 1, column + 1)
            for offset, text in enumerate(headers.cells, 1):
                self._sheet(sheet.name).write(row + 1, sheet.first + offset, text, style)

    def fill(self, sheet: Sheet, row: int, filled: Filled) -> None:
        """Write beside a question, in the format of the question."""
        cells = self._sheet(sheet.name)
        base = cells.style(row + 1, sheet.heading.column + 1)
        for offset, text in enumerate(filled.cells, 1):
            style = base
            if self._formats is not None:
                style = self._formats.wrapped(base, formula_like=text.startswith(_FORMULA))
            cells.write(row + 1, sheet.first + offset, text, style)

    def save(self, file: Path) -> str | None:
        """Write the package anew, with the changed parts in the place of the old ones."""
        changed = {self._parts[name]: sheet.to_bytes() for name, sheet in self._sheets.items()}
        if self._formats is not None:
            changed[self._formats_part] = self._formats.to_bytes()
        packed = io.BytesIO()
        with Package(self._file, _LIMITS, EXCEL) as package, zipfile.ZipFile(packed, "w") as archive:
            for member in package.members():
                data = changed.get(member.filename)
                archive.writestr(_describe(member), package.read_bytes(member.filename) if data is None else data)
        write_durably(file, packed.getvalue())
        return None

    def _sheet(self, name: str) -> SheetXml:
        if name not in self._sheets:
            root = self._read(self._parts[name])
            if child(root, "sheetData") is None:
                raise _damaged(self._file)
            self._sheets[name] = SheetXml(root)
        return self._sheets[name]

    @cached_property
    def _formats(self) -> CellFormats | None:
        root = self._read(self._formats_part)
        return None if root is None else CellFormats(root)

    def _read(self, part: str) -> Element | None:
        try:
            with Package(self._file, _LIMITS, EXCEL) as package:
                return package.read(part)
        except UnreadableDocument as error:
            raise ConfigurationError(f"{self._file}: {error}") from error


def _find_sheets(package: Package, file: Path) -> dict[str, str]:
    """The parts of the worksheets by name."""
    book = package.read(package.main)
    if book is None or local_name(book) != "workbook":
        raise ConfigurationError(f"{file} is no Excel workbook, whatever its ending says; save it as XLSX.")
    relations = package.relations()
    targets = {each.get("Id"): each.get("Target") for each in (relations if relations is not None else ())}
    sheets = child(book, "sheets")
    return {
        each.get("name"): package.locate(target)
        for each in (sheets if sheets is not None else ())
        if (target := targets.get(attribute(each, "id")))
    }


def _read_grids(file: Path) -> list[Grid]:
    with warnings.catch_warnings():
        # They tell what openpyxl would not save; it does not save here.
        warnings.simplefilter("ignore")
        try:
            with file.open("rb") as stream, closing(load_workbook(stream, read_only=True, data_only=True)) as book:
                return [
                    Grid(sheet.title, _read_rows(sheet), hidden=sheet.sheet_state != "visible")
                    for sheet in book.worksheets
                ]
        except Exception as error:  # openpyxl raises whatever a malformed part makes it trip over
            raise _damaged(file) from error


def _read_rows(sheet: Any) -> list[tuple[object, ...]]:
    """The rows until the last that holds something."""
    sheet.reset_dimensions()  # what the file says of its size is often wrong
    rows: list[tuple[object, ...]] = []
    filled = 0
    for cells in _trimmed(sheet.iter_rows(values_only=True)):
        rows.append(cells)
        if cells:
            filled = len(rows)
        elif len(rows) - filled > _EMPTY_ROWS:
            break
    return rows[:filled]


def _trimmed(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    for cells in rows:
        width = len(cells)
        while width and (cells[width - 1] is None or cells[width - 1] == ""):
            width -= 1
        yield cells[:width]


def _describe(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A member of the same name and date, packed in the same way."""
    info = zipfile.ZipInfo(member.filename, member.date_time)
    info.compress_type = member.compress_type
    info.external_attr = member.external_attr
    return info


def _damaged(file: Path) -> ConfigurationError:
    return ConfigurationError(f"{file} is damaged and cannot be read; open it in Excel and save it again.")
