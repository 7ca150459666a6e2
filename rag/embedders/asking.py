"""Requests to a service: one layer of retries, with a growing pause, for what may succeed later."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from rag.embedders.failures import Failure, Service
from rag.errors import FundstelleError, ModelUnavailable

_Result = TypeVar("_Result")
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class Asker:
    """Asks one service. `classify` tells what an exception of its client means; `error` is what is raised then."""

    def __init__(
        self,
        service: Service,
        classify: Callable[[Exception], Failure],
        error: type[ModelUnavailable],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._service = service
        self._classify = classify
        self._error = error
        self._pause = pause

    def ask(self, work: Callable[[], _Result], attempts: int, patience: float = _LONGEST_PAUSE) -> _Result:
        """The result of `work`, tried so many times. A service that asks for a longer pause is not waited for."""
        pause = _FIRST_PAUSE
        for left in reversed(range(attempts)):
            try:
                return work()
            except FundstelleError:
                raise
            except Exception as error:  # clients raise whatever their transport raises
                failure = self._classify(error)
                # Jitter: many processes that were turned away together shall not come back together.
                wait = failure.after if failure.after is not None else pause * random.uniform(0.75, 1.25)
                if not failure.temporary or not left or wait > patience:
                    raise self._error(self._service.describe(failure)) from error
            self._pause(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)
        raise AssertionError("the last attempt returns or raises")
