"""From a reading to what is stored: passages with exact spans, their language, and the text that is embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.chunking import chunk_document
from ingest.readers import ReadDocument, ReadPage
from ingest.records import NewContent, NewPage, NewPassage
from rag.analysis import analyse, further_terms
from rag.language import detect_language
from rag.lexical import document_mark
from rag.types import passage_context

_LANGUAGE_SAMPLE = 4000


def embedding_text(title: str | None, heading: str, table: str, text: str) -> str:
    """The text with what a reader would know on its page: the document's title, headings, a table header."""
    context = passage_context(title, heading, table)
    return f"{context}\n{text}" if context else text


def content_key(text: str) -> bytes:
    """16 bytes that name an embedded text: equal text need not be embedded twice."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def build_content(
    document_id: int, sha256: str, reading: ReadDocument, whole_document: int | None = None
) -> NewContent:
    """Pages and passages of one reading. `whole_document`: what the document is a version of, by default itself."""
    texts = {page.number: page.text for page in reading.pages}
    passages = []
    for span in chunk_document(reading):
        text = texts[span.page][span.start : span.end]
        key = content_key(embedding_text(reading.title, span.heading, span.table, text))
        passages.append(NewPassage(span.page, span.start, span.end, span.heading, span.table, key))
    pages = tuple(NewPage(page.number, page.text, page.char_map) for page in reading.pages)
    language = detect_language(_sample(reading.pages)) if passages else None
    return NewContent(
        document_id, sha256, reading.title, language, pages, tuple(passages), reading.notes, whole_document
    )


def passage_terms(content: NewContent) -> list[list[str]]:
    """Index terms of each passage, its title and headings and the mark of its document included."""
    texts = {page.number: page.text for page in content.pages}
    return [
        index_terms(
            embedding_text(content.title, each.heading, each.table, texts[each.page][each.start : each.end]),
            content.language,
            content.whole_document or content.document_id,
        )
        for each in content.passages
    ]


def index_terms(text: str, language: str | None, document_id: int) -> list[str]:
    """What the word index holds of a passage, given in its context; all versions of a document have its mark."""
    return [*analyse(text, language), *further_terms(text, language), document_mark(document_id)]


def _sample(pages: Sequence[ReadPage]) -> str:
    """Text from the middle of the document: first pages are often addresses and names."""
    parts, length = [], 0
    for page in pages[len(pages) // 3 :]:
        parts.append(page.text[:_LANGUAGE_SAMPLE])
        length += len(parts[-1])
        if length >= _LANGUAGE_SAMPLE:
            break
    return " ".join(parts)
