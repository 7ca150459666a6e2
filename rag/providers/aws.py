"""Amazon Bedrock through its Converse API, and endpoints of Amazon SageMaker."""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import parse_qsl

from langchain_core.language_models import BaseChatModel

from rag.errors import ConfigurationError
from rag.providers.access import Access

# These take no system prompt in the Converse API.
_WITHOUT_SYSTEM = (
    "amazon.titan-text",
    "ai21.j2",
    "cohere.command-text",
    "cohere.command-light",
    "mistral.mistral-7b",
)

# These ARNs end with the id of a model, which begins with its provider.
_TELLING_ARN = re.compile(
    r"arn:[^/]+:(?:foundation-model/|inference-profile/(?:[a-z-]+\.)?)(?P<provider>[a-z0-9]+)\.[^/]+$"
)


def open_bedrock(access: Access) -> BaseChatModel:
    """A model of Bedrock, with AWS's own credentials. Raises ConfigurationError without a region."""
    from botocore.exceptions import BotoCoreError
    from langchain_aws import ChatBedrockConverse

    model, options = _options_of(access)
    settings = access.settings
    if settings.bedrock_guardrail_id is not None:
        options["guardrail_config"] = {
            "guardrailIdentifier": settings.bedrock_guardrail_id,
            "guardrailVersion": settings.bedrock_guardrail_version,
        }
    try:
        return ChatBedrockConverse(
            model=model,
            region_name=_region(access),
            config=client_config(access),
            temperature=0,
            **options,
        )
    except (BotoCoreError, ValueError) as error:
        raise _unusable(access, error) from error


def _options_of(access: Access) -> tuple[str, dict[str, Any]]:
    """The model's id or ARN, and whose it is where the id does not say it. Raises ConfigurationError."""
    model, _, query = access.model.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if options.keys() - {"provider"} or not all(options.values()):
        raise ConfigurationError(f"The model {access.name} may have the option 'provider' only.")
    named = _TELLING_ARN.match(model)
    provider = options.get("provider") or (named and named["provider"])
    if provider:
        # Named as its own base, no profile is looked up, for which there may be no permission.
        return model, {"provider": provider, **({"base_model": model} if model.startswith("arn:") else {})}
    if model.startswith("arn:"):
        raise ConfigurationError(
            f"Whose model {access.name} is, its ARN does not say: write its provider behind it, for example"
            f" bedrock:{model}?provider=anthropic."
        )
    return model, {}


def has_aws_credentials() -> bool:
    """Whether AWS's own chain finds any: environment, files, or this machine's role, which is asked briefly."""
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    try:
        return Session().get_credentials() is not None
    except BotoCoreError:
        return False


def takes_no_system_prompt(model: str) -> bool:
    """Whether a model of Bedrock refuses instructions apart from the question."""
    return any(part in model for part in _WITHOUT_SYSTEM)


def open_sagemaker(access: Access) -> BaseChatModel:
    """An endpoint of SageMaker, with AWS's own credentials. Raises ConfigurationError without a region."""
    from rag.providers.sagemaker import SageMakerChatModel

    chat = access.name.startswith("sagemaker:")
    return SageMakerChatModel(endpoint=access.model, client=open_client("sagemaker-runtime", access), chat=chat)


def open_client(service: str, access: Access) -> Any:
    """A client of boto3 for a model, with AWS's own credentials. Raises ConfigurationError without a region."""
    import boto3
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.client(service, region_name=_region(access), config=client_config(access))
    except (BotoCoreError, ValueError) as error:
        raise _unusable(access, error) from error


def client_config(access: Access) -> Any:
    """Time limits, and one attempt: whoever calls decides on another."""
    from botocore.config import Config

    return Config(
        connect_timeout=access.connect_seconds,
        read_timeout=access.quiet_seconds,
        retries={"mode": "standard", "total_max_attempts": 1},
    )


def _region(access: Access) -> str | None:
    """The setting, else the variable that only some of AWS's packages read; None leaves it to AWS's own files."""
    return access.settings.aws_region or os.environ.get("AWS_REGION") or None


def _unusable(access: Access, error: Exception) -> ConfigurationError:
    if "region" in str(error).lower():
        return ConfigurationError(
            f"The model {access.name} needs a region: set aws_region, for example eu-central-1."
        )
    return ConfigurationError(
        f"The model {access.name} cannot be used with these settings ({type(error).__name__})."
    )
