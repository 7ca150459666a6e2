"""How long one item may take to arrive, and how slowly: a stream that drips must not hold a sync for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from rag.errors import SourceUnreachable
from rag.wording import say

_GATHER_SECONDS = 1.0  # whoever reads looks at least so often whether it shall stop
_WINDOW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that an item may take altogether, and bytes a second that each minute of it has to bring."""

    seconds: float
    least_speed: int = 0


class PacedStream:
    """Reads what has arrived, in pieces that may be shorter than asked for, and gives up what is too slow.

    `read_some` returns what one look at the connection brings, at most so many bytes, and b"" at the end.
    """

    def __init__(
        self, read_some: Callable[[int], bytes], limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read_some = read_some
        self._limits = limits
        self._clock = clock
        self._begun = clock()
        self._window_begun, self._window_bytes = self._begun, 0

    def read(self, size: int) -> bytes:
        """At most `size` bytes, after a second at the latest when anything arrives; b"" at the end.

        Raises SourceUnreachable when the item takes too long.
        """
        begun, pieces, missing = self._clock(), [], size
        while missing > 0 and (piece := self._read_some(missing)):
            pieces.append(piece)
            missing -= len(piece)
            now = self._clock()
            self._check(len(piece), now)
            if now - begun >= _GATHER_SECONDS:
                break
        return b"".join(pieces)

    def _check(self, count: int, now: float) -> None:
        seconds, least_speed = self._limits.seconds, self._limits.least_speed
        if now - self._begun > seconds:
            raise SourceUnreachable(
                say("object_late", "It did not arrive within {seconds:g} s (`--seconds`).", seconds=seconds)
            )
        self._window_bytes += count
        elapsed = now - self._window_begun
        if elapsed < _WINDOW_SECONDS:
            return
        if self._window_bytes < least_speed * elapsed:
            raise SourceUnreachable(
                say(
                    "object_slow",
                    "It came slower than {speed} bytes a second (`--least-speed`).",
                    speed=least_speed,
                )
            )
        self._window_begun, self._window_bytes = now, 0
