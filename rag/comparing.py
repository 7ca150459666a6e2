"""Comparisons by meaning while a question is answered: by the embedder it was searched with, or by words alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from rag.drafting import Draft
from rag.embedding import Embedder
from rag.errors import EmbeddingFailed
from rag.retrieval import BY_WORDS_TEXT, Retrieval
from rag.vectors import Vectors

_Found = TypeVar("_Found")


def by_meaning(draft: Draft, look: Callable[[Retrieval], _Found]) -> _Found:
    """What is found by meaning, or by words alone when the embedder fails on the way."""
    try:
        return look(draft.retrieval)
    except EmbeddingFailed as failed:
        draft.retrieval = draft.retrieval.by_words(f"{failed} {BY_WORDS_TEXT}")
        return look(draft.retrieval)


def embed_for(draft: Draft, otherwise: Callable[[], Embedder], texts: Sequence[str]) -> Vectors:
    """Vectors by the embedder that the question was searched with, whatever the library uses by now.

    `otherwise` gives one when it was searched by words. Raises ModelUnavailable and ConfigurationError.
    """
    return (draft.retrieval.embedder or otherwise()).embed_passages(texts)
