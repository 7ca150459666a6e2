"""Keeping the index tidy: erase what is dead, merge small segments, remove debris. Costs follow the change."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest import records
from ingest.history_words import archive_words
from ingest.id_blocks import IdBlocks
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
        rows = (
            self._catalog.connection()
            .execute("SELECT first, last, archived FROM tombstones WHERE in_lexical = 1")
            .fetchall()
        )
        if not rows:
            return
        dead = [(first, last) for first, last, _ in rows]
        # The history has them before the index of the present loses them.
        archive_words(self._directory, self._catalog, dead)
        self._lexical.delete(dead)
        self._lexical.commit()
        with self._catalog.transaction() as connection:
            # What was erased meanwhile is still to be purged, from the history too.
            connection.executemany(
                "UPDATE tombstones SET in_lexical = 0 WHERE first = ? AND archived = ?",
                [(first, archived) for first, _, archived in rows],
            )
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
            segments = snapshot.segments()
            dead, erased = IdBlocks(snapshot.dead_ranges()), IdBlocks(snapshot.erased_ranges())
        tiers: dict[tuple[str, bool, int], list[SegmentRecord]] = defaultdict(list)
        for record in segments:
            # From the blocks alone: this runs after every change, over all segments.
            lost = int((erased if record.archive else dead).count(record.ranges).sum())
            if lost and lost >= _DEAD_SHARE * record.rows and record.rows - lost <= budget:
                return [record]
            tiers[record.fingerprint, record.archive, _tier(record.rows)].append(record)
        for _, tier in sorted(tiers.items()):
            group = tier[:_FAN_IN]
            if len(group) == _FAN_IN and sum(record.rows for record in group) <= budget:
                return group
        return []

    def _rewrite(self, group: Sequence[SegmentRecord]) -> int:
        """Replace segments by one that holds their live rows, and one for the history."""
        with self._catalog.snapshot() as snapshot:
            dead, erased = snapshot.dead_ranges(), snapshot.erased_ranges()
        kept = [(_alive(record, erased), self._load(record)) for record in group]
        readable = [(ids, segment) for ids, segment in kept if segment is not None]
        unreadable = [ids for ids, segment in kept if segment is None]
        if group[0].archive:
            written = [self._write(readable, group[0].fingerprint, archive=True)]
        else:
            live = [(_outside(ids, dead), segment) for ids, segment in readable]
            past = [
                (np.setdiff1d(ids, alive), segment)
                for (ids, segment), (alive, _) in zip(readable, live, strict=True)
            ]
            written = [
                self._write(live, group[0].fingerprint, archive=False),
                self._write(past, group[0].fingerprint, archive=True),
            ]
        new = [record for record in written if record is not None]
        with self._catalog.transaction() as connection:
            records.drop_segments(connection, [each.id for each in group])
            # What another embedder lost is found missing when its vectors are made complete.
            for lost in unreadable if records.is_active(connection, group[0].fingerprint) else ():
                records.forget_vectors(connection, lost.tolist())
            for record in new:
                records.add_segment(connection, record)
            records.bump_generation(connection)
        for each in group:
            self._directory.segment(each.id).unlink(missing_ok=True)
        return sum(record.rows for record in new)

    def _write(
        self, parts: Sequence[tuple[Ids, Segment]], fingerprint: str, *, archive: bool
    ) -> SegmentRecord | None:
        """A segment with the vectors of the given passages; None when there are none."""
        parts = [(ids, segment) for ids, segment in parts if len(ids)]
        if not parts:
            return None
        ids = np.concatenate([part for part, _ in parts])
        vectors = np.concatenate([segment.vectors(segment.positions(part)[0]) for part, segment in parts])
        order = np.argsort(ids)
        record = write_segment(self._directory, uuid.uuid4().hex, ids[order], vectors[order], fingerprint)
        return replace(record, archive=archive)

    def _load(self, record: SegmentRecord) -> Segment | None:
        try:
            return Segment.load(self._directory, record)
        except SnapshotCorrupt:
            return None

    def _drop_spent_tombstones(self) -> None:
        """Forget tombstones whose passages no index file holds any more that a search of the present reads."""
        with self._catalog.snapshot() as snapshot:
            segments = snapshot.segments()
        everywhere = IdBlocks([block for record in segments for block in record.ranges])
        present = IdBlocks([block for record in segments if not record.archive for block in record.ranges])
        rows = self._catalog.connection().execute(
            "SELECT first, last, archived, EXISTS (SELECT 1 FROM passages p WHERE p.embedded = 0"
            " AND p.id BETWEEN t.first AND t.last) FROM tombstones t WHERE in_lexical = 0"
        )
        # What is not embedded yet will be in a segment.
        settled = [(first, last, archived) for first, last, archived, pending in rows if not pending]
        blocks = [(first, last) for first, last, _ in settled]
        held = np.where([archived for _, _, archived in settled], present.count(blocks), everywhere.count(blocks))
        spent = [
            (first, archived)
            for (first, _, archived), count in zip(settled, held.tolist(), strict=True)
            if not count
        ]
        if spent:
            with self._catalog.transaction() as connection:
                # What was erased meanwhile is still to be purged.
                connection.executemany("DELETE FROM tombstones WHERE first = ? AND archived = ?", spent)


def _tier(rows: int) -> int:
    tier = 0
    while rows > _SMALLEST_TIER * _FAN_IN**tier:
        tier += 1
    return tier


def _alive(record: SegmentRecord, dead: Sequence[tuple[int, int]]) -> Ids:
    return _outside(record.ids(), dead)


def _outside(ids: Ids, dead: Sequence[tuple[int, int]]) -> Ids:
    keep = np.ones(len(ids), dtype=np.bool_)
    for first, last in dead:
        keep[slice(*np.searchsorted(ids, [first, last + 1]))] = False
    return ids[keep]
