"""The models of one library in the order in which they are asked, and what they may take."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from rag.config import Settings, is_on_this_machine
from rag.errors import ConfigurationError, GenerationFailed, ModelUnavailable
from rag.layout import DataDir
from rag.providers.ledger import Ledger
from rag.providers.metering import Meter
from rag.providers.opening import Candidate, list_candidates
from rag.providers.prices import load_prices


class ModelChain:
    """Opened late: what does not need a model must not fail because of one. Thread-safe."""

    def __init__(self, settings: Settings, directory: DataDir, given: BaseChatModel | None = None) -> None:
        self._settings = settings
        self._directory = directory
        self._given = given
        self._lock = threading.Lock()
        self._opened: tuple[Sequence[Candidate], Meter] | None = None

    @property
    def is_local(self) -> bool:
        """Whether one of its models needs this machine's memory."""
        return any(map(is_on_this_machine, self._settings.models))

    @property
    def fallback_seconds(self) -> float:
        """How long a model may take to its first word while another one could be asked."""
        return self._settings.fallback_seconds

    def candidates(self) -> Sequence[Candidate]:
        """At least one. Raises ConfigurationError when the table of prices cannot be used."""
        return self._open()[0]

    def meter(self) -> Meter:
        """Limits and ledger. Raises ConfigurationError when the table of prices cannot be used."""
        return self._open()[1]

    def load(self) -> None:
        """Load the first model, if it is on this machine. Raises as `Candidate.open` when it is the only one."""
        candidates = self.candidates()
        try:
            load = getattr(candidates[0].open(), "load", None)
            if load is not None:
                load()
        except (GenerationFailed, ModelUnavailable, ConfigurationError):
            # With the first question the next one takes its place.
            if len(candidates) == 1:
                raise

    def release(self) -> None:
        """Let go of all models that are open; they are opened anew when they are asked."""
        for candidate in self.candidates():
            candidate.release()

    def _open(self) -> tuple[Sequence[Candidate], Meter]:
        with self._lock:
            if self._opened is None:
                prices = load_prices(self._directory.prices)
                settings = self._settings
                candidates = list_candidates(settings, prices)
                if self._given is not None:
                    candidates = candidates[:1]
                    candidates[0].given = self._given
                ledger = Ledger(self._directory.usage)
                meter = Meter(
                    ledger, prices.currency, settings.monthly_spending_limit, settings.question_token_limit
                )
                self._opened = candidates, meter
            return self._opened
