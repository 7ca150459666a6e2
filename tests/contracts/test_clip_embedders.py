"""The text side of encoders for texts and pictures as an embedder: tiny CLIP models of the real architecture."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.embedders.choice import choice_of
from rag.embedders.opening import open_embedder
from rag.embedding import has_tokens
from tests.fakes import ScriptedModel
from tests.tiny_models import CLIP_DIMENSION, CLIP_POSITIONS, clip_vectors, save_clip

TEXTS = ["Der Urlaub beträgt 30 Tage.", "the printer is out of paper", "x " * 300]
LEAVE = "Employees receive 30 days of paid leave each calendar year."


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """One CLIP in the ways in which such models are published."""
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("models")
    save_clip(folder / "bare")
    SentenceTransformer(str(folder / "bare"), device="cpu").save(str(folder / "saved"), create_model_card=False)
    # As sentence-transformers saved them before version 5, clip-ViT-B-32 among them.
    shutil.copytree(folder / "bare", folder / "old" / "0_CLIPModel")
    modules = [{"idx": 0, "name": "0", "path": "0_CLIPModel", "type": "sentence_transformers.models.CLIPModel"}]
    (folder / "old" / "modules.json").write_text(json.dumps(modules))
    save_clip(folder / "endless", knows_end=False)
    return folder


def settings_for(name, tmp_path):
    return load_settings(data_dir=tmp_path / "data", embedder=name, threads=1, offline=True)


def opened(name, tmp_path):
    settings = settings_for(name, tmp_path)
    return open_embedder(choice_of(settings), settings)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("sentence-transformers", "saved"),
        ("sentence-transformers", "old"),
        ("sentence-transformers", "bare"),
        ("huggingface", "bare"),
        ("huggingface", "endless"),
    ],
)
def test_texts_are_embedded_as_transformers_does_it(models, tmp_path, kind, model):
    embedder = opened(f"{kind}:{models / model}", tmp_path)
    vectors = embedder.embed_passages(TEXTS)
    expected = clip_vectors(models / "bare", *TEXTS)
    expected = expected / np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_question(TEXTS[1]), expected[1], atol=1e-5)
    assert (embedder.dimension, embedder.max_tokens) == (CLIP_DIMENSION, CLIP_POSITIONS) == (12, 77)
    assert vectors.dtype == np.float32
    assert float(vectors[0] @ vectors[1]) < 0.99
    assert embedder.fingerprint.endswith("/fp32/own/|")


def test_what_lies_beyond_77_tokens_does_not_count(models, tmp_path):
    embedder = opened(f"sentence-transformers:{models / 'saved'}", tmp_path)
    # 75 letters, each a word, between the marks of beginning and end.
    kept, cut, shorter = embedder.embed_passages(["x " * 75, "x " * 75 + "y z", "x " * 74])
    np.testing.assert_allclose(cut, kept, atol=1e-6)
    assert float(np.abs(kept - shorter).max()) > 1e-3


def test_a_library_is_answered_from_although_no_word_has_a_vector(models, tmp_path):
    settings = settings_for(f"sentence-transformers:{models / 'saved'}", tmp_path)
    (tmp_path / "leave.txt").write_text(LEAVE)
    Indexer(settings).add([tmp_path / "leave.txt"])
    assert not has_tokens(opened(settings.embedder, tmp_path))
    with Library(settings, model=ScriptedModel(reply=LEAVE)) as library:
        assert library.status().embedded == 1
        assert library.search("paid leave")[0].similarity is not None
        *_, last = library.answer("How many days of paid leave do employees receive?")
    assert (last.answer.status, last.answer.text) == ("answered", f"{LEAVE} [1]")
