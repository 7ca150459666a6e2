"""Keeping the index tidy: erase what is dead, merge small segments, remove debris. Costs follow the change."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from ingest import records
from ingest.lexical_writer import LexicalWriter
from rag.catalog import Catalog
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.vectors import Ids, Segment, SegmentRecord, write_segment

# Segments of about equal size are merged this many at a time, so each vector is rewritten log(n) times.
_FAN_IN = 8
_SMALLEST_TIER = 512
# A segment is rewritten when this share of it is dead, so erasure never costs more than it frees.
_DEAD_SHARE = 0.25


class Compactor:
    """Call it only under the writer lock. Every step is a generation of its own and may be interrupted."""

    def __init__(self, directory: DataDir, catalog: Catalog, lexical: LexicalWriter) -> None:
        self._directory = directory
        self._catalog = catalog
        self._lexical = lexical

    def recover(self) -> None:
        """After a crash: what indexes hold of ids that were never committed, and files that nothing names."""
        with self._catalog.snapshot() as snapshot:
            names = {self._directory.segment(record.id).name for record in snapshot.segments()}
        reserved = self._catalog.connection().execute("SELECT first, last FROM reservations").fetchall()
        if reserved:
            self._lexical.delete(reserved)
            self._lexical.commit()
            with self._catalog.transaction() as connection:
                for first, _ in reserved:
                    records.release_reservation(connection, first)
        for path in self._directory.vectors.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)

    def purge_words(self) -> None:
        """Delete dead passages from the word index."""
        dead = (
            self._catalog.connection().execute("SELECT first, last FROM tombstones WHERE in_lexical = 1").fetchall()
        )
        if not dead:
            return
        self._lexical.delete(dead)
        self._lexical.commit()
        with self._catalog.transaction() as connection:
            connection.executemany("UPDATE tombstones SET in_lexical = 0 WHERE first = ?", [(d[0],) for d in dead])
            records.bump_generation(connection)

    def compact_vectors(self, max_rows: int) -> int:
        """Rewrite segments with many dead rows and merge full tiers; returns rows written, `max_rows` at most."""
        written = 0
        while group := self._next_group(max_rows - written):
            written += max(1, self._rewrite(group))
        self._drop_spent_tombstones()
        return written

    def _next_group(self, budget: int) -> list[SegmentRecord]:
        with self._catalog.snapshot() as snapshot:
            segments, dead = snapshot.segments(), snapshot.dead_ranges()
        tiers: dict[tuple[str, int], list[SegmentRecord]] = defaultdict(list)
        for record in segments:
            lost = _lost(record, dead)
            if lost and lost >= _DEAD_SHARE * record.rows and record.rows - lost <= budget:
                return [record]
            tiers[record.fingerprint, _tier(record.rows)].append(record)
        for _, tier in sorted(tiers.items()):
            group = tier[:_FAN_IN]
            if len(group) == _FAN_IN and sum(record.rows for record in group) <= budget:
                return group
        return []

    def _rewrite(self, group: Sequence[SegmentRecord]) -> int:
        """Replace segments by one that holds their live rows."""
        with self._catalog.snapshot() as snapshot:
            dead = snapshot.dead_ranges()
        parts = [(_alive(record, dead), self._load(record)) for record in group]
        readable = [(ids, segment) for ids, segment in parts if segment is not None and len(ids)]
        ids = np.concatenate([part for part, _ in readable]) if readable else np.empty(0, dtype=np.int64)
        record = None
        if len(ids):
            vectors = np.concatenate([segment.vectors(segment.positions(part)[0]) for part, segment in readable])
            order = np.argsort(ids)
            record = write_segment(
                self._directory, uuid.uuid4().hex, ids[order], vectors[order], group[0].fingerprint
            )
        unreadable = [ids for ids, segment in parts if segment is None]
        with self._catalog.transaction() as connection:
            records.drop_segments(connection, [each.id for each in group])
            # What another embedder lost is found missing when its vectors are made complete.
            for lost in unreadable if records.is_active(connection, group[0].fingerprint) else ():
                records.forget_vectors(connection, lost.tolist())
            if record is not None:
                records.add_segment(connection, record)
            records.bump_generation(connection)
        for each in group:
            self._directory.segment(each.id).unlink(missing_ok=True)
        return len(ids)

    def _load(self, record: SegmentRecord) -> Segment | None:
        try:
            return Segment.load(self._directory, record)
        except SnapshotCorrupt:
            return None

    def _drop_spent_tombstones(self) -> None:
        """Forget tombstones whose passages no index file holds any more."""
        with self._catalog.snapshot() as snapshot:
            held = [block for record in snapshot.segments() for block in record.ranges]
        rows = self._catalog.connection().execute("SELECT first, last FROM tombstones WHERE in_lexical = 0")
        spent = [first for first, last in rows if not any(a <= last and first <= b for a, b in held)]
        if spent:
            with self._catalog.transaction() as connection:
                connection.executemany("DELETE FROM tombstones WHERE first = ?", [(first,) for first in spent])


def _tier(rows: int) -> int:
    tier = 0
    while rows > _SMALLEST_TIER * _FAN_IN**tier:
        tier += 1
    return tier


def _lost(record: SegmentRecord, dead: Sequence[tuple[int, int]]) -> int:
    """How many rows are dead, from the blocks alone: this runs after every change, over all segments."""
    return sum(
        min(last, dead_last) - max(first, dead_first) + 1
        for dead_first, dead_last in dead
        for first, last in record.ranges
        if first <= dead_last and dead_first <= last
    )


def _alive(record: SegmentRecord, dead: Sequence[tuple[int, int]]) -> Ids:
    ids = record.ids()
    keep = np.ones(len(ids), dtype=np.bool_)
    for first, last in dead:
        keep[slice(*np.searchsorted(ids, [first, last + 1]))] = False
    return ids[keep]
