"""Texts that share one sequence have the vectors of a padded batch."""

from __future__ import annotations

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from rag.config import load_settings
from rag.models import model_path
from rag.packing import encode_packed

pytestmark = pytest.mark.models

TEXTS = [
    "passage: Der Urlaub beträgt 30 Tage.",
    "passage: ",
    "passage: The printer on the second floor is out of paper, and nobody has ordered any since spring.",
    "passage: 120 EUR\t12 %\t1.577 Mio. €",
    "passage: Der Urlaub beträgt 30 Tage.",
]


@pytest.fixture(scope="module")
def model() -> SentenceTransformer:
    settings = load_settings()
    return SentenceTransformer(str(model_path(settings.embedder, settings.models_dir)), device="cpu")


def padded(model: SentenceTransformer, texts: list[str]) -> np.ndarray:
    return np.asarray(
        model.encode(texts, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False)
    )


def test_vectors_are_those_of_a_padded_batch(model):
    packed = encode_packed(model, TEXTS)
    assert packed is not None
    assert (packed.shape, packed.dtype) == ((5, 384), np.float32)
    np.testing.assert_allclose(packed, padded(model, TEXTS), atol=1e-6)
    np.testing.assert_allclose(packed, [padded(model, [each])[0] for each in TEXTS], atol=1e-6)


def test_a_neighbour_changes_nothing(model):
    alone, beside = encode_packed(model, TEXTS[:2]), encode_packed(model, TEXTS)
    assert alone is not None and beside is not None
    np.testing.assert_allclose(alone, beside[:2], atol=1e-6)
    np.testing.assert_allclose(beside[0], beside[4], atol=1e-6)  # wherever it stands


@pytest.mark.parametrize(
    "texts",
    [
        [],
        TEXTS[:1],
        [TEXTS[0]] * 3,  # nothing to spare
        [TEXTS[0], "word " * 600],  # longer than one sequence
        [TEXTS[0], "1 " * 600],  # the same, in few characters
    ],
)
def test_what_is_not_packed(model, texts):
    assert encode_packed(model, texts) is None


@pytest.mark.parametrize("name", ["truncate_dim", "default_prompt_name"])
def test_a_model_that_does_more_than_its_modules_is_not_packed(model, monkeypatch, name):
    monkeypatch.setattr(model, name, 64 if name == "truncate_dim" else "query", raising=False)
    assert encode_packed(model, TEXTS) is None


def test_an_encoder_that_counts_positions_otherwise_is_not_packed(model, monkeypatch):
    monkeypatch.setattr(model[0].model.config, "model_type", "xlm-roberta")
    assert encode_packed(model, TEXTS) is None
