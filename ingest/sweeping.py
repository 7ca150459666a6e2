"""Debris: files in the data folder that the catalog does not name, left by a process that was killed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from ingest.intake import Intake
from rag.catalog import Catalog
from rag.layout import DataDir

# Bytes on their way in are written without a pause; a file untouched for this long has lost its process.
_INCOMING_SECONDS = 3600.0


def find_debris(directory: DataDir, catalog: Catalog) -> list[Path]:
    """Files that nothing needs. Call it only under the writer lock: else they may be somebody's work."""
    return [*_segments(directory, catalog), *_originals(directory, catalog), *_incoming(directory)]


def sweep(directory: DataDir, catalog: Catalog, intake: Intake) -> None:
    """Remove all debris. Call it only under the writer lock."""
    for path in (*_segments(directory, catalog), *_incoming(directory)):
        path.unlink(missing_ok=True)
    # An original may be on its way into the catalog at this moment, so the intake looks again before it deletes.
    orphans = [path.name for path in _originals(directory, catalog)]
    if orphans:
        intake.erase_originals(orphans)


def _segments(directory: DataDir, catalog: Catalog) -> Iterator[Path]:
    with catalog.snapshot() as snapshot:
        named = {directory.segment(record.id).name for record in snapshot.segments()}
    yield from (path for path in directory.vectors.iterdir() if path.name not in named)


def _originals(directory: DataDir, catalog: Catalog) -> Iterator[Path]:
    # Listed before the catalog is asked: what arrives in between is then not taken for debris.
    stored = [path for folder in directory.originals.iterdir() if folder.is_dir() for path in folder.iterdir()]
    with catalog.snapshot() as snapshot:
        needed = snapshot.originals()
    yield from (path for path in stored if path.name not in needed)


def _incoming(directory: DataDir) -> Iterator[Path]:
    oldest = time.time() - _INCOMING_SECONDS
    for path in directory.incoming.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                yield path
        except FileNotFoundError:
            continue  # it was taken in meanwhile
