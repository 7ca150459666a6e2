"""OpenAI's embeddings, and every server that speaks the same protocol (vLLM, llama.cpp, Ollama, LM Studio)."""

from __future__ import annotations

import json
from typing import Any

from langchain_core.embeddings import Embeddings

from rag.embedders.bills import Load, Told
from rag.embedders.failures import Failure, Trouble, failure_of_status
from rag.embedders.hosted import Limits

VARIABLES = ("OPENAI_API_KEY",)
# 300,000 tokens a request and 8,191 a text; a character is a token at worst.
LIMITS = Limits(texts=256, characters=8_000, max_tokens=8191)
# For servers that ask for no key, as the client insists on one. A key of OpenAI's goes to nobody else.
_NO_KEY = "none"


def connect_openai(
    model: str, key: str | None, base_url: str | None, dimension: int | None, seconds: float, told: Told
) -> Embeddings:
    """LangChain's client, one request a call: retries are ours."""
    from langchain_openai import OpenAIEmbeddings

    embeddings = OpenAIEmbeddings(
        model=model,
        api_key=key or _NO_KEY,  # type: ignore[arg-type]  # pydantic makes it a secret
        base_url=base_url,
        dimensions=dimension,
        # Otherwise it would send token numbers of OpenAI's own models, for which it loads a table from the network.
        check_embedding_ctx_length=False,
        chunk_size=LIMITS.texts,
        max_retries=0,
        timeout=seconds,
    )
    embeddings.client = _Counting(embeddings.client, told)
    return embeddings


class _Counting:
    """OpenAI's own client below LangChain's, which leaves out how much was read."""

    def __init__(self, client: Any, told: Told) -> None:
        self._client = client
        self._told = told

    def create(self, **request: Any) -> Any:
        response = self._client.create(**request)
        read = getattr(getattr(response, "usage", None), "prompt_tokens", None)
        self._told.load = Load(read) if isinstance(read, int) else None
        return response


def classify_openai(error: Exception) -> Failure:
    """What an exception of the client means."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return failure_of_status(error.status_code, error.response.headers.get("retry-after"))
    if isinstance(error, openai.APITimeoutError):
        return Failure(Trouble.TIMEOUT)
    if isinstance(error, openai.APIConnectionError) and not isinstance(error.__cause__, json.JSONDecodeError):
        return Failure(Trouble.UNREACHABLE)
    return Failure(Trouble.MALFORMED)
