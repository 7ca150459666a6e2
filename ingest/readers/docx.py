"""DOCX: paragraphs, headings, lists, tables row by row and footnotes, without headers and footers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ingest.cleaning import clean_text
from ingest.readers.docx_hidden import Looks, count_text
from ingest.readers.docx_pages import PageBuilder
from ingest.readers.docx_styles import Numbering, Styles
from ingest.readers.docx_symbols import show_symbol
from ingest.readers.notes import NoteTaker, is_usual
from ingest.readers.office_package import Element, Package, attribute, child, local_name
from ingest.readers.types import ReadDocument, ReadLimits, ReadPage
from ingest.sniffing import DOCX
from rag.errors import UnreadableCause, UnreadableDocument
from rag.types import NoteKind


class _Break(Enum):
    HARD = "hard"  # a page break that somebody set
    LAID_OUT = "laid out"  # where a page ended when the file was last saved


# Deleted and moved text, properties, field codes and the older copy of drawings.
_SKIPPED = frozenset(
    "del moveFrom pPr rPr tblPr trPr tcPr sectPr instrText delText Fallback sdtPr sdtEndPr".split()
)
_FIELDS = ("title", "subject", "keywords", "description", "creator", "category", "contentStatus", "lastModifiedBy")
_CHARACTERS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph holds: text and page breaks in order, and text boxes anchored in it."""

    pieces: list[str | _Break] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_docx(path: Path, limits: ReadLimits) -> ReadDocument:
    """Read a DOCX in this process, which should be a limited one. Raises UnreadableDocument."""
    with Package(path, limits) as package:
        reading = _Reading(package)
        pages = reading.read()
        _require_text(pages, package, limits)
        reading.notes.take_document(NoteKind.COMMENT, _count_comments(package))
        metadata = _read_metadata(package)
    first_page = pages[0].text
    reading.notes.take_fields((metadata[key] for key in _FIELDS if key in metadata), first_page)
    title = metadata.get("title", "")
    if not title or not is_usual(title, first_page):
        title = reading.title or _first_heading(pages) or ""
    return ReadDocument(DOCX, title or None, pages, metadata, (), reading.notes.finish(len(pages)))


def _read_metadata(package: Package) -> dict[str, str]:
    metadata = {}
    core = package.read("docProps/core.xml")
    for item in core if core is not None else ():
        if item.text and item.text.strip():
            metadata[local_name(item)] = clean_text(item.text).strip()
    return metadata


def _count_comments(package: Package) -> int:
    comments = package.related("comments", "comments.xml")
    return 0 if comments is None else count_text(comments)


def _require_text(pages: tuple[ReadPage, ...], package: Package, limits: ReadLimits) -> None:
    if len(pages) > limits.max_pages:
        raise UnreadableDocument(
            f"The file has {len(pages):,} pages; up to {limits.max_pages:,} are read. Split it.",
            UnreadableCause.TOO_LARGE,
        )
    if any(page.body for page in pages):
        return
    if package.has_pictures():
        raise UnreadableDocument(
            "The Word file holds pictures without text; it needs text recognition (OCR) first.",
            UnreadableCause.NEEDS_OCR,
        )
    raise UnreadableDocument("The file contains no text.", UnreadableCause.EMPTY)


def _first_heading(pages: tuple[ReadPage, ...]) -> str | None:
    return next((heading.text for page in pages for heading in page.headings), None)


