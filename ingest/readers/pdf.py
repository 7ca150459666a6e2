"""PDF: text, outline and metadata, with scans, empty pages and damage told apart."""

# mypy: allow-untyped-calls

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from ingest.cleaning import clean_text
from ingest.readers.notes import NoteTaker, is_usual
from ingest.readers.pdf_columns import mark_columns
from ingest.readers.pdf_comments import count_comments
from ingest.readers.pdf_gaps import NOTHING, blank_out, close_gaps
from ingest.readers.pdf_headings import Line, OutlineEntry, Style, find_headings, split_lines
from ingest.readers.pdf_hidden import find_hidden
from ingest.readers.pdf_text import Vocabulary, clean_page
from ingest.readers.repeated import find_bodies
from ingest.readers.types import Heading, ReadDocument, ReadLimits, ReadPage
from ingest.sniffing import PDF
from rag.character_map import encode_character_map
from rag.errors import UnreadableCause, UnreadableDocument
from rag.pdf import damaged_pdf, draw_fields, open_pdf, pdfium, read_characters
from rag.types import NoteKind

_FEW_LETTERS = 40  # a page with fewer may be a picture with a stamp or a page number on it
_PICTURE_SHARE = 0.4  # of the page's area that pictures of a scanned page cover
_OUTLINE_LIMIT = 20_000
_STYLED_LINES = 400  # a page; further lines are no headings
_FIELDS = ("Title", "Subject", "Keywords", "Author", "Creator")
_NO_TITLES = ("untitled", "microsoft word", "powerpoint", "document", "titel", "title")


@dataclass(frozen=True, slots=True)
class _RawPage:
    text: str
    styles: dict[int, Style]  # by raw index of a line's first visible character
    is_picture: bool = False
    is_damaged: bool = False
    left_out: Counter[NoteKind] = field(default_factory=Counter)  # characters that a reader does not see


def read_pdf(path: Path, password: str | None, limits: ReadLimits) -> ReadDocument:
    """Read a PDF in this process, which should be a limited one. Raises UnreadableDocument."""
    document = open_pdf(path, password)
    try:
        pages = _read_pages(document, limits)
        _require_text(pages)
        outline = _read_outline(document)
        metadata = {key: clean_text(text) for key, text in _read_metadata(document).items() if text.strip()}
    finally:
        document.close()
    return _build(pages, outline, metadata)


def _read_pages(document: pypdfium2.PdfDocument, limits: ReadLimits) -> list[_RawPage]:
    count = len(document)
    if count == 0:
        raise UnreadableDocument("The PDF has no pages.", UnreadableCause.EMPTY)
    if count > limits.max_pages:
        raise UnreadableDocument(
            f"The PDF has {count:,} pages; up to {limits.max_pages:,} are read. Split it.",
            UnreadableCause.TOO_LARGE,
        )
    pages = []
    characters = 0
    for index in range(count):
        page = _read_page(document, index)
        characters += len(page.text)
        if characters > limits.max_text:
            raise UnreadableDocument(
                f"The PDF has more than {limits.max_text:,} characters of text. Split it.",
                UnreadableCause.TOO_LARGE,
            )
        pages.append(page)
    return pages


def _read_page(document: pypdfium2.PdfDocument, index: int) -> _RawPage:
    try:
        page = document[index]
        comments = count_comments(page)
        page = draw_fields(document, index, page)
    except pypdfium2.PdfiumError:
        return _RawPage("", {}, is_damaged=True)
    try:
        textpage = page.get_textpage()
        text, left_out = _read_shown(page, textpage)
        letters = sum(character.isalnum() for character in text[:1000])
        is_picture = letters < _FEW_LETTERS and _covers_page(page, letters + left_out.total())
        styles = _measure(textpage, text)
        textpage.close()
    except pypdfium2.PdfiumError:
        return _RawPage("", {}, is_damaged=True)
    finally:
        page.close()
    left_out[NoteKind.COMMENT] += comments
    return _RawPage(text, styles, is_picture, left_out=left_out)


def _read_shown(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> tuple[str, Counter[NoteKind]]:
    """The raw text that a reader sees, and how many characters of each kind were left out."""
    text = read_characters(textpage)
    hidden = find_hidden(page, textpage, text)
    if not hidden:
        return mark_columns(textpage, text), Counter()
    shown = blank_out(text, hidden)
    left = close_gaps(mark_columns(textpage, shown), hidden) if shown.strip() else ""
    return left, Counter(hidden.values())


def _covers_page(page: pypdfium2.PdfPage, letters: int) -> bool:
    """Whether pictures, or drawings on a page without any letter, make up the page."""
    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE]
    if not letters:
        kinds += [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_TEXT]
    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=kinds, max_depth=4):
        if not letters:
            return True
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
        if covered >= _PICTURE_SHARE * width * height:
            return True
    return False


def _measure(textpage: pypdfium2.PdfTextPage, text: str) -> dict[int, Style]:
    """Sizes and weights of lines, from one character each: every call into pdfium costs."""
    styles = {}
    place = 0
    for line in text.split("\n", _STYLED_LINES)[:_STYLED_LINES]:
        shown = line.replace(NOTHING, " ").strip()
        if shown:
            first = place + line.index(shown[0])
            styles[first] = _style(textpage, first)
        place += len(line) + 1
    return styles


