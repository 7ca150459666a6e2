"""How well the words of a question are matched, each where it fits a passage best (as in ColBERT, SIGIR 2020).

One vector a passage says what it is about as a whole; here every word of the question must find its own
counterpart, in whichever language. The token vectors are those of the embedding model: nothing more is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.analysis import is_stopword
from rag.embedding import TokenEmbedder, TokenVectors
from rag.vectors import Vectors

_WORD = re.compile(r"\w+(?:[-/._]\w+)*")


def match_words(question: str, texts: Sequence[str], embedder: TokenEmbedder) -> list[float]:
    """For each text the mean, over the content words of the question, of the best cosine with one of its tokens.

    All tokens are taken relative to the mean of these texts' tokens: what they have in common tells nothing. 0 when
    there is nothing to compare.
    """
    if not texts:
        return []
    [asked] = embedder.embed_tokens([question], question=True)
    found = embedder.embed_tokens(texts)
    words = _word_rows(question, asked)
    if not words or not any(len(each.vectors) for each in found):
        return [0.0] * len(texts)
    centre = np.concatenate([each.vectors for each in found]).mean(axis=0)
    wanted = _directions(asked.vectors - centre)
    return [_match(wanted, words, _directions(each.vectors - centre)) for each in found]


def _word_rows(question: str, asked: TokenVectors) -> list[list[int]]:
    """Which tokens make up each content word of the question."""
    words = [match.span() for match in _WORD.finditer(question) if not is_stopword(match.group())]
    starts, ends = asked.spans[:, 0], asked.spans[:, 1]
    rows = [np.flatnonzero((starts < stop) & (ends > begin)).tolist() for begin, stop in words]
    return [each for each in rows if each]


def _match(wanted: Vectors, words: Sequence[Sequence[int]], tokens: Vectors) -> float:
    if not len(tokens):
        return 0.0
    best = (wanted @ tokens.T).max(axis=1)
    return float(np.mean([best[rows].mean() for rows in words]))


def _directions(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result
