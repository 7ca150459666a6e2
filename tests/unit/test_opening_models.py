"""Models by their names: which is opened, with what, and what is said when it cannot be."""

from __future__ import annotations

import weakref

import pytest

from rag.config import load_settings
from rag.errors import ConfigurationError, CredentialsRejected, ModelUnavailable
from rag.generation import LocalChatModel
from rag.providers.families import FAMILIES, find_family
from rag.providers.huggingface import _is_theirs
from rag.providers.opening import list_candidates, open_chat_model
from rag.providers.prices import ModelTerms, PriceTable


@pytest.fixture
def settle(tmp_path, monkeypatch):
    for family in FAMILIES:
        if family.variable is not None:
            monkeypatch.delenv(family.variable, raising=False)

    def settle(model, **options):
        return load_settings(data_dir=tmp_path, models_dir=tmp_path / "models", model=model, **options)

    return settle


def test_a_file_of_weights_is_named_by_its_path(settle, tmp_path):
    file = tmp_path / "large.gguf"
    file.write_bytes(b"GGUF")
    settings = settle(f"local:{file}", context_tokens=8192)
    (candidate,) = list_candidates(settings, PriceTable())
    model = candidate.open()
    assert isinstance(model, LocalChatModel)
    assert (model.path, model.name_in_catalogue, model.context_tokens) == (file, "large.gguf", 8192)
    assert candidate.terms == ModelTerms(0.0, 0.0, 8192, 256)
    file.unlink()
    with pytest.raises(ModelUnavailable, match=r"There is no file .*large\.gguf with a language model"):
        open_chat_model(settings)


def test_the_engine_ends_with_the_model_that_is_released(settle, tmp_path, monkeypatch):
    class Engine:
        """Ends when nothing refers to it any more, as llama.cpp's does."""

    def open_engine(model, key):
        engine = Engine()
        opened.append(weakref.ref(engine))
        return engine

    opened: list[weakref.ref] = []
    monkeypatch.setattr("rag.generation._open_server", open_engine)
    monkeypatch.setattr(LocalChatModel, "_evaluate_opening", lambda *_: None)
    (tmp_path / "large.gguf").write_bytes(b"GGUF")
    (candidate,) = list_candidates(settle(f"local:{tmp_path / 'large.gguf'}"), PriceTable())
    candidate.open().load()
    candidate.open().load()
    assert [each() is None for each in opened] == [False]
    candidate.release()
    assert [each() is None for each in opened] == [True]
    candidate.open().load()
    assert [each() is None for each in opened] == [True, False]


def test_a_model_of_the_catalogue_that_is_not_here(settle):
    with pytest.raises(ModelUnavailable, match="models pull"):
        open_chat_model(settle("local:qwen2.5-coder-1.5b-instruct"))


def test_an_unknown_family_is_told_with_all_that_are_known(settle):
    with pytest.raises(ConfigurationError) as failed:
        open_chat_model(settle("openay:gpt-4o"))
    assert str(failed.value) == (
        "The model openay:gpt-4o is of no known family. Known are: local, bedrock, sagemaker, sagemaker-inputs,"
        " openai, openai-compatible, endpoint, anthropic, cohere, ai21, huggingface, extractive."
    )


@pytest.mark.parametrize("family", [each for each in FAMILIES if each.extra], ids=lambda each: each.name)
def test_a_missing_package_is_told_with_its_command(settle, monkeypatch, family):
    monkeypatch.setattr("rag.providers.families.is_installed", lambda modules: False)
    name = "huggingface:https://example.test" if family.name == "huggingface" else family.example
    with pytest.raises(ConfigurationError) as failed:
        open_chat_model(settle(name))
    assert f'pip install "fundstelle[{family.extra}]"' in str(failed.value)


@pytest.mark.parametrize(
    "name", ["openai:gpt-4o", "anthropic:claude-sonnet-4-6", "cohere:command-a-03-2025", "ai21:jamba"]
)
def test_a_missing_key_is_told_with_its_variable(settle, name):
    with pytest.raises(CredentialsRejected, match=f"set {find_family(name).variable}, or the setting"):
        open_chat_model(settle(name))


def test_a_server_of_ones_own_needs_its_address(settle):
    with pytest.raises(ConfigurationError, match=r"set model_base_url, for example http://127\.0\.0\.1:8000/v1"):
        open_chat_model(settle("openai-compatible:mine"))


@pytest.mark.parametrize("name", ["bedrock:amazon.nova-lite-v1:0", "sagemaker:mine"])
def test_aws_needs_a_region(settle, monkeypatch, name):
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(ConfigurationError, match="needs a region: set aws_region, for example eu-central-1"):
        open_chat_model(settle(name))


def test_the_first_model_that_takes_a_key_gets_it(settle):
    names = "local:a,bedrock:b,openai:c,anthropic:d"
    keys = [each.takes_key for each in list_candidates(settle(names), PriceTable())]
    assert keys == [False, False, True, False]


def test_the_setting_for_the_window_is_for_all_but_the_catalogue(settle):
    table = PriceTable(models={"openai:c": {"context_tokens": 128000}})
    names = "openai:c,local:a"
    assert [each.terms.window for each in list_candidates(settle(names, context_tokens=2048), table)] == [
        2048,
        8192,
    ]
    assert [each.terms.window for each in list_candidates(settle(names), table)] == [128000, 8192]


@pytest.mark.parametrize(
    ("address", "theirs"),
    [
        ("https://abc.eu-west-1.aws.endpoints.huggingface.cloud", True),
        ("https://router.huggingface.co/v1", True),
        ("https://huggingface.cloud.example.test", False),
        ("https://nothuggingface.co", False),
        ("http://127.0.0.1:8080", False),
    ],
)
def test_whose_address_it_is(address, theirs):
    assert _is_theirs(address) is theirs
