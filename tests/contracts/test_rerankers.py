"""Rerankers through the providers' real clients against a server on loopback, and a tiny cross-encoder."""

from __future__ import annotations

import json

import botocore.session
import numpy as np
import pytest
from botocore.validate import ParamValidator

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.embedders import asking
from rag.errors import ConfigurationError, ModelUnavailable, RerankingFailed
from rag.rerankers.opening import open_reranker
from tests.embedding_server import KEY, Fault, collect_connections, only_our_credentials, score_of, serve_embeddings
from tests.fakes import HashingEmbedder
from tests.tiny_models import save_bert

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

QUESTION = "wie viele tage urlaub habe ich"
TEXTS = ["The printer is out of paper.", "Urlaub: 30 Tage.", "Der Urlaub beträgt viele Tage, wie ich sage.", ""]
NAMES = ["cohere:rerank-v3.5", "bedrock:cohere.rerank-v3-5:0"]
PRIVATE = "Kontonummer 4711"


@pytest.fixture(scope="module", autouse=True)
def connections():
    """In the product they end with the process."""
    yield
    collect_connections()


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    only_our_credentials(monkeypatch)
    monkeypatch.setattr(asking.Asker.__init__, "__defaults__", (lambda seconds: None,))


@pytest.fixture
def server():
    with serve_embeddings() as server:
        yield server


def settings_for(name, server, tmp_path, **given):
    given = {"reranker_api_key": KEY, "reranker_base_url": server.url} | given
    return load_settings(data_dir=tmp_path / "data", reranker=name, **given)


def opened(name, server, tmp_path, **given):
    return open_reranker(name, settings_for(name, server, tmp_path, **given))


@pytest.mark.parametrize("name", NAMES)
def test_scores_are_those_of_the_service_by_text(name, server, tmp_path):
    scores = opened(name, server, tmp_path).scores(QUESTION, TEXTS)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, [score_of(QUESTION, text) for text in TEXTS])
    assert scores.argmax() == 2
    assert opened(name, server, tmp_path).scores(QUESTION, []).shape == (0,)
    assert len(server.seen) == 1


def test_the_body_of_bedrock_is_what_its_service_model_says(server, tmp_path):
    opened(NAMES[1], server, tmp_path).scores(QUESTION, TEXTS[:2])
    [request] = server.seen
    model = botocore.session.get_session().get_service_model("bedrock-agent-runtime").operation_model("Rerank")
    assert request.path == model.http["requestUri"]
    assert ParamValidator().validate(request.body, model.input_shape).generate_report() == ""
    configuration = request.body["rerankingConfiguration"]["bedrockRerankingConfiguration"]
    assert configuration["modelConfiguration"]["modelArn"] == (
        "arn:aws:bedrock:eu-central-1::foundation-model/cohere.rerank-v3-5:0"
    )
    assert configuration["numberOfResults"] == 2


