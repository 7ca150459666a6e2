"""Several servers with OpenAI's protocol at once, by name: who is asked, with which key, and what is said."""

from __future__ import annotations

import socket

import pytest
from langchain_core.messages import HumanMessage

from rag.config import load_settings
from rag.errors import ConfigurationError, CredentialsRejected
from rag.providers.opening import list_candidates, open_chat_model
from rag.providers.prices import PriceTable
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from tests.providers.protocols import SECRET, OpenAI
from tests.providers.wire import Script, serve
from ui.cli import main
from ui.explaining import explain

LEAVE = "Employees receive 30 days of paid leave each calendar year."
QUESTION = "How many days of paid leave do employees receive?"
SPEAKS = OpenAI("endpoint", "", {})
LEFT, RIGHT = "endpoint:left/qwen3:8b", "endpoint:right/org/large"


@pytest.fixture
def left():
    with serve(Script()) as script:
        script.will(SPEAKS.reply(words=("Employees receive ", "30 days of paid leave.")))
        yield script


@pytest.fixture
def right():
    with serve(Script()) as script:
        script.will(SPEAKS.reply(words=("30 days of paid leave ", "each calendar year.")))
        yield script


@pytest.fixture
def data(tmp_path, left, right, clean_environment, monkeypatch):
    """A data folder whose settings name both servers; every other key of the environment is somebody else's."""
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "key").write_text("key-of-right\n")
    (folder / "fundstelle.toml").write_text(
        f'[endpoints.left]\nbase_url = "{left.url}/v1"\napi_key_env = "LEFT_KEY"\n'
        f'[endpoints.right]\nbase_url = "{right.url}/v1"\napi_key_file = "{tmp_path / "key"}"\n'
    )
    monkeypatch.setenv("LEFT_KEY", SECRET)
    for name in ("OPENAI_API_KEY", "OPENAI_COMPATIBLE_API_KEY", "FUNDSTELLE_MODEL_API_KEY"):
        monkeypatch.setenv(name, "key-of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("FUNDSTELLE_MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    return folder


@pytest.fixture
def run(tmp_path, data, capsys, monkeypatch):
    """The command over a library of one document."""
    monkeypatch.setenv("FUNDSTELLE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.chdir(tmp_path)
    embedder = HashingEmbedder()
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "leave.txt").write_text(LEAVE + "\n")

    def call(*arguments: str) -> Result:
        code = main([*arguments, "--data", str(data)], fake_openers(embedder))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    assert call("add", str(tmp_path / "documents")).code == 0
    return call


def ask(model):
    return model.invoke([HumanMessage("How long?")]).text


def asked(script):
    """What each request of a server said: path, key, model."""
    keys = [{name.lower(): value for name, value in each.headers.items()} for each in script.requests]
    return [
        (each.path, key["authorization"], each.json["model"])
        for each, key in zip(script.requests, keys, strict=True)
    ]


def test_each_server_gets_its_own_key_and_its_own_name_of_the_model(data, left, right):
    settings = load_settings(data_dir=data, model=f"{LEFT},{RIGHT}")
    first, second = (each.open() for each in list_candidates(settings, PriceTable()))
    assert ask(first) == "Employees receive 30 days of paid leave."
    assert asked(left) == [("/v1/chat/completions", f"Bearer {SECRET}", "qwen3:8b")]
    assert asked(right) == []
    assert ask(second) == "30 days of paid leave each calendar year."
    assert asked(right) == [("/v1/chat/completions", "Bearer key-of-right", "org/large")]
    assert len(left.requests) == 1
    body = right.requests[0].json
    assert body["messages"] == [{"role": "user", "content": "How long?"}]
    assert (body["max_tokens"], body["temperature"], body["stream"]) == (512, 0, True)
    for request in (*left.requests, *right.requests):
        assert "key-of-somebody-else" not in f"{request.headers} {request.body!r}"


def test_a_server_without_a_key_gets_none(data, left, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__OPEN__BASE_URL", f"{left.url}/v1")
    assert ask(open_chat_model(load_settings(data_dir=data, model="endpoint:open/small")))
    assert asked(left) == [("/v1/chat/completions", "Bearer none", "small")]


def test_the_single_address_is_as_before(data, right, monkeypatch):
    given = {"model": "openai-compatible:org/large", "model_base_url": f"{right.url}/v1"}
    assert ask(open_chat_model(load_settings(data_dir=data, **given))) == (
        "30 days of paid leave each calendar year."
    )
    assert asked(right) == [("/v1/chat/completions", "Bearer key-of-somebody-else", "org/large")]


@pytest.mark.parametrize(
    ("model", "english", "german"),
    [
        (
            "endpoint:wrong/qwen3:8b",
            "The settings have no endpoint wrong, which endpoint:wrong/qwen3:8b names. Known are: left, right.",
            "In den Einstellungen gibt es keinen Endpunkt wrong, den endpoint:wrong/qwen3:8b nennt. Bekannt sind:"
            " left, right.",
        ),
        (
            "endpoint:left",
            "endpoint:left names no model of an endpoint: write endpoint:NAME/MODEL. Known are: left, right.",
            "endpoint:left nennt kein Modell eines Endpunkts: Nötig ist endpoint:NAME/MODELL. Bekannt sind: left,"
            " right.",
        ),
    ],
)
def test_a_wrong_name_is_told_with_those_that_are_set(data, model, english, german):
    with pytest.raises(ConfigurationError) as failed:
        open_chat_model(load_settings(data_dir=data, model=model))
    assert (str(failed.value), explain(failed.value, "de")) == (english, german)


def test_a_name_when_none_is_set(tmp_path):
    with pytest.raises(ConfigurationError, match=r"None is set: give one a section \[endpoints\.NAME\] with its"):
        open_chat_model(load_settings(data_dir=tmp_path, model="endpoint:ollama/qwen3:8b"))


def test_a_key_that_is_not_there_is_told_with_the_endpoint(data, tmp_path, monkeypatch):
    monkeypatch.delenv("LEFT_KEY")
    with pytest.raises(ConfigurationError, match=r"The endpoint left takes its key from .* LEFT_KEY, which is not"):
        open_chat_model(load_settings(data_dir=data, model=LEFT))
    (tmp_path / "key").write_text("key-of-right\nand more")
    with pytest.raises(ConfigurationError, match=r"\(api_key_file of the endpoint right\)") as failed:
        open_chat_model(load_settings(data_dir=data, model=RIGHT))
    assert "key-of-right" not in str(failed.value)


def test_a_refused_key_is_told_with_the_endpoint_and_without_the_key(data, left):
    left.will(SPEAKS.error(401, "credentials"))
    model = open_chat_model(load_settings(data_dir=data, model=LEFT))
    with pytest.raises(CredentialsRejected) as failed:
        ask(model)
    assert "endpoint:left/qwen3:8b does not accept the credentials" in str(failed.value)
    assert SECRET not in f"{failed.value} {model!r} {load_settings(data_dir=data)!r}"


def test_when_one_is_down_the_other_one_answers_and_is_named(run, right, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__LEFT__BASE_URL", f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        result = run("ask", QUESTION, "--model", f"{LEFT},{RIGHT}", "--json")
    assert (result.json["status"], result.json["model"]) == ("answered", RIGHT)
    assert result.json["answer"].startswith("30 days of paid leave each calendar year.")
    assert f"{LEFT} did not deliver, so {RIGHT} was asked. (The provider of {LEFT} cannot be reached" in result.err
    assert len(right.requests) == 1
    assert SECRET not in result.out + result.err


def test_two_servers_side_by_side(run, left, right):
    result = run("compare", QUESTION, "--models", f"{LEFT},{RIGHT}", "--json")
    outcomes = result.json["rounds"][0]["outcomes"]
    assert [(each["model"], each["answer"]) for each in outcomes] == [
        (LEFT, "Employees receive 30 days of paid leave. [1]"),
        (RIGHT, "30 days of paid leave each calendar year. [1]"),
    ]
    assert [model for _, _, model in asked(left) + asked(right)] == ["qwen3:8b", "org/large"]
    evidence = [script.requests[0].json["messages"] for script in (left, right)]
    assert evidence[0] == evidence[1]
    assert LEAVE in str(evidence[0])


def test_prices_and_limits_are_those_of_the_full_name(run, data, left, right, monkeypatch):
    (data / "prices.toml").write_text(
        '[models."endpoint:right/*"]\ninput = 0.1\noutput = 1\nreply_tokens = 77\n'
        '[models."qwen3:8b"]\ninput = 9\noutput = 9\n'
    )
    monkeypatch.setenv("FUNDSTELLE_MONTHLY_SPENDING_LIMIT", "5")
    refused = run("ask", QUESTION, "--model", LEFT, "--json").json
    assert (refused["status"], "its price is not known" in refused["answer"]) == ("failed", True)
    assert left.requests == []
    answered = run("ask", QUESTION, "--model", RIGHT, "--json").json
    assert answered["usage"]["cost"] == pytest.approx((812 * 0.1 + 7 * 1) / 1000)
    assert right.requests[0].json["max_tokens"] == 77
    assert [each["model"] for each in run("usage", "--json").json["models"]] == [RIGHT]


def test_families_show_the_endpoints_and_where_their_keys_stand(run, data, left, right, tmp_path, monkeypatch):
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__AWAY__BASE_URL", "https://models.example.test/v1")
    assert run("models", "families", "--json").json["endpoints"] == [
        {
            "endpoint": "away",
            "base_url": "https://models.example.test/v1",
            "stays_local": False,
            "credentials": None,
        },
        {"endpoint": "left", "base_url": f"{left.url}/v1", "stays_local": True, "credentials": "LEFT_KEY"},
        {
            "endpoint": "right",
            "base_url": f"{right.url}/v1",
            "stays_local": True,
            "credentials": str(tmp_path / "key"),
        },
    ]
    shown = run("models", "families")
    assert "https://models.example.test/v1" in "".join(shown.out.split())
    assert SECRET not in shown.out + shown.err
