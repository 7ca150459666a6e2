"""What other documents say instead of the cited one: other versions of it, or quite another document.

What stands behind the answer is what no longer or not yet holds. Where the other document is the one that holds, it
is told before the answer, unless the question names the version that the answer cites. So it is with quotes that no
model wrote an answer from.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from rag.analysis import question_words, share_of_words
from rag.citations import VerifiedReply
from rag.conflict_texts import Side, introduce_cited, tell_apart, tell_other
from rag.disagreement import find_disagreement
from rag.drafting import Draft
from rag.history import day_of
from rag.other_versions import SAME_MATTER, VersionComparison
from rag.quoting import QUOTED_PASSAGES, show_quote
from rag.retrieval import Searches
from rag.supports import SentencesOf, Support, find_sentences
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What others say instead of a quote."""

    cited: Side
    is_named: bool  # the question names the version that is quoted
    sayings: Sequence[_Saying]

    def goes_first(self, saying: _Saying) -> bool:
        return saying.standing in HOLDS and not self.is_named


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares statements of one answer with what others say; what is looked up for one of them serves all."""

    draft: Draft
    hits: Sequence[Hit]  # of the question, best first
    passages_of: Callable[[str], Sequence[Hit]]  # of another version, those that fit the question
    versions_of: Callable[[str], Sequence[str]]
    dating: Callable[[int], Dating]
    sentences_of: SentencesOf

    def find(self, quote: Citation, statement: str) -> _Found:
        """What others say instead of a statement that rests on a quote."""
        versions = self.versions_of(quote.document)
        sayings = self._versions(quote, statement, versions) or self._documents(quote, statement, versions)
        version = version_of(quote.document)
        cited = Side(quote.document, self.dating(quote.document_id) if sayings else Dating(), version)
        return _Found(cited, version is not None and is_named(version, self.draft.asked), sayings)

    def sentences_in(self, quote: Citation) -> Iterator[Support]:
        """The sentences that end in the quote: what it has above its first one may be a heading."""
        for hit in self.hits:
            if hit.passage.document_id == quote.document_id:
                yield from (each for each in self.sentences_of(hit.passage) if _holds(quote, each))

    def _versions(self, quote: Citation, statement: str, versions: Sequence[str]) -> list[_Saying]:
        comparison = VersionComparison(self.passages_of, self.dating, self._day, self.sentences_of)
        return [
            _Saying(each.sentence, Side(each.sentence.passage.document, each.dating, each.version), each.standing)
            for each in comparison.find(quote, statement, versions)
        ]

    def _documents(self, quote: Citation, statement: str, versions: Sequence[str]) -> list[_Saying]:
        asked = self.draft.asked
        sentence = find_disagreement(asked, quote, statement, self.hits, versions, self.sentences_of)
        if sentence is None:
            return []
        passage = sentence.passage
        other = self.dating(passage.document_id)
        standing = compare(self.dating(quote.document_id), other, self._day)
        return [_Saying(sentence, Side(passage.document, other), standing)]

    @property
    def _day(self) -> datetime.date:
        return day_of(self.draft.retrieval.moment)


class OtherSayings:
    """Looks for what speaks against an answer; thread-safe."""

    def __init__(self, retriever: Searches) -> None:
        self._retriever = retriever

    def add(self, draft: Draft, reply: VerifiedReply) -> VerifiedReply:
        """The reply, and what another version of the cited document or another document says instead."""
        comparison = self._comparison(draft, draft.retrieval.passages, partial(self._passages_of, draft))
        found = comparison.find(reply.citations[0], reply.text)
        for saying in found.sayings:
            reply = _tell(reply, draft.language, found.cited, saying, first=found.goes_first(saying))
        return reply

    def order(self, draft: Draft, quotes: Sequence[Citation]) -> tuple[tuple[Citation, ...], str | None]:
        """The quotes with what another document says instead of one, what holds before it, and a sentence on both.

        The quotes as they are and None when nothing that was found says otherwise: another search takes too long.
        """
        hits = draft.retrieval.passages[:QUOTED_PASSAGES]
        comparison = self._comparison(
            draft, hits, lambda name: [hit for hit in hits if hit.passage.document == name]
        )
        for place, quote in enumerate(quotes):
            for sentence in comparison.sentences_in(quote):
                found = comparison.find(sentence.cite(quote.number), sentence.text)
                if found.sayings and _is_same_matter(sentence, found.sayings[0].sentence):
                    return _put_in_order(quotes, place, draft.language, found)
        return tuple(quotes), None

    def _comparison(
        self, draft: Draft, hits: Sequence[Hit], passages_of: Callable[[str], Sequence[Hit]]
    ) -> _Comparison:
        versions_of = cache(lambda name: self._retriever.versions_of(name, draft.as_of))
        return _Comparison(draft, hits, passages_of, versions_of, cache(self._dating), cache(find_sentences))

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


def _is_same_matter(one: Support, other: Support) -> bool:
    """Whether each has most words of the other: a quote need not be about what was asked."""
    words = question_words(one.text), question_words(other.text)
    return min(share_of_words(words[0], other.terms), share_of_words(words[1], one.terms)) >= SAME_MATTER


def _put_in_order(
    quotes: Sequence[Citation], place: int, language: str, found: _Found
) -> tuple[tuple[Citation, ...], str]:
    """What another document says instead of the quote at `place`, before or behind that; and the sentence on it."""
    saying, quote = found.sayings[0], quotes[place]
    first = found.goes_first(saying)
    # It may have been quoted already, with more around it.
    said = next((each for each in quotes if _holds(each, saying.sentence)), None) or saying.sentence.cite(0)
    ordered = [each for each in quotes if each is not said]
    place = ordered.index(quote)
    ordered.insert(place if first else place + 1, said)
    numbered = tuple(replace(each, number=number) for number, each in enumerate(ordered, 1))
    numbers = (place + 2, place + 1) if first else (place + 1, place + 2)
    return numbered, tell_apart(language, saying.standing, found.cited, saying.side, numbers, first=first)


def _holds(quote: Citation, sentence: Support) -> bool:
    passage = sentence.passage
    same = (quote.document_id, quote.page) == (passage.document_id, passage.page)
    return same and quote.start < sentence.end <= quote.end
