"""Embedding models of Amazon Bedrock: Titan, Cohere and whatever else LangChain's client knows to ask."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from langchain_core.embeddings import Embeddings

from rag.embedders.aws import connect_aws
from rag.embedders.bills import Load, Told
from rag.embedders.hosted import Limits

# Titan takes one text a request, so many are asked at a time.
_TITAN = Limits(texts=1, characters=20_000, parallel=8, max_tokens=8192)
_COHERE_3 = Limits(texts=96, characters=2048, max_tokens=512)
_COHERE_4 = Limits(texts=96, characters=20_000, max_tokens=128_000)


def limits_of(model: str) -> Limits:
    """What a model takes, by its id; profiles of a region have that before it ("eu.cohere.embed-v4:0")."""
    if "cohere." not in model:
        return _TITAN
    return _COHERE_4 if "embed-v4" in model else _COHERE_3


def connect_bedrock(
    model: str, region: str | None, base_url: str | None, dimension: int | None, seconds: float, told: Told
) -> Embeddings:
    """LangChain's client over ours."""
    from langchain_aws import BedrockEmbeddings

    # It logs each failed request with its traceback; what failed is told by us, once.
    logging.getLogger("langchain_aws.embeddings.bedrock").setLevel(logging.CRITICAL)
    limits = limits_of(model)
    options: dict[str, Any] = {"truncate": "END"} if limits is _COHERE_3 else {}
    client = connect_aws("bedrock-runtime", region, base_url, seconds, limits.parallel)
    client.meta.events.register("after-call.bedrock-runtime.InvokeModel", partial(_note_count, told))
    return BedrockEmbeddings(client=client, model_id=model, dimensions=dimension, model_kwargs=options)


def _note_count(told: Told, parsed: Any, **_: Any) -> None:
    """Of all models, the headers of an answer say how many tokens were read."""
    headers = parsed.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    read = str(headers.get("x-amzn-bedrock-input-token-count", ""))
    told.load = Load(int(read)) if read.isdigit() else None
