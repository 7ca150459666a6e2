"""Another model than the settings' one, chosen by its name for one question."""

from __future__ import annotations

import json

import pytest

from rag import Library
from rag.config import DEFAULT_MODEL, load_settings
from rag.errors import ConfigurationError, CredentialsRejected, ModelUnavailable
from rag.providers import families
from rag.types import Finished, Token
from tests.fakes import ScriptedModel
from ui.explaining import explain

LEAVE = "Full-time staff have 30 days of paid leave a year."
ASKED = "How many days of paid leave do full-time staff have?"
COMPARED = {
    "openai:wordy": ScriptedModel(reply=LEAVE),
    "local:other": ScriptedModel(reply=LEAVE),
    "anthropic:shy": ScriptedModel(reply="NOT_FOUND"),
}


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for family in families.FAMILIES:
        if family.variable is not None:
            monkeypatch.delenv(family.variable, raising=False)
    return load_settings(data_dir=tmp_path / "data", compare_models=",".join(COMPARED))


@pytest.fixture
def library(settings, embedder, indexer, tmp_path):
    (tmp_path / "leave.md").write_text(f"Leave\n\n{LEAVE}")
    indexer.add([tmp_path / "leave.md"])
    with Library(settings, embedder=embedder, model=ScriptedModel(reply="NOT_FOUND"), compared=COMPARED) as library:
        yield library


def ask(library, model=None):
    *_, last = library.answer(ASKED, model=model)
    assert isinstance(last, Finished)
    return last.answer


def test_the_chosen_model_answers_alone_and_is_named(library):
    assert library.models() == (DEFAULT_MODEL, *COMPARED)
    answer = ask(library, "openai:wordy")
    assert (answer.text, answer.model) == (f"{LEAVE} [1]", "openai:wordy")
    assert answer.usage.model == "openai:wordy"
    assert ask(library).model == DEFAULT_MODEL
    assert ask(library, DEFAULT_MODEL).status == "not_found"
    assert ask(library, "anthropic:shy").status == "not_found"
    # Unlike what is compared, it is an answer of this library.
    record = json.loads(library._keeper._log.load(answer.id).record)
    assert record["settings"]["model"] == "openai:wordy"


def test_a_failing_model_is_followed_by_no_other(library):
    failed = ask(library, "cohere:command-a-03-2025")
    assert (failed.status, failed.model) == ("failed", "cohere:command-a-03-2025")
    assert "needs a key: set COHERE_API_KEY" in failed.text


def test_one_local_model_is_in_memory_at_a_time(library):
    own, other = library._chain, library._chosen.find("local:other").chain
    list(library.answer(ASKED))
    assert [chain.candidates()[0]._model is not None for chain in (own, other)] == [True, False]
    list(library.answer(ASKED, model="local:other"))
    assert [chain.candidates()[0]._model is not None for chain in (own, other)] == [False, True]
    list(library.answer(ASKED, model="openai:wordy"))
    assert [chain.candidates()[0]._model is not None for chain in (own, other)] == [False, True]
    # The panel's models are others of the same library.
    first = library.panel(["local:other"])
    list(first.ask(ASKED)["local:other"])
    assert other.candidates()[0]._model is None


def test_who_waits_for_memory_sees_the_evidence_and_can_stop(library):
    answering = library.answer(ASKED, model="local:other")
    while not isinstance(next(answering), Token):
        pass
    waiting = library.answer(ASKED)
    kinds = [type(next(waiting)).__name__ for _ in range(3)]
    assert kinds == ["Retrieved", "Quoted", "Token"]
    waiting.close()
    assert list(answering)[-1].answer.model == "local:other"


def test_names_are_checked_at_once(library, tmp_path, monkeypatch):
    def problem(name):
        with pytest.raises((ConfigurationError, CredentialsRejected, ModelUnavailable)) as caught:
            library.check_model(name)
        return str(caught.value), explain(caught.value, "de")

    assert library.check_model(" openai:wordy ") == "openai:wordy"
    english, german = problem("gpt-4o")
    assert english.startswith("'gpt-4o' names no model: write family:name")
    assert german.startswith("„gpt-4o“ ist kein Name eines Modells")
    assert problem("openai:a,cohere:b")[0].startswith("'openai:a,cohere:b' names no model")
    english, german = problem("acme:large")
    assert "Known are: local, bedrock," in english and "Bekannt sind: local, bedrock," in german
    english, german = problem("ai21:jamba-mini")
    assert english.startswith("The model ai21:jamba-mini needs a key: set AI21_API_KEY")
    assert german.startswith("Das Modell ai21:jamba-mini braucht einen Schlüssel: Setzen Sie AI21_API_KEY")
    assert "nothing" in problem("local:nothing")[0]
    monkeypatch.setenv("AI21_API_KEY", "k" * 20)
    assert library.check_model("ai21:jamba-mini") == "ai21:jamba-mini"
    monkeypatch.setattr(families, "is_installed", lambda modules: "langchain_cohere" not in modules)
    english, german = problem("cohere:command-a-03-2025")
    assert english.endswith('pip install "fundstelle[cohere]"') and german.endswith(
        'pip install "fundstelle[cohere]"'
    )


def test_aws_credentials_are_looked_for_where_aws_does(library, tmp_path, monkeypatch):
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    with pytest.raises(CredentialsRejected, match=r"needs AWS credentials \(environment, profile or role\)"):
        library.check_model("bedrock:amazon.nova-lite-v1:0")
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    assert library.check_model("bedrock:amazon.nova-lite-v1:0") == "bedrock:amazon.nova-lite-v1:0"


@pytest.mark.parametrize(
    "name",
    [
        "local:/etc/passwd",
        "local:weights.gguf",
        "huggingface:~/model",
        "huggingface:a/b/c",
        "huggingface:https://example.org/collect",
        "extractive:../model",
    ],
)
def test_files_and_addresses_have_to_stand_in_the_settings(library, name):
    with pytest.raises(ConfigurationError, match="when compare_models names it"):
        library.answer(ASKED, model=name)


def test_a_key_of_the_settings_is_sent_to_its_own_provider_only(tmp_path, settings):
    key = {"model_api_key": "k" * 20}
    with Library(load_settings(data_dir=tmp_path / "own", model="openai:a", **key)) as library:
        assert library._chosen.find("openai:b").settings.model_api_key is not None
        assert library._chosen.find("cohere:b").settings.model_api_key is None
    # Whose it is cannot be known when no model of the settings takes one.
    with Library(load_settings(data_dir=tmp_path / "none", **key)) as library:
        assert library._chosen.find("openai:b").settings.model_api_key is None


def test_few_models_stay_open(library):
    first = library._chosen.find("openai:0")
    for number in range(1, 8):
        library._chosen.find(f"openai:{number}")
    assert library._chosen.find("openai:0") is first
    library._chosen.find("openai:8")
    library._chosen.find("openai:9")
    assert library._chosen.find("openai:0") is first
    assert len(library._chosen._open) == 8