def _style(textpage: pypdfium2.PdfTextPage, index: int) -> Style:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, box)
    # Of rotated text the longer side would be the line's length; the shorter is close to the size.
    size = min(abs(box.top - box.bottom), 200.0)
    if pdfium.FPDFText_GetFontWeight(textpage.raw, index) >= 600:
        return Style(round(size * 2) / 2, True)
    name = ctypes.create_string_buffer(100)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage.raw, index, name, len(name), flags)
    lowered = name.value.lower()
    return Style(round(size * 2) / 2, any(word in lowered for word in (b"bold", b"black", b"heavy")))


def _require_text(pages: Sequence[_RawPage]) -> None:
    if any(page.text.strip() and not page.is_picture for page in pages):
        return
    if any(page.is_picture for page in pages):
        raise UnreadableDocument(
            "The PDF holds pictures or drawings of pages without text; it needs text recognition (OCR) first.",
            UnreadableCause.NEEDS_OCR,
        )
    if any(page.is_damaged for page in pages):
        raise damaged_pdf()
    raise UnreadableDocument("The PDF shows no text: its pages are blank or damaged.", UnreadableCause.EMPTY)


def _read_outline(document: pypdfium2.PdfDocument) -> list[OutlineEntry]:
    entries = []
    for bookmark in document.get_toc(max_depth=8):
        destination = bookmark.get_dest()
        page = None if destination is None else destination.get_index()
        title = clean_text(bookmark.get_title() or "").strip()
        if page is not None and title:
            entries.append(OutlineEntry(page, bookmark.level + 1, " ".join(title.split())[:200]))
        if len(entries) >= _OUTLINE_LIMIT:
            break
    return entries


def _read_metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    fields: dict[str, str] = document.get_metadata_dict()
    return fields


def _build(pages: list[_RawPage], outline: Sequence[OutlineEntry], metadata: dict[str, str]) -> ReadDocument:
    vocabulary = Vocabulary.of(page.text for page in pages)
    texts: list[str] = []
    maps: list[bytes | None] = []
    lines: list[list[Line]] = []
    warnings = _warn(pages)
    notes = NoteTaker()
    for index, page in enumerate(pages):
        cleaned = clean_page(page.text, vocabulary)
        texts.append(cleaned.text)
        maps.append(encode_character_map(cleaned.runs()))
        starts = _line_starts(cleaned.text)
        styles = {start: page.styles.get(cleaned.places[start]) for start in starts}
        lines.append(split_lines(cleaned.text, {start: style for start, style in styles.items() if style}))
        notes.take_page(index + 1, page.left_out)
        pages[index] = _RawPage("", {})  # the raw text is not needed any more
    notes.take_fields((metadata[key] for key in _FIELDS if key in metadata), texts[0])
    bodies = find_bodies(texts)
    content = [_inside(page_lines, body) for page_lines, body in zip(lines, bodies, strict=True)]
    headings = find_headings(content, outline)
    read = tuple(
        ReadPage(number, text, body, found, char_map)
        for number, (text, body, found, char_map) in enumerate(zip(texts, bodies, headings, maps, strict=True), 1)
    )
    title = _choose_title(metadata, headings, texts[0])
    return ReadDocument(PDF, title, read, metadata, warnings, notes.finish(len(read)))


def _line_starts(text: str) -> list[int]:
    starts = []
    place = 0
    for line in text.split("\n"):
        shown = line.lstrip()
        if shown:
            starts.append(place + len(line) - len(shown))
        place += len(line) + 1
    return starts


def _inside(lines: Iterable[Line], body: Sequence[tuple[int, int]]) -> list[Line]:
    return [line for line in lines if any(start <= line.start < end for start, end in body)]


def _choose_title(metadata: dict[str, str], headings: Sequence[tuple[Heading, ...]], first_page: str) -> str | None:
    """The title from the metadata unless a program left a file name there, or somebody orders; else a heading."""
    title = " ".join(metadata.get("Title", "").split())
    lowered = title.lower()
    letters = sum(character.isalpha() for character in title)
    is_name = letters > 3 and not lowered.startswith(_NO_TITLES) and "." not in lowered[-6:]
    if is_name and is_usual(title, first_page):
        return title
    first = headings[0] if headings else ()
    return min(first, key=lambda heading: heading.level).text if first else None


def _warn(pages: Sequence[_RawPage]) -> tuple[str, ...]:
    warnings = []
    pictures = [number for number, page in enumerate(pages, 1) if page.is_picture]
    damaged = [number for number, page in enumerate(pages, 1) if page.is_damaged]
    if pictures:
        warnings.append(f"{_name_pages(pictures)}: pictures without text; they need text recognition (OCR).")
    if damaged:
        warnings.append(f"{_name_pages(damaged)}: damaged, left out.")
    return tuple(warnings)


def _name_pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:8])
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    return f"Page{'s' if len(numbers) > 1 else ''} {shown}{more}"
