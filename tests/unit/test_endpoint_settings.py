"""Endpoints in the settings: the file and the environment together, what cannot be used, and what stays here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.config import load_settings
from rag.endpoints import is_loopback
from rag.errors import ConfigurationError

HERE, AWAY = "http://127.0.0.1:11434/v1", "https://models.example.test/v1"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "fundstelle.toml").write_text(
        f'[endpoints.ollama]\nbase_url = "{HERE}"\n'
        f'[endpoints.vllm]\nbase_url = "{AWAY}"\napi_key_env = "VLLM_KEY"\n'
    )
    return tmp_path


def test_the_environment_adds_to_the_file_and_goes_before_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__LM_STUDIO__BASE_URL", "http://localhost:1234/v1")
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__LM_STUDIO__API_KEY_FILE", "/run/secrets/studio")
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS__VLLM__API_KEY_ENV", "OTHER_KEY")
    endpoints = load_settings(data_dir=data).endpoints
    assert {name: (each.base_url, each.api_key_env, each.api_key_file) for name, each in endpoints.items()} == {
        "ollama": (HERE, None, None),
        "vllm": (AWAY, "OTHER_KEY", None),
        "lm_studio": ("http://localhost:1234/v1", None, Path("/run/secrets/studio")),
    }


def test_all_of_them_in_one_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS", f'{{"ollama": {{"base_url": "{HERE}"}}}}')
    assert load_settings(data_dir=tmp_path).endpoints["ollama"].base_url == HERE
    monkeypatch.setenv("FUNDSTELLE_ENDPOINTS", '{"ollama": sk-secret')
    with pytest.raises(ConfigurationError) as failed:
        load_settings(data_dir=tmp_path)
    assert str(failed.value) == "The environment variable FUNDSTELLE_ENDPOINTS is not valid JSON."


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("[endpoints.x]\n", "The setting 'endpoints.x.base_url' cannot be used: field required."),
        (
            '[endpoints.x]\nbase_url = "http://user:sk-secret@host/v1"\n',
            r"The setting 'endpoints\.x\.base_url' cannot be used: string should match pattern",
        ),
        (
            f'[endpoints.x]\nbase_url = "{HERE}"\napi_key = "sk-secret"\n',
            "There is no setting named 'endpoints.x.api_key'.",
        ),
        (
            f'[endpoints.x]\nbase_url = "{HERE}"\napi_key_env = "sk-secret"\napi_key_file = "sk-secret"\n',
            "The setting 'endpoints.x' cannot be used: .*api_key_env and api_key_file are both set; keep one",
        ),
        (f'[endpoints."My Server"]\nbase_url = "{HERE}"\n', "'endpoints' cannot be used: .*small letters, digits"),
        (f'[endpoints."a/b"]\nbase_url = "{HERE}"\n', "'endpoints' cannot be used: .*small letters, digits"),
    ],
)
def test_what_cannot_be_used_is_told_without_its_value(tmp_path: Path, section: str, told: str) -> None:
    (tmp_path / "fundstelle.toml").write_text(section)
    with pytest.raises(ConfigurationError, match=told) as failed:
        load_settings(data_dir=tmp_path)
    assert "sk-secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("given", "stays"),
    [
        ({"model": "endpoint:ollama/qwen3:8b"}, True),
        ({"model": "endpoint:vllm/qwen3:8b"}, False),
        ({"model": "endpoint:ollama/a,endpoint:vllm/b"}, False),
        ({"model": "endpoint:nobody/a"}, False),
        ({"compare_models": "endpoint:ollama/a,endpoint:vllm/b"}, False),
        ({"embedder": "endpoint:ollama/nomic-embed-text"}, True),
        ({"embedder": "endpoint:vllm/nomic-embed-text"}, False),
        ({"model": "openai-compatible:a", "model_base_url": HERE}, True),
        ({"model": "openai-compatible:a", "model_base_url": AWAY}, False),
        ({"model": "openai-compatible:a"}, False),
        ({"embedder": "openai:a", "embedder_base_url": HERE}, True),
        ({"embedder": "openai:a", "embedder_base_url": AWAY}, False),
        ({"model": "openai:gpt-4o", "model_base_url": HERE}, False),  # that address is not asked
    ],
)
def test_what_stays_here_is_told_by_the_address(data: Path, given: dict[str, str], stays: bool) -> None:
    settings = load_settings(data_dir=data, **given)
    assert settings.stays_local is stays
    # It takes no memory of ours, wherever it is.
    assert settings.answers_here is ("model" not in given)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://127.8.9.1/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost:8000", True),
        ("https://LOCALHOST./v1", True),
        ("http://0.0.0.0:8000/v1", False),
        ("http://192.168.0.7:8000/v1", False),
        ("http://localhost.example.test/v1", False),
        ("http://127.0.0.1.example.test/v1", False),
        ("http://host.docker.internal:11434/v1", False),
        ("http://[::1", False),
        ("http:///v1", False),
    ],
)
def test_which_addresses_are_of_this_machine(address: str, here: bool) -> None:
    assert is_loopback(address) is here


def test_what_goes_by_a_proxy_does_not_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example.test:3128")
    assert not is_loopback(HERE)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    assert is_loopback(HERE)
