"""What other documents say instead of the cited one, behind the answer: another version of it, or quite another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.citations import VerifiedReply
from rag.disagreement import find_disagreement
from rag.drafting import Draft
from rag.messages import disagreement_text, other_version_text
from rag.other_versions import find_other_version
from rag.quoting import show_quote
from rag.retrieval import Searches
from rag.types import Citation
from rag.validity import date_of

# Passages of another version that are searched for what it says instead.
_LOOKED_UP = 3


class OtherSayings:
    """Looks for what speaks against an answer; thread-safe."""

    def __init__(self, retriever: Searches) -> None:
        self._retriever = retriever

    def add(self, draft: Draft, reply: VerifiedReply) -> VerifiedReply:
        """The reply, and what another version of the cited document or another document says instead."""
        quote = reply.citations[0]
        versions = self._retriever.versions_of(quote.document, draft.as_of)
        return (
            self._another_version(draft, reply, versions) or self._another_document(draft, reply, versions) or reply
        )

    def _another_version(self, draft: Draft, reply: VerifiedReply, versions: Sequence[str]) -> VerifiedReply | None:
        other = find_other_version(
            reply.citations[0],
            reply.text,
            versions,
            lambda name: self._retriever.retrieve(draft.asked, _LOOKED_UP, [name], draft.as_of).passages,
            len(reply.citations) + 1,
        )
        if other is None:
            return None
        said = other.quote
        text = other_version_text(
            draft.language,
            said.document,
            other.version,
            show_quote(said.quote),
            said.number,
            is_newer=other.is_newer,
        )
        return _extend(reply, text, said)

    def _another_document(
        self, draft: Draft, reply: VerifiedReply, versions: Sequence[str]
    ) -> VerifiedReply | None:
        quote = reply.citations[0]
        passages = draft.retrieval.passages
        sentence = find_disagreement(draft.asked, quote, reply.text, passages, versions)
        if sentence is None:
            return None
        said = sentence.cite(len(reply.citations) + 1)
        dates = [date_of(self._retriever.beginning_of(each.document_id)) for each in (quote, said)]
        text = disagreement_text(draft.language, said.document, show_quote(said.quote), said.number, *dates)
        return _extend(reply, text, said)


def _extend(reply: VerifiedReply, text: str, said: Citation) -> VerifiedReply:
    return replace(reply, text=f"{reply.text}\n\n{text}", citations=(*reply.citations, said))
