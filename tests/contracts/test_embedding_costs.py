"""What embedders and rerankers take is priced, limited and counted: as the service counts, else as estimated."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.embedders import asking
from rag.embedders.choice import choice_of
from rag.embedders.opening import open_embedder
from rag.errors import EmbeddingFailed, LimitReached, RerankingFailed
from rag.providers.ledger import Ledger, ModelUse
from rag.rerankers.opening import open_reranker
from tests.embedding_server import KEY, TOKENS, Fault, collect_connections, only_our_credentials, serve_embeddings

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

TITAN, COHERE = "bedrock:amazon.titan-embed-text-v2:0", "cohere:embed-multilingual-v3.0"
OURS = '[models."openai-compatible:ours"]\ninput = 1.0\n'
TEXTS = ["The notice period is three months.", "The printer is out of paper."]


@pytest.fixture(scope="module", autouse=True)
def connections():
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


@pytest.fixture
def configure(server, tmp_path):
    """Settings for an embedder of our server, whose price is 1 for 1,000 tokens where the table has none."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "prices.toml").write_text(OURS)

    def configure(name="openai:ours", **given):
        path = "/v1" if name.startswith("openai:") else ""
        given = {"embedder_api_key": KEY, "embedder_base_url": server.url + path} | given
        return load_settings(data_dir=data, embedder=name, **given)

    return configure


def opened(settings, **options):
    return open_embedder(choice_of(settings), settings, 16, **options)


def taken(settings):
    return Ledger(settings.data_dir / "usage.db").month(f"{datetime.now(UTC):%Y-%m}")


@pytest.mark.parametrize(
    ("name", "priced", "price", "requests"),
    [
        ("openai:ours", "openai-compatible:ours", 1.0, 1),
        (COHERE, COHERE, 0.0001, 1),
        (TITAN, TITAN, 0.00002, 2),  # one text a request
        ("bedrock:cohere.embed-multilingual-v3", "bedrock:cohere.embed-multilingual-v3", 0.0001, 1),
    ],
)
def test_tokens_are_those_that_the_service_counts(configure, server, name, priced, price, requests):
    settings = configure(name)
    embedder = opened(settings)
    embedder.embed_passages(TEXTS)
    assert len(server.seen) == requests
    tokens = TOKENS * requests
    assert taken(settings) == [ModelUse(priced, 1, tokens, 0, pytest.approx(tokens * price / 1000))]
    embedder.embed_passages(TEXTS)  # remembered, so nothing is sent
    embedder.embed_question("How long?")
    tokens += TOKENS
    # One row for all of a day.
    assert taken(settings) == [ModelUse(priced, 2, tokens, 0, pytest.approx(tokens * price / 1000))]
    with sqlite3.connect(settings.data_dir / "usage.db") as connection:
        assert connection.execute("SELECT count(*), min(done) FROM calls").fetchone() == (1, 1)


def test_what_is_not_counted_is_estimated(configure):
    settings = configure("sagemaker:mine")
    opened(settings).embed_passages(TEXTS)
    [use] = taken(settings)
    assert (use.model, use.calls, use.cost) == ("sagemaker:mine", 1, None)
    assert 12 < use.input_tokens < 30


@pytest.mark.parametrize(
    ("fault", "tokens"),
    [
        (Fault(429, b"{}"), TOKENS),  # not taken
        (Fault(503, b"{}"), TOKENS),
        (Fault(200, b'{"data": ['), TOKENS + 11),  # a prompt that was read, as estimated
    ],
)
def test_attempts_that_may_be_charged_are_counted(configure, server, fault, tokens):
    settings = configure()
    server.faults = [fault]
    opened(settings).embed_passages(TEXTS[:1])
    assert len(server.seen) == 2
    assert [use.input_tokens for use in taken(settings)] == [tokens]


