"""When a request that failed is sent again."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from rag.errors import GenerationFailed
from rag.providers.failures import is_transient, retry_after


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is sent, and how long the pauses between are, in seconds."""

    attempts: int = 4
    first_pause: float = 0.5
    longest_pause: float = 20.0  # a provider that asks for more has failed


def next_pause(failed: GenerationFailed, attempt: int, patience: Patience) -> float | None:
    """Seconds until the next attempt after this one, counted from 0; None when there is none."""
    if attempt + 1 >= patience.attempts or not is_transient(failed):
        return None
    asked = retry_after(failed, time.time())
    if asked is not None:
        return asked if asked <= patience.longest_pause else None
    # Many clients that were turned away together must not come back together.
    return float(min(patience.longest_pause, patience.first_pause * 2**attempt) * random.uniform(0.5, 1.0))
