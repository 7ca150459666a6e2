"""What was left out of a document, in sentences: one for each reason, with the pages and how much it was."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Document, Note, NoteKind
from ui.markup import number_text
from ui.texts import Texts

_PAGES = 5  # named; the others are "more"


def note_sentences(document: Document, texts: Texts) -> list[str]:
    """Sentences on the notes of a document, in the order of their first pages."""
    kinds = dict.fromkeys(note.kind for note in document.notes)
    return [_sentence(document, kind, texts) for kind in kinds]


def _sentence(document: Document, kind: NoteKind, texts: Texts) -> str:
    notes = [note for note in document.notes if note.kind is kind]
    return texts.note_left_out.format(
        where=_where(document, notes, texts),
        count=number_text(sum(note.characters for note in notes), texts.language),
        how=_how(kind, texts),
    )


def _where(document: Document, notes: Sequence[Note], texts: Texts) -> str:
    pages = [note.page for note in notes if note.page is not None]
    if not pages or document.pages < 2:
        return texts.note_document
    named = ", ".join(str(page) for page in pages[:_PAGES])
    if len(pages) == len(notes) == 1:
        return texts.note_page.format(pages=named)
    more = len(pages) > _PAGES or len(notes) > len(pages)
    return texts.note_pages.format(pages=texts.note_more.format(pages=named) if more else named)


def _how(kind: NoteKind, texts: Texts) -> str:
    return {
        NoteKind.BACKGROUND: texts.note_background,
        NoteKind.COVERED: texts.note_covered,
        NoteKind.INVISIBLE: texts.note_invisible,
        NoteKind.TINY: texts.note_tiny,
        NoteKind.OUTSIDE: texts.note_outside,
        NoteKind.HIDDEN: texts.note_hidden,
        NoteKind.COMMENT: texts.note_comment,
        NoteKind.METADATA: texts.note_metadata,
    }[kind]
