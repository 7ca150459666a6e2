"""Each content word of a question is matched with the token that fits it best: values against a plain reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.analysis import is_stopword
from rag.late_interaction import match_words
from tests.fakes import HashingEmbedder

QUESTION = "Wie lange ist die Kündigungsfrist im Vertrag?"
TEXTS = ["Die Kündigungsfrist im Vertrag ist lange.", "Die Kantine ist zu.", ""]


def reference(question: str, texts: list[str]) -> list[float]:
    """The same, word by word in plain loops."""
    embedder = HashingEmbedder()
    tokens = [list(each.vectors) for each in embedder.embed_tokens(texts)]
    centre = np.mean([vector for vectors in tokens for vector in vectors], axis=0)

    def cosine(one: np.ndarray, other: np.ndarray) -> float:
        lengths = max(np.linalg.norm(one), 1e-9) * max(np.linalg.norm(other), 1e-9)
        return float(one @ other) / lengths

    words = [word.strip("?") for word in question.split() if not is_stopword(word.strip("?"))]
    asked = [embedder.embed_tokens([word])[0].vectors[0] - centre for word in words]
    return [
        float(np.mean([max(cosine(each, vector - centre) for vector in vectors) for each in asked]))
        if vectors
        else 0.0
        for vectors in tokens
    ]


def test_it_is_the_mean_of_the_best_cosines():
    found = match_words(QUESTION, TEXTS, HashingEmbedder())
    assert found == pytest.approx(reference(QUESTION, TEXTS), abs=1e-5)
    assert found[0] == pytest.approx(1.0, abs=1e-5)
    assert found[0] > found[1] + 0.3
    assert found[2] == 0.0


@pytest.mark.parametrize("question", ["", "?", "Wie ist das?"])
def test_a_question_without_content_words_matches_nothing(question):
    assert match_words(question, TEXTS, HashingEmbedder()) == [0.0, 0.0, 0.0]


def test_without_texts_there_is_nothing_to_match():
    assert match_words(QUESTION, [], HashingEmbedder()) == []
    assert match_words(QUESTION, ["", " "], HashingEmbedder()) == [0.0, 0.0]


@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=60))
def test_a_cosine_whatever_the_text(texts, question):
    assert all(-1.001 <= each <= 1.001 for each in match_words(question, texts, HashingEmbedder()))
