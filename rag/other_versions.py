"""Where another version of the cited document says something else: both are shown, and which one is superseded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.analysis import analyse_in_all_languages, question_words, share_of_words
from rag.supports import Support, find_sentences
from rag.types import Citation, Hit
from rag.units import measured
from rag.versions import Version, version_of

# Sentences with this share of the quote's words speak of the same thing.
SAME_MATTER = 0.5
_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A sentence of another version that gives another amount."""

    quote: Citation
    version: Version
    is_newer: bool  # than the version that the answer cites


def find_other_version(
    quote: Citation,
    statement: str,
    versions: Sequence[str],
    search: Callable[[str], Sequence[Hit]],
    number: int,
) -> OtherVersion | None:
    """What the closest other version says instead, cited as `number`; None when they agree or nothing is told.

    `search` gives the passages of a document that fit the question.
    """
    cited = version_of(quote.document)
    claimed = measured(statement)
    if cited is None or not claimed:
        return None
    known = [(version, name) for name in versions if (version := version_of(name)) is not None]
    # A newer version counts most, then the one just before.
    for version, name in sorted(known, key=lambda each: each[0].order, reverse=True):
        if version.order == cited.order:
            continue
        sentence = _counterpart(quote.quote, claimed, search(name))
        if sentence is not None:
            return OtherVersion(sentence.cite(number), version, version.order > cited.order)
    return None


def _counterpart(quote: str, claimed: dict[str, set[str]], hits: Sequence[Hit]) -> Support | None:
    """The sentence that speaks of the same thing, if it has other amounts of the same unit and none of these."""
    words = question_words(quote)
    best, share = None, SAME_MATTER
    for sentence in _sentences(hits):
        terms = analyse_in_all_languages(sentence.text)
        shared = share_of_words(words, terms)
        if shared >= share:
            best, share = sentence, shared
    return best if best is not None and _differs(claimed, measured(best.text)) else None


def _differs(claimed: dict[str, set[str]], given: dict[str, set[str]]) -> bool:
    return any(unit in given and not amounts & given[unit] for unit, amounts in claimed.items())


def _sentences(hits: Sequence[Hit]) -> Iterator[Support]:
    return (sentence for hit in hits[:_PASSAGES] for sentence in find_sentences(hit.passage))
