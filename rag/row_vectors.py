"""What the rows of a measure mean: the question's vector is moved towards theirs, so their table comes near."""

from __future__ import annotations

import threading

import numpy as np

from rag.embedding import Embedder, Vectors
from rag.errors import ModelUnavailable
from rag.measure_rows import ROW_MIX, rows_of

# There are about as many texts as measures, in two languages; more only where questions name several.
_REMEMBERED = 256


class RowVectors:
    """Embeds the rows of each measure once; thread-safe."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Vectors] = {}
        self._lock = threading.Lock()

    def move(self, vector: Vectors, question: str, language: str | None, embedder: Embedder) -> Vectors | None:
        """The question's unit vector moved towards that of the rows in its `language`.

        None when it names no measure, or the rows cannot be embedded: their words still serve.
        """
        labels = rows_of(question, language)
        if not labels:
            return None
        try:
            rows = self._embed(", ".join(labels), embedder)
        except ModelUnavailable:
            return None
        moved: Vectors = ((1.0 - ROW_MIX) * vector + ROW_MIX * rows).astype(np.float32)
        moved /= max(float(np.linalg.norm(moved)), 1e-9)
        return moved

    def _embed(self, text: str, embedder: Embedder) -> Vectors:
        key = embedder.fingerprint, text
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = embedder.embed_question(text)
            with self._lock:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[key] = known
        return known
