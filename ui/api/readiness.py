"""Whether questions can be answered: the models are loaded, or will be at once, and the catalog can be read."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from rag.catalog import Catalog
from rag.errors import FundstelleError
from rag.library import Library, LibraryApi
from ui.logs import log_unexpected

_LOADING = "The models are being loaded."


class Readiness:
    """Loads the models in the background and knows how that went; thread-safe."""

    def __init__(self, library: LibraryApi, *, warm: bool = True) -> None:
        # A library in another process loads its own models.
        self._load: Callable[[], None] | None = None
        if warm and isinstance(library, Library):
            self._load = library.warm
        self._problem: str | None = _LOADING if self._load else None

    def start(self) -> None:
        """Begin to load, so that the first question does not wait for it."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def reasons(self, catalog: Catalog) -> list[str]:
        """Why questions cannot be answered now; nothing when they can."""
        found = [] if self._problem is None else [self._problem]
        try:
            with catalog.snapshot() as snapshot:
                snapshot.document_count()
        except FundstelleError as error:
            found.append(str(error))
        except sqlite3.Error as error:
            found.append(f"The catalog cannot be read ({type(error).__name__}); `fundstelle doctor` says more.")
        return found

    def _warm(self) -> None:
        if self._load is None:
            return
        try:
            self._load()
        except FundstelleError as error:
            self._problem = str(error)
        except Exception:  # noqa: BLE001 - told to whoever asks whether the service is ready
            error_id = log_unexpected("loading models")
            self._problem = f"The models cannot be loaded. The log has details under {error_id}."
        else:
            self._problem = None
