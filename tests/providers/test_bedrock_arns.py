"""Models of Bedrock by their ARN: those that tell whose model it is, and those that do not."""

from __future__ import annotations

import urllib.parse

import pytest

from rag.errors import ConfigurationError
from rag.providers.opening import open_chat_model
from rag.providers.prices import load_prices
from tests.providers.protocols import PROTOCOLS, TEXT
from tests.providers.test_requests import ask

BEDROCK = next(each for each in PROTOCOLS if each.name == "bedrock")
HERE = "arn:aws:bedrock:eu-central-1"
FOUNDATION = f"{HERE}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
PROFILE = f"{HERE}:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0"
APPLICATION = f"{HERE}:123456789012:application-inference-profile/a1b2c3d4e5f6"
PROVISIONED = f"{HERE}:123456789012:provisioned-model/abc123def456"
IMPORTED = f"{HERE}:123456789012:imported-model/abc123def456"


@pytest.mark.parametrize(
    ("name", "arn", "provider"),
    [
        (FOUNDATION, FOUNDATION, "anthropic"),
        (PROFILE, PROFILE, "anthropic"),
        (f"{APPLICATION}?provider=anthropic", APPLICATION, "anthropic"),
        (f"{PROVISIONED}?provider=amazon", PROVISIONED, "amazon"),
        (f"{IMPORTED}?provider=meta", IMPORTED, "meta"),
    ],
)
def test_a_model_is_asked_by_its_arn(script, open_model, name, arn, provider):
    # Of the imported kind, LangChain takes the reply as a whole.
    model = open_model(BEDROCK, model=f"bedrock:{name}")
    assert model.inner.provider == provider
    model.inner.disable_streaming = False
    script.will(BEDROCK.reply())
    assert ask(model) == TEXT
    [request] = script.requests
    assert urllib.parse.unquote(request.path) == f"/model/{arn}/converse-stream"


@pytest.mark.parametrize("arn", [APPLICATION, PROVISIONED, IMPORTED])
def test_an_arn_that_does_not_tell_needs_the_provider(configure, arn):
    with pytest.raises(ConfigurationError, match="write its provider behind it") as failed:
        open_chat_model(configure(BEDROCK, model=f"bedrock:{arn}"))
    assert f"bedrock:{arn}?provider=anthropic" in str(failed.value)


def test_an_option_that_there_is_not_is_told(configure):
    with pytest.raises(ConfigurationError, match="may have the option 'provider' only"):
        open_chat_model(configure(BEDROCK, model=f"bedrock:{PROVISIONED}?maker=anthropic"))


def test_an_arn_that_names_a_model_has_its_price(tmp_path):
    prices = load_prices(tmp_path / "prices.toml")
    assert prices.find(f"bedrock:{FOUNDATION}").input == 0.00025
    assert prices.find(f"bedrock:{PROFILE}").input == 0.001
    assert prices.find(f"bedrock:{PROVISIONED}?provider=anthropic").input is None
