"""A cross-encoder in this process, from a folder or the hub."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding import BATCH_SIZE
from rag.errors import ModelUnavailable, RerankingFailed
from rag.rerankers.ordering import Scores
from rag.weights.quiet import silence_loader

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class LocalCrossEncoder:
    """Loads with the first question. One model, one lock."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """One score a text, shape (n,). Raises ModelUnavailable and RerankingFailed."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        import torch

        with self._lock:
            if self._model is None:
                self._model = _load(self._folder)
            torch.set_num_threads(self._threads)
            pairs = [(question, text) for text in texts]
            found = self._model.predict(
                pairs, batch_size=BATCH_SIZE, show_progress_bar=False, convert_to_numpy=True
            )
        scores = np.asarray(found, dtype=np.float32)
        if scores.shape != (len(texts),) or not bool(np.isfinite(scores).all()):
            raise RerankingFailed(
                f"The model in {self._folder} gives no single score for a text; it is no reranker."
            )
        return scores


def _load(folder: Path) -> CrossEncoder:
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        with silence_loader():
            model: CrossEncoder = CrossEncoder(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
            return model
    except (SafetensorError, OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ModelUnavailable(
            f"The reranker in {folder} could not be loaded ({type(error).__name__}); its files may be incomplete."
        ) from error