def test_what_a_service_refuses_costs_nothing(configure, server):
    settings = configure(embedder_api_key="sk-wrong")
    with pytest.raises(EmbeddingFailed, match="did not accept the credentials"):
        opened(settings).embed_passages(TEXTS)
    assert taken(settings) == []
    nowhere = configure(embedder_base_url="http://127.0.0.1:9/v1")
    with pytest.raises(EmbeddingFailed, match="cannot be reached"):
        opened(nowhere).embed_passages(TEXTS)
    assert taken(settings) == []


def test_a_spending_limit_holds_before_a_request(configure, server):
    settings = configure(monthly_spending_limit=0.001)
    with pytest.raises(EmbeddingFailed, match=r"monthly_spending_limit allows 0\.001") as failed:
        opened(settings).embed_passages(TEXTS)
    assert isinstance(failed.value.__cause__, LimitReached)
    with pytest.raises(EmbeddingFailed, match="its price is not known"):
        opened(configure("sagemaker:mine", monthly_spending_limit=5.0)).embed_question("How long?")
    assert server.seen == []
    assert taken(settings) == []


def test_a_token_limit_of_a_question_is_none_of_documents(configure, server):
    settings = configure(question_token_limit=256)
    long = "The notice period is three months. " * 40
    with pytest.raises(EmbeddingFailed, match="question_token_limit allows 256"):
        opened(settings, patient=False).embed_passages([long])
    assert server.seen == []
    opened(settings).embed_passages([long])
    assert len(server.seen) == 1


def test_indexing_stops_at_the_limit_and_goes_on_when_it_is_raised(configure, server, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "notice.txt").write_text(TEXTS[0])
    stopped = configure(monthly_spending_limit=0.004)
    with pytest.raises(EmbeddingFailed, match="was not asked: with this request the month could cost"):
        Indexer(stopped).add([folder])
    with Library(stopped) as library:
        status = library.status()
        assert (status.embedded, status.passages) == (0, 1)
        assert library.search("notice period")[0].passage.document == "notice.txt"  # by its words
    assert Indexer(stopped).has_work()
    raised = configure(monthly_spending_limit=5.0)
    assert Indexer(raised).work()
    with Library(raised) as library:
        assert library.status().embedded == 1
        assert library.search("notice period")[0].similarity is not None
    with Library(stopped) as library:
        # At the limit questions are answered by their words.
        assert library.search("notice period")[0].similarity is None
        assert "monthly_spending_limit allows" in library.status().degraded


@pytest.mark.parametrize(("name", "tokens"), [("cohere:rerank-v3.5", 24), ("bedrock:cohere.rerank-v3-5:0", 24)])
def test_rerankers_are_paid_by_the_search(server, tmp_path, name, tokens):
    given = {"reranker_api_key": KEY, "reranker_base_url": server.url}
    data = tmp_path / "data"
    data.mkdir()
    settings = load_settings(data_dir=data, reranker=name, **given)
    open_reranker(name, settings).scores("How long?", TEXTS)
    [use] = taken(settings)
    assert (use.model, use.calls, use.output_tokens, use.cost) == (name, 1, 0, pytest.approx(0.002))
    assert tokens - 8 < use.input_tokens < tokens + 8
    limited = load_settings(data_dir=data, reranker=name, monthly_spending_limit=0.003, **given)
    with pytest.raises(RerankingFailed, match=r"monthly_spending_limit allows 0\.003"):
        open_reranker(name, limited).scores("How long?", TEXTS)
    assert len(server.seen) == 1


def test_many_long_texts_are_several_searches(server, tmp_path):
    settings = load_settings(
        data_dir=tmp_path,
        reranker="bedrock:cohere.rerank-v3-5:0",
        reranker_base_url=server.url,
        monthly_spending_limit=0.005,
    )
    texts = [f"{number} " + "word " * 1200 for number in range(60)]  # four pieces each
    with pytest.raises(RerankingFailed, match=r"could cost 0\.0060"):
        open_reranker(settings.reranker, settings).scores("How long?", texts)
