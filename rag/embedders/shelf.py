"""The embedders of one library, opened once each: the one that questions need, and the one it may change to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.embedders.choice import EmbedderChoice, EmbedderRecord, choice_of, wanted_choice
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable

if TYPE_CHECKING:
    from rag.catalog import Snapshot
    from rag.config import Settings
    from rag.embedding import Embedder

# Opens an embedder; the length of its vectors is given where it is known. Loads no weights and asks no server.
# Raises ModelUnavailable and ConfigurationError.
Opener = Callable[[EmbedderChoice, "int | None"], "Embedder"]

# While a library changes its embedder, two are in use.
_KEPT_OPEN = 2


class EmbedderShelf:
    """Opens embedders by name; thread-safe. `own` makes the settings' one, in place of what they name.

    `patient`: whether a busy service is waited for.
    """

    def __init__(
        self,
        settings: Settings,
        own: Callable[[], Embedder] | None = None,
        opener: Opener | None = None,
        *,
        patient: bool = True,
    ) -> None:
        self._patient = patient
        self._settings = settings
        self._own = own
        self._opener = opener or self._open_named
        self._open: dict[EmbedderChoice, Embedder] = {}
        self._missed: set[str] = set()  # fingerprints that no renewed embedder had
        self._lock = threading.RLock()

    def open(self, choice: EmbedderChoice, dimension: int | None = None) -> Embedder:
        """The embedder of that name. Raises ModelUnavailable and ConfigurationError."""
        with self._lock:
            embedder = self._open.pop(choice, None)
            if embedder is None:
                embedder = self._make(choice, dimension)
            self._open[choice] = embedder  # lately used ones stand last
            while len(self._open) > _KEPT_OPEN:
                self._open.pop(next(iter(self._open)))
            return embedder

    def renew(self, choice: EmbedderChoice, dimension: int | None = None) -> Embedder:
        """As `open`, but what the name means now: a folder or a server may hold another model than before."""
        with self._lock:
            self._open.pop(choice, None)
        return self.open(choice, dimension)

    @property
    def setting(self) -> EmbedderChoice:
        """The embedder that the settings name."""
        return choice_of(self._settings)

    def wanted(self, snapshot: Snapshot) -> EmbedderChoice:
        """The embedder that the library is to be searched with."""
        return wanted_choice(self._settings, snapshot)

    def keeps_here(self, choice: EmbedderChoice) -> bool:
        """Whether an embedder sends texts to no other machine."""
        return self._settings.embeds_here(choice.name, choice.base_url)

    def answering(self, snapshot: Snapshot) -> Embedder:
        """The embedder whose vectors answer questions; the wanted one while there are none.

        Raises EmbeddingFailed when it cannot be used although another one is wanted, or is not what it was;
        ModelUnavailable or ConfigurationError when the wanted one cannot be opened.
        """
        record, wanted = snapshot.active_embedder(), self.wanted(snapshot)
        if record is None:
            return self.open(wanted)
        try:
            embedder = self.open(record.choice, record.dimension)
        except (ModelUnavailable, ConfigurationError) as error:
            if record.choice == wanted:
                raise
            raise EmbeddingFailed(
                f"The embedder {record.choice.name}, by which this library is searched, cannot be used: {error}"
            ) from error
        if embedder.fingerprint != record.fingerprint and record.fingerprint not in self._missed:
            # Another process may have changed the library to what the name means now.
            self._missed.add(record.fingerprint)
            embedder = self.renew(record.choice, record.dimension)
        check_unchanged(embedder, record)
        return embedder

    def _make(self, choice: EmbedderChoice, dimension: int | None) -> Embedder:
        if self._own is not None and choice == choice_of(self._settings):
            return self._own()
        return self._opener(choice, dimension)

    def _open_named(self, choice: EmbedderChoice, dimension: int | None) -> Embedder:
        from rag.embedders.opening import open_embedder

        return open_embedder(choice, self._settings, dimension, patient=self._patient)


def check_unchanged(embedder: Embedder, record: EmbedderRecord) -> None:
    """Vectors of two models are never compared. Raises EmbeddingFailed when the name now means another model."""
    if embedder.fingerprint != record.fingerprint:
        raise EmbeddingFailed(
            f"The embedder {record.choice.name} is another one than when this library was embedded;"
            " `fundstelle embedders switch` embeds it anew."
        )
