"""Questions that may mean several documents ("When does the contract end?"): asked back instead of guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from rag.analysis import analyse_in_all_languages, further_terms, question_words
from rag.numbers import YEAR
from rag.types import Hit

# "Der Vertrag", "our policy": a thing that the asker takes for known.
_KNOWN = re.compile(
    r"\b(?:der|die|das|dem|den|des|unser\w*|dies\w+|im|vom|zum|zur|beim|the|our|this|that)\s+([^\W\d_]{4,})\b", re.I
)
# The best passages of documents that are all meant have about the same score.
_MARGIN = 2.0
_LOOKED_AT = 10
_MOST = 5


def possible_documents(question: str, hits: Sequence[Hit]) -> list[str]:
    """Names of the documents that the question may mean, best first; [] when it is clear, or names none.

    Documents are meant alike when the noun that the question takes for known stands in the names or titles of
    several, nothing else in the question names one of them, and the best passage of each fits about as well.
    """
    best = _best_hits(hits)
    names = {hit.passage.document: _name_terms(hit) for hit in best}
    for match in _KNOWN.finditer(question):
        noun = analyse_in_all_languages(match.group(1))
        meant = [hit for hit in best if noun & names[hit.passage.document]]
        rivals = [hit for hit in meant if best[0].score - hit.score <= _MARGIN]
        if len(rivals) > 1 and not _tells_apart(question, noun, [names[hit.passage.document] for hit in rivals]):
            return [hit.passage.document for hit in rivals[:_MOST]]
    return []


def _best_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The best hit of each document, of several versions of one only the best."""
    best: dict[str, Hit] = {}
    for hit in hits[:_LOOKED_AT]:
        best.setdefault(YEAR.sub("", str(PurePosixPath(hit.passage.document).with_suffix(""))), hit)
    return list(best.values())


def _name_terms(hit: Hit) -> frozenset[str]:
    """Terms of a document's file name and title, parts of compounds included."""
    stem = PurePosixPath(hit.passage.document).stem.replace("-", " ").replace("_", " ").title()
    text = f"{stem} {hit.passage.title or ''}"
    return analyse_in_all_languages(text) | frozenset(further_terms(text, "de"))


def _tells_apart(question: str, noun: frozenset[str], names: Sequence[frozenset[str]]) -> bool:
    """Whether another word of the question stands in the names of some of the documents only."""
    others = [word for word in question_words(question) if not word & noun]
    return any(0 < sum(bool(word & name) for name in names) < len(names) for word in others)
