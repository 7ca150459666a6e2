"""Which of several versions of a document counts: the newest, unless the question names another year.

Two documents are versions of one when their names differ only in a year ("policy-2022.pdf", "policy-2025.pdf").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.numbers import YEAR
from rag.types import Hit

# Enough to put a passage behind its newer twin, not enough to hide the only passage about something.
_PENALTY = 2.0


def superseded_documents(names: Iterable[str]) -> dict[str, int]:
    """Names of outdated versions and their year; the newest of each family is not among them."""
    families: dict[str, list[tuple[int, str]]] = {}
    for name in set(names):
        years = [int(year) for year in YEAR.findall(name)]
        if years:
            families.setdefault(YEAR.sub("", name), []).append((max(years), name))
    return {
        name: year
        for family in families.values()
        for year, name in family
        if year < max(other for other, _ in family)
    }


def version_pattern(name: str) -> str | None:
    """The names of all versions of a document as a pattern for SQLite's GLOB; None for a name without a year."""
    if not YEAR.search(name):
        return None
    # A character in brackets stands for itself.
    parts = [re.sub(r"[*?\[]", r"[\g<0>]", part) for part in YEAR.split(name)]
    return "[12][90][0-9][0-9]".join(parts)


def version_year(name: str) -> int | None:
    """The year that tells a version from others; None for a name without one."""
    return max(map(int, YEAR.findall(name)), default=None)


def prefer_current(question: str, hits: Sequence[Hit], names: Iterable[str]) -> list[Hit]:
    """Hits with outdated versions moved back, best first; those of a year that the question names stay."""
    asked = {int(year) for year in YEAR.findall(question)}
    outdated = {name for name, year in superseded_documents(names).items() if year not in asked}
    if not outdated:
        return list(hits)
    moved = [replace(hit, score=hit.score - _PENALTY) if hit.passage.document in outdated else hit for hit in hits]
    return sorted(moved, key=lambda hit: -hit.score)
