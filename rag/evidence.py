"""From hits to what a language model is shown, each piece with its exact place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import analyse_in_all_languages, question_words
from rag.embedding import Embedder
from rag.sentences import split_sentences
from rag.types import Hit, Passage
from rag.vectors import Vectors

# Codes and years of a question are about one thing only: a passage without them is about another.
_LITERAL = re.compile(r"(?=\w*[^\W\d_])(?=\w*\d)\w+(?:[-/]\w+)*|(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well evidence fits a question."""

    similarity: float  # cosine of the question and the closest sentence
    coverage: float | None  # weighted share of the question's words; None across languages
    literal: bool  # whether it has all codes and years of the question


def assess_fit(
    question: str,
    language: str,
    question_vector: Vectors | None,
    passages: Sequence[Passage],
    hits: Sequence[Hit],
    embedder: Embedder,
) -> Fit:
    """How the passages fit; the hits tell which words of the question are rare."""
    texts = [each.text[start:end] for each in passages for start, end in split_sentences(each.text)]
    similarity = 0.0
    if question_vector is not None and texts:
        similarity = float((embedder.embed_passages(texts) @ question_vector).max())
    joint = " ".join(f"{each.document} {each.in_context}" for each in passages)
    same = any(each.language in (language, None) for each in passages)
    coverage = covered(term_weights(question, hits), joint) if same else None
    return Fit(similarity, coverage, has_literals(question, joint))


def has_literals(question: str, text: str) -> bool:
    """Whether every code ("E15", "LC-2200") and year of the question stands in the text."""
    folded = text.casefold()
    return all(match.group().casefold() in folded for match in _LITERAL.finditer(question))


def term_weights(question: str, hits: Sequence[Hit]) -> dict[frozenset[str], float]:
    """Each word of the question as its index terms, weighted by how few of the hits contain it."""
    texts = [analyse_in_all_languages(hit.passage.in_context) for hit in hits]
    weights: dict[frozenset[str], float] = {}
    for word in question_words(question):
        found = sum(1 for text in texts if word & text)
        weights[word] = math.log(1 + (len(texts) + 1) / (found + 0.5))
    return weights


def covered(weights: dict[frozenset[str], float], text: str) -> float:
    """Weighted share of the question's words that occur in a text, 0 to 1."""
    total = sum(weights.values())
    if not total:
        return 0.0
    terms = analyse_in_all_languages(text)
    return sum(weight for word, weight in weights.items() if word & terms) / total
