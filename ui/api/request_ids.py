"""The id of the request in work: in every reply and in every line of the log."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# A name for something that each request has of its own; threads that work for it are given a copy.
_CURRENT: ContextVar[str | None] = ContextVar("request_id", default=None)
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def current_request_id() -> str | None:
    """The id of the request in work; None outside of one."""
    return _CURRENT.get()


@contextmanager
def request_id(given: str | None) -> Iterator[str]:
    """The id that a caller has given, if it is harmless, or a new one, for as long as the block runs."""
    chosen = given if given is not None and _USABLE.fullmatch(given) else uuid.uuid4().hex
    token = _CURRENT.set(chosen)
    try:
        yield chosen
    finally:
        _CURRENT.reset(token)
