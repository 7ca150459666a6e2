"""Fundstelle's core: questions over your own documents, every statement tied to a verified place.

from rag import Library

with Library.open() as library:
    answer = library.ask("Wie lange ist die Kündigungsfrist?")
    for citation in answer.citations:
        print(citation.document, citation.page, citation.quote)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.interop import LibraryRetriever
    from rag.library import Library, LibraryApi
    from rag.types import Answer, AnswerStatus, Citation, Document, DocumentState, Hit, Page, Passage, Turn

_HOME = {
    "Library": "rag.library",
    "LibraryApi": "rag.library",
    "LibraryRetriever": "rag.interop",
    **dict.fromkeys(
        ("Answer", "AnswerStatus", "Citation", "Document", "DocumentState", "Hit", "Page", "Passage", "Turn"),
        "rag.types",
    ),
}

__all__ = [
    "Answer",
    "AnswerStatus",
    "Citation",
    "Document",
    "DocumentState",
    "Hit",
    "Library",
    "LibraryApi",
    "LibraryRetriever",
    "Page",
    "Passage",
    "Turn",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: commands that ask nothing need not wait for LangChain."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
