"""Notes on what a reading left out: counted page by page, and never more than a catalog row should hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ingest.readers.instructing import gives_orders, stands_in
from rag.types import Note, NoteKind

LONGEST_FIELD = 200  # characters of a title, subject or list of keywords
_PAGES = 100  # of one kind; what is on further pages is counted together


def is_usual(value: str, first_page: str) -> bool:
    """Whether a metadata field may be what it is for; else it is no title, but hidden text.

    It is not when it is longer than such fields are, or gives orders that `first_page` does not show.
    """
    return len(value) <= LONGEST_FIELD and not (gives_orders(value) and not stands_in(value, first_page))


class NoteTaker:
    """Counts the characters that are left out."""

    def __init__(self) -> None:
        self._pages: dict[NoteKind, dict[int, int]] = {}
        self._document: Counter[NoteKind] = Counter()

    def take_page(self, number: int, counts: Mapping[NoteKind, int]) -> None:
        """Add what was left out on a page (1-based)."""
        for kind, count in counts.items():
            found = self._pages.setdefault(kind, {})
            if count and (number in found or len(found) < _PAGES):
                found[number] = found.get(number, 0) + count
            else:
                self._document[kind] += count

    def take_document(self, kind: NoteKind, count: int) -> None:
        """Add what was left out of the document as a whole."""
        self._document[kind] += count

    def take_fields(self, values: Iterable[str], first_page: str) -> None:
        """Add the metadata fields that are not what such fields are."""
        for value in values:
            if not is_usual(value, first_page):
                self._document[NoteKind.METADATA] += count_visible(value)

    def finish(self, last: int) -> tuple[Note, ...]:
        """All notes: those on pages in their order, then those on the document.

        `last` is the number of the last page: nothing but hidden text may have stood after it.
        """
        pages = [
            Note(kind, min(number, last), count)
            for kind, found in self._pages.items()
            for number, count in found.items()
        ]
        pages.sort(key=lambda note: (note.page or 0, note.kind))
        return (*pages, *(Note(kind, None, count) for kind, count in self._document.items() if count))


def count_visible(text: str) -> int:
    """Characters that are not white space."""
    return sum(not character.isspace() for character in text)
