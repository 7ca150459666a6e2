"""HTML: what a browser would show, without navigation, scripts and hidden parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lxml.etree as etree

from ingest.cleaning import clean_text
from ingest.readers.css_values import Style
from ingest.readers.encodings import decode_text
from ingest.readers.html_hidden import PageStyle, count_text, why_hidden
from ingest.readers.instructing import gives_orders
from ingest.readers.notes import NoteTaker, count_visible, is_usual
from ingest.readers.text import read_bytes, require_text
from ingest.readers.types import Heading, ReadDocument, ReadLimits, whole_page
from ingest.sniffing import HTML
from rag.errors import UnreadableCause, UnreadableDocument
from rag.types import NoteKind

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)|encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
_SKIPPED = frozenset(
    """script style nav footer head noscript template svg math iframe object
    audio video canvas select button dialog""".split()
)
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form
    h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr
    ul""".split()
)
_PARAGRAPHS = frozenset("p table ul ol dl pre blockquote figure h1 h2 h3 h4 h5 h6 section article".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LONGEST_LABEL = 40  # visible characters; shorter comments name parts of the page or switch between browsers
_CELLS = ("td", "th")


@dataclass(slots=True)
class _Writer:
    """Text in the making; white space is collapsed but in preformatted parts."""

    parts: list[str] = field(default_factory=list)
    marks: list[tuple[int, int, int]] = field(default_factory=list)  # index of first and last part, level
    preformatted: int = 0
    cells: list[int] = field(default_factory=list)  # for each open table row: cells written so far
    in_cell: int = 0
    tail: str = ""  # the last two characters

    def append(self, text: str) -> None:
        self.parts.append(text)
        self.tail = (self.tail + text)[-2:] if len(text) < 2 else text[-2:]

    def write(self, text: str | None) -> None:
        if not text:
            return
        if self.preformatted:
            self.append(text)
            return
        collapsed = re.sub(r"[ \t\r\n\f]+", " ", text)
        if collapsed == " " and self._at_line_start():
            return
        self.append(collapsed.lstrip(" ") if self._at_line_start() else collapsed)

    def end_line(self, blank: bool = False) -> None:
        if self.in_cell:  # a row stays on its line
            self.append("" if self._at_line_start() else " ")
            return
        wanted = 2 if blank else 1
        ending = self.tail
        self.append("\n" * (wanted - (len(ending) - len(ending.rstrip("\n")))))

    def begin_cell(self) -> None:
        if not self.cells:
            return
        if self.cells[-1]:
            self.append("| " if self._at_line_start() else " | ")
        self.cells[-1] += 1
        self.in_cell += 1

    def _at_line_start(self) -> bool:
        return self.tail[-1:] in ("", "\n", " ")


def read_html(path: Path, limits: ReadLimits) -> ReadDocument:
    """Read an HTML file. Raises UnreadableDocument."""
    data = read_bytes(path, limits)
    declared = _DECLARED.search(data[:4096])
    name = next((group for group in declared.groups() if group), b"").decode() if declared else None
    raw, encoding = decode_text(data, name)
    root = _parse(raw)
    title = " ".join(clean_text(root.findtext(".//title") or "").split())
    notes = NoteTaker()
    writer = _Writer()
    _Walk(root, writer, notes).run()
    text, headings = _finish(writer)
    require_text([text])
    notes.take_fields([title, *filter(gives_orders, _descriptions(root))], text)
    if not title or not is_usual(title, text):
        title = next((found.text for found in headings), "")
    page = whole_page(text, headings)
    return ReadDocument(HTML, title or None, (page,), {"encoding": encoding}, (), notes.finish(1))


def _descriptions(root: etree._Element) -> list[str]:
    """What the head of a page tells search engines of it."""
    return [clean_text(meta.get("content") or "") for meta in root.iter("meta")]


def _parse(raw: str) -> etree._Element:
    data = raw.replace("\x00", "").encode("utf-8", "replace")
    # The bytes are limited already, so texts may be long; the depth of elements is still limited, to 2,048.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument("The HTML in the file cannot be understood.", UnreadableCause.DAMAGED) from error
    # At a limit of its own the parser ends without an error, and with what it has: not the whole document.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableDocument(
            "The elements of the HTML are nested too deep for it to be read whole; open it in a browser and save it"
            " as PDF.",
            UnreadableCause.TOO_LARGE,
        )
    if root is None:
        raise UnreadableDocument("The file contains no text.", UnreadableCause.EMPTY)
    return root


