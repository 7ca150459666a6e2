"""How often one client may call: a bucket of requests that fills up again over a minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from ui.api.errors import TooBusy

# So that clients without number cannot fill the memory; who was quiet longest is forgotten first.
_REMEMBERED = 10_000


class RateLimit:
    """At most `per_minute` requests of a client in a minute; 0 limits nothing. For the event loop's thread."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, client: str) -> None:
        """Count one request. Raises TooBusy with the seconds until the next may come."""
        if not self._per_minute:
            return
        now = self._clock()
        left, seen = self._buckets.pop(client, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - seen) * self._per_minute / 60)
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            wait = max(1, math.ceil((1 - left) * 60 / self._per_minute))
            raise TooBusy(f"More than {self._per_minute} requests in a minute (api_requests_per_minute).", wait)
