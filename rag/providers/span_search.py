"""The likeliest span of one window of an extractive reader, and how far it is ahead of "no answer"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Tokens of the longest answer that is looked for; longer ones are a start and an end that do not belong together.
LONGEST = 50


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `first` to `last` of a window, both included."""

    first: int
    last: int
    margin: float  # log-odds against the null span: what the model's training compares


def find_span(
    starts: NDArray[np.float64], ends: NDArray[np.float64], allowed: NDArray[np.bool_], null: int
) -> TokenSpan | None:
    """The span of allowed tokens with the highest sum of logits; None when no token is allowed.

    `starts`, `ends` and `allowed` have shape (n,); `null` is the token that stands for "no answer".
    """
    if not allowed.any():
        return None
    scores = np.add.outer(starts, ends)
    order = np.arange(len(starts))
    length = order[None, :] - order[:, None]
    possible = np.logical_and.outer(allowed, allowed) & (length >= 0) & (length < LONGEST)
    first, last = divmod(int(np.where(possible, scores, -np.inf).argmax()), len(starts))
    return TokenSpan(first, last, float(scores[first, last] - scores[null, null]))
