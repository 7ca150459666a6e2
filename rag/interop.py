"""LangChain's view of a library: a retriever, and passages as its documents."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.library import LibraryApi
from rag.types import Hit


class LibraryRetriever(BaseRetriever):
    """A library wherever LangChain takes a retriever. The metadata of each document is its exact place."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: LibraryApi
    k: int = 10

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the base class names it
    ) -> list[LangChainDocument]:
        return [to_langchain(hit) for hit in self.library.search(query, k=self.k)]


def to_langchain(hit: Hit) -> LangChainDocument:
    """A hit as a LangChain document: `page_content` is the page's text from `start` to `end`."""
    passage = hit.passage
    return LangChainDocument(
        id=str(passage.id),
        page_content=passage.text,
        metadata={
            "source": passage.document,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "heading": passage.heading,
            "title": passage.title,
            "score": hit.score,
        },
    )
