"""Where other versions of the cited document say something else: they are shown, and which of them holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.contradiction import Claim
from rag.supports import SentencesOf, Support, find_sentences
from rag.types import Citation, Hit
from rag.validity import HOLDS, Dating, Standing
from rag.versions import Version, version_of

# Sentences with this share of the quote's words speak of the same thing.
SAME_MATTER = 0.5
_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A sentence of another version that says otherwise."""

    sentence: Support
    version: Version
    dating: Dating
    standing: Standing


class VersionComparison:
    """Compares the versions of one document on one day."""

    def __init__(
        self,
        search: Callable[[str], Sequence[Hit]],
        dating: Callable[[int], Dating],
        day: datetime.date,
        sentences_of: SentencesOf = find_sentences,
    ) -> None:
        """`search` gives the passages of a document that fit the question, `dating` what a document's id tells."""
        self._search = search
        self._dating = dating
        self._day = day
        self._sentences_of = sentences_of

    def find(self, quote: Citation, statement: str, versions: Sequence[str]) -> list[OtherVersion]:
        """What others say instead: the newest in force, else the last before the cited one; then one to come.

        One that has ended is told only when none is in force that says otherwise. Empty when they agree or nothing
        is told.
        """
        cited = version_of(quote.document)
        if cited is None:
            return []
        claim = Claim.of(statement, quote.quote)
        told: OtherVersion | None = None
        coming: OtherVersion | None = None
        for each in self._others(quote, cited, claim, versions):
            if each.standing is Standing.COMING:
                coming = each if coming is None or _begins(each) < _begins(coming) else coming
            elif each.standing is Standing.ENDED:
                told = told or each
            else:
                told = each if told is None or each.standing in HOLDS else told
                break
        return [each for each in (told, coming) if each is not None]

    def _others(
        self, quote: Citation, cited: Version, claim: Claim, versions: Sequence[str]
    ) -> Iterator[OtherVersion]:
        """The newest first."""
        cited_dating = self._dating(quote.document_id)
        known = [(version, name) for name in versions if (version := version_of(name)) is not None]
        is_newest = True  # of those in force
        for version, name in sorted(known, key=lambda each: each[0].order, reverse=True):
            hits = self._search(name) if version.order != cited.order else ()
            if not hits:
                continue
            dating = self._dating(hits[0].passage.document_id)
            sentence = _counterpart(claim, self._sentences(hits))
            if sentence is not None:
                standing = self._standing(cited_dating, dating, is_newest, version.order > cited.order)
                yield OtherVersion(sentence, version, dating, standing)
            is_newest = is_newest and (dating.is_coming(self._day) or dating.has_ended(self._day))

    def _standing(self, cited: Dating, other: Dating, is_newest: bool, is_newer: bool) -> Standing:
        if other.is_coming(self._day):
            return Standing.COMING
        if other.has_ended(self._day):
            return Standing.ENDED
        if cited.is_coming(self._day) and is_newest:
            return Standing.CURRENT
        if cited.has_ended(self._day) and is_newest and not is_newer:
            return Standing.UNEXPIRED
        return Standing.NEWER if is_newer else Standing.OLDER

    def _sentences(self, hits: Sequence[Hit]) -> Iterator[Support]:
        return (sentence for hit in hits[:_PASSAGES] for sentence in self._sentences_of(hit.passage))


def _begins(other: OtherVersion) -> datetime.date:
    return other.dating.begins or datetime.date.max


def _counterpart(claim: Claim, sentences: Iterable[Support]) -> Support | None:
    """The sentence that speaks of the same thing, if it says otherwise."""
    words = question_words(claim.sentence)
    best, share = None, SAME_MATTER
    for sentence in sentences:
        terms = analyse_in_all_languages(sentence.text)
        shared = share_of_words(words, terms)
        if shared >= share:
            best, share = sentence, shared
    return best if best is not None and claim.differs_from(best) else None