def test_the_body_of_cohere(server, tmp_path):
    opened(NAMES[0], server, tmp_path).scores(QUESTION, TEXTS[:2])
    assert server.seen[0].body == {"model": "rerank-v3.5", "query": QUESTION, "documents": TEXTS[:2], "top_n": 2}
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("fault", "sentence", "requests"),
    [
        (Fault(429, b"{}", {"x-amzn-ErrorType": "ThrottlingException"}), "takes no more requests", 2),
        (Fault(503, b"{}"), "is not working now", 2),
        (Fault(200, b'{"results": [{"index": 0, "rel'), "sent something that cannot be used", 2),
        (Fault(200, b'{"results": [], "id": "1"}'), "sent something that cannot be used", 2),
        (
            Fault(200, json.dumps({"results": [{"index": 9, "relevance_score": 1, "relevanceScore": 1}]}).encode()),
            "sent something that cannot be used",
            2,
        ),
        (Fault(404, b"{}", {"x-amzn-ErrorType": "ResourceNotFoundException"}), "has no model named", 1),
    ],
    ids=["throttled", "broken", "malformed", "empty", "strange", "unknown"],
)
def test_what_does_not_pass_is_a_sentence(server, tmp_path, name, fault, sentence, requests):
    server.faults = [fault] * 5
    with pytest.raises(RerankingFailed, match=sentence) as caught:
        opened(name, server, tmp_path).scores(PRIVATE, [PRIVATE, "text"])
    assert len(server.seen) == requests
    assert PRIVATE not in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_wrong_credentials(server, tmp_path, name, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
    with pytest.raises(RerankingFailed, match="did not accept the credentials") as caught:
        opened(name, server, tmp_path, reranker_api_key="sk-wrong").scores(QUESTION, TEXTS)
    assert len(server.seen) == 1
    assert "wrong" not in str(caught.value).lower()


def test_names_and_keys_that_are_missing(server, tmp_path):
    with pytest.raises(ConfigurationError, match="There is no reranker named 'openai:x'"):
        opened("openai:x", server, tmp_path)
    with pytest.raises(ConfigurationError, match=r"needs a key: set 'reranker_api_key'.*COHERE_API_KEY"):
        opened(NAMES[0], server, tmp_path, reranker_api_key=None, reranker_base_url=None)


def test_a_cross_encoder_reads_pairs(tmp_path, server):
    import torch
    from transformers import BertForSequenceClassification, BertTokenizerFast

    folder = save_bert(tmp_path / "cross", classes=1)
    texts = TEXTS[:3]
    scores = opened(f"sentence-transformers:{folder}", server, tmp_path).scores(QUESTION, texts)
    model = BertForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = BertTokenizerFast.from_pretrained(folder)
    with torch.no_grad():
        logits = [
            model(**tokenizer(QUESTION, text, return_tensors="pt", truncation=True)).logits[0, 0].item()
            for text in texts
        ]
    np.testing.assert_allclose(scores, 1 / (1 + np.exp(-np.array(logits))), atol=1e-5)
    classifier = save_bert(tmp_path / "classifier", classes=3)
    with pytest.raises(RerankingFailed, match="it is no reranker"):
        opened(f"sentence-transformers:{classifier}", server, tmp_path).scores(QUESTION, texts)
    with pytest.raises(ModelUnavailable, match="There is no folder"):
        opened("sentence-transformers:/nowhere/model", server, tmp_path)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(8):
        words = " ".join(QUESTION.split()[: number + 1])
        (folder / f"doc{number}.txt").write_text(f"Report number{number} on holidays. " + f"{words} zzz{number}. ")
    return folder


def test_hits_are_ordered_by_the_reranker_and_keep_their_scale(server, tmp_path, folder):
    asked = "holidays zzz0"
    plain = load_settings(data_dir=tmp_path / "data")
    Indexer(plain, HashingEmbedder).add([folder])
    with Library(plain, embedder=HashingEmbedder()) as library:
        before = library.search(asked, k=8)
    server.change = None
    reranked = settings_for(NAMES[0], server, tmp_path, rerank_candidates=5)
    with Library(reranked, embedder=HashingEmbedder()) as library:
        after = library.search(asked, k=8)
        assert library.status().degraded is None
        [request] = server.seen
        assert len(request.body["documents"]) == 5
        wanted = sorted(before[:5], key=lambda hit: -score_of(asked, hit.passage.in_context))
        assert [hit.passage.document for hit in after] == [hit.passage.document for hit in [*wanted, *before[5:]]]
        assert [hit.score for hit in after] == [hit.score for hit in before]
        # The same question once more, among one document: what is known is not asked again.
        library.search(asked, k=8, documents=[after[0].passage.document])
        assert len(server.seen) == 1


def test_a_reranker_that_fails_leaves_the_order_and_a_note(server, tmp_path, folder):
    asked = "holidays zzz0"
    plain = load_settings(data_dir=tmp_path / "data")
    Indexer(plain, HashingEmbedder).add([folder])
    with Library(plain, embedder=HashingEmbedder()) as library:
        before = library.search(asked, k=8)
    with Library(settings_for(NAMES[0], server, tmp_path), embedder=HashingEmbedder()) as library:
        server.faults = [Fault(503, b"{}")] * 4
        assert library.quote(asked).notice == "The passages could not be ordered anew."
        assert library.search(asked, k=8) == before
        degraded = library.status().degraded
        assert degraded == (
            f"The server at {server.url} is not working now (503). Until then passages are not ordered anew."
        )
        library.search("another question of holidays", k=8)
        assert library.status().degraded is None
    with Library(settings_for("nonsense", server, tmp_path), embedder=HashingEmbedder()) as library:
        assert library.search(asked, k=8) == before
        assert "There is no reranker named 'nonsense'" in library.status().degraded
