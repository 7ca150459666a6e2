"""With real weights: the default model behind an OpenAI-compatible server, and a GGUF model in this process."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.embedders.choice import choice_of
from rag.embedders.opening import open_embedder
from rag.errors import EmbeddingFailed, ModelUnavailable
from rag.models import model_path
from tests.embedding_server import KEY, collect_connections, serve_embeddings

pytestmark = [pytest.mark.models, pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")]

TEXTS = {
    "travel.txt": "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet.",
    "leave.txt": "Full-time staff have 30 days of paid leave a year.",
    "printer.txt": "The printer on the second floor is out of paper.",
    "canteen.txt": "Die Kantine hat freitags ab 13 Uhr geschlossen.",
    "warranty.txt": "The warranty period of all machines is 24 months.",
}
QUESTIONS = ("Wie viele Urlaubstage habe ich?", "What is paid for a hotel?", "Bis wann gibt es Mittagessen?")


@pytest.fixture(scope="module", autouse=True)
def connections():
    """In the product they end with the process."""
    yield
    collect_connections()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


def ranking(settings, folder, model=None):
    Indexer(settings, model and (lambda: model)).add([folder])
    with Library(settings, embedder=model) as library:
        return [
            [(hit.passage.document, round(hit.similarity, 4)) for hit in library.search(question)]
            for question in QUESTIONS
        ]


def test_a_server_with_the_default_model_gives_the_same_ranking_as_the_model_itself(tmp_path, folder):
    own = load_settings(data_dir=tmp_path / "own")
    model = open_embedder(choice_of(own), own)
    direct = ranking(own, folder, model)
    assert {name for name, _ in direct[0]} == set(TEXTS)
    with serve_embeddings() as server:
        # The prefixes are the client's business: the server embeds what it gets.
        server.embed = lambda text: [2.0 * float(value) for value in model._encode([text])[0]]
        served = load_settings(
            data_dir=tmp_path / "served",
            embedder="openai:multilingual-e5-small",
            embedder_base_url=server.url + "/v1",
            embedder_api_key=KEY,
        )
        behind = ranking(served, folder)
        assert all(body["model"] == "multilingual-e5-small" for body in (each.body for each in server.seen))
    for one, other in zip(direct, behind, strict=True):
        assert [name for name, _ in one] == [name for name, _ in other]
        np.testing.assert_allclose([cosine for _, cosine in one], [cosine for _, cosine in other], atol=2e-4)


def test_a_gguf_model_embeds(tmp_path):
    """The language model is no embedder, but what it makes of texts is good enough to tell topics apart."""
    settings = load_settings(data_dir=tmp_path)
    path = model_path("qwen2.5-coder-1.5b-instruct", settings.models_dir)
    named = load_settings(data_dir=tmp_path, embedder=f"local:{path}?pooling=mean")
    embedder = open_embedder(choice_of(named), named)
    texts = ["The cat sleeps on the sofa.", "A cat is sleeping on a couch.", "Interest rates rose by two per cent."]
    vectors = embedder.embed_passages(texts)
    assert (vectors.shape, embedder.dimension) == ((3, 1536), 1536)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05
    np.testing.assert_allclose(embedder.embed_question(texts[0]), vectors[0], atol=1e-3)
    assert embedder.fingerprint.startswith(f"local:{path.name}#")
    assert embedder.fingerprint.endswith("/mean@1536/|")


def test_a_file_that_is_no_model(tmp_path):
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + b"\0" * 64)
    settings = load_settings(data_dir=tmp_path, embedder=f"local:{file}")
    with pytest.raises((ModelUnavailable, EmbeddingFailed), match=r"could not be loaded|embeds no texts"):
        open_embedder(choice_of(settings), settings).embed_question("?")
