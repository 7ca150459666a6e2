"""What a question should find: its evidence as documents, pages and spans of the indexed text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.types import Document, DocumentState
from ui.evaluation.dataset import Evidence, Question
from ui.evaluation.places import find_places

if TYPE_CHECKING:
    from rag.library import LibraryApi


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in the text of a page."""

    document: str
    page: int
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        same_page = (self.document, self.page) == (other.document, other.page)
        return same_page and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Gold:
    """The relevant items of one question at each level.

    A piece of evidence is an item of the span level; it may stand at several spans of its page, each as good as the
    other.
    """

    documents: frozenset[str] = frozenset()
    pages: frozenset[tuple[str, int]] = frozenset()
    passages: tuple[tuple[Span, ...], ...] = ()
    lost: int = 0  # texts of evidence that were not found in the indexed text

    @property
    def citable(self) -> frozenset[tuple[str, int | None]]:
        """The places a citation should name: pages, and documents whose evidence names no page (None)."""
        with_pages = {document for document, _ in self.pages}
        return self.pages | {(document, None) for document in self.documents - with_pages}


class GoldFinder:
    """Resolves evidence against a library that holds the documents of the set.

    `names` are the files of the set. A file that could not be read stays evidence, which no search will find;
    evidence in a file or on a page that the set does not have is a mistake of the set and does not count.
    """

    def __init__(self, library: LibraryApi, names: Iterable[str], *, locate: bool) -> None:
        self._library = library
        self._names = frozenset(names)
        self._documents = {document.name: document for document in library.documents()}
        self._locate = locate

    def find(self, question: Question) -> tuple[Gold, list[str]]:
        """The gold of a question, and a sentence for each piece of evidence that the set cannot mean."""
        documents: set[str] = set()
        pages: set[tuple[str, int]] = set()
        passages: dict[tuple[Span, ...], None] = {}
        problems: list[str] = []
        lost = 0
        for evidence in question.evidence:
            problem = self._problem(evidence)
            if problem is not None:
                problems.append(f"Question {question.id}: {problem}")
            if evidence.document not in self._names:
                continue
            documents.add(evidence.document)
            if problem is not None:
                continue
            if evidence.page is not None:
                pages.add((evidence.document, evidence.page))
            if evidence.text and (evidence.page is not None or self._locate):
                spans = tuple(self._spans(evidence))
                lost += not spans
                passages.update({spans: None} if spans else {})
        return Gold(frozenset(documents), frozenset(pages), tuple(passages), lost), problems

    def _problem(self, evidence: Evidence) -> str | None:
        if evidence.document not in self._names:
            return f"there is no document “{evidence.document}” in the set, so this evidence does not count."
        document = self._read(evidence)
        if document is not None and evidence.page is not None and evidence.page > document.pages:
            return (
                f"“{document.name}” has {document.pages} pages and no page {evidence.page}, so this evidence counts"
                " for the document only."
            )
        return None

    def _spans(self, evidence: Evidence) -> Iterator[Span]:
        document = self._read(evidence)
        if document is None or not evidence.text:
            return
        numbers = range(1, document.pages + 1) if evidence.page is None else [evidence.page]
        for number in numbers:
            page = self._library.page(document.id, number)
            for start, end in find_places(page.text, evidence.text) if page is not None else ():
                yield Span(document.name, number, start, end)

    def _read(self, evidence: Evidence) -> Document | None:
        """The document of the evidence; None when its file could not be read."""
        document = self._documents.get(evidence.document)
        return None if document is None or document.state is DocumentState.FAILED else document
