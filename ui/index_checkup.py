"""Do the indexes hold exactly what the catalog says? To be asked under the writer lock."""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import tantivy

from rag.catalog import Catalog, Snapshot
from rag.embedders.choice import EmbedderRole
from rag.errors import SnapshotCorrupt
from rag.layout import DataDir
from rag.lexical import PASSAGE, open_lexical_index, range_query
from rag.vectors import Ids, Ranges, Segment, SegmentRecord, expand_ranges
from ui.output import Step

_BLOCK = 20_000  # passages compared at a time
_REBUILD = "run `fundstelle rebuild`"
_TAIL = struct.Struct("<II")  # length of the footer, magic number
_MAGIC = 1337

_ARCHIVED = "document_id IN (SELECT id FROM documents WHERE role = 'archived')"


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the two word indexes, and which passages it must and may hold, in SQL."""

    name: str
    history: bool
    held: str
    allowed: str


_TODAY = _Part("the word index", False, f"NOT {_ARCHIVED}", f"NOT {_ARCHIVED}")
# What came back from the history may stay there until it goes there again.
_HISTORY = _Part(
    "the word index of the history",
    True,
    f"{_ARCHIVED} AND NOT EXISTS"
    " (SELECT 1 FROM tombstones t WHERE t.in_lexical = 1 AND passages.id BETWEEN t.first AND t.last)",
    "TRUE",
)


def check_segments(directory: DataDir, catalog: Catalog, step: Step) -> list[str]:
    """Is each segment readable, and each embedded passage in exactly one of its embedder?"""
    with catalog.snapshot() as snapshot:
        records, dead = snapshot.segments(), snapshot.dead_ranges()
        embedders = snapshot.embedders()
        live = _ids(catalog, "SELECT id FROM passages ORDER BY id") if len(embedders) > 1 else None
        embedded = _ids(catalog, "SELECT id FROM passages WHERE embedded = 1 ORDER BY id")
    problems = []
    for done, record in enumerate(records):
        step("check", done, len(records), record.id)
        try:
            Segment.load(directory, record)
        except (SnapshotCorrupt, OSError) as error:
            problems.append(f"{str(error).rstrip('.')}: passages cannot be found by meaning; {_REBUILD}.")
    problems += _check_places(catalog, records)
    if {record.fingerprint for record in records} - {embedder.fingerprint for embedder in embedders}:
        problems.append(f"Some vectors were made by an embedding model that the catalog does not name; {_REBUILD}.")
    for embedder in embedders:
        own = [record for record in records if record.fingerprint == embedder.fingerprint]
        if embedder.role is EmbedderRole.ACTIVE:
            problems += _compare_rows(own, embedded, dead)
        elif live is not None:
            # One that is kept, or in the making, need not have all; what it has must be of passages there are.
            problems += _compare_rows(own, np.intersect1d(live, _held(own)), dead)
    return problems


def _held(records: list[SegmentRecord]) -> Ids:
    return np.concatenate([np.empty(0, dtype=np.int64), *(record.ids() for record in records)])


def _check_places(catalog: Catalog, records: list[SegmentRecord]) -> list[str]:
    """Does a search of the present find all that is live, and nothing that is only in the history?"""
    archived = _ids(catalog, f"SELECT id FROM passages WHERE embedded = 1 AND {_ARCHIVED} ORDER BY id")
    with catalog.snapshot() as snapshot:
        dead = snapshot.dead_ranges()
    history = expand_ranges([block for record in records if record.archive for block in record.ranges])
    present = expand_ranges([block for record in records if not record.archive for block in record.ranges])
    live = _ids(catalog, f"SELECT id FROM passages WHERE embedded = 1 AND NOT {_ARCHIVED} ORDER BY id")
    shown = np.intersect1d(archived, present)
    return [
        f"{count} passages {what}; {_REBUILD}."
        for count, what in (
            (len(np.intersect1d(live, history)), "of today are in a vector segment of the history"),
            (len(shown) - _count_inside(shown, dead), "of former versions are found among those of today"),
        )
        if count
    ]


def _compare_rows(records: list[SegmentRecord], embedded: Ids, dead: Ranges) -> list[str]:
    held = _held(records)
    rows, copies = np.unique(held, return_counts=True)
    problems = []
    twice = int(np.isin(rows[copies > 1], embedded, assume_unique=True).sum())
    if twice:
        problems.append(f"{twice} passages are in more than one vector segment; {_REBUILD}.")
    missing = len(np.setdiff1d(embedded, rows, assume_unique=True))
    if missing:
        problems.append(f"{missing} passages are called embedded but are in no vector segment; {_REBUILD}.")
    strange = np.setdiff1d(rows, embedded, assume_unique=True)
    unknown = len(strange) - _count_inside(strange, dead)
    if unknown:
        problems.append(f"The vector segments hold {unknown} passages that the catalog does not name; {_REBUILD}.")
    return problems


def check_words(directory: DataDir, catalog: Catalog, step: Step) -> list[str]:
    """Are the files of both word indexes whole, and do they hold what is live, and what is history?"""
    return _check_index(directory, catalog, step, _TODAY) + _check_index(directory, catalog, step, _HISTORY)


def _check_index(directory: DataDir, catalog: Catalog, step: Step, part: _Part) -> list[str]:
    folder = directory.history if part.history else directory.lexical
    if not (folder / "meta.json").exists():
        lacking = len(_ids(catalog, f"SELECT id FROM passages WHERE {part.held} LIMIT 1"))
        return [f"{part.name.capitalize()} is missing; {_REBUILD}."] if lacking else []
    try:
        damaged = _damaged_files(folder)
        if damaged:
            return [f"{part.name.capitalize()} is damaged ({', '.join(damaged[:5])}); {_REBUILD}."]
        index = open_lexical_index(directory, history=part.history)
        index.reload()
        with catalog.snapshot() as snapshot:
            return _compare_words(index.searcher(), catalog, snapshot, step, part)
    except SnapshotCorrupt as error:
        return [str(error)]
    except Exception as error:  # noqa: BLE001 - tantivy raises whatever its files make it raise
        return [f"{part.name.capitalize()} cannot be read ({type(error).__name__}); {_REBUILD}."]


def _compare_words(
    searcher: tantivy.Searcher, catalog: Catalog, snapshot: Snapshot, step: Step, part: _Part
) -> list[str]:
    dead = snapshot.dead_ranges()
    last = int(snapshot.meta("next_passage") or 1)
    seen = missing = unknown = twice = 0
    for first in range(0, last, _BLOCK):
        step("check", first, last, "")
        found = _indexed(searcher, first, first + _BLOCK - 1)
        held, copies = np.unique(found, return_counts=True)
        expected, allowed = (
            _ids(catalog, f"SELECT id FROM passages WHERE id BETWEEN ? AND ? AND {each}", first, first + _BLOCK - 1)
            for each in (part.held, part.allowed)
        )
        seen += len(found)
        twice += int(np.isin(held[copies > 1], expected).sum())
        missing += len(np.setdiff1d(expected, held))
        strange = np.setdiff1d(held, allowed)
        unknown += len(strange) - _count_inside(strange, dead)
    unknown += searcher.num_docs - seen
    counts = (
        (missing, "are missing from"),
        (unknown, "are unknown to the catalog but in"),
        (twice, "are twice in"),
    )
    return [f"{count} passages {what} {part.name}; {_REBUILD}." for count, what in counts if count]


def _indexed(searcher: tantivy.Searcher, first: int, last: int) -> Ids:
    """Ids of the passages in a block that the word index holds, with repetitions."""
    # More would be found twice each; then the total, which is compared too, tells.
    result = searcher.search(range_query(first, last), limit=2 * (last - first + 1), count=False)
    values = searcher.fast_field_values(PASSAGE, [address for _, address in result.hits])
    return np.array([-1 if value is None else value for value in values], dtype=np.int64)


def _ids(catalog: Catalog, query: str, *arguments: int) -> Ids:
    rows: Iterator[tuple[int]] = catalog.connection().execute(query, arguments)
    return np.fromiter((row[0] for row in rows), dtype=np.int64)


def _count_inside(ids: Ids, ranges: Ranges) -> int:
    return int(np.isin(ids, expand_ranges(ranges)).sum())


def _damaged_files(folder: Path) -> list[str]:
    """Files of the current word index that do not match their checksums. Raises what unreadable JSON raises."""
    meta = json.loads((folder / "meta.json").read_bytes())
    damaged = []
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        deletes = f"{name}.{(segment['deletes'] or {}).get('opstamp')}.del"
        for path in sorted(folder.glob(f"{name}.*")):
            # Other lists of deletions are leftovers of a commit that never was.
            if (path.suffix != ".del" or path.name == deletes) and not _matches_checksum(path):
                damaged.append(path.name)
    return damaged


def _matches_checksum(path: Path) -> bool:
    """Whether a file ends as tantivy ends files, with the checksum of what stands before.

    That is: payload, footer as JSON with a CRC-32 of the payload, length of the footer, magic number; the last two
    as little-endian 32-bit numbers.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < _TAIL.size:
            return False
        file.seek(size - _TAIL.size)
        length, magic = _TAIL.unpack(file.read(_TAIL.size))
        end = size - _TAIL.size - length
        if magic != _MAGIC or end < 0:
            return False
        file.seek(end)
        try:
            expected = json.loads(file.read(length))["crc"]
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        return bool(_checksum(file, end) == expected)


def _checksum(file: BinaryIO, end: int) -> int:
    checksum, left = 0, end
    while left and (block := file.read(min(left, 1 << 20))):
        checksum, left = zlib.crc32(block, checksum), left - len(block)
    return checksum
