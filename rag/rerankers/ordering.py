"""The best candidates in the order of a reranker; their scores stay on the scale that later steps are made for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.catalog import Snapshot
from rag.fusion import Candidate

Scores = NDArray[np.float32]


class Reranker(Protocol):
    """Anything that tells how well texts answer a question."""

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """One score a text, shape (n,), higher is better. Raises RerankingFailed."""
        ...


class Reordering:
    """Orders the first `most` candidates by a reranker, which `load` opens with the first question; thread-safe."""

    def __init__(self, load: Callable[[], Reranker], most: int) -> None:
        self._load = load
        self._most = most
        self._reranker: Reranker | None = None
        self._lock = threading.Lock()
        # One question searches several times, in the end among passages of a single document.
        self._last: tuple[str, dict[str, float]] = ("", {})

    def apply(self, snapshot: Snapshot, question: str, ranked: Sequence[Candidate]) -> list[Candidate]:
        """All candidates; those that were reranked share their scores out among them in the new order.

        Raises ModelUnavailable and ConfigurationError; then the order before is the one to use.
        """
        head = ranked[: self._most]
        passages = snapshot.passages([candidate.passage for candidate in head])
        live = [candidate for candidate in head if candidate.passage in passages]
        scores = self._score(question, [passages[candidate.passage].in_context for candidate in live])
        order = sorted(range(len(live)), key=lambda row: -scores[row])  # equal ones stay as they were
        places = (candidate.score for candidate in live)
        reordered = [replace(live[row], score=score) for row, score in zip(order, places, strict=True)]
        return [*reordered, *ranked[self._most :]]

    def _score(self, question: str, texts: Sequence[str]) -> list[float]:
        last, known = self._last
        known = dict(known) if last == question else {}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            known.update(zip(missing, self._opened().scores(question, missing).tolist(), strict=True))
        self._last = (question, known)
        return [known[text] for text in texts]

    def _opened(self) -> Reranker:
        with self._lock:
            if self._reranker is None:
                self._reranker = self._load()
            return self._reranker
