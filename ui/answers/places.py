"""Cited places as they can be shown today: a picture when the file is still the one that was cited, else text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import UnreadableDocument
from rag.types import Document, PagePicture
from ui.highlight import mark_page

if TYPE_CHECKING:
    from rag.library import LibraryApi

# Pixels per point: sharp in print, about 200 kB a page.
_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """How one citation can be shown. Without an excerpt, `text[start:end]` is the quote."""

    fate: str | None  # "changed", "removed" or "unknown"; None when the file is the one that was cited
    excerpt: bytes | None = None  # PNG
    drawn: bool = True  # False when a page that should have a picture could not be drawn
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PageShown:
    """A whole page with the places of some citations marked."""

    document: str
    page: int
    numbers: tuple[int, ...]  # of the citations on it
    png: bytes
    marked: bool


class Places:
    """Draws the cited places of one record."""

    def __init__(self, record: dict[str, Any], library: LibraryApi, drawing: Callable[[str], None]) -> None:
        self._record = record
        self._library = library
        self._drawing = drawing  # told the document before each picture
        self._today = {each.id: each for each in library.documents()}
        self._drawn: dict[tuple[int, int, tuple[tuple[int, int], ...]], PagePicture | None] = {}

    def show(self, citation: dict[str, Any]) -> Shown:
        """One citation in what surrounds it."""
        fate = self._fate(citation)
        if fate is not None:
            return self._stored_text(citation, fate)
        span = (citation["start"], citation["end"])
        try:
            picture = self._draw(citation, [span])
        except UnreadableDocument:
            return self._page_text(citation, drawn=False)
        excerpt = mark_page(picture).excerpt if picture is not None else None
        return Shown(None, excerpt) if excerpt is not None else self._page_text(citation, drawn=True)

    def pages(self, citations: Sequence[dict[str, Any]]) -> list[PageShown]:
        """Every page that can be drawn and holds a citation, in the order of the citations."""
        groups: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for citation in citations:
            if self._fate(citation) is None:
                groups.setdefault((citation["document_id"], citation["page"]), []).append(citation)
        shown = [self._show_page(group) for group in groups.values()]
        return [page for page in shown if page is not None]

    def _show_page(self, group: Sequence[dict[str, Any]]) -> PageShown | None:
        try:
            picture = self._draw(group[0], [(each["start"], each["end"]) for each in group])
        except UnreadableDocument:
            return None
        if picture is None:
            return None
        numbers = tuple(each["number"] for each in group)
        return PageShown(
            group[0]["document"], group[0]["page"], numbers, mark_page(picture).page, bool(picture.boxes)
        )

    def _draw(self, citation: dict[str, Any], spans: Sequence[tuple[int, int]]) -> PagePicture | None:
        key = (citation["document_id"], citation["page"], tuple(spans))
        if key not in self._drawn:
            self._drawing(citation["document"])
            self._drawn[key] = self._library.page_picture(*key, scale=_SCALE)
        return self._drawn[key]

    def _fate(self, citation: dict[str, Any]) -> str | None:
        document: Document | None = self._today.get(citation["document_id"])
        if document is None:
            return "removed"
        if citation["document_sha256"] is None:
            return "unknown"
        if citation["document_sha256"] != document.sha256:
            return "changed"
        page = self._library.page(citation["document_id"], citation["page"])
        holds = page is not None and page.text[citation["start"] : citation["end"]] == citation["quote"]
        return None if holds else "changed"

    def _page_text(self, citation: dict[str, Any], *, drawn: bool) -> Shown:
        page = self._library.page(citation["document_id"], citation["page"])
        if page is None:
            return self._stored_text(citation, "removed")
        return Shown(None, None, drawn, page.text, citation["start"], citation["end"])

    def _stored_text(self, citation: dict[str, Any], fate: str) -> Shown:
        """The passage that was read then, as far as it holds the quote; else the quote alone."""
        trace, hits = self._record["trace"], self._record["answer"]["hits"]
        for passage in (*trace["passages"], *(hit["passage"] for hit in hits)):
            same_page = (passage["document_id"], passage["page"]) == (citation["document_id"], citation["page"])
            start, end = citation["start"] - passage["start"], citation["end"] - passage["start"]
            if same_page and start >= 0 and passage["text"][start:end] == citation["quote"]:
                return Shown(fate, None, True, passage["text"], start, end)
        return Shown(fate, None, True, citation["quote"], 0, len(citation["quote"]))
