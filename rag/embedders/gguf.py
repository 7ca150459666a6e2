"""A GGUF embedding model in this process, through llama.cpp's server engine."""

from __future__ import annotations

import contextlib
import secrets
import threading
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from rag.embedders.failures import Failure, Trouble
from rag.embedders.hosted import Limits
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable

LIMITS = Limits(texts=8, characters=6_000, parallel=1, max_tokens=2048)
# How the vectors of tokens become one, by llama.cpp's numbers; the model's own way without the option.
_POOLINGS = {"mean": 1, "cls": 2, "last": 3}
_TOO_LONG = ("too large", "exceed")
_SHORTEST = 64  # characters; a text that does not fit is halved down to this


class GgufEmbeddings(Embeddings):
    """Loads with the first text. One engine, one lock."""

    def __init__(self, path: Path, threads: int, pooling: str | None = None) -> None:
        if pooling is not None and pooling not in _POOLINGS:
            raise ConfigurationError(f"There is no pooling '{pooling}'; there are {', '.join(_POOLINGS)}.")
        self._path = path
        self._threads = threads
        self._pooling = pooling
        self._server: Any = None
        self._lock = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Raises ModelUnavailable."""
        with self._lock:
            return [self._embed(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]

    def _embed(self, text: str) -> list[float]:
        """The model's window is measured in tokens, which only the engine counts: a text too long is halved."""
        answer = self._ready().handle_embeddings({"input": [text]})
        if "error" in answer:
            message = str(answer["error"].get("message"))
            if len(text) > _SHORTEST and any(each in message for each in _TOO_LONG):
                return self._embed(text[: len(text) // 2])
            raise EmbeddingFailed(
                f"The model {self._path.name} embeds no texts; it may be a model for other tasks."
            )
        vector: list[float] = answer["data"][0]["embedding"]
        return vector

    def _ready(self) -> Any:
        if self._server is None:
            self._server = _open_engine(self._path, self._threads, _POOLINGS.get(self._pooling or ""))
        return self._server


def _open_engine(path: Path, threads: int, pooling: int | None) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.embedding = True
    if pooling is not None:
        params.pooling_type = xllamacpp.llama_pooling_type(pooling)
    # Models that look both ways need a whole text in one batch.
    params.n_ctx = params.n_batch = params.n_ubatch = LIMITS.max_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.warmup = False
    params.verbosity = 0
    # The engine listens on a free port of this machine; nobody else knows the key.
    with contextlib.suppress(AttributeError):
        params.hostnames = ["127.0.0.1"]
    params.api_keys = [secrets.token_urlsafe(32)]
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelUnavailable(f"The embedding model at {path} could not be loaded ({error}).") from error


def classify_gguf(_: Exception) -> Failure:
    """What an exception of the engine means: nothing that would pass."""
    return Failure(Trouble.REFUSED)
