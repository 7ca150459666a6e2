"""What requests to an embedder or reranker take: estimated before, corrected by what the service counts."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Load:
    """The size of a request, as services charge for it."""

    tokens: int = 0  # that are read
    searches: int = 0  # of a reranker

    def __add__(self, other: Load) -> Load:
        return Load(self.tokens + other.tokens, self.searches + other.searches)

    def __sub__(self, other: Load) -> Load:
        return Load(self.tokens - other.tokens, self.searches - other.searches)


@dataclass
class Bill:
    """What the requests of one piece of work took so far; thread-safe."""

    taken: Load = Load()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, load: Load) -> None:
        """A request of that size is about to be sent: it may be charged from here on."""
        with self._lock:
            self.taken += load

    def correct(self, load: Load, actual: Load) -> None:
        """What was added was less or more in truth, or nothing."""
        with self._lock:
            self.taken += actual - load


class Told(threading.local):
    """What a client says that its service counted for the request of this thread; None: it does not count."""

    load: Load | None = None

    def correct(self, bill: Bill, load: Load) -> None:
        """Put what the service counted in the place of what was estimated."""
        if self.load is not None:
            bill.correct(load, self.load)


class Payer(Protocol):
    """Whoever allows a piece of work, and notes what it took."""

    def pay(self, load: Load) -> AbstractContextManager[Bill]:
        """Reserve what the block may take, and note what it took, however it ends. Raises LimitReached."""
        ...
