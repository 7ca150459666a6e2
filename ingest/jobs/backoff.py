"""How long to wait before something that failed is tried again."""

from __future__ import annotations

import random

_SHORTEST = 1.0


def pause_after(attempt: int, longest: float, chance: random.Random) -> float:
    """Seconds before the next try when `attempt` tries (from 1) failed.

    It doubles, and a share of up to half is left to chance: what failed together is not tried again together.
    """
    whole = min(longest, _SHORTEST * 2.0 ** min(attempt - 1, 30))
    return whole * (1.0 - chance.random() / 2.0)
