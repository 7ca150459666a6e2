"""Providers that are reached with a key: OpenAI and whatever speaks its protocol, Anthropic, Cohere, AI21."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from rag.endpoints import find_endpoint
from rag.errors import ConfigurationError
from rag.providers.access import Access

_AI21_URL = "https://api.ai21.com/studio/v1"


def open_openai(access: Access) -> BaseChatModel:
    """A model of OpenAI; `OPENAI_BASE_URL` leads to another address of the same service."""
    from rag.providers.openai_chat import OpenAIChat

    return OpenAIChat(
        model=access.model,
        api_key=access.key("OPENAI_API_KEY"),
        temperature=0,
        stream_usage=True,
        **_openai_options(access),
    )


def open_compatible(access: Access) -> BaseChatModel:
    """A model of any server with OpenAI's protocol. No key but the one meant for it is sent there."""
    url = access.settings.model_base_url
    if url is None:
        raise ConfigurationError(
            f"The model {access.name} needs the address of its server: set model_base_url, for example"
            " http://127.0.0.1:8000/v1."
        )
    return _open_server(access, access.model, url, access.key("OPENAI_COMPATIBLE_API_KEY", needed=False))


def open_endpoint(access: Access) -> BaseChatModel:
    """A model of a server that the settings name; it gets its own key and no other."""
    name, endpoint, served = find_endpoint(access.name, access.settings.endpoints)
    return _open_server(access, served, endpoint.base_url, endpoint.key(name))


def _open_server(access: Access, model: str, url: str, key: SecretStr) -> BaseChatModel:
    from rag.providers.openai_chat import TellingRefusals

    # The base class keeps the parameter `max_tokens`, which is the one that all these servers know.
    return TellingRefusals(
        model=model,
        base_url=url,
        api_key=key,
        temperature=0,
        stream_usage=True,
        **_openai_options(access),
    )


def open_ai21(access: Access) -> BaseChatModel:
    """A model of AI21, through the part of OpenAI's protocol that it speaks."""
    from rag.providers.openai_chat import TellingRefusals

    return TellingRefusals(
        model=access.model,
        base_url=os.environ.get("AI21_BASE_URL", _AI21_URL),
        api_key=access.key("AI21_API_KEY"),
        temperature=0,
        stream_usage=False,  # it counts without being asked
        **_openai_options(access),
    )


def _openai_options(access: Access) -> dict[str, Any]:
    from openai import Timeout

    return {
        "timeout": Timeout(access.quiet_seconds, connect=access.connect_seconds),
        "max_retries": 0,
        "use_responses_api": False,
    }


def open_anthropic(access: Access) -> BaseChatModel:
    """A model of Anthropic, which cites the passages by itself where it can."""
    from langchain_anthropic import ChatAnthropic

    from rag.providers.anthropic_documents import CitingAnthropic, can_cite

    opened = CitingAnthropic if can_cite(access.model) else ChatAnthropic
    return opened(
        model_name=access.model,
        api_key=access.key("ANTHROPIC_API_KEY"),
        temperature=0,
        timeout=access.quiet_seconds,
        max_retries=0,
        stop=None,
    )


def open_cohere(access: Access) -> BaseChatModel:
    """A model of Cohere; `CO_API_URL` leads to another address of the same service."""
    from langchain_cohere import ChatCohere

    return ChatCohere(
        model=access.model,
        cohere_api_key=access.key("COHERE_API_KEY"),
        temperature=0,
        timeout_seconds=access.quiet_seconds,
        base_url=os.environ.get("CO_API_URL"),
    )
