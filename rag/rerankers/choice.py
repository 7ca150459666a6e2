"""Which reranker orders the best passages: the one chosen by command or on the page, else the setting's."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rag.config import Settings
from rag.rerankers.opening import find_reordering

if TYPE_CHECKING:
    from rag.catalog import Snapshot
    from rag.rerankers.ordering import Reordering

PIN = "reranker_pin"
OFF = "none"  # what is chosen when no reranker is to be asked whatever the setting says


def settings_of(name: str | None, settings: Settings) -> Settings:
    """The settings with this reranker. Key and address of the settings go to the reranker of the settings only."""
    if name == settings.reranker:
        return settings
    others = {"reranker_base_url": None, "reranker_api_key": None, "reranker_api_key_file": None}
    return settings.model_copy(update={"reranker": name, **others})


def with_wanted_reranker(settings: Settings, snapshot: Snapshot) -> Settings:
    """The settings with the reranker that the library is to be searched with."""
    pinned = snapshot.meta(PIN)
    if pinned is None:
        return settings
    return settings_of(None if pinned == OFF else pinned, settings)


class RerankerShelf:
    """The reranker of one library, which may become another one while it is open; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._name = settings.reranker
        self._open = find_reordering(settings)

    def find(self, snapshot: Snapshot) -> Reordering | None:
        """How candidates are to be ordered anew; None when no reranker is wanted."""
        wanted = with_wanted_reranker(self._settings, snapshot)
        with self._lock:
            if wanted.reranker != self._name:
                self._name, self._open = wanted.reranker, find_reordering(wanted)
            return self._open
