"""Which documents a question is about: those that use its words more than the library as a whole does.

"What did Acme spend in 2018?" is about Acme's report of 2018, though the passage with the answer names neither.
No list of companies is needed: a document is about what it says more often than others. Each word of the question
adds the logarithm of how much more (query likelihood, Dirichlet smoothing: Zhai and Lafferty, SIGIR 2001); words
that a document does not use more often than others add nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# A document's share is known as well as if so many passages more had the library's share: short documents use a
# few words often by chance.
_SMOOTHING = 10.0
# Rarer is not more telling: keeps a word that occurs once from outweighing all others.
_FLOOR = 0.002
# A word in the document's name counts as if every passage said it twice.
_NAMED = 2.0
# So many words of the question decide, those that tell most: a long text is about no more than a short one.
_WORDS = 6


@dataclass(frozen=True, slots=True)
class TermUse:
    """How a document uses a term."""

    document: int
    passages: int  # that hold it
    of: int  # all passages of the document
    named: bool  # whether the document's name holds it


def join_names(
    uses: Mapping[str, Sequence[TermUse]],
    halves: Mapping[str, Sequence[tuple[str, str]]],
    of_halves: Mapping[str, Sequence[TermUse]],
) -> dict[str, list[TermUse]]:
    """The uses, where a document named "Reisekosten_Richtlinie" counts as named "Reisekostenrichtlinie" too.

    `halves`: the terms that a term may stand for side by side; `of_halves`: the uses of these.
    """
    joined = {term: list(found) for term, found in uses.items()}
    for term, pairs in halves.items():
        for first, second in pairs:
            seconds = {use.document for use in of_halves.get(second, ()) if use.named}
            named = [use for use in of_halves.get(first, ()) if use.named and use.document in seconds]
            joined.setdefault(term, []).extend(named)
    return joined


def document_priors(
    words: Sequence[frozenset[str]],
    uses: Mapping[str, Sequence[TermUse]],
    shares: Mapping[str, float],
    documents: int,
) -> dict[int, float]:
    """How much speaks for each document, more than 0, by its id.

    `words` of the question, each as the terms that count as the same word; `shares`: of the library's passages that
    hold each term, between 0 and 1; `documents`: how many the library has.
    """
    surplus: defaultdict[int, list[float]] = defaultdict(list)
    for word in words:
        best: dict[int, float] = {}
        for term in word:
            for use, value in _surplus(uses.get(term, ()), shares.get(term, 0.0), documents):
                best[use.document] = max(value, best.get(use.document, 0.0))
        for document, value in best.items():
            surplus[document].append(value)
    priors = {document: sum(sorted(values)[-_WORDS:]) for document, values in surplus.items()}
    return {document: value for document, value in priors.items() if value > 0}


def _surplus(uses: Sequence[TermUse], share: float, documents: int) -> Iterator[tuple[TermUse, float]]:
    # A word in the names of many documents tells as little as one in many passages.
    usual = max(share, sum(use.named for use in uses) / max(1, documents))
    for use in uses:
        if use.named:
            yield use, math.log((_NAMED + _FLOOR) / (usual + _FLOOR))
        else:
            here = (use.passages + _SMOOTHING * share) / (use.of + _SMOOTHING)
            yield use, math.log((here + _FLOOR) / (share + _FLOOR))
