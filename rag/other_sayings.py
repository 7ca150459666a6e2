"""What other documents say instead of the cited one: other versions of it, or quite another document.

What stands behind the answer is what no longer or not yet holds. Where the other document is the one that holds, it
is told before the answer, unless the question names the version that the answer cites.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from rag.citations import VerifiedReply
from rag.conflict_texts import Side, introduce_cited, tell_other
from rag.disagreement import find_disagreement
from rag.drafting import Draft
from rag.history import day_of
from rag.other_versions import VersionComparison
from rag.quoting import show_quote
from rag.retrieval import Searches
from rag.supports import Support
from rag.types import Citation, Hit
from rag.validity import HOLDS, Dating, Standing, compare, read_dating
from rag.versions import is_named, version_of

# Passages of another version that are searched for what it says instead.
_LOOKED_UP = 3


@dataclass(frozen=True, slots=True)
class _Saying:
    """What one other document says."""

    sentence: Support
    side: Side
    standing: Standing


class OtherSayings:
    """Looks for what speaks against an answer; thread-safe."""

    def __init__(self, retriever: Searches) -> None:
        self._retriever = retriever

    def add(self, draft: Draft, reply: VerifiedReply) -> VerifiedReply:
        """The reply, and what another version of the cited document or another document says instead."""
        quote = reply.citations[0]
        versions = self._retriever.versions_of(quote.document, draft.as_of)
        # The cited document is asked for its dates in each of these; its first page is read once.
        dating = cache(self._dating)
        sayings = self._versions(draft, reply, versions, dating) or self._documents(draft, reply, versions, dating)
        if not sayings:
            return reply
        version = version_of(quote.document)
        cited = Side(quote.document, dating(quote.document_id), version)
        asked_for = version is not None and is_named(version, draft.asked)
        for saying in sayings:
            reply = _tell(reply, draft.language, cited, saying, first=saying.standing in HOLDS and not asked_for)
        return reply

    def _versions(
        self, draft: Draft, reply: VerifiedReply, versions: Sequence[str], dating: Callable[[int], Dating]
    ) -> list[_Saying]:
        comparison = VersionComparison(
            partial(self._passages_of, draft),
            dating,
            day_of(draft.retrieval.moment),
        )
        return [
            _Saying(each.sentence, Side(each.sentence.passage.document, each.dating, each.version), each.standing)
            for each in comparison.find(reply.citations[0], reply.text, versions)
        ]

    def _documents(
        self, draft: Draft, reply: VerifiedReply, versions: Sequence[str], dating: Callable[[int], Dating]
    ) -> list[_Saying]:
        quote = reply.citations[0]
        sentence = find_disagreement(draft.asked, quote, reply.text, draft.retrieval.passages, versions)
        if sentence is None:
            return []
        passage = sentence.passage
        other = dating(passage.document_id)
        standing = compare(dating(quote.document_id), other, day_of(draft.retrieval.moment))
        return [_Saying(sentence, Side(passage.document, other), standing)]

    def _passages_of(self, draft: Draft, document: str) -> tuple[Hit, ...]:
        asked, as_of = draft.asked, draft.as_of
        return self._retriever.retrieve(asked, _LOOKED_UP, [document], as_of, only_listed=True).passages

    def _dating(self, document_id: int) -> Dating:
        return read_dating(self._retriever.beginning_of(document_id))


def _tell(reply: VerifiedReply, language: str, cited: Side, saying: _Saying, *, first: bool) -> VerifiedReply:
    said: Citation = saying.sentence.cite(len(reply.citations) + 1)
    other, standing = saying.side, saying.standing
    told = tell_other(language, standing, cited, other, show_quote(said.quote), said.number, first=first)
    if first:
        text = f"{told}\n\n{introduce_cited(language, standing, cited)} {reply.text}"
    else:
        text = f"{reply.text}\n\n{told}"
    return replace(reply, text=text, citations=(*reply.citations, said))
