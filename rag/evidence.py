"""From hits to the few sentences a language model is shown, each with its exact place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.analysis import analyse, question_words
from rag.embedding import Embedder
from rag.sentences import split_sentences
from rag.types import Hit, Passage
from rag.vectors import Vectors

# Reading more than this costs more time before the first word than it adds to the answer.
_HITS = 8
_SENTENCES = 48
_SHORTEST = 12
# Similarities of sentences lie within a tenth; a passage score within about five (docs/experiments.md).
_COVERAGE_WEIGHT = 0.05
_PASSAGE_WEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a hit; offsets are those of the page."""

    hit: int
    position: int  # among the sentences of its hit
    start: int
    end: int
    text: str
    passage_score: float
    similarity: float
    coverage: float  # share of the question's words in it, rare words counting more


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A contiguous piece of a page that goes into the prompt."""

    passage: Passage
    start: int
    end: int
    text: str
    title: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was chosen, and how well it fits: the numbers that decide whether there is an answer at all."""

    excerpts: tuple[Excerpt, ...]
    sentences: tuple[Sentence, ...]  # of all hits read, best first
    best_similarity: float
    best_coverage: float
    joint_coverage: float  # of all excerpts together


def select_evidence(
    question: str, question_vector: Vectors | None, hits: Sequence[Hit], embedder: Embedder, budget: int
) -> Evidence:
    """The best sentences with their neighbours, at most `budget` characters, in reading order within a hit."""
    hits = hits[:_HITS]
    sentences = _score(question, question_vector, hits, embedder)
    ranked = sorted(sentences, key=lambda each: -_worth(each))
    chosen = _choose(ranked, sentences, budget)
    excerpts = _excerpts(chosen, hits, ranked)
    weights = term_weights(question, hits)
    joint = " ".join(f"{excerpt.title or ''} {excerpt.passage.heading} {excerpt.text}" for excerpt in excerpts)
    return Evidence(
        tuple(excerpts),
        tuple(ranked),
        max((each.similarity for each in sentences), default=0.0),
        max((each.coverage for each in sentences), default=0.0),
        covered(weights, joint),
    )


def term_weights(question: str, hits: Sequence[Hit]) -> dict[frozenset[str], float]:
    """Each word of the question as its index terms, weighted by how few of the hits contain it."""
    texts = [_terms(f"{hit.passage.title or ''} {hit.passage.heading} {hit.passage.text}") for hit in hits]
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
    terms = _terms(text)
    return sum(weight for word, weight in weights.items() if word & terms) / total


def _terms(text: str) -> frozenset[str]:
    return frozenset(analyse(text, "de")) | frozenset(analyse(text, "en"))


def _score(question: str, vector: Vectors | None, hits: Sequence[Hit], embedder: Embedder) -> list[Sentence]:
    places = [
        (number, position, start, end)
        for number, hit in enumerate(hits)
        for position, (start, end) in enumerate(split_sentences(hit.passage.text))
        if end - start >= _SHORTEST
    ][:_SENTENCES]
    texts = [hits[number].passage.text[start:end] for number, _, start, end in places]
    similarities = np.zeros(len(texts), dtype=np.float32)
    if vector is not None and texts:
        similarities = embedder.embed_passages(texts) @ vector
    weights = term_weights(question, hits)
    return [
        Sentence(
            number,
            position,
            hits[number].passage.start + start,
            hits[number].passage.start + end,
            text,
            hits[number].score,
            float(similarity),
            covered(weights, text),
        )
        for (number, position, start, end), text, similarity in zip(places, texts, similarities, strict=True)
    ]


def _worth(sentence: Sentence) -> float:
    """Fit of the sentence itself, and of the passage it stands in: a table row says little alone."""
    return sentence.similarity + _COVERAGE_WEIGHT * sentence.coverage + _PASSAGE_WEIGHT * sentence.passage_score


def _choose(ranked: Sequence[Sentence], all_sentences: Sequence[Sentence], budget: int) -> list[Sentence]:
    """The best sentences and, while there is room, what stands before and after each."""
    by_place = {(each.hit, each.position): each for each in all_sentences}
    chosen: dict[tuple[int, int], Sentence] = {}
    room = budget
    for best in ranked:
        for offset in (0, 1, -1):
            near = by_place.get((best.hit, best.position + offset))
            if near is None or (near.hit, near.position) in chosen or len(near.text) > room:
                continue
            chosen[near.hit, near.position] = near
            room -= len(near.text)
        if room < budget // 10:
            break
    return sorted(chosen.values(), key=lambda each: (each.hit, each.position))


def _excerpts(chosen: Sequence[Sentence], hits: Sequence[Hit], ranked: Sequence[Sentence]) -> list[Excerpt]:
    """Neighbouring sentences joined; the excerpt with the best sentence first."""
    rank = {(each.hit, each.position): place for place, each in enumerate(ranked)}
    runs: list[list[Sentence]] = []
    for sentence in chosen:
        if runs and runs[-1][-1].hit == sentence.hit and runs[-1][-1].position + 1 == sentence.position:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    runs.sort(key=lambda run: min(rank[each.hit, each.position] for each in run))
    return [_excerpt(run, hits[run[0].hit]) for run in runs]


def _excerpt(run: Sequence[Sentence], hit: Hit) -> Excerpt:
    start, end = run[0].start, run[-1].end
    passage = hit.passage
    text = passage.text[start - passage.start : end - passage.start]
    return Excerpt(passage, start, end, text, passage.title, hit.score)
