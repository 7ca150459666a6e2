"""A server for each provider's protocol, and our model that speaks with it through the provider's own package."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.config import load_settings
from rag.providers.hosted import HostedChatModel
from rag.providers.opening import open_chat_model
from tests.providers.protocols import PROTOCOLS, Protocol
from tests.providers.wire import Script, serve
from tests.tiny_models import save_reader

_FOREIGN = ("AWS_", "OPENAI_", "ANTHROPIC_", "COHERE_", "CO_API", "AI21_", "HF_TOKEN", "HTTP_PROXY", "HTTPS_PROXY")


@pytest.fixture
def clean_environment(monkeypatch):
    """No credentials of whoever runs the tests are used."""
    clean(monkeypatch)


def clean(patch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN):
            patch.delenv(name)
    patch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="session")
def reader(tmp_path_factory):
    """The folder of a tiny extractive reader, trained once."""
    return save_reader(tmp_path_factory.mktemp("models") / "reader")


@pytest.fixture
def script():
    with serve(Script()) as script:
        yield script


@pytest.fixture
def configure(script, clean_environment, monkeypatch, tmp_path):
    """Settings for a protocol whose service is our server."""

    def configure(protocol: Protocol, **options):
        return settings_for(protocol, script, monkeypatch, tmp_path, **options)

    return configure


def settings_for(protocol: Protocol, script: Script, patch: pytest.MonkeyPatch, folder: Path, **options):
    for name, value in protocol.environment.items():
        patch.setenv(name, value.format(url=script.url))
    given = {name: value.format(url=script.url) for name, value in protocol.settings.items()}
    model = protocol.model.format(url=script.url)
    return load_settings(**{"data_dir": folder, "model": model, **given, **options})


@pytest.fixture
def open_model(configure):
    """Our model for a protocol; it waits for milliseconds only between attempts."""

    def open_model(protocol: Protocol, **options) -> HostedChatModel:
        model = open_chat_model(configure(protocol, **options))
        assert isinstance(model, HostedChatModel)
        model.first_pause = 0.01
        return model

    return open_model


@dataclass
class Served:
    """A protocol, its server, and our model for it."""

    protocol: Protocol
    script: Script
    model: HostedChatModel


@pytest.fixture(scope="session")
def opened(tmp_path_factory):
    """Models by protocol, opened once: some packages take seconds for it."""
    with ExitStack() as stack:
        found: dict[str, Served] = {}

        def open_once(protocol: Protocol) -> Served:
            if protocol.name not in found:
                script = stack.enter_context(serve(Script()))
                with pytest.MonkeyPatch.context() as patch:
                    clean(patch)
                    settings = settings_for(protocol, script, patch, tmp_path_factory.mktemp("data"))
                    model = open_chat_model(settings)
                assert isinstance(model, HostedChatModel)
                found[protocol.name] = Served(protocol, script, model)
            return found[protocol.name]

        yield open_once


@pytest.fixture(params=PROTOCOLS, ids=lambda protocol: protocol.name)
def protocol(request):
    return request.param


@pytest.fixture
def served(protocol, opened, clean_environment):
    """A protocol with a fresh script; the model is as it was opened, but for its patience."""
    served = opened(protocol)
    served.script.requests.clear()
    served.script.gone.clear()
    model = served.model.model_copy(update={"first_pause": 0.01})
    return Served(protocol, served.script, model)
