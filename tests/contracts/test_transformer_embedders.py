"""Any sentence-transformers model and any BERT encoder, with tiny ones of the real architecture."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from rag.config import load_settings
from rag.embedders.choice import choice_of
from rag.embedders.gguf import GgufEmbeddings
from rag.embedders.opening import open_embedder
from rag.embedding import has_tokens
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable
from tests.tiny_models import save_bert, save_sentence_transformer, token_vectors

TEXTS = ["Der Urlaub beträgt 30 Tage.", "the printer is out of paper", "rule one two three"]
QUESTION = "wie viele tage habe ich"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_bert(folder / "bert")
    save_sentence_transformer(folder / "plain")
    save_sentence_transformer(folder / "with-prompts", query="query : ", document="passage : ")
    return folder


def opened(name, tmp_path, **given):
    settings = load_settings(data_dir=tmp_path, embedder=name, threads=1, offline=True, **given)
    return open_embedder(choice_of(settings), settings)


def unit(rows):
    rows = np.asarray(rows)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def test_a_bert_encoder_is_pooled_by_the_mean(models, tmp_path):
    embedder = opened(f"huggingface:{models / 'bert'}", tmp_path)
    expected = unit([each.mean(axis=0) for each in token_vectors(models / "bert", *TEXTS)])
    vectors = embedder.embed_passages(TEXTS)
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    assert (embedder.dimension, embedder.max_tokens, vectors.dtype) == (16, 40, np.float32)
    [question] = unit([each.mean(axis=0) for each in token_vectors(models / "bert", QUESTION)])
    np.testing.assert_allclose(embedder.embed_question(QUESTION), question, atol=1e-5)
    assert len(set(np.round(vectors @ question, 3))) == 3


def test_a_sentence_transformer_is_pooled_as_it_says(models, tmp_path):
    embedder = opened(f"sentence-transformers:{models / 'plain'}", tmp_path)
    expected = unit([each[0] for each in token_vectors(models / "plain-encoder", *TEXTS)])
    np.testing.assert_allclose(embedder.embed_passages(TEXTS), expected, atol=1e-5)
    assert embedder.dimension == 16


def test_prompts_of_the_model_stand_before_passages_and_questions(models, tmp_path):
    embedder = opened(f"sentence-transformers:{models / 'with-prompts'}", tmp_path)
    encoder = models / "with-prompts-encoder"
    passages = unit([each[0] for each in token_vectors(encoder, *(f"passage : {text}" for text in TEXTS))])
    [question] = unit([each[0] for each in token_vectors(encoder, f"query : {QUESTION}")])
    np.testing.assert_allclose(embedder.embed_passages(TEXTS), passages, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_question(QUESTION), question, atol=1e-5)
    bare = opened(f"sentence-transformers:{models / 'with-prompts'}?passage=&question=rule%20", tmp_path)
    [asked] = unit([each[0] for each in token_vectors(encoder, f"rule {QUESTION}")])
    np.testing.assert_allclose(bare.embed_question(QUESTION), asked, atol=1e-5)
    assert bare.fingerprint != embedder.fingerprint


def test_words_can_be_compared(models, tmp_path):
    embedder = opened(f"sentence-transformers:{models / 'with-prompts'}", tmp_path)
    assert has_tokens(embedder)
    [asked] = embedder.embed_tokens([QUESTION], question=True)
    [rows] = token_vectors(models / "with-prompts-encoder", f"query : {QUESTION}")
    # Without [CLS], "query", ":" and [SEP].
    np.testing.assert_allclose(asked.vectors, rows[3:-1], atol=1e-5)
    assert [QUESTION[start:end] for start, end in asked.spans] == QUESTION.split()
    assert embedder.count_tokens(QUESTION) == len("[CLS] passage : wie viele tage habe ich [SEP]".split())


def test_a_model_of_word_vectors_alone_tells_of_whole_texts_only(models, tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    words = StaticEmbedding(Tokenizer.from_file(str(models / "bert" / "tokenizer.json")), embedding_dim=8)
    static = SentenceTransformer(modules=[words], device="cpu")
    static.save(str(tmp_path / "static"), create_model_card=False)
    embedder = opened(f"sentence-transformers:{tmp_path / 'static'}", tmp_path)
    np.testing.assert_allclose(embedder.embed_passages(TEXTS), unit(static.encode(TEXTS)), atol=1e-6)
    assert (embedder.dimension, embedder.max_tokens, has_tokens(embedder)) == (8, 512, False)


def test_the_fingerprint_is_that_of_the_files(models, tmp_path):
    first = opened(f"huggingface:{models / 'bert'}", tmp_path).fingerprint
    assert first == opened(f"huggingface:{models / 'bert'}", tmp_path).fingerprint
    assert first.startswith(f"huggingface:{models / 'bert'}@")
    assert first.endswith("/fp32/mean/|")
    copied = shutil.copytree(models / "bert", tmp_path / "copy")
    again = opened(f"huggingface:{copied}", tmp_path).fingerprint
    assert again.split("@")[1] == first.split("@")[1], "a folder may be moved"
    weights = copied / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\1")
    assert opened(f"huggingface:{copied}", tmp_path).fingerprint.split("@")[1] != first.split("@")[1]


@pytest.mark.parametrize(
    ("model", "prefixes"),
    [
        ("intfloat/multilingual-e5-large", "passage: |query: "),
        ("e5-small-v2", "passage: |query: "),
        ("intfloat/e5-mistral-7b-instruct", "|"),
        ("BAAI/bge-m3", "|"),
        ("some/model-e50", "|"),
    ],
)
def test_models_of_the_e5_family_get_their_prefixes(tmp_path, model, prefixes):
    settings = load_settings(
        data_dir=tmp_path, embedder=f"openai:{model}", embedder_base_url="http://127.0.0.1:9/v1"
    )
    assert open_embedder(choice_of(settings), settings, 3).fingerprint == f"openai:{model}@3/{prefixes}"


class Engine:
    """Answers as llama.cpp's server does; a character is a token."""

    def __init__(self, window):
        self.window, self.asked = window, []

    def handle_embeddings(self, request):
        [text] = request["input"]
        self.asked.append(len(text))
        if len(text) > self.window:
            return {"error": {"code": 500, "message": f"input ({len(text)} tokens) is too large to process."}}
        return {"data": [{"embedding": [float(len(text)), 1.0]}]}


