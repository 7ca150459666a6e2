"""Rerankers of Cohere and Amazon Bedrock."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from rag.embedders.asking import Asker
from rag.embedders.bills import Load, Told
from rag.providers.tokens import estimate_tokens
from rag.rerankers.ordering import Scores

# Question and texts to (row, score) in any order.
Ask: TypeAlias = Callable[[str, list[str]], Sequence[tuple[int, float]]]

# A person is waiting.
_ATTEMPTS = 2
_PATIENCE = 2.0
_PIECE_TOKENS, _PIECES = 500, 100
_CHARACTERS = 8_000  # of one text; what lies beyond is cut


class HostedReranker:
    """Asks a service; thread-safe. `connect` makes the client with the first request."""

    def __init__(self, connect: Callable[[], Ask], asker: Asker) -> None:
        self._connect = connect
        self._asker = asker
        self._ask: Ask | None = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """One score a text, shape (n,). Raises RerankingFailed."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        cut = [text[:_CHARACTERS] or " " for text in texts]
        load = estimate_load(question, cut)
        with self._asker.paying(load) as bill:
            return self._asker.ask(
                lambda: _by_row(self._ready()(question, cut), len(cut)), _ATTEMPTS, _PATIENCE, bill=bill, load=load
            )

    def _ready(self) -> Ask:
        with self._lock:
            if self._ask is None:
                self._ask = self._connect()
            return self._ask


def estimate_load(question: str, texts: Sequence[str]) -> Load:
    """A search is a question with a hundred texts; one that is longer than 500 tokens counts as several."""
    asked = estimate_tokens(question)
    sizes = [asked + estimate_tokens(text) for text in texts]
    pieces = sum(math.ceil(size / _PIECE_TOKENS) for size in sizes)
    return Load(sum(sizes), math.ceil(pieces / _PIECES))


def connect_cohere_rerank(model: str, key: str | None, base_url: str | None, seconds: float, told: Told) -> Ask:
    """Cohere's own client: LangChain's retries by itself."""
    from rag.embedders.cohere import ONCE, billed_units, connect_cohere

    client = connect_cohere(key, base_url, seconds)

    def ask(question: str, texts: list[str]) -> list[tuple[int, float]]:
        answer = client.rerank(model=model, query=question, documents=texts, top_n=len(texts), request_options=ONCE)
        searches = billed_units(answer, "search_units")
        told.load = None if searches is None else Load(estimate_load(question, texts).tokens, searches)
        return [(each.index, each.relevance_score) for each in answer.results]

    return ask


def connect_bedrock_rerank(model: str, region: str | None, base_url: str | None, seconds: float) -> Ask:
    """LangChain's client over ours. `model` is an id, or an ARN."""
    from langchain_aws import BedrockRerank

    from rag.embedders.aws import connect_aws

    client: Any = connect_aws("bedrock-agent-runtime", region, base_url, seconds, 4)
    arn = (
        model
        if model.startswith("arn:")
        else f"arn:aws:bedrock:{client.meta.region_name}::foundation-model/{model}"
    )
    reranker = BedrockRerank(client=client, model_arn=arn)

    def ask(question: str, texts: list[str]) -> list[tuple[int, float]]:
        answer = reranker.rerank(texts, question, top_n=len(texts))
        return [(each["index"], each["relevance_score"]) for each in answer]

    return ask


def _by_row(answer: Sequence[tuple[int, float]], count: int) -> Scores:
    """Raises ValueError unless there is one finite score for each text."""
    scores = np.full(count, np.nan, dtype=np.float32)
    for row, score in answer:
        if not 0 <= row < count:
            raise ValueError("a score of no text")
        scores[row] = score
    if not bool(np.isfinite(scores).all()):
        raise ValueError("not one score for each text")
    return scores
