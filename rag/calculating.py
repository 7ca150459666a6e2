"""Figures that code reads and calculates itself: from a table of the best document, or from a firm's statements."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rag.calculation import calculate, read_question
from rag.citations import VerifiedReply
from rag.drafting import Draft
from rag.named_documents import title_of
from rag.retrieval import Searches
from rag.statements import Source, answer_from_statements, read_asked, read_ranked
from rag.types import Passage


class Calculator:
    """Calculates for one library; thread-safe."""

    def __init__(self, retriever: Searches) -> None:
        self._retriever = retriever

    def find(self, draft: Draft, k: int) -> VerifiedReply | None:
        """The figure asked for with the rows that it comes from; None where it is not plain."""
        return self._from_table(draft, k) or self._from_statements(draft)

    def _from_table(self, draft: Draft, k: int) -> VerifiedReply | None:
        """If it stands in a table of the best document or follows from two figures that do."""
        hits = draft.retrieval.passages
        asked = read_question(draft.asked) if hits else None
        if asked is None:
            return None
        document = hits[0].passage.document
        further = self._retriever.retrieve(draft.asked, k, [document], draft.as_of, only_listed=True).passages
        passages = {hit.passage.id: hit.passage for hit in (*hits, *further) if hit.passage.document == document}
        return calculate(draft.asked, list(passages.values()), draft.language, asked)

    def _from_statements(self, draft: Draft) -> VerifiedReply | None:
        asked = read_ranked(draft.asked) or read_asked(draft.asked)
        if asked is None:
            return None
        return answer_from_statements(draft.asked, asked, self._sources(draft), draft.language)

    def _sources(self, draft: Draft) -> Iterator[Source]:
        """The documents of the hits, the best first; another version of one that holds is left aside."""
        passages: dict[int, Passage] = {}
        for hit in draft.retrieval.passages:
            if not hit.superseded:
                passages.setdefault(hit.passage.document_id, hit.passage)
        for number, passage in passages.items():
            yield Source(
                title_of(passage),
                partial(self._retriever.beginning_of, number),
                partial(self._retriever.passages_of, number),
            )
