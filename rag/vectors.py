"""Immutable FAISS segments: written once, checksummed, searched with filters before top-k.

A segment file holds only vectors (an `IndexFlatIP`); which passage stands at which row is in the catalog,
so a file can never answer for a passage that the catalog does not name. The format is FAISS's own: no pickle.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rag.errors import SnapshotCorrupt
from rag.layout import DataDir

Vectors: TypeAlias = NDArray[np.float32]
Ids: TypeAlias = NDArray[np.int64]
Ranges: TypeAlias = Sequence[tuple[int, int]]

# Below this many rows a second OpenMP thread costs more than it brings (10,000 searches: 0.7 against 6.6 s).
_ROWS_FOR_THREADS = 20_000


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """What the catalog says of a segment."""

    id: str
    sha256: str
    bytes: int
    rows: int
    dimension: int
    fingerprint: str
    ranges: tuple[tuple[int, int], ...]  # inclusive blocks of passage ids, ascending; row i is the i-th id
    archive: bool = False  # none of its rows is of a live or staged document

    def ids(self) -> Ids:
        """Passage ids by row, shape (rows,), ascending."""
        return expand_ranges(self.ranges)


def expand_ranges(ranges: Ranges) -> Ids:
    """Inclusive blocks to the ids in them, shape (n,)."""
    if not ranges:
        return np.empty(0, dtype=np.int64)
    return np.concatenate([np.arange(first, last + 1, dtype=np.int64) for first, last in ranges])


def collapse_ids(ids: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Ids to the fewest inclusive blocks, ascending."""
    array = np.unique(np.fromiter(ids, dtype=np.int64))
    if not len(array):
        return ()
    breaks = np.flatnonzero(np.diff(array) > 1)
    firsts = array[np.concatenate([[0], breaks + 1])]
    lasts = array[np.concatenate([breaks, [len(array) - 1]])]
    return tuple((int(first), int(last)) for first, last in zip(firsts, lasts, strict=True))


def inside_ranges(ids: Ids, ranges: Ranges) -> NDArray[np.bool_]:
    """Which of the ids, shape (n,), are in the ascending blocks that do not overlap."""
    blocks = np.asarray(ranges, dtype=np.int64).reshape(-1, 2)
    if not len(blocks):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(blocks[:, 0], ids, side="right") - 1
    found: NDArray[np.bool_] = (places >= 0) & (ids <= blocks[places, 1])
    return found


def pack_ranges(ranges: Ranges) -> bytes:
    """Blocks as the catalog stores them."""
    return np.asarray(ranges, dtype="<i8").reshape(-1, 2).tobytes()


def unpack_ranges(blob: bytes) -> tuple[tuple[int, int], ...]:
    """Inverse of `pack_ranges`."""
    return tuple((int(first), int(last)) for first, last in np.frombuffer(blob, dtype="<i8").reshape(-1, 2))


def write_segment(
    directory: DataDir, segment_id: str, ids: Ids, vectors: Vectors, fingerprint: str
) -> SegmentRecord:
    """Write vectors of shape (n, d), ids ascending, to a new durable file; the catalog makes it visible."""
    import faiss

    if len(ids) != len(vectors) or (len(ids) > 1 and not bool(np.all(np.diff(ids) > 0))):
        raise ValueError("a segment needs one vector for each of its ascending ids")
    index = faiss.IndexFlatIP(int(vectors.shape[1]))
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    payload = faiss.serialize_index(index).tobytes()
    path = directory.segment(segment_id)
    write_durably(path, payload)
    return SegmentRecord(
        segment_id,
        hashlib.sha256(payload).hexdigest(),
        len(payload),
        len(ids),
        int(vectors.shape[1]),
        fingerprint,
        collapse_ids(ids.tolist()),
    )


