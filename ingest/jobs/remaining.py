"""How long a job will take, from the pace that was measured; unknown when there is none."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW_SECONDS = 120.0
_LEAST_SECONDS = 3.0


class Remaining:
    """The pace of one stage over the last two minutes. Other stages begin anew: nothing is known of their pace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: str | None = None
        self._marks: deque[tuple[float, int]] = deque()

    def mark(self, stage: str | None, done: int) -> None:
        """Note how far the stage is."""
        if stage != self._stage or (self._marks and done < self._marks[-1][1]):
            self._stage = stage
            self._marks.clear()
        now = self._clock()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > _WINDOW_SECONDS:
            self._marks.popleft()

    def seconds(self, total: int) -> float | None:
        """Seconds until `total` is reached, or None: nothing moved, too short a look, or no total is known."""
        if len(self._marks) < 2:
            return None
        (begun, first), (_, last) = self._marks[0], self._marks[-1]
        elapsed = self._clock() - begun
        if total <= 0 or last <= first or elapsed < _LEAST_SECONDS:
            return None
        return max(0, total - last) * elapsed / (last - first)
