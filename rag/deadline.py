"""The time that one answer may take: all parts of its question and all models of the chain share it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import ProviderUnavailable


class Deadline:
    """Begins when it is made. For one answer, in one thread."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds  # on the monotonic clock

    @property
    def left(self) -> float:
        """Seconds; none or less when it has passed."""
        return self.end - time.monotonic()

    @property
    def has_passed(self) -> bool:
        """Whether there is no time left."""
        return self.left <= 0

    def check(self) -> None:
        """Raises ProviderUnavailable when there is no time left."""
        if self.has_passed:
            raise ProviderUnavailable(f"The language model did not finish within {self.seconds:g} seconds.")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done in the block takes no time of the answer: a model is loaded once for all answers."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.end += time.monotonic() - begun
