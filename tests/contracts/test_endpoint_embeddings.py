"""Embedders at servers of the settings: two at once, each with its own key, vectors, prices and sentences."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime

import numpy as np
import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.embedders import asking
from rag.embedders.choice import EmbedderChoice, choice_of
from rag.embedders.opening import open_embedder
from rag.errors import ConfigurationError, EmbeddingFailed
from rag.providers.ledger import Ledger, ModelUse
from tests.embedding_server import TOKENS, collect_connections, only_our_credentials, serve_embeddings, vector_of
from tests.fakes import fake_openers
from ui.cli import main

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

KEYS = {"left": "sk-key-of-left", "right": "sk-key-of-right"}
LEFT, RIGHT = "endpoint:left/nomic-embed-text", "endpoint:right/org/large?dimension=24"
TEXTS = ["The notice period is three months.", "The printer is out of paper."]


@pytest.fixture(scope="module", autouse=True)
def connections():
    yield
    collect_connections()


@pytest.fixture
def servers(monkeypatch):
    """One whose vectors have 16 numbers, and one with 24."""
    only_our_credentials(monkeypatch)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    monkeypatch.setattr(asking.Asker.__init__, "__defaults__", (lambda seconds: None,))
    with ExitStack() as stack:
        found = {name: stack.enter_context(serve_embeddings()) for name in KEYS}
        for name, server in found.items():
            server.key = KEYS[name]
            monkeypatch.setenv(f"FUNDSTELLE_ENDPOINTS__{name.upper()}__BASE_URL", f"{server.url}/v1")
            monkeypatch.setenv(f"FUNDSTELLE_ENDPOINTS__{name.upper()}__API_KEY_ENV", f"{name.upper()}_KEY")
            monkeypatch.setenv(f"{name.upper()}_KEY", KEYS[name])
        found["right"].dimension = 24
        yield found


@pytest.fixture
def configure(servers, tmp_path):
    def configure(embedder=LEFT, **given):
        return load_settings(data_dir=tmp_path / "data", embedder=embedder, **given)

    return configure


def opened(settings):
    return open_embedder(choice_of(settings), settings)


def asked(server):
    return [(each.path, each.headers["authorization"], each.body["model"]) for each in server.seen]


def unit(texts, dimension):
    rows = np.array([vector_of(text, dimension) for text in texts])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_each_server_embeds_with_its_own_key(configure, servers):
    first, second = opened(configure(LEFT)), opened(configure(RIGHT, embedder_api_key="sk-of-nobody"))
    np.testing.assert_allclose(first.embed_passages(TEXTS), unit(TEXTS, 16), atol=1e-6)
    assert first.fingerprint == "endpoint:left/nomic-embed-text@16/|"
    assert servers["right"].seen == []
    assert set(asked(servers["left"])) == {("/v1/embeddings", "Bearer sk-key-of-left", "nomic-embed-text")}
    assert servers["left"].seen[-1].body["input"] == TEXTS
    np.testing.assert_allclose(second.embed_passages(TEXTS), unit(TEXTS, 24), atol=1e-6)
    assert asked(servers["right"]) == [("/v1/embeddings", "Bearer sk-key-of-right", "org/large")]
    assert servers["right"].seen[0].body["dimensions"] == 24


def test_a_library_changes_from_one_server_to_the_other(configure, servers, tmp_path):
    (tmp_path / "notice.txt").write_text(TEXTS[0])
    settings = configure(LEFT)
    indexer = Indexer(settings)
    indexer.add([tmp_path / "notice.txt"])
    asked_before = len(servers["left"].seen)
    indexer.switch_embedder(EmbedderChoice(RIGHT))
    assert len(servers["left"].seen) == asked_before
    with Library(settings) as library:
        assert library.search("notice period")[0].similarity is not None
        status = library.status()
        assert (status.embedder_name, status.stays_local, status.degraded) == (RIGHT, True, None)
    assert len(servers["left"].seen) == asked_before
    assert servers["right"].seen[-1].body["input"] == ["notice period"]


def test_prices_are_those_of_the_full_name(configure):
    settings = configure(RIGHT)
    settings.data_dir.mkdir()
    (settings.data_dir / "prices.toml").write_text('[models."endpoint:right/*"]\ninput = 2.0\n')
    opened(settings).embed_passages(TEXTS)
    uses = Ledger(settings.data_dir / "usage.db").month(f"{datetime.now(UTC):%Y-%m}")
    assert uses == [ModelUse("endpoint:right/org/large", 1, TOKENS, 0, pytest.approx(TOKENS * 2 / 1000))]


def test_what_is_wrong_names_the_endpoint_and_no_key(configure, monkeypatch):
    with pytest.raises(
        ConfigurationError, match=r"no endpoint wrong, which endpoint:wrong/x names\. Known are: left"
    ):
        opened(configure("endpoint:wrong/x"))
    with pytest.raises(ConfigurationError, match=r"has its address from the section \[endpoints\.left\]; leave"):
        opened(configure(embedder_base_url="http://127.0.0.1:9/v1"))
    monkeypatch.setenv("LEFT_KEY", "sk-wrong")
    with pytest.raises(EmbeddingFailed) as failed:
        opened(configure()).embed_question("How long?")
    assert str(failed.value) == (
        "The endpoint left did not accept the credentials (401): check api_key_env or api_key_file of"
        " [endpoints.left]."
    )
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__LEFT__BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(EmbeddingFailed, match="The endpoint left cannot be reached"):
        opened(configure()).embed_question("How long?")
    monkeypatch.delenv("LEFT_KEY")
    with pytest.raises(ConfigurationError, match=r"The endpoint left takes its key from .* LEFT_KEY, which is not"):
        opened(configure())


def test_a_switch_says_what_leaves_this_machine_only(configure, monkeypatch, capsys):
    settings = configure()
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__AWAY__BASE_URL", "https://models.example.test/v1")

    def switch(name):
        main(["embedders", "switch", name, "--data", str(settings.data_dir)], fake_openers())
        return capsys.readouterr().err

    assert "are sent to" not in switch(LEFT)
    assert "every question from then on, are sent to endpoint:away/e." in switch("endpoint:away/e")
