"""The events of one answer for the event loop: made in a thread of their own, they stop with their reader."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial

from starlette.types import Receive

from rag.stopping import stoppable
from rag.types import Answer, AnswerEvent, Finished
from ui.api.errors import ClientGone, TookTooLong
from ui.api.lanes import Place
from ui.api.tracing import AnswerSpans
from ui.event_feed import OpenEvents, take_events

_END = object()


class AnswerStream:
    """Waits for its place, then gives Retrieved, Quoted, Token..., Finished.

    To be closed by whoever opened it, which leaves the line or stops the model at its next word; the place in the
    lane is free once the thread has really ended. `next_event` raises TookTooLong and what the iterator raises.
    """

    def __init__(
        self,
        place: Place,
        open_events: OpenEvents,
        seconds: float,
        watch: Callable[[AnswerEvent], None],
        spans: AnswerSpans,
    ) -> None:
        self._place = place
        self._open = open_events
        self._watch = watch
        self._spans = spans
        self._seconds = seconds
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + seconds
        self._items: asyncio.Queue[object] = asyncio.Queue()
        self._stopped = threading.Event()
        self._started = False

    async def next_event(self) -> AnswerEvent | None:
        """The next event; None after the last."""
        try:
            async with asyncio.timeout_at(self._deadline):
                if not self._started:
                    await self._place.ready()
                    self._spans.started()
                    self._start()
                item = await self._items.get()
        except TimeoutError as error:
            raise TookTooLong(f"The question was given up after {self._seconds:g} seconds.") from error
        if item is _END:
            return None
        if isinstance(item, BaseException):
            raise item
        assert isinstance(item, AnswerEvent)
        self._watch(item)
        return item

    def close(self) -> None:
        """Stop; a second time does nothing."""
        self._stopped.set()
        self._spans.end()
        if not self._started:
            self._place.leave()

    def _start(self) -> None:
        self._started = True
        context = copy_context()
        threading.Thread(target=lambda: context.run(self._work_stoppably), name="answer", daemon=True).start()

    def _work_stoppably(self) -> None:
        with stoppable(self._stopped):
            self._work()

    def _work(self) -> None:
        last: object = _END
        try:
            take_events(self._open, partial(self._hand_over, self._items.put_nowait), self._stopped)
        except BaseException as error:  # noqa: BLE001 - handed to whoever reads the events, who raises it
            last = error
        self._hand_over(self._items.put_nowait, last)
        self._hand_over(self._place.leave)

    def _hand_over(self, call: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: the service has stopped
            self._loop.call_soon_threadsafe(call, *arguments)


async def watched(
    stream: AnswerStream, receive: Receive, beat_seconds: float | None = None
) -> AsyncGenerator[AnswerEvent | None, None]:
    """The events, and None whenever none came for `beat_seconds`. Raises ClientGone when the caller has hung up.

    Closes the stream, however it ends.
    """
    gone = asyncio.ensure_future(_hang_up(receive))
    following: asyncio.Task[AnswerEvent | None] | None = None
    try:
        while True:
            following = following or asyncio.ensure_future(stream.next_event())
            await asyncio.wait({following, gone}, timeout=beat_seconds, return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                event, following = following.result(), None
                if event is None:
                    return
                yield event
            elif gone.done():
                raise ClientGone("The caller has hung up.")
            else:
                yield None
    finally:
        stream.close()
        gone.cancel()
        if following is not None:
            following.cancel()


async def final_answer(events: AsyncIterator[AnswerEvent | None]) -> Answer:
    """The verified answer, without the events on the way."""
    answer = None
    async for event in events:
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None, "an answer always ends with Finished"
    return answer


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
