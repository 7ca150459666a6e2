"""Lanes: so much at once, a bounded and fair line behind it, and an honest word to those it has no room for.

Everything here happens on the event loop; work itself goes on in threads.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
import anyio.to_thread

from ui.api.errors import TooBusy, TookTooLong

Result = TypeVar("Result")
# Of the time that work took lately, how much the last one counts.
_NEWEST = 0.2
_LONGEST_WAIT = 600


class Lane:
    """At most `at_once` run, at most `waiting` wait; clients take turns, however many each has in the line.

    The last quarter of the line is for clients that have nothing in it. `guess_seconds` is how long one takes until
    that is known; `limit_seconds` holds for waiting, and then for the work.
    """

    def __init__(self, at_once: int, waiting: int, guess_seconds: float, limit_seconds: float) -> None:
        self._at_once = at_once
        self._places = waiting
        self._mean_seconds = guess_seconds
        self.limit_seconds = limit_seconds
        self._line: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._threads = anyio.CapacityLimiter(at_once)
        self.running = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(each) for each in self._line.values())

    def enter(self, client: str) -> Place:
        """A place for a client, which must be left in the end. Raises TooBusy when there is no room."""
        if self.running < self._at_once and not self._line:
            self.running += 1
            return Place(self, None)
        waiting = self.waiting
        kept_free = self._places // 4 if client in self._line else 0
        if waiting >= self._places - kept_free:
            raise TooBusy(
                f"Too many requests wait already ({waiting}); nothing was done. Try again later.",
                self._seconds_until_free(),
            )
        turn = asyncio.get_running_loop().create_future()
        self._line.setdefault(client, deque()).append(turn)
        return Place(self, turn)

    def leave(self, turn: asyncio.Future[None] | None, seconds: float | None) -> None:
        """Give a place back. `seconds` is how long its work took; None: there was none."""
        if turn is not None and not turn.done():
            self._drop(turn)
            return
        if seconds is not None:
            self._mean_seconds += _NEWEST * (seconds - self._mean_seconds)
        self.running -= 1
        self._call_next()

    async def run(self, client: str, work: Callable[[], Result]) -> Result:
        """Do something in a thread when its turn comes. Raises TooBusy and TookTooLong.

        A thread cannot be stopped, so the place is taken until it is done, whether or not somebody still waits.
        """
        place = self.enter(client)
        try:
            async with self._limit():
                await place.ready()
                task = asyncio.ensure_future(anyio.to_thread.run_sync(work, limiter=self._threads))
        except BaseException:
            place.leave()
            raise
        task.add_done_callback(lambda done: _end(place, done))
        async with self._limit():
            return await asyncio.shield(task)

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """A place, as soon as there is one, for as long as the block runs. Raises TooBusy and TookTooLong."""
        place = self.enter(client)
        try:
            async with self._limit():
                await place.ready()
                yield
        finally:
            place.leave()

    @asynccontextmanager
    async def _limit(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self.limit_seconds):
                yield
        except TimeoutError as error:
            raise TookTooLong(f"The request was given up after {self.limit_seconds:g} seconds.") from error

    def _seconds_until_free(self) -> int:
        """When one of those in work should be done, so that the line moves up by one."""
        seconds = self._mean_seconds / self._at_once
        return max(1, min(_LONGEST_WAIT, math.ceil(seconds)))

    def _call_next(self) -> None:
        while self._line:
            client, turns = self._line.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._line[client] = turns  # behind all others
            if not turn.done():
                self.running += 1
                turn.set_result(None)
                return

    def _drop(self, turn: asyncio.Future[None]) -> None:
        turn.cancel()
        for client, turns in list(self._line.items()):
            if turn in turns:
                turns.remove(turn)
                if not turns:
                    del self._line[client]


class Place:
    """A place in a lane: first, maybe, in its line, then in work."""

    def __init__(self, lane: Lane, turn: asyncio.Future[None] | None) -> None:
        self._lane = lane
        self._turn = turn
        self._begun: float | None = None
        self._left = False

    async def ready(self) -> None:
        """Wait for one's turn."""
        if self._turn is not None:
            await asyncio.shield(self._turn)
        self._begun = time.monotonic()

    def leave(self) -> None:
        """Make room for the next; a second time does nothing."""
        if not self._left:
            self._left = True
            self._lane.leave(self._turn, None if self._begun is None else time.monotonic() - self._begun)


def _end(place: Place, task: asyncio.Task[object]) -> None:
    place.leave()
    if not task.cancelled():
        task.exception()  # looked at: if nobody waits any more, there is nobody to tell
