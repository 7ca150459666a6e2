"""Comments on a PDF page: what a program shows in a bubble or a list beside it is no text of the page."""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
from typing import Any

from ingest.readers.notes import count_visible
from rag.pdf import pdfium

# Links, fields and text boxes are on the page; the contents of a pop-up are those of its parent.
_NO_COMMENTS = frozenset(
    {
        pdfium.FPDF_ANNOT_LINK,
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_POPUP,
    }
)
_MOST = 10_000  # annotations of a page


def count_comments(page: Any) -> int:
    """How many visible characters the comments on a page hold."""
    count = pdfium.FPDFPage_GetAnnotCount(page.raw)
    return sum(_count(page, place) for place in range(min(count, _MOST)))


def _count(page: Any, place: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
    if not annotation:
        return 0
    try:
        if pdfium.FPDFAnnot_GetSubtype(annotation) in _NO_COMMENTS:
            return 0
        return count_visible(_contents(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def _contents(annotation: Any) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "replace")
