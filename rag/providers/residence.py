"""Of the models on this machine one is in memory at a time: who asks for another waits, and the former one goes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.types import AnswerEvent, Token

if TYPE_CHECKING:
    from rag.providers.chain import ModelChain

# Whoever closes the events while they wait ends the wait at the next look.
_LOOK_SECONDS = 0.2


class Residence:
    """Room for the models of one chain; thread-safe. Chains without a model on this machine never wait.

    Those who ask for the same chain share it. Others wait in the order in which they came, so that nobody waits for
    ever.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._resident: ModelChain | None = None
        self._users = 0
        self._waiting: deque[object] = deque()

    def during(self, chain: ModelChain, events: Iterator[AnswerEvent]) -> Generator[AnswerEvent, None, None]:
        """The events of an answer that this chain writes, with empty ones as long as it waits for its room."""
        if not chain.is_local:
            yield from events
            return
        ticket = self._queue()
        try:
            while not self._enter(chain, ticket, _LOOK_SECONDS):
                yield Token("")
        except BaseException:
            self._give_up(ticket)
            raise
        try:
            # Closing these events closes those: `yield from` hands it on.
            yield from events
        finally:
            self._leave()

    @contextmanager
    def hold(self, chain: ModelChain) -> Iterator[None]:
        """Room for a chain, waited for as long as it takes."""
        if not chain.is_local:
            yield
            return
        ticket = self._queue()
        while not self._enter(chain, ticket, None):
            pass
        try:
            yield
        finally:
            self._leave()

    def _queue(self) -> object:
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
        return ticket

    def _enter(self, chain: ModelChain, ticket: object, seconds: float | None) -> bool:
        """Whether the chain has its room now; waits for it at most so long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_free(chain, ticket), seconds):
                return False
            former, self._resident = self._resident, chain
            self._users += 1
            self._waiting.popleft()
            self._changed.notify_all()
            if former is not None and former is not chain:
                former.release()
            return True

    def _is_free(self, chain: ModelChain, ticket: object) -> bool:
        return self._waiting[0] is ticket and (self._users == 0 or self._resident is chain)

    def _give_up(self, ticket: object) -> None:
        with self._changed:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            self._changed.notify_all()

    def _leave(self) -> None:
        with self._changed:
            self._users -= 1
            self._changed.notify_all()