class _Walk:
    """Depth first without recursion: pages nest thousands of elements deep."""

    def __init__(self, root: etree._Element, writer: _Writer, notes: NoteTaker) -> None:
        self._root, self._writer, self._notes = root, writer, notes
        self._page_style = PageStyle(root)
        self._settings = [self._page_style.base]
        self._skipped: etree._Element | None = None
        self._heading_from: dict[etree._Element, int] = {}

    def run(self) -> None:
        """Write what is shown, and note what is not."""
        walker = etree.iterwalk(self._root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "comment":
                self._pass_comment(element)
                continue
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._begin(element, tag, walker)
            else:
                self._end(element, tag)

    def _begin(self, element: etree._Element, tag: str, walker: Any) -> None:
        style = self._page_style.of(element, tag)
        if self._is_left_out(element, tag, style):
            self._skipped = element
            walker.skip_subtree()
            return
        setting = self._settings[-1]
        self._settings.append(self._page_style.inside(setting, element, style))
        _open(tag, self._writer)
        if tag == "img":
            self._describe(element)
        # In a cell it is a part of the line of its row, and no heading of what follows.
        if tag in _HEADINGS and not self._writer.in_cell:
            self._heading_from[element] = len(self._writer.parts)
        self._write(element.text)

    def _end(self, element: etree._Element, tag: str) -> None:
        if element is self._skipped:
            self._skipped = None
        else:
            self._settings.pop()
            if element in self._heading_from:
                mark = (self._heading_from.pop(element), len(self._writer.parts), int(tag[1]))
                self._writer.marks.append(mark)
            _close(tag, self._writer)
        if element is not self._root:
            self._write(element.tail)

    def _is_left_out(self, element: etree._Element, tag: str, style: Style) -> bool:
        if tag in _SKIPPED:
            return True
        kind = why_hidden(element, style)
        if kind is not None:
            self._notes.take_page(1, {kind: count_text(element)})
        return kind is not None or element.get("aria-hidden") == "true"

    def _describe(self, picture: etree._Element) -> None:
        """Write what stands for a picture, unless it is an order: who sees the picture does not see it."""
        text = picture.get("alt") or ""
        if gives_orders(text):
            self._notes.take_page(1, {NoteKind.HIDDEN: count_visible(text)})
        else:
            self._write(text)

    def _pass_comment(self, comment: etree._Element) -> None:
        count = count_visible(comment.text or "")
        if count >= _LONGEST_LABEL:
            self._notes.take_page(1, {NoteKind.COMMENT: count})
        self._write(comment.tail)

    def _write(self, text: str | None) -> None:
        kind = self._settings[-1].hides
        if kind is None:
            self._writer.write(text)
        elif text:
            self._notes.take_page(1, {kind: count_visible(text)})


def _open(tag: str, writer: _Writer) -> None:
    if tag in _CELLS:
        writer.begin_cell()
    elif tag == "br":
        writer.end_line()
    elif tag in _BLOCKS:
        writer.end_line(tag in _PARAGRAPHS)
    if tag == "tr":
        writer.cells.append(0)
    elif tag == "li":
        writer.append("• ")
    elif tag == "pre":
        writer.preformatted += 1


def _close(tag: str, writer: _Writer) -> None:
    if tag in _CELLS:
        writer.in_cell = max(0, writer.in_cell - 1)
        return
    if tag == "tr" and writer.cells:
        writer.cells.pop()
    elif tag == "pre":
        writer.preformatted -= 1
    if tag in _BLOCKS:
        writer.end_line(tag in _PARAGRAPHS)


def _finish(writer: _Writer) -> tuple[str, tuple[Heading, ...]]:
    """Clean the text; headings are found again in it, each after the one before."""
    text = clean_text("".join(writer.parts))
    headings = []
    place = 0
    for first, last, level in writer.marks:
        shown = " ".join(clean_text("".join(writer.parts[first:last])).split())
        start = _find_line(text, shown, place)
        if shown and start >= 0:
            headings.append(Heading(start, level, shown))
            place = start + 1
    return text, tuple(headings)


def _find_line(text: str, line: str, begin: int) -> int:
    words = r"\s+".join(re.escape(word) for word in line.split())
    pattern = re.compile(rf"(?m)^[ \t]*{words}[ \t]*$")
    match = pattern.search(text, begin) if line else None
    return match.end() - len(match[0].lstrip()) if match else -1
