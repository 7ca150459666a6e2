"""Requests to a service: one layer of retries, with a growing pause, for what may succeed later."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rag.embedders.bills import Bill, Load, Payer, Told
from rag.embedders.failures import Failure, Service, Trouble
from rag.errors import FundstelleError, LimitReached, ModelUnavailable

_Result = TypeVar("_Result")
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
# After these the service may have done the work, and may charge it.
_PERHAPS_CHARGED = {Trouble.TIMEOUT, Trouble.MALFORMED, Trouble.UNREACHABLE}
# Unless nothing was sent: told by class, so that no client has to be imported.
_NOT_SENT = {"ConnectError", "ConnectTimeout", "EndpointConnectionError", "ConnectTimeoutError"}


class Asker:
    """Asks one service. `classify` tells what an exception of its client means; `error` is what is raised then.

    `payer` has a say before something is sent, and `told` is where the client says what its service counted.
    """

    def __init__(
        self,
        service: Service,
        classify: Callable[[Exception], Failure],
        error: type[ModelUnavailable],
        pause: Callable[[float], None] = time.sleep,
        *,
        payer: Payer | None = None,
        told: Told | None = None,
    ) -> None:
        self._payer = payer
        self._told = told or Told()
        self._service = service
        self._classify = classify
        self._error = error
        self._pause = pause

    @contextmanager
    def paying(self, load: Load) -> Iterator[Bill]:
        """For a piece of work that takes so much at most, if all goes well. A limit of ours is a failure too."""
        if self._payer is None:
            yield Bill()
            return
        try:
            with self._payer.pay(load) as bill:
                yield bill
        except LimitReached as reached:
            raise self._error(str(reached)) from reached

    def ask(
        self,
        work: Callable[[], _Result],
        attempts: int,
        patience: float = _LONGEST_PAUSE,
        *,
        bill: Bill,
        load: Load,
    ) -> _Result:
        """The result of `work`, tried so many times. A service that asks for a longer pause is not waited for.

        Each attempt that may be charged is added to the bill: as the service counts, else as `load`.
        """
        pause = _FIRST_PAUSE
        for left in reversed(range(attempts)):
            self._told.load = None
            bill.add(load)
            try:
                return work()
            except FundstelleError:
                raise
            except Exception as error:  # clients raise whatever their transport raises
                failure = self._classify(error)
                if failure.trouble not in _PERHAPS_CHARGED or _was_not_sent(error):
                    bill.correct(load, Load())
                # Jitter: many processes that were turned away together shall not come back together.
                wait = failure.after if failure.after is not None else pause * random.uniform(0.75, 1.25)
                if not failure.temporary or not left or wait > patience:
                    raise self._error(self._service.describe(failure)) from error
            finally:
                self._told.correct(bill, load)
            self._pause(wait)
            pause = min(2 * pause, _LONGEST_PAUSE)
        raise AssertionError("the last attempt returns or raises")


def _was_not_sent(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if any(kind.__name__ in _NOT_SENT for kind in type(seen).__mro__):
            return True
        seen = seen.__cause__
    return False
