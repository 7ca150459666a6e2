"""Blocks of passage ids, merged once and then asked often: how many of some ids are in them?"""

from __future__ import annotations

import numpy as np

from rag.vectors import Ids, Ranges


class IdBlocks:
    """A set of ids from inclusive blocks in any order, which may overlap. Immutable."""

    def __init__(self, ranges: Ranges) -> None:
        blocks = np.asarray(ranges, dtype=np.int64).reshape(-1, 2)
        blocks = blocks[np.argsort(blocks[:, 0], kind="stable")]
        reached = np.maximum.accumulate(blocks[:, 1])
        begins = np.ones(len(blocks), dtype=np.bool_)
        begins[1:] = blocks[1:, 0] > reached[:-1] + 1
        self._firsts: Ids = blocks[begins, 0]
        self._lasts: Ids = reached[np.roll(begins, -1)]  # a block ends where the next one begins
        self._before: Ids = np.concatenate([[0], np.cumsum(self._lasts - self._firsts + 1)])

    def count(self, ranges: Ranges) -> Ids:
        """How many ids of each of the given inclusive blocks are in the set, shape (n,)."""
        blocks = np.asarray(ranges, dtype=np.int64).reshape(-1, 2)
        return self._up_to(blocks[:, 1]) - self._up_to(blocks[:, 0] - 1)

    def _up_to(self, ids: Ids) -> Ids:
        """How many ids of the set are not above each of the given ones."""
        if not len(self._firsts):
            return np.zeros(len(ids), dtype=np.int64)
        places = np.searchsorted(self._firsts, ids, side="right")
        beyond = np.maximum(self._lasts[places - 1] - ids, 0)
        counts: Ids = self._before[places] - np.where(places > 0, beyond, 0)
        return counts
