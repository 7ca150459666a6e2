"""A worksheet's XML, changed only where an answer is written.

openpyxl reads workbooks, but saving with it drops what it does not model: lists to choose from that refer to
another sheet, text boxes, controls, the calculated values of formulas. A questionnaire goes back to its sender.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

import lxml.etree as etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from ingest.readers.office_package import Element, child, local_name
from ui.questionnaires.grid import Span

_LONGEST = 32_767  # UTF-16 code units of a cell
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Excel reads "_x0009_" in a text as a tab; escaping the underscore keeps it as it is.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class SheetXml:
    """Cells of one worksheet that has some; rows and columns are counted from 1, as in Excel."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._namespace = root.tag.rpartition("}")[0] + "}"
        self._data: Any = child(root, "sheetData")
        self._rows = dict(_numbered_rows(self._data))

    @property
    def merged(self) -> list[Span]:
        """Cells that are shown as one; counted from 0."""
        cells = child(self._root, "mergeCells")
        bounds = [_bounds(each.get("ref")) for each in cells] if cells is not None else []
        return [(top - 1, left - 1, bottom - 1, right - 1) for left, top, right, bottom in bounds]

    def style(self, row: int, column: int) -> int:
        """The number of a cell's format."""
        cell = next((cell for place, cell in self._cells(row) if place == column), None)
        return int(cell.get("s", 0)) if cell is not None else 0

    def write(self, row: int, column: int, text: str, style: int) -> None:
        """Put text into a cell of a row that exists. The type of the cell says that it is no formula."""
        cell = self._take_cell(row, column)
        for each in list(cell):
            cell.remove(each)
        cell.attrib.clear()
        cell.attrib.update({"r": f"{get_column_letter(column)}{row}", "s": str(style)})
        self._let_grow(row)
        fitting = fit_text(text)
        if not fitting:
            return
        cell.set("t", "inlineStr")
        inline = etree.SubElement(etree.SubElement(cell, f"{self._namespace}is"), f"{self._namespace}t")
        inline.text = fitting
        inline.set(_SPACE, "preserve")

    def set_widths(self, first: int, widths: Sequence[float]) -> None:
        """Make columns so wide, in characters, and visible: often all those beside a table are hidden."""
        columns = child(self._root, "cols")
        if columns is None:
            columns = etree.Element(f"{self._namespace}cols")
            self._data.addprevious(columns)
        last = first + len(widths) - 1
        kept = [part for each in columns for part in _without(each, first, last)]
        made = [self._column(first + offset, width) for offset, width in enumerate(widths)]
        columns[:] = sorted([*kept, *made], key=lambda each: int(each.get("min")))
        self._widen_dimension(last)

    def to_bytes(self) -> bytes:
        """The part as it is stored."""
        data: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return data

    def _take_cell(self, row: int, column: int) -> Element:
        """The cell at a place, made between its neighbours when there is none."""
        parent = self._rows[row]
        position = 0
        for place, cell in self._cells(row):
            if place == column:
                return cell
            if place > column:
                break
            position += 1
        made = etree.Element(f"{self._namespace}c")
        parent.insert(position, made)
        return made

    def _cells(self, row: int) -> Iterator[tuple[int, Element]]:
        column = 0
        for cell in self._rows.get(row, ()):
            if local_name(cell) == "c":
                reference = cell.get("r")
                column = coordinate_to_tuple(reference)[1] if reference else column + 1
                yield column, cell

    def _let_grow(self, row: int) -> None:
        """Forget a row's height unless a person set it, so that wrapped text shows; its hint of width is stale."""
        element = self._rows[row]
        element.attrib.pop("spans", None)
        if element.get("customHeight") not in ("1", "true"):
            element.attrib.pop("ht", None)

    def _column(self, number: int, width: float) -> Element:
        place = str(number)
        given = {"min": place, "max": place, "width": str(width), "customWidth": "1"}
        return etree.Element(f"{self._namespace}col", given)

    def _widen_dimension(self, last: int) -> None:
        dimension = child(self._root, "dimension")
        if dimension is not None and dimension.get("ref"):
            left, top, right, bottom = _bounds(dimension.get("ref"))
            corner = f"{get_column_letter(max(right, last))}{bottom}"
            dimension.set("ref", f"{get_column_letter(left)}{top}:{corner}")


def _bounds(reference: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a range; one of whole columns or rows reaches as far as a sheet does."""
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or _LAST_COLUMN, bottom or _LAST_ROW


def fit_text(text: str) -> str:
    """A text as a cell can hold it: no control characters, not too long."""
    clean = _ESCAPE.sub("_x005F_", _NO_XML.sub("", text))
    units = clean.encode("utf-16-le")
    if len(units) // 2 <= _LONGEST:
        return clean
    # A pair of code units may have been cut in the middle.
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _numbered_rows(data: Element) -> Iterator[tuple[int, Element]]:
    number = 0
    for row in data:
        if local_name(row) == "row":
            number = int(row.get("r") or number + 1)
            yield number, row


def _without(column: Element, first: int, last: int) -> Iterator[Element]:
    """What is left of a range of columns beside those from `first` to `last`."""
    begin, end = int(column.get("min")), min(int(column.get("max")), _LAST_COLUMN)
    for low, high in ((begin, min(end, first - 1)), (max(begin, last + 1), end)):
        if low <= high:
            part = copy.copy(column)
            part.set("min", str(low))
            part.set("max", str(high))
            yield part