def write_durably(path: Path, payload: bytes) -> None:
    """Write aside, flush to the disk, rename: the file is there whole or not at all."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Segment:
    """One loaded segment. Searching it is thread-safe: nothing of it ever changes."""

    def __init__(self, record: SegmentRecord, index: Any) -> None:
        self.record = record
        self.ids = record.ids()
        self._index = index

    @classmethod
    def load(cls, directory: DataDir, record: SegmentRecord) -> Segment:
        """Read and verify a segment. Raises SnapshotCorrupt when it is not what the catalog recorded."""
        import faiss

        path = directory.segment(record.id)
        try:
            payload = np.fromfile(path, dtype=np.uint8)
        except FileNotFoundError as missing:
            raise SnapshotCorrupt(f"The vector segment {record.id} is missing.") from missing
        if hashlib.sha256(payload.data).hexdigest() != record.sha256:
            raise SnapshotCorrupt(
                f"The vector segment {record.id} does not match its checksum; run `fundstelle rebuild`."
            )
        index = faiss.deserialize_index(payload)
        if index.ntotal != record.rows or index.d != record.dimension:
            raise SnapshotCorrupt(f"The vector segment {record.id} does not have the rows it should have.")
        return cls(record, index)

    def search(self, question: Vectors, k: int, live: NDArray[np.bool_] | None) -> tuple[Ids, Vectors]:
        """The k best live rows: passage ids and inner products, best first; `question` has shape (d,)."""
        import faiss

        faiss.omp_set_num_threads(1 if len(self.ids) < _ROWS_FOR_THREADS else (os.cpu_count() or 1))
        params = None
        if live is not None:
            # The selector reads this buffer during the search, so it must outlive the call.
            bitmap = np.packbits(live, bitorder="little")
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))
        scores, rows = self._index.search(question.reshape(1, -1), min(k, len(self.ids)), params=params)
        found = rows[0] >= 0
        return self.ids[rows[0][found]], scores[0][found]

    def positions(self, ids: Ids) -> tuple[Ids, NDArray[np.bool_]]:
        """Rows of the given passage ids, and which of them this segment has."""
        rows = np.searchsorted(self.ids, ids)
        inside = rows < len(self.ids)
        inside[inside] = self.ids[rows[inside]] == ids[inside]
        return rows, inside

    def vectors(self, rows: Ids) -> Vectors:
        """Vectors at the given rows, shape (n, d)."""
        if not len(rows):
            return np.empty((0, self.record.dimension), dtype=np.float32)
        result: Vectors = self._index.reconstruct_batch(rows)
        return result

    def live(self, dead: Ranges, wanted: Ranges | None, revived: Ranges | None = None) -> NDArray[np.bool_] | None:
        """Mask over the rows, None when every row may be returned. `revived` count though they are dead."""
        allowed = self._allowed(dead, revived)
        if wanted is None:
            return allowed
        mask = np.zeros(len(self.ids), dtype=np.bool_)
        self._fill(mask, wanted, True)
        return mask if allowed is None else mask & allowed

    def _allowed(self, dead: Ranges, revived: Ranges | None) -> NDArray[np.bool_] | None:
        archive = revived is not None and self.record.archive
        if not archive and not self._touches(dead):
            return None
        mask = np.full(len(self.ids), not archive, dtype=np.bool_)
        if not archive:
            self._fill(mask, dead, False)
        if revived:
            self._fill(mask, revived, True)
        return mask

    def _touches(self, ranges: Ranges) -> bool:
        begins, ends = self._slices(ranges)
        return bool((begins < ends).any())

    def _fill(self, mask: NDArray[np.bool_], ranges: Ranges, value: bool) -> None:
        begins, ends = self._slices(ranges)
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            mask[begin:end] = value

    def _slices(self, ranges: Ranges) -> tuple[Ids, Ids]:
        blocks = np.asarray(ranges, dtype=np.int64).reshape(-1, 2)
        return np.searchsorted(self.ids, blocks[:, 0]), np.searchsorted(self.ids, blocks[:, 1], side="right")


class VectorReader:
    """Search over the segments of a generation; loaded segments are kept while the catalog names them."""

    def __init__(self, directory: DataDir) -> None:
        self._directory = directory
        self._loaded: dict[str, Segment] = {}
        self._broken: dict[str, str] = {}
        self._lock = threading.Lock()

    def open(self, records: Sequence[SegmentRecord], named: Iterable[str] = ()) -> tuple[list[Segment], list[str]]:
        """Segments that can serve, and a sentence for each one that cannot.

        `named`: further ones that the catalog names; what was loaded of them is kept.
        """
        with self._lock:
            names = {record.id for record in records} | set(named)
            self._loaded = {key: value for key, value in self._loaded.items() if key in names}
            self._broken = {key: value for key, value in self._broken.items() if key in names}
            for record in records:
                if record.id not in self._loaded and record.id not in self._broken:
                    try:
                        self._loaded[record.id] = Segment.load(self._directory, record)
                    except SnapshotCorrupt as corrupt:
                        self._broken[record.id] = str(corrupt)
            segments = [self._loaded[record.id] for record in records if record.id in self._loaded]
            return segments, [self._broken[record.id] for record in records if record.id in self._broken]


def search_segments(
    segments: Sequence[Segment],
    question: Vectors,
    k: int,
    dead: Ranges,
    wanted: Ranges | None = None,
    masks: Sequence[NDArray[np.bool_]] | None = None,
    revived: Ranges | None = None,
) -> list[tuple[int, float]]:
    """The k best live passages of all segments: (passage id, inner product), best first, ties by id.

    `masks`, one a segment, limit the search to some of its rows; `revived` passages count though they are dead.
    """
    found: list[tuple[int, float]] = []
    for number, segment in enumerate(segments):
        live = segment.live(dead, wanted, revived)
        if masks is not None and not masks[number].all():
            live = masks[number] if live is None else live & masks[number]
        if live is not None and not live.any():
            continue
        ids, scores = segment.search(question, k, live)
        found.extend(zip(ids.tolist(), scores.tolist(), strict=True))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]


def fetch_vectors(segments: Sequence[Segment], ids: Ids) -> dict[int, Vectors]:
    """Vectors of those of the given passages that are embedded."""
    found: dict[int, Vectors] = {}
    for segment in segments:
        rows, inside = segment.positions(ids)
        for passage, vector in zip(ids[inside].tolist(), segment.vectors(rows[inside]), strict=True):
            found[passage] = vector
    return found
