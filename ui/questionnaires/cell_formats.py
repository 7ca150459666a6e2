"""The cell formats of a workbook, and variations on them."""

from __future__ import annotations

import copy
from typing import Any

import lxml.etree as etree

from ingest.readers.office_package import Element, child


class CellFormats:
    """The formats that cells name by number."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._formats: Any = child(root, "cellXfs")  # None when the workbook has no formats
        self._made: dict[tuple[int, bool], int] = {}

    def wrapped(self, base: int, *, formula_like: bool) -> int:
        """The number of a format like `base` whose text is wrapped.

        With `formula_like`, Excel keeps the text a text also when a person edits the cell.
        """
        key = (base, formula_like)
        if self._formats is None or base >= len(self._formats):
            return base
        if key not in self._made:
            self._made[key] = self._make(base, formula_like)
        return self._made[key]

    def to_bytes(self) -> bytes:
        """The part as it is stored."""
        data: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return data

    def _make(self, base: int, formula_like: bool) -> int:
        made = copy.copy(self._formats[base])
        alignment = child(made, "alignment")
        if alignment is None:
            alignment = etree.Element(made.tag.rpartition("}")[0] + "}alignment")
            made.insert(0, alignment)
        alignment.set("wrapText", "1")
        if alignment.get("vertical") is None:
            alignment.set("vertical", "top")
        made.set("applyAlignment", "1")
        if formula_like:
            made.set("quotePrefix", "1")
        self._formats.append(made)
        self._formats.set("count", str(len(self._formats)))
        return len(self._formats) - 1