class _Reading:
    """One pass over a document."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(package)
        self._numbering = Numbering(package)
        self._looks = Looks(package)
        self.notes = NoteTaker()
        self._notes = self._read_notes(package)
        self._note_count = 0
        self._root = package.read(package.main)
        self._builder = PageBuilder()
        self.title: str | None = None

    def read(self) -> tuple[ReadPage, ...]:
        """All pages of the document."""
        body = child(self._root, "body")
        if body is not None:
            self._read_blocks(body)
        return self._builder.finish()

    def _read_blocks(self, parent: Element) -> None:
        for element in parent:
            name = local_name(element)
            if name == "p":
                self._read_paragraph(element)
            elif name == "tbl":
                self._read_table(element)
            elif name not in _SKIPPED:  # content controls, tracked insertions
                self._read_blocks(element)

    def _read_paragraph(self, element: Element) -> None:
        level = self._styles.heading_level(element)
        label = self._label(element)
        paragraph = self._collect(element)
        text = ""
        for piece in paragraph.pieces:
            if isinstance(piece, str):
                text += piece
                continue
            self._add(text, level, label)
            text, label = "", "" if text.strip() else label
            self._builder.break_page(only_if_filled=piece is _Break.LAID_OUT)
        self._add(text, level, label)
        if level == 1 and self.title is None and self._styles.is_title(element):
            self.title = " ".join(clean_text(text).split()) or None
        for box in paragraph.boxes:
            self._read_blocks(box)

    def _add(self, text: str, level: int | None, label: str) -> None:
        if text.strip():
            shown = f"{label} {text.strip()}" if label else text
            self._builder.add(shown, level, tight=bool(label) and level is None)

    def _label(self, element: Element) -> str:
        place = self._styles.numbering(element)
        return "" if place is None else self._numbering.next_label(*place)

    def _read_table(self, table: Element) -> None:
        for row in _rows(table):
            cells = [self._collect_cell(cell) for cell in _cells(row)]
            pieces = [piece for cell in cells for piece in cell]
            breaks = [place for place, piece in enumerate(pieces) if isinstance(piece, _Break)]
            begins_page = bool(breaks) and not "".join(map(str, pieces[: breaks[0]])).strip()
            if begins_page:
                self._builder.break_page(only_if_filled=True)
            shown = [" ".join("".join(p for p in cell if isinstance(p, str)).split()) for cell in cells]
            if any(shown):
                self._builder.add(" | ".join(shown), tight=True)
            if breaks and not begins_page:
                self._builder.break_page(only_if_filled=True)

    def _collect_cell(self, cell: Element) -> list[str | _Break]:
        pieces: list[str | _Break] = []
        for element in cell:
            name = local_name(element)
            if name == "p":
                label = self._label(element)
                paragraph = self._collect(element)
                pieces += [f"{label} " if label else "", *paragraph.pieces, " "]
                for box in paragraph.boxes:
                    pieces += self._collect_cell(box)
            elif name not in _SKIPPED:
                pieces += self._collect_cell(element)  # tables in the cell, content controls
        return pieces

    def _collect(self, element: Element) -> _Paragraph:
        paragraph = _Paragraph()
        if child(element, "pPr", "pageBreakBefore") is not None:
            paragraph.pieces.append(_Break.LAID_OUT)
        self._collect_inline(element, paragraph)
        return paragraph

    def _collect_inline(self, parent: Element, paragraph: _Paragraph) -> None:
        for element in parent:
            name = local_name(element)
            if name in _SKIPPED or (name == "r" and self._leaves_out(element)):
                continue
            if name == "t":
                paragraph.pieces.append(element.text or "")
            elif name in _CHARACTERS:
                paragraph.pieces.append(_CHARACTERS[name])
            elif name == "sym":
                paragraph.pieces.append(show_symbol(element))
            elif name == "br":
                paragraph.pieces.append(_Break.HARD if attribute(element, "type") == "page" else "\n")
            elif name == "lastRenderedPageBreak":
                paragraph.pieces.append(_Break.LAID_OUT)
            elif name in ("footnoteReference", "endnoteReference"):
                self._refer(name, element, paragraph)
            elif name == "txbxContent":
                paragraph.boxes.append(element)
            else:
                self._collect_inline(element, paragraph)

    def _leaves_out(self, run: Element) -> bool:
        """Whether a reader does not see a run, which is noted then."""
        kind = self._looks.why_hidden(run)
        if kind is None or (kind is not NoteKind.HIDDEN and _holds_box(run)):
            return False
        self.notes.take_page(len(self._builder.pages) + 1, {kind: count_text(run)})
        return True

    def _read_notes(self, package: Package) -> dict[tuple[str, str], str]:
        """Footnotes and endnotes by the element that refers to them."""
        notes = {}
        for kind in ("footnote", "endnote"):
            root = package.related(f"{kind}s", f"{kind}s.xml")
            for note in root if root is not None else ():
                words = "".join(self._note_text(note)).split()
                notes[f"{kind}Reference", attribute(note, "id") or ""] = " ".join(words)
        return notes

    def _note_text(self, element: Element) -> Iterator[str]:
        for part in element:
            name = local_name(part)
            if name == "r" and (kind := self._looks.why_hidden(part)) is not None:
                self.notes.take_document(kind, count_text(part))
            elif name == "t":
                yield part.text or ""
            elif name == "sym":
                yield show_symbol(part)
            else:
                if name in ("p", "tab", "br"):
                    yield " "
                yield from self._note_text(part)

    def _refer(self, name: str, element: Element, paragraph: _Paragraph) -> None:
        """A number in the text, and the note at the foot of the page."""
        note = self._notes.get((name, attribute(element, "id") or ""))
        if note:
            self._note_count += 1
            paragraph.pieces.append(f" [{self._note_count}]")
            self._builder.add_note(f"[{self._note_count}] {note}")


def _holds_box(run: Element) -> bool:
    """Whether a text box is anchored in a run: its colours, sizes and place are its own."""
    return any(local_name(part) == "txbxContent" for part in run.iter())


def _rows(table: Element) -> Iterator[Element]:
    """Rows, also those inside content controls and tracked insertions."""
    for element in table:
        name = local_name(element)
        if name == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif name not in _SKIPPED:
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        name = local_name(element)
        if name == "tc":
            yield element
        elif name not in _SKIPPED:
            yield from _cells(element)
