"""The page of models: what it tells, and an embedder that is changed to, cancelled, kept and dropped on it."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from ingest.indexer import Indexer
from rag.catalog import Catalog
from rag.config import load_settings
from rag.embedders.choice import PIN, EmbedderChoice, choice_of
from rag.embedders.describing import EmbedderRow
from rag.errors import ConfigurationError
from rag.layout import DataDir
from rag.library import Library
from rag.rerankers.choice import PIN as RERANKER_PIN
from tests.embedding_server import KEY, collect_connections, only_our_credentials, serve_embeddings
from ui.cli import main
from ui.views.embedders import choose_embedder
from ui.views.rerankers import check_place

OLD, NEW = "openai:first", "bedrock:amazon.titan-embed-text-v2:0"
WRITER = "anthropic:claude-sonnet-4-6"
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture
def server():
    with serve_embeddings() as server:
        yield server
    collect_connections()


@pytest.fixture
def settings(tmp_path, monkeypatch, server):
    """A library that was embedded by one hosted embedder, and another one that credentials are there for."""
    only_our_credentials(monkeypatch)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", server.url)
    values = {"EMBEDDER": OLD, "EMBEDDER_BASE_URL": f"{server.url}/v1", "EMBEDDER_API_KEY": KEY, "MODEL": WRITER}
    for name, value in values.items():
        monkeypatch.setenv(f"FUNDSTELLE_{name}", value)
    settings = load_settings(data_dir=tmp_path / "data")
    (tmp_path / "lamp.txt").write_text("The lamp costs 149 euros.\n\n" * 40)
    with closing(Indexer(settings)) as indexer:
        indexer.add([tmp_path / "lamp.txt"])
    return settings


@pytest.fixture
def page(settings, monkeypatch):
    """The page as it stands, in a language; it is run again by pressing its buttons."""
    # AppTest knows none of the options that a person may type.
    monkeypatch.setattr(Selectbox, "index", property(index_of_typed))

    def script(folder: str, language: str) -> None:
        from types import SimpleNamespace

        from rag.config import load_settings
        from rag.library import Library
        from ui.texts import choose_texts
        from ui.views.common import get_operations
        from ui.views.models import show_models

        get_operations.clear()
        settings = load_settings(data_dir=folder)
        workspace = SimpleNamespace(settings=settings, library=Library(settings))
        show_models(workspace, choose_texts(language))  # type: ignore[arg-type]  # it adds no documents

    def open_page(language="en"):
        shown = AppTest.from_function(script, args=(str(settings.data_dir), language), default_timeout=60).run()
        assert not shown.exception
        return shown

    return open_page


def index_of_typed(box):
    if box.value is None:
        return None
    box.options = [*dict.fromkeys([*box.options, box.value])]
    return box.options.index(box.value)


def html(page):
    assert not page.exception
    return "\n".join(each.proto.body for each in page.get("html"))


def enter(page, name):
    page.selectbox(key="embedder-name").set_value(name).run()


def press(page, key):
    page.button(key=key).click().run()
    return html(page)


def state(settings):
    """Roles by name, and what is wanted by choice."""
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        pin = snapshot.meta(PIN)
        roles = {each.choice.name: str(each.role) for each in snapshot.embedders()}
    return roles, None if pin is None else EmbedderChoice.from_json(pin).name


def fingerprint_of(settings, name):
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        return next(each.fingerprint for each in snapshot.embedders() if each.choice.name == name)


def work(settings):
    """As the running worker does."""
    with closing(Indexer(settings)) as indexer:
        return indexer.work()


def test_it_says_what_is_in_use_and_what_each_family_needs(settings, page, monkeypatch):
    monkeypatch.setattr("rag.providers.families.is_installed", lambda modules: "langchain_cohere" not in modules)
    shown = html(page())
    assert (
        f"<td>Language model</td><td>{WRITER}</td><td>at its provider</td><td>The model {WRITER} needs a key"
        in shown
    )
    assert (
        f"<td>Search by meaning</td><td>{choice_of(settings)}</td><td>on this computer</td><td>ready</td>" in shown
    )
    assert "<td>Pictures</td><td>none</td>" in shown
    assert (
        "<td>cohere</td><td>text, embeddings, ranking</td><td>pip install &quot;fundstelle[cohere]&quot;</td>"
        "<td>none found</td>"
    ) in shown
    assert (
        "<td>bedrock</td><td>text, embeddings, ranking, pictures</td><td>installed</td><td>AWS_ACCESS_KEY_ID</td>"
        in shown
    )
    assert "<td>openai</td><td>text, embeddings</td><td>installed</td><td>embedder_api_key</td>" in shown
    assert "<td>sentence-transformers</td><td>embeddings, ranking</td><td>installed</td><td>–</td>" in shown
    assert KEY not in shown
    german = html(page("de"))
    assert f"<td>Sprachmodell</td><td>{WRITER}</td><td>beim Anbieter</td><td>Das Modell {WRITER} braucht" in german
    assert "<td>cohere</td><td>Text, Bedeutung, Rangfolge</td>" in german


def test_a_change_is_begun_cancelled_made_and_the_old_one_dropped(settings, page, server):
    shown = page()
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        passages = snapshot.counts()["passages"]
    assert f"{passages} of {passages} passages · 0 MB" in html(shown)
    enter(shown, NEW)
    dialog = press(shown, "change-embedder")
    assert f"All passages, and every question from then on, are sent to {NEW}." in dialog
    assert state(settings) == ({OLD: "active"}, None)
    begun = press(shown, "embedder-change-confirm")
    assert f"The vectors of {NEW} are being made beside the present ones now." in begun
    assert "No worker is running that makes the vectors" in begun
    assert f"0 of {passages} passages · 0 MB" in begun
    assert state(settings) == ({OLD: "active"}, NEW)

    assert "The change is cancelled. What was made is kept." in press(shown, "cancel-embedder-wanted")
    assert state(settings) == ({OLD: "active"}, None)
    assert not work(settings)

    enter(shown, NEW)
    press(shown, "change-embedder")
    press(shown, "embedder-change-confirm")
    assert work(settings)
    assert state(settings) == ({OLD: "kept", NEW: "active"}, NEW)
    shown.run()
    assert f"<td>{NEW}</td><td>at its provider</td><td>ready</td>" in html(shown)

    old = fingerprint_of(settings, OLD)
    press(shown, f"use-embedder-{old}")
    press(shown, "embedder-change-confirm")
    assert state(settings) == ({OLD: "kept", NEW: "active"}, None)  # the setting's again
    asked = len(server.seen)
    assert work(settings)
    assert [each.body["input"] for each in server.seen[asked:]] == [["dimension"]]  # its vectors were kept
    assert state(settings) == ({OLD: "active", NEW: "kept"}, None)

    new = fingerprint_of(settings, NEW)
    shown.run()
    assert f"The vectors of {NEW} are deleted." in press(shown, f"drop-embedder-{new}")
    assert state(settings) == ({OLD: "active", NEW: "kept"}, None)
    assert f"The vectors of {NEW} are deleted." in press(shown, "embedder-drop-confirm")
    assert state(settings) == ({OLD: "active"}, None)


def test_what_cannot_be_used_changes_nothing(settings, page, monkeypatch):
    shown = page()
    enter(shown, "acme:large")
    assert "There is no kind of embedder named &#x27;acme&#x27;." in press(shown, "change-embedder")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(settings.data_dir / "none"))
    enter(shown, NEW)
    press(shown, "change-embedder")
    told = press(shown, "embedder-change-confirm")
    assert "fs-error" in told
    assert "credentials" in told
    assert state(settings) == ({OLD: "active"}, None)


def test_a_server_is_named_with_its_address(tmp_path):
    settings, name = load_settings(data_dir=tmp_path), "openai:e5 at http://127.0.0.1:8000/v1"
    chosen = choose_embedder(name, settings, [], local=True)
    assert chosen == EmbedderChoice("openai:e5", "http://127.0.0.1:8000/v1")
    assert str(chosen) == name
    with pytest.raises(ConfigurationError, match="is a path or an address"):
        choose_embedder(name, settings, [], local=False)
    with pytest.raises(ConfigurationError, match="embedder_base_url") as raised:
        choose_embedder("openai:e5 at http://me:secret@host/", settings, [], local=True)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["local:/models/e.gguf", "local:e.gguf", "huggingface:./folder", "huggingface:a/b/c"]
)
def test_paths_are_for_those_at_this_computer_or_in_the_settings(tmp_path, name):
    settings, address = load_settings(data_dir=tmp_path), "at http://127.0.0.1:9/v1"
    row = EmbedderRow(EmbedderChoice("openai:e", "http://127.0.0.1:9/v1"), "kept", 1, 1, 1, 3, "f")
    with pytest.raises(ConfigurationError, match="is a path or an address; it can be chosen only on the computer"):
        choose_embedder(name, settings, [row], local=False)
    assert choose_embedder(name, settings, [row], local=True) == EmbedderChoice(name)
    own = load_settings(data_dir=tmp_path, embedder=name)
    assert choose_embedder(name, own, [], local=False) == EmbedderChoice(name)
    assert choose_embedder(f"openai:e {address}", settings, [row], local=False) == row.choice
    assert choose_embedder("openai:other", settings, [row], local=False) == EmbedderChoice("openai:other")


RERANKER = "bedrock:cohere.rerank-v3-5:0"


def reranked(server):
    return [each.body["queries"][0]["textQuery"]["text"] for each in server.seen if each.path == "/rerank"]


def test_the_reranker_is_chosen_switched_off_and_the_settings_again(settings, page, server, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME", server.url)
    with Library(settings) as running:
        shown = page()
        shown.selectbox(key="reranker-name").set_value(RERANKER).run()
        assert f"Questions and the best passages go to the provider of {RERANKER}." in html(shown)
        assert f"{RERANKER} orders the best passages now." in press(shown, "change-reranker")
        assert f"<td>Ranking</td><td>{RERANKER}</td><td>at its provider</td><td>ready</td>" in html(shown)
        assert running.status().reranker == RERANKER
        assert reranked(server) == ["?"]
        running.search("what does the lamp cost")  # it was opened before the choice
        assert reranked(server) == ["?", "what does the lamp cost"]
        shown.selectbox(key="reranker-name").set_value("none").run()
        assert "The best passages are not ordered anew any more." in press(shown, "change-reranker")
        running.search("what does the lamp weigh")
        assert (len(reranked(server)), running.status().reranker) == (2, None)


def test_commands_choose_the_reranker(settings, server, monkeypatch, capsys):
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME", server.url)
    monkeypatch.setenv("FUNDSTELLE_RERANKER", "cohere:rerank-v3.5")
    monkeypatch.setenv("FUNDSTELLE_RERANKER_BASE_URL", server.url)
    monkeypatch.setenv("FUNDSTELLE_RERANKER_API_KEY", KEY)

    def run(*arguments, code=0):
        assert main(["rerankers", *arguments, "--json", "--data", str(settings.data_dir)]) == code
        captured = capsys.readouterr()
        return json.loads(captured.out), captured.err

    assert run("show")[0] == {"reranker": "cohere:rerank-v3.5", "setting": "cohere:rerank-v3.5"}
    told, said = run("switch", RERANKER)
    assert told == {"reranker": RERANKER}
    assert f"Questions and the best passages are sent to {RERANKER} from then on." in said
    assert KEY not in str(server.seen[-1].headers)  # that of the settings is for the one that they name
    assert run("show")[0] == {"reranker": RERANKER, "setting": "cohere:rerank-v3.5"}
    assert "There is no reranker named 'acme:x'." in run("switch", "acme:x", code=2)[0]["error"]
    assert run("show")[0]["reranker"] == RERANKER
    assert run("switch", "none")[0] == {"reranker": None}
    assert run("show")[0] == {"reranker": None, "setting": "cohere:rerank-v3.5"}
    assert run("switch")[0] == {"reranker": "cohere:rerank-v3.5"}
    assert run("show")[0]["reranker"] == "cohere:rerank-v3.5"
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        assert snapshot.meta(RERANKER_PIN) is None


def test_a_path_of_a_reranker_is_for_those_at_this_computer(tmp_path):
    name = "sentence-transformers:/models/cross"
    settings = load_settings(data_dir=tmp_path)
    with pytest.raises(ConfigurationError, match="is a path; it can be chosen only on the computer"):
        check_place(name, settings, local=False)
    check_place(name, settings, local=True)
    check_place(name, load_settings(data_dir=tmp_path, reranker=name), local=False)
    check_place("cohere:rerank-v3.5", settings, local=False)