def test_a_text_too_long_for_a_gguf_model_is_halved_until_it_fits(tmp_path):
    embeddings = GgufEmbeddings(tmp_path / "model.gguf", 1)
    embeddings._server = engine = Engine(300)
    assert embeddings.embed_documents(["x" * 1000, "y" * 20]) == [[250.0, 1.0], [20.0, 1.0]]
    assert engine.asked == [1000, 500, 250, 20]
    embeddings._server = Engine(10)
    with pytest.raises(EmbeddingFailed, match=r"The model model\.gguf embeds no texts"):
        embeddings.embed_query("x" * 1000)
    with pytest.raises(ConfigurationError, match="There is no pooling 'max'"):
        GgufEmbeddings(tmp_path / "model.gguf", 1, "max")


def test_weights_that_can_run_code_are_not_loaded(models, tmp_path):
    copied = shutil.copytree(models / "bert", tmp_path / "copy")
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match="no weights in the safetensors format"):
        opened(f"huggingface:{copied}", tmp_path)


def test_what_is_not_there_or_not_whole_is_a_sentence(models, tmp_path):
    with pytest.raises(ModelUnavailable, match="There is no folder /nowhere/model"):
        opened("sentence-transformers:/nowhere/model", tmp_path)
    with pytest.raises(ModelUnavailable, match="is not on this machine, and the setting 'offline' is on"):
        opened("huggingface:somebody/some-model-that-nobody-has", tmp_path)
    with pytest.raises(ConfigurationError, match="is no name of a model of the hub"):
        opened("huggingface:some body/..--", tmp_path)
    copied = shutil.copytree(models / "bert", tmp_path / "copy")
    (copied / "model.safetensors").write_bytes(b"cut")
    broken = opened(f"huggingface:{copied}", tmp_path)
    with pytest.raises(ModelUnavailable, match="could not be loaded"):
        broken.embed_question(QUESTION)
