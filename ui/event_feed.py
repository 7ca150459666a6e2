"""Events of an answer, taken from a thread of their own so that the page stays free to stop."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from types import TracebackType

from rag.types import AnswerEvent

_Item = AnswerEvent | BaseException | None


class EventFeed:
    """Runs an iterator of events in the background; leaving the `with` block closes it, which stops the model.

    A script of the page is only interrupted when it draws something. If it waited inside the iterator, "stop"
    would have to wait for the model's first word.
    """

    def __init__(self, open_events: Callable[[], Iterator[AnswerEvent]]) -> None:
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
            events = self._open()
            try:
                for event in events:
                    self._items.put(event)
                    if self._stopped.is_set():
                        break
            finally:
                close = getattr(events, "close", None)
                if close is not None:
                    close()
            self._items.put(None)
        except BaseException as error:  # noqa: BLE001 - handed to the polling thread, which raises it
            self._items.put(error)
