"""TO BE TAKEN OUT after tuning, with all that imports it: constants that the environment may replace.

FS_ROW_WORDS, FS_ROW_MIX (`rag.measure_rows`), FS_PRIOR_WEIGHT and FS_PRIOR_SCALE=1 (`rag.fusion`).
"""

from __future__ import annotations

import os


def tried(name: str, constant: float) -> float:
    """The number in an environment variable, read anew each time; else the constant."""
    value = os.environ.get(name)
    return float(value) if value else constant
