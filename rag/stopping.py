"""Stopping an answer from outside, where it has nothing to yield yet: between two steps that take seconds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from rag.deadline import Deadline
from rag.errors import AnswerStopped

T = TypeVar("T")
# A name for something that each thread that answers has of its own.
_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)
_DEADLINE: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """Answers that this thread makes in the block are given up once `stop` is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """What this thread does in the block is given up once the deadline has passed; nothing may be yielded in it."""
    token = _DEADLINE.set(deadline)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def check_stopped() -> None:
    """To be called before a step that takes long.

    Raises AnswerStopped when nobody waits for the answer, and ProviderUnavailable when its time is over.
    """
    deadline = _DEADLINE.get()
    if deadline is not None:
        deadline.check()
    stop = _STOP.get()
    if stop is not None and stop.is_set():
        raise AnswerStopped("Nobody waits for this answer any more.")


@contextmanager
def closed_after(stream: Iterator[T]) -> Iterator[Iterator[T]]:
    """The stream, closed at the end of the block if it can be, which stops whatever makes it."""
    try:
        yield stream
    finally:
        close = getattr(stream, "close", None)
        if close is not None:
            close()
