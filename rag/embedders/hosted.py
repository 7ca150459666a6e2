"""Embedders behind LangChain's `Embeddings`: batches within a service's limits, vectors checked and normalised."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.embedders.asking import Asker
from rag.embedders.bills import Bill, Load
from rag.embedding import Progress, Vectors
from rag.errors import EmbeddingFailed
from rag.providers.tokens import estimate_tokens

# Indexing may wait for a busy service; a person who asked a question may not. Attempts, and the longest pause.
_PATIENT_ATTEMPTS, _PATIENT_PAUSE = 5, 30.0
_HURRIED_ATTEMPTS, _HURRIED_PAUSE = 2, 2.0
# Sentences of one question are compared several times; at 1,536 numbers these are 12 MB.
_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service takes."""

    texts: int  # in one request
    characters: int  # of one text; what lies beyond is cut
    request_characters: int = 250_000
    parallel: int = 4  # requests at a time
    max_tokens: int = 512


class HostedEmbedder:
    """Any LangChain `Embeddings`; thread-safe. `connect` makes the client with the first request.

    `name` is provider and model, and the revision where it is known. Without a `dimension` the service is asked.
    `patient`: whether a busy service is waited for while passages are embedded; nobody waits when a person asked.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Embeddings],
        asker: Asker,
        limits: Limits,
        prefixes: tuple[str, str] = ("", ""),
        dimension: int | None = None,
        *,
        patient: bool = True,
    ) -> None:
        self._tries = (_PATIENT_ATTEMPTS, _PATIENT_PAUSE) if patient else (_HURRIED_ATTEMPTS, _HURRIED_PAUSE)
        self._name = name
        self._connect = connect
        self._asker = asker
        self._limits = limits
        self._passage_prefix, self._question_prefix = prefixes
        self._dimension = dimension
        self._client: Embeddings | None = None
        self._remembered: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def fingerprint(self) -> str:
        """For example `openai:text-embedding-3-small@1536/|`. Raises EmbeddingFailed."""
        return f"{self._name}@{self.dimension}/{self._passage_prefix}|{self._question_prefix}"

    @property
    def dimension(self) -> int:
        """Length of a vector. Raises EmbeddingFailed."""
        if self._dimension is None:
            self._dimension = len(self.embed_question("dimension"))
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """What the service documents."""
        return self._limits.max_tokens

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, of unit length. Equal texts are sent once.

        Raises EmbeddingFailed.
        """
        dimension = self.dimension
        if not texts:
            return np.empty((0, dimension), dtype=np.float32)
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        known = self._recall(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        prepared = [self._prepare(self._passage_prefix, text) for text in missing.values()]
        batches = list(self._batches(prepared))
        done, order = len(texts) - len(missing), iter(missing)
        for vectors in self._embed_all(batches, self._load(prepared)):
            known.update((next(order), vector) for vector in vectors)
            done += len(vectors)
            if progress is not None:
                progress(done)
        self._remember({key: known[key] for key in missing})
        return np.stack([known[key] for key in keys])

    def embed_question(self, text: str) -> Vectors:
        """The vector of shape (dimension,), float32, of unit length. Raises EmbeddingFailed."""
        prepared = self._prepare(self._question_prefix, text)
        load = self._load([prepared])
        with self._asker.paying(load) as bill:
            row = self._asker.ask(
                lambda: check_vectors([self._ready().embed_query(prepared)], 1, self._name, self._dimension),
                _HURRIED_ATTEMPTS,
                _HURRIED_PAUSE,
                bill=bill,
                load=load,
            )
        vector: Vectors = row[0]
        return vector

    def _embed_all(self, batches: Sequence[list[str]], load: Load) -> Iterator[Vectors]:
        """The vectors of each batch, in order; several requests are on their way at a time."""
        if not batches:
            return
        pool = ThreadPoolExecutor(min(self._limits.parallel, len(batches)))
        try:
            with self._asker.paying(load) as bill:
                yield from pool.map(lambda batch: self._embed_batch(batch, bill), batches)
        finally:
            # After a failure nobody waits for the requests beside it.
            pool.shutdown(wait=False, cancel_futures=True)

    def _embed_batch(self, texts: list[str], bill: Bill) -> Vectors:
        return self._asker.ask(
            lambda: check_vectors(self._ready().embed_documents(texts), len(texts), self._name, self._dimension),
            *self._tries,
            bill=bill,
            load=self._load(texts),
        )

    def _load(self, texts: Sequence[str]) -> Load:
        # What lies beyond is cut by the service.
        return Load(sum(min(estimate_tokens(text), self._limits.max_tokens) for text in texts))

    def _ready(self) -> Embeddings:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _prepare(self, prefix: str, text: str) -> str:
        # Several services refuse an empty text.
        return (prefix + text)[: self._limits.characters] or " "

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        size = 0
        for text in texts:
            if batch and (len(batch) == self._limits.texts or size + len(text) > self._limits.request_characters):
                yield batch
                batch, size = [], 0
            batch.append(text)
            size += len(text)
        if batch:
            yield batch

    def _recall(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        with self._lock:
            return {key: self._remembered[key] for key in keys if key in self._remembered}

    def _remember(self, vectors: dict[bytes, Vectors]) -> None:
        with self._lock:
            self._remembered.update(vectors)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)


def check_vectors(rows: Sequence[Sequence[float]], count: int, name: str, dimension: int | None) -> Vectors:
    """Unit vectors of shape (count, dimension), float32. Raises ValueError for what is no such thing.

    Raises EmbeddingFailed when they are sound but of another length: then the model is another one.
    """
    vectors = np.asarray(rows, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != count or not vectors.shape[1]:
        raise ValueError("not one vector for each text")
    if dimension is not None and vectors.shape[1] != dimension:
        raise EmbeddingFailed(
            f"The embedder {name} sends vectors of {vectors.shape[1]} numbers, but those of this library have"
            f" {dimension}: another model answers there. `fundstelle embedders switch` embeds the library anew."
        )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not bool(np.isfinite(lengths).all()) or not bool((lengths > 0).all()):
        raise ValueError("a vector is zero or not finite")
    unit: Vectors = vectors / lengths
    return unit
