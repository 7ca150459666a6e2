"""Pages in the making: blocks of text with exact places of headings, and notes at the foot."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.cleaning import clean_text
from ingest.readers.types import Heading, ReadPage, whole_page


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row; `tight` ones follow each other without an empty line."""

    text: str
    level: int | None = None  # of a heading
    tight: bool = False


@dataclass(slots=True)
class PageBuilder:
    """Collects blocks page by page."""

    pages: list[ReadPage] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)

    def add(self, text: str, level: int | None = None, tight: bool = False) -> None:
        """Add a block unless it is blank."""
        cleaned = clean_text(text).strip()
        if cleaned:
            self._blocks.append(Block(cleaned, level, tight))

    def add_note(self, text: str) -> None:
        """Add a note to the foot of the current page."""
        self._notes.append(text)

    def break_page(self, only_if_filled: bool = False) -> None:
        """Begin the next page.

        A break remembered from the last layout is skipped on a page that is still blank: it tells
        of the same break as the one that began the page.
        """
        if only_if_filled and not self._blocks:
            return
        notes, self._notes = self._notes, []
        for note in notes:
            self.add(note, tight=True)
        parts: list[str] = []
        headings = []
        length = 0
        previous: Block | None = None
        for block in self._blocks:
            if previous is not None:
                gap = "\n" if previous.tight and block.tight else "\n\n"
                parts.append(gap)
                length += len(gap)
            if block.level is not None:
                headings.append(Heading(length, block.level, " ".join(block.text.split())))
            parts.append(block.text)
            length += len(block.text)
            previous = block
        self.pages.append(whole_page("".join(parts), tuple(headings), len(self.pages) + 1))
        self._blocks = []

    def finish(self) -> tuple[ReadPage, ...]:
        """All pages; a blank one after the last break is none."""
        if self._blocks or self._notes or not self.pages:
            self.break_page()
        return tuple(self.pages)
