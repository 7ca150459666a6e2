"""Opening PDF files: pdfium first, a repair by pypdf when pdfium finds no document in the bytes."""

# mypy: allow-untyped-calls, no-warn-return-any

from __future__ import annotations

import ctypes
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw

from rag.errors import UnreadableCause, UnreadableDocument

# The bindings are made at import, where type checkers cannot see them.
pdfium: Any = pypdfium2.raw

# What pdfium's 16-bit text makes of characters beyond 16 bits (mathematical letters, emoji) lies here.
_AMBIGUOUS = re.compile("[\ud400-\uf8ff\uf900-\ufaff\ufffd]")
_REPAIR_LIMIT = 50_000_000  # bytes; pypdf holds several copies


def open_pdf(path: Path, password: str | None = None) -> pypdfium2.PdfDocument:
    """Open a PDF; to be called in a limited process only. Raises UnreadableDocument.

    A file protected by an owner password alone opens without one.
    """
    if path.stat().st_size == 0:
        raise UnreadableDocument("The file is empty (0 bytes).", UnreadableCause.EMPTY)
    try:
        return _open(path, password)
    except pypdfium2.PdfiumError as error:
        code = error.err_code
        if code == pdfium.FPDF_ERR_PASSWORD and password:
            return _open_without_password(path)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise _password_error(password) from error
        if code == pdfium.FPDF_ERR_SECURITY:
            raise UnreadableDocument(
                "The file is encrypted in a way that cannot be opened; save an unprotected copy and add that.",
                UnreadableCause.PROTECTED,
            ) from error
        return _open_repaired(path, password)


def damaged_pdf() -> UnreadableDocument:
    """The error for a PDF that neither library can open."""
    return UnreadableDocument(
        "The PDF is damaged and cannot be opened; export or print it to PDF again.", UnreadableCause.DAMAGED
    )


def _open(source: Path | bytes, password: str | None) -> pypdfium2.PdfDocument:
    document = pypdfium2.PdfDocument(source, password=password or None)
    # Widgets of forms hold what people filled in; without a form environment their text is missing.
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    return document


def _open_without_password(path: Path) -> pypdfium2.PdfDocument:
    """A password meant for another file must not lock one that needs none."""
    try:
        return _open(path, None)
    except pypdfium2.PdfiumError as error:
        raise _password_error("given") from error


def _password_error(password: str | None) -> UnreadableDocument:
    if password:
        return UnreadableDocument(
            "The password does not open the file; give the right one with --password.",
            UnreadableCause.WRONG_PASSWORD,
        )
    return UnreadableDocument(
        "The file is encrypted; give its password with --password.", UnreadableCause.ENCRYPTED
    )


def _open_repaired(path: Path, password: str | None) -> pypdfium2.PdfDocument:
    if path.stat().st_size > _REPAIR_LIMIT:
        raise damaged_pdf()
    try:
        return _open(_repair(path, password), None)
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # pypdf says itself that broken files may raise anything
        raise damaged_pdf() from error


def _repair(path: Path, password: str | None) -> bytes:
    """Write the file anew from the objects that pypdf finds in it."""
    from pypdf import PdfReader, PdfWriter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(password or ""):
            raise _password_error(password)
        writer = PdfWriter()
        for page in reader.pages:
            writer.add_page(page)
        if not writer.pages:
            raise damaged_pdf()
        repaired = io.BytesIO()
        writer.write(repaired)
    return repaired.getvalue()


def load_page(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """Load a page (0-based) with the contents of form fields drawn into it. Raises PdfiumError."""
    return draw_fields(document, index, document[index])


def draw_fields(document: pypdfium2.PdfDocument, index: int, page: pypdfium2.PdfPage) -> pypdfium2.PdfPage:
    """The loaded page with the contents of form fields drawn into it; annotations are no more told apart then."""
    if document.formenv is None:
        return page
    page.flatten()
    page.close()
    return document[index]


def read_characters(textpage: pypdfium2.PdfTextPage) -> str:
    """The text of a page, one code point for each of pdfium's character indices."""
    count: int = textpage.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer) - 1
    text = bytes(buffer)[: 2 * max(0, written)].decode("utf-16-le", "replace")
    if len(text) == count and not _AMBIGUOUS.search(text):
        return text
    # Some indices have no text, or a character does not fit 16 bits: ask for each of them.
    raw, read = textpage.raw, pdfium.FPDFText_GetUnicode
    codes = (read(raw, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)
