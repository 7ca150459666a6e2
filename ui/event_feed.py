"""Events of an answer, taken from a thread of their own so that the page stays free to stop."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType

from rag.stopping import closed_after
from rag.types import AnswerEvent

OpenEvents = Callable[[], Iterator[AnswerEvent]]
_Item = AnswerEvent | BaseException | None


def take_events(
    open_events: OpenEvents, hand_over: Callable[[AnswerEvent], None], stopped: threading.Event
) -> None:
    """Hand over the events of an answer as they come, until it ends or is stopped. Raises as it does."""
    with closed_after(open_events()) as events:
        for event in events:
            hand_over(event)
            if stopped.is_set():
                break


class EventFeed:
    """Runs an iterator of events in the background; leaving the `with` block closes it, which stops the model.

    A script of the page is only interrupted when it draws something. If it waited inside the iterator, "stop"
    would have to wait for the model's first word.
    """

    def __init__(self, open_events: OpenEvents) -> None:
        self._open = open_events
        self._items: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="answer", daemon=True)
        self.finished = False

    def __enter__(self) -> EventFeed:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()

    def poll(self, seconds: float) -> AnswerEvent | None:
        """The next event, or None when none came within `seconds` or none is left (`finished` tells which).

        Raises whatever the iterator raised.
        """
        try:
            item = self._items.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(item, BaseException):
            self.finished = True
            raise item
        if item is None:
            self.finished = True
        return item

    def _work(self) -> None:
        try:
            take_events(self._open, self._items.put, self._stopped)
            self._items.put(None)
        except BaseException as error:  # noqa: BLE001 - handed to the polling thread, which raises it
            self._items.put(error)
