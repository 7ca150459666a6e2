"""The families of models by the first part of their name: what each needs, and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from rag.config import is_weights_file
from rag.endpoints import ENDPOINT
from rag.errors import ConfigurationError
from rag.providers.access import Access, aws_credentials_seen, is_installed
from rag.providers.aws import open_bedrock, open_sagemaker
from rag.providers.huggingface import is_address, open_extractive, open_huggingface
from rag.providers.keyed import open_ai21, open_anthropic, open_cohere, open_compatible, open_endpoint, open_openai
from rag.weights.entries import find_entry
from rag.wording import say

LOCAL = "local"
_AWS_NEEDS = "AWS credentials (environment, profile or role) and a region"


@dataclass(frozen=True, slots=True)
class Family:
    """Models that are reached in the same way."""

    name: str
    example: str
    needs: str  # in words
    open: Callable[[Access], BaseChatModel] | None  # None: the local engine
    extra: str | None = None  # of our package
    modules: tuple[str, ...] = ()  # that the extra brings
    variable: str | None = None  # environment variable of its key
    key_needed: bool = True
    aws: bool = False

    @property
    def installed(self) -> bool:
        """Whether its packages are here."""
        return is_installed(self.modules)

    def credentials_seen(self, *, own_key: bool = False) -> str | None:
        """Where credentials seem to be, never what they are; None when there are none."""
        if self.aws:
            return aws_credentials_seen()
        if self.variable is None:
            return None
        return "model_api_key" if own_key else (self.variable if os.environ.get(self.variable) else None)


FAMILIES: tuple[Family, ...] = (
    Family(LOCAL, "local:qwen2.5-coder-1.5b-instruct", "nothing; or the path of a GGUF file", None),
    Family(
        "bedrock",
        "bedrock:anthropic.claude-3-5-sonnet-20240620-v1:0",
        _AWS_NEEDS,
        open_bedrock,
        "bedrock",
        ("langchain_aws",),
        aws=True,
    ),
    Family(
        "sagemaker", "sagemaker:my-endpoint", _AWS_NEEDS, open_sagemaker, "sagemaker", ("langchain_aws",), aws=True
    ),
    Family(
        "sagemaker-inputs",
        "sagemaker-inputs:my-older-endpoint",
        _AWS_NEEDS,
        open_sagemaker,
        "sagemaker",
        ("langchain_aws",),
        aws=True,
    ),
    Family("openai", "openai:gpt-4o-mini", "a key", open_openai, "openai", ("langchain_openai",), "OPENAI_API_KEY"),
    Family(
        "openai-compatible",
        "openai-compatible:qwen3-8b",
        "model_base_url; a key if the server wants one",
        open_compatible,
        "openai",
        ("langchain_openai",),
        "OPENAI_COMPATIBLE_API_KEY",
        key_needed=False,
    ),
    Family(
        ENDPOINT,
        "endpoint:ollama/qwen3:8b",
        "a section [endpoints.NAME] of the settings with base_url; a key if the server wants one",
        open_endpoint,
        "openai",
        ("langchain_openai",),
        key_needed=False,
    ),
    Family(
        "anthropic",
        "anthropic:claude-sonnet-4-6",
        "a key",
        open_anthropic,
        "anthropic",
        ("langchain_anthropic",),
        "ANTHROPIC_API_KEY",
    ),
    Family(
        "cohere",
        "cohere:command-a-03-2025",
        "a key",
        open_cohere,
        "cohere",
        ("langchain_cohere",),
        "COHERE_API_KEY",
    ),
    Family("ai21", "ai21:jamba-mini", "a key", open_ai21, "ai21", ("langchain_openai",), "AI21_API_KEY"),
    Family(
        "huggingface",
        "huggingface:bigscience/bloomz-560m",
        "nothing for the hub or a folder; a token and the extra for the address of an Inference Endpoint",
        open_huggingface,
        "huggingface",
        ("langchain_huggingface",),
        "HF_TOKEN",
        key_needed=False,
    ),
    Family(
        "extractive",
        "extractive:deepset/xlm-roberta-base-squad2",
        "nothing; a model of the hub or a folder that finds answers instead of writing them",
        open_extractive,
    ),
)


def find_family(name: str) -> Family:
    """The family of a model. Raises ConfigurationError, naming all, when there is none of that name."""
    wanted = name.partition(":")[0]
    family = next((each for each in FAMILIES if each.name == wanted), None)
    if family is None:
        known = ", ".join(each.name for each in FAMILIES)
        raise ConfigurationError(
            say(
                "model_family_unknown",
                "The model {model} is of no known family. Known are: {known}.",
                model=name,
                known=known,
            )
        )
    return family


def require_model(name: str) -> None:
    """Raises ConfigurationError when it is known without asking anybody that there is no model of that name here.

    Weights of the catalogue that are not downloaded, and credentials, are not looked for.
    """
    family = find_family(name)
    require_packages(family, name)
    if family.name != LOCAL:
        return
    model = name.partition(":")[2]
    if is_weights_file(model):
        if not Path(model).expanduser().is_file():
            raise ConfigurationError(f"There is no file {model} with a language model.")
    elif find_entry(model).role != "generator":
        raise ConfigurationError(f"The model {model} is no language model.")


def takes_a_key(name: str) -> bool:
    """Whether the setting `model_api_key` can be meant for a model."""
    wanted = name.partition(":")[0]
    return any(each.name == wanted and each.variable is not None for each in FAMILIES)


def require_packages(family: Family, name: str) -> None:
    """Raises ConfigurationError with the command that installs what a model needs."""
    on_this_machine = family.name == "huggingface" and not is_address(name.partition(":")[2])
    if family.extra is not None and not on_this_machine and not family.installed:
        raise ConfigurationError(
            say(
                "model_package_missing",
                'The model {model} needs a package that is not installed: pip install "fundstelle[{extra}]"',
                model=name,
                extra=family.extra,
            )
        )
