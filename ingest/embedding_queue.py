"""Passages that are found by words become found by meaning: embed what an embedder lacks, a segment at a time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from ingest import embedder_records, records
from ingest.backlog import ActiveBacklog, Backlog, BesideBacklog
from ingest.progress import Progress, Report, Stopped
from rag.catalog import Catalog
from rag.embedders.choice import EmbedderChoice, EmbedderRole
from rag.embedding import Embedder
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.vectors import Segment, SegmentRecord, Vectors, fetch_vectors, write_segment
from rag.views import EVERY_VERSION

# What a crash may cost: at most this much embedding is lost, and this late a passage is found by meaning.
_SEGMENT_PASSAGES = 2048
_SEGMENT_SECONDS = 20.0
_STEP = 64


class EmbeddingQueue:
    """Embeds what the active embedder lacks, or another one beside it. Call it only under the writer lock."""

    def __init__(
        self, directory: DataDir, catalog: Catalog, embedder: Embedder, choice: EmbedderChoice, role: EmbedderRole
    ) -> None:
        self._directory = directory
        self._catalog = catalog
        self._embedder = embedder
        self._choice = choice
        self._role = role
        active = role is EmbedderRole.ACTIVE
        self._backlog: Backlog = ActiveBacklog(catalog) if active else BesideBacklog(catalog, embedder.fingerprint)

    def pending(self) -> int:
        """How many passages have no vector yet."""
        return self._backlog.count()

    def embed_next(self, report: Report, done: int, total: int) -> int:
        """Embed and publish one segment of pending passages, oldest first. Returns how many, 0 at the end.

        Raises Stopped, with what was embedded published.
        """
        ids: list[int] = []
        vectors: list[Vectors] = []
        begun = time.monotonic()
        while len(ids) < _SEGMENT_PASSAGES and (not ids or time.monotonic() - begun < _SEGMENT_SECONDS):
            step = self._next_step(after=ids[-1] if ids else 0)
            if not step:
                break
            vectors.append(self._vectors(step))
            ids.extend(passage_id for passage_id, _, _ in step)
            try:
                report(Progress("embed", done + len(ids), total))
            except Stopped:
                self._publish(ids, np.concatenate(vectors))
                raise
        if ids:
            self._publish(ids, np.concatenate(vectors))
        return len(ids)

    def _next_step(self, after: int) -> list[tuple[int, bytes, str]]:
        """The next pending passages: id, content key, text to embed."""
        keys = self._backlog.keys(after, _STEP)
        with self._catalog.snapshot(EVERY_VERSION) as snapshot:
            passages = snapshot.passages(list(keys))
        return [
            (each.id, keys[each.id], each.in_context)
            for each in sorted(passages.values(), key=lambda passage: passage.id)
        ]

    def _vectors(self, step: Sequence[tuple[int, bytes, str]]) -> Vectors:
        """One vector a passage, shape (n, d): taken over where equal text was embedded before, else computed."""
        known = self._known_vectors([key for _, key, _ in step])
        missing = {key: text for _, key, text in step if key not in known}
        if missing:
            computed = self._embedder.embed_passages(list(missing.values()))
            known.update(zip(missing, computed, strict=True))
        return np.stack([known[key] for _, key, _ in step])

    def _known_vectors(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        key_of = self._backlog.embedded_with(keys)
        if not key_of:
            return {}
        segments = self._segments_with(sorted(key_of))
        found = fetch_vectors(segments, np.array(sorted(key_of), dtype=np.int64))
        return {key_of[passage_id]: vector for passage_id, vector in found.items()}

    def _segments_with(self, ids: Sequence[int]) -> list[Segment]:
        """Only the segments that hold these passages, made by this embedder: the rest is not even read.

        Of a damaged one nothing is taken over: what it holds is computed again.
        """
        with self._catalog.snapshot() as snapshot:
            segments = snapshot.segments(self._embedder.fingerprint)
        found = []
        for record in segments:
            if _holds_any(record, ids):
                with suppress(SnapshotCorrupt):
                    found.append(Segment.load(self._directory, record))
        return found

    def _publish(self, ids: Sequence[int], vectors: Vectors) -> None:
        record = write_segment(
            self._directory, uuid.uuid4().hex, np.array(ids, dtype=np.int64), vectors, self._embedder.fingerprint
        )
        with self._catalog.transaction() as connection:
            embedder_records.register_embedder(
                connection, self._choice, record.fingerprint, record.dimension, self._role
            )
            records.add_segment(connection, record)
            if self._role is EmbedderRole.ACTIVE:
                records.finish_documents(connection, record.ranges)
                records.bump_generation(connection)


def _holds_any(record: SegmentRecord, ids: Sequence[int]) -> bool:
    array = np.asarray(ids, dtype=np.int64)
    return any(bool(np.any((array >= first) & (array <= last))) for first, last in record.ranges)
