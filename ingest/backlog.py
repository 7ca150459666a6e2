"""Which passages an embedder has no vector of yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

from rag.catalog import Catalog
from rag.vectors import Ranges

# Above every passage id.
_LAST = (1 << 62) - 1


class Backlog(Protocol):
    """Passages without a vector. To be asked under the writer lock."""

    def count(self) -> int:
        """How many there are."""
        ...

    def keys(self, after: int, limit: int) -> dict[int, bytes]:
        """The first of them with larger ids: content keys by passage id, ascending."""
        ...

    def embedded_with(self, keys: Sequence[bytes]) -> dict[int, bytes]:
        """A passage with each of the contents, by its id, that may have a vector already."""
        ...


class ActiveBacklog:
    """What the active embedder has not embedded: the catalog marks each passage."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def count(self) -> int:
        """Costs what is pending."""
        row = self._connection().execute("SELECT count(*) FROM passages WHERE embedded = 0").fetchone()
        return int(row[0])

    def keys(self, after: int, limit: int) -> dict[int, bytes]:
        """Costs what is returned."""
        rows = self._connection().execute(
            "SELECT id, content_key FROM passages WHERE embedded = 0 AND id > ? ORDER BY id LIMIT ?", (after, limit)
        )
        return dict(rows.fetchall())

    def embedded_with(self, keys: Sequence[bytes]) -> dict[int, bytes]:
        """One passage for each content that was embedded before."""
        return _equal_passages(self._connection(), keys, "embedded = 1 AND")

    def _connection(self) -> sqlite3.Connection:
        return self._catalog.connection()


class BesideBacklog:
    """What another embedder has not embedded: the passages in the gaps between its segments."""

    def __init__(self, catalog: Catalog, fingerprint: str) -> None:
        self._catalog = catalog
        self._fingerprint = fingerprint

    def count(self) -> int:
        """Costs what is missing."""
        connection = self._catalog.connection()
        return sum(
            connection.execute("SELECT count(*) FROM passages WHERE id BETWEEN ? AND ?", gap).fetchone()[0]
            for gap in self._gaps()
        )

    def keys(self, after: int, limit: int) -> dict[int, bytes]:
        """Costs what is returned, and a look-up for each gap before it."""
        found: dict[int, bytes] = {}
        for first, last in self._gaps():
            if last <= after:
                continue
            rows = self._catalog.connection().execute(
                "SELECT id, content_key FROM passages WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
                (max(first, after + 1), last, limit - len(found)),
            )
            found.update(rows)
            if len(found) == limit:
                break
        return found

    def embedded_with(self, keys: Sequence[bytes]) -> dict[int, bytes]:
        """The oldest passage of each content, as the oldest are embedded first."""
        return _equal_passages(self._catalog.connection(), keys, "")

    def _gaps(self) -> list[tuple[int, int]]:
        with self._catalog.snapshot() as snapshot:
            segments = snapshot.segments(self._fingerprint)
        return find_gaps([block for record in segments for block in record.ranges])


def find_gaps(covered: Ranges) -> list[tuple[int, int]]:
    """The inclusive blocks of passage ids, from 1 on, between and after the covered ones."""
    gaps: list[tuple[int, int]] = []
    following = 1
    for first, last in sorted(covered):
        if first > following:
            gaps.append((following, first - 1))
        following = max(following, last + 1)
    return [*gaps, (following, _LAST)]


def _equal_passages(connection: sqlite3.Connection, keys: Sequence[bytes], condition: str) -> dict[int, bytes]:
    marks = ",".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT min(id), content_key FROM passages WHERE {condition} content_key IN ({marks})"
        " GROUP BY content_key",
        list(keys),
    )
    return dict(rows.fetchall())
