"""From a reading to what is stored: passages with exact spans, their language, and the text that is embedded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ingest.chunking import chunk_document
from ingest.readers import ReadDocument, ReadPage
from ingest.records import NewContent, NewPage, NewPassage
from rag.analysis import analyse
from rag.language import detect_language

_LANGUAGE_SAMPLE = 4000


def embedding_text(title: str | None, heading: str, text: str) -> str:
    """What a reader of the passage would know on its page: the document's title, the heading path, the text."""
    context = " › ".join(part for part in (title or "", heading) if part)
    return f"{context}\n{text}" if context else text


def content_key(text: str) -> bytes:
    """16 bytes that name an embedded text: equal text need not be embedded twice."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def build_content(document_id: int, sha256: str, reading: ReadDocument) -> NewContent:
    """Pages and passages of one reading."""
    texts = {page.number: page.text for page in reading.pages}
    passages = []
    for span in chunk_document(reading):
        text = texts[span.page][span.start : span.end]
        key = content_key(embedding_text(reading.title, span.heading, text))
        passages.append(NewPassage(span.page, span.start, span.end, span.heading, key))
    pages = tuple(NewPage(page.number, page.text, page.char_map) for page in reading.pages)
    language = detect_language(_sample(reading.pages)) if passages else None
    return NewContent(document_id, sha256, reading.title, language, pages, tuple(passages))


def passage_terms(content: NewContent) -> list[list[str]]:
    """Index terms of each passage, its title and headings included."""
    texts = {page.number: page.text for page in content.pages}
    return [
        analyse(
            embedding_text(content.title, passage.heading, texts[passage.page][passage.start : passage.end]),
            content.language,
        )
        for passage in content.passages
    ]


def _sample(pages: Sequence[ReadPage]) -> str:
    """Text from the middle of the document: first pages are often addresses and names."""
    parts, length = [], 0
    for page in pages[len(pages) // 3 :]:
        parts.append(page.text[:_LANGUAGE_SAMPLE])
        length += len(parts[-1])
        if length >= _LANGUAGE_SAMPLE:
            break
    return " ".join(parts)
