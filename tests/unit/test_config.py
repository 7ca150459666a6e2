"""Settings: precedence, sentences for mistakes, and telemetry that stays off."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from rag.config import Settings, load_settings, prepare_process, switch_off_telemetry, usable_cpus
from rag.errors import ConfigurationError


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests may leak in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FUNDSTELLE_{name.upper()}", raising=False)
    monkeypatch.delenv("FUNDSTELLE_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


def test_defaults_lie_in_the_users_own_folders(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.data_dir.is_relative_to(tmp_path / "home")
    assert settings.models_dir.is_relative_to(tmp_path / "home")
    assert settings.models_dir != settings.data_dir
    assert settings.model == "local:qwen2.5-coder-1.5b-instruct"
    assert settings.embedder == "multilingual-e5-small"
    assert settings.thread_count == usable_cpus() >= 1


def test_file_beats_default_environment_beats_file_argument_beats_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "fundstelle.toml").write_text("threads = 3\nmax_question_chars = 50\noffline = true\n")
    monkeypatch.setenv("FUNDSTELLE_THREADS", "5")
    settings = load_settings(data_dir=data)
    assert (settings.threads, settings.max_question_chars, settings.offline) == (5, 50, True)
    assert load_settings(data_dir=data, threads=7).threads == 7
    assert load_settings(data_dir=data, threads=None).threads == 5


def test_file_is_found_through_environment_and_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("fundstelle.toml").write_text("threads = 2\n")
    assert load_settings().threads == 2
    (tmp_path / "other.toml").write_text("threads = 4\n")
    monkeypatch.setenv("FUNDSTELLE_CONFIG", str(tmp_path / "other.toml"))
    assert load_settings().threads == 4
    monkeypatch.setenv("FUNDSTELLE_CONFIG", str(tmp_path / "absent.toml"))
    with pytest.raises(ConfigurationError, match=r"absent\.toml, but there is no such file"):
        load_settings()


def test_mirrors_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_MIRRORS", "/mnt/weights, https://mirror.example/models")
    assert load_settings().mirrors == ("/mnt/weights", "https://mirror.example/models")
    assert load_settings(mirrors=["/a", "/b"]).mirrors == ("/a", "/b")


def test_paths_become_absolute_and_tilde_is_the_home_folder(tmp_path: Path) -> None:
    assert load_settings(data_dir="~/library").data_dir == tmp_path / "home" / "library"
    assert load_settings(data_dir="library").data_dir == tmp_path / "cwd" / "library"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("thread = 3", "There is no setting named 'thread'."),
        ("threads = 0", "The setting 'threads' cannot be used: input should be greater than or equal to 1."),
        ("threads = ", "is not valid TOML"),
        ('model = "qwen"', "The setting 'model' cannot be used"),
    ],
)
def test_mistakes_are_named(text: str, sentence: str) -> None:
    Path("fundstelle.toml").write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert sentence in str(caught.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDSTELLE_MODEL_API_KEY", "top-secret")
    settings = load_settings()
    assert settings.model_api_key is not None
    assert settings.model_api_key.get_secret_value() == "top-secret"
    assert "top-secret" not in repr(settings)
    monkeypatch.setenv("FUNDSTELLE_THREADS", "top-secret")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "top-secret" not in str(caught.value)


def test_settings_are_immutable_and_travel_to_other_processes() -> None:
    settings = load_settings(threads=2)
    with pytest.raises(ValueError, match="frozen"):
        settings.threads = 3  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301  # our own bytes


def test_telemetry_is_off_whatever_the_environment_said() -> None:
    environment = {
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_API_KEY": "key",
        "LANGSMITH_GATEWAY_URL": "somewhere",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGCHAIN_ENDPOINT": "somewhere",
        "PATH": "/bin",
    }
    switch_off_telemetry(environment)
    assert environment == {
        "PATH": "/bin",
        "LANGSMITH_TRACING": "false",
        "LANGSMITH_TRACING_V2": "false",
        "LANGCHAIN_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def test_a_process_is_prepared_before_libraries_read_their_variables(monkeypatch):
    monkeypatch.setattr(os, "environ", {"LANGSMITH_TRACING": "true"})
    prepare_process()
    assert os.environ["LANGSMITH_TRACING"] == "false"
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setattr(os, "environ", {"OMP_WAIT_POLICY": "ACTIVE"})
    prepare_process()
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


def test_several_models_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fundstelle.toml").write_text('model = ["bedrock:amazon.titan-text-lite-v1", "local"]\n')
    settings = load_settings(data_dir=tmp_path)
    assert settings.models == ("bedrock:amazon.titan-text-lite-v1", "local:qwen2.5-coder-1.5b-instruct")
    assert settings.catalogue_models == ("qwen2.5-coder-1.5b-instruct",)
    assert not settings.stays_local
    # One text, so that it passes through the environment of a process of ours.
    monkeypatch.setenv("FUNDSTELLE_MODEL", settings.model)
    assert load_settings().models == settings.models
    monkeypatch.setenv("FUNDSTELLE_MODEL", "local:/weights/large.gguf , huggingface:some-org/model")
    settings = load_settings()
    assert settings.models == ("local:/weights/large.gguf", "huggingface:some-org/model")
    assert settings.catalogue_models == ()
    assert settings.stays_local
    assert not load_settings(model="huggingface:https://example.test").stays_local


@pytest.mark.parametrize(
    ("given", "local"),
    [
        ({}, True),
        ({"embedder": "sentence-transformers:org/name", "reranker": "sentence-transformers:org/cross"}, True),
        ({"embedder": "huggingface:org/name"}, True),
        ({"embedder": "local:/weights/embedder.gguf"}, True),
        ({"embedder": "openai:text-embedding-3-small"}, False),
        ({"embedder": "bedrock:amazon.titan-embed-text-v2:0"}, False),
        ({"reranker": "cohere:rerank-v3.5"}, False),
        ({"reranker": "bedrock:cohere.rerank-v3-5:0"}, False),
        ({"compare_models": "local,anthropic:claude-sonnet-4-6"}, False),
        ({"model": "local,openai:gpt-4o"}, False),
    ],
)
def test_every_model_of_the_settings_counts_for_what_stays_here(given: dict[str, str], local: bool) -> None:
    settings = load_settings(**given)
    assert settings.stays_local is local
    assert settings.answers_here is ("model" not in given)


@pytest.mark.parametrize("name", ["gpt-4o", "openai:", ":gpt", "openai:gpt 4", "", "local,", "a:b,c"])
def test_a_model_without_its_family_is_told(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"'model' cannot be used: .*named as family:name"):
        load_settings(model=name)
