"""Pictures of Stable Diffusion models on Amazon Bedrock: one request, counted and limited as those for text are."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from rag.config import Settings
from rag.errors import ConfigurationError, GenerationFailed, ReplyBroken, ReplyFiltered
from rag.providers.access import Access
from rag.providers.aws import open_client
from rag.providers.failures import is_slow, translate
from rag.providers.families import find_family, require_packages
from rag.providers.metering import Meter
from rag.providers.prices import PriceTable
from rag.providers.retrying import Patience, next_pause
from rag.types import Usage

LONGEST_PROMPT = 2000  # characters
FAMILY = "bedrock"
_PREFIX = f"{FAMILY}:stability."
# Models of the first generation describe their requests otherwise.
_OLDER = "stability.stable-diffusion-xl"
_LARGEST_REPLY = 40_000_000  # bytes


def require_image_model(settings: Settings) -> str:
    """The model of the settings that draws. Raises ConfigurationError when there is none that can."""
    name = settings.image_model
    if name is None:
        raise ConfigurationError(
            "No model is set that draws: set image_model, or name one with --model, for example"
            " bedrock:stability.sd3-5-large-v1:0."
        )
    if not name.startswith(_PREFIX):
        raise ConfigurationError(f"The model {name} cannot draw here: image_model has to begin with {_PREFIX}")
    require_packages(find_family(name), name)
    return name


def draw(
    prompt: str, settings: Settings, prices: PriceTable, meter: Meter, patience: Patience | None = None
) -> bytes:
    """The picture as the model sent it, at most 40 MB and not looked at yet.

    Raises ConfigurationError, LimitReached before anything is sent, ReplyFiltered when the provider's filter
    stopped it, and another GenerationFailed for all else.
    """
    access = Access(settings, require_image_model(settings), takes_key=False)
    client = open_client("bedrock-runtime", access)
    cost = prices.find(access.name).image
    row = meter.reserve(access.name, 0, 0, cost)
    try:
        body = _ask(client, access, prompt, patience or Patience())
    except GenerationFailed as failed:
        # What was cut off or came too late may be charged all the same.
        if not (is_slow(failed) or isinstance(failed, ReplyBroken)):
            meter.record(row, None)
        raise
    # A picture that the filter kept back may be charged too: rather too much than too little is counted.
    meter.record(row, Usage(access.name, 0, 0, False, cost, meter.currency))
    return _read_picture(body, access.name)


def _ask(client: Any, access: Access, prompt: str, patience: Patience) -> bytes:
    options = {"modelId": access.model, "contentType": "application/json", "accept": "application/json"}
    if access.settings.bedrock_guardrail_id is not None:
        options["guardrailIdentifier"] = access.settings.bedrock_guardrail_id
        options["guardrailVersion"] = access.settings.bedrock_guardrail_version
    options["body"] = json.dumps(_describe(access.model, prompt))
    attempt = 0
    while True:
        try:
            body: bytes = client.invoke_model(**options)["body"].read(_LARGEST_REPLY + 1)
            return body
        except Exception as error:
            failed = translate(error, access.name)
            pause = next_pause(failed, attempt, patience) if isinstance(failed, GenerationFailed) else None
            if pause is None:
                raise failed from error
        time.sleep(pause)
        attempt += 1


def _describe(model: str, prompt: str) -> dict[str, Any]:
    if model.startswith(_OLDER):
        return {"text_prompts": [{"text": prompt}], "width": 1024, "height": 1024, "steps": 30, "samples": 1}
    return {"prompt": prompt, "mode": "text-to-image", "aspect_ratio": "16:9", "output_format": "png"}


def _read_picture(body: bytes, name: str) -> bytes:
    try:
        if len(body) > _LARGEST_REPLY:
            raise ValueError("too large")
        reply = json.loads(body)
        filtered = reply.get("amazon-bedrock-guardrailAction") == "INTERVENED"
        reason, picture = ("filter", "") if filtered else _find_picture(reply)
        if reason is None:
            return base64.b64decode(picture, validate=True)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ReplyBroken(f"The reply of {name} is not in the form that its provider promises.") from error
    if "filter" in reason.lower():
        raise ReplyFiltered(f"The content filter of the provider of {name} stopped the picture.")
    raise GenerationFailed(f"The provider of {name} could not draw this; try again or use other words.")


def _find_picture(reply: dict[str, Any]) -> tuple[str | None, str]:
    """Why there is none, or None, and the picture in base64."""
    if "artifacts" in reply:
        first = reply["artifacts"][0]
        reason = first["finishReason"]
        return (None, first["base64"]) if reason == "SUCCESS" else (str(reason), "")
    reason = reply["finish_reasons"][0]
    return (None, reply["images"][0]) if reason is None else (str(reason), "")
