"""Cohere's embeddings through Cohere's own client.

LangChain's retries in two layers, and neither can be turned off.
"""

from __future__ import annotations

import math
from typing import Any

from langchain_core.embeddings import Embeddings

from rag.embedders.bills import Load, Told
from rag.embedders.failures import Failure, Trouble, failure_of_status
from rag.embedders.hosted import Limits

VARIABLES = ("COHERE_API_KEY", "CO_API_KEY")
# What lies beyond the 512 tokens of the models of version 3 is cut by the service.
LIMITS = Limits(texts=96, characters=8_000, max_tokens=512)
# For servers that ask for no key. A key of Cohere's goes to nobody else.
_NO_KEY = "none"
ONCE = {"max_retries": 0}


class CohereEmbeddings(Embeddings):
    """Passages and questions are embedded as what they are (`search_document`, `search_query`)."""

    def __init__(
        self, model: str, key: str | None, base_url: str | None, dimension: int | None, seconds: float, told: Told
    ) -> None:
        self._told = told
        self._model = model
        self._client = connect_cohere(key, base_url, seconds)
        self._options: dict[str, Any] = {} if dimension is None else {"output_dimension": dimension}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Raises what the client raises."""
        return self._embed(texts, "search_document")

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed([text], "search_query")[0]

    def _embed(self, texts: list[str], input_type: str) -> list[list[float]]:
        response = self._client.embed(
            model=self._model,
            texts=texts,
            input_type=input_type,
            embedding_types=["float"],
            truncate="END",
            request_options=ONCE,
            **self._options,
        )
        read = billed_units(response, "input_tokens")
        self._told.load = None if read is None else Load(read)
        vectors: list[list[float]] = response.embeddings.float_ or []
        return vectors


def connect_cohere(key: str | None, base_url: str | None, seconds: float) -> Any:
    """Cohere's client."""
    import cohere

    return cohere.ClientV2(key or _NO_KEY, base_url=base_url, timeout=seconds, client_name="fundstelle")


def billed_units(response: Any, unit: str) -> int | None:
    """How many units of a kind an answer says that it costs; None when it says nothing."""
    count = getattr(getattr(getattr(response, "meta", None), "billed_units", None), unit, None)
    return math.ceil(count) if isinstance(count, int | float) else None


def classify_cohere(error: Exception) -> Failure:
    """What an exception of the client means."""
    import httpx
    from cohere.core.api_error import ApiError

    if isinstance(error, ApiError) and error.status_code is not None and error.status_code >= 400:
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        return failure_of_status(error.status_code, headers.get("retry-after"))
    if isinstance(error, httpx.TimeoutException):
        return Failure(Trouble.TIMEOUT)
    return Failure(Trouble.UNREACHABLE if isinstance(error, httpx.TransportError) else Trouble.MALFORMED)
