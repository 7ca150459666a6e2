"""The library that an evaluation set is read into: kept, so that the next run reads only what changed."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from pathlib import Path

import platformdirs

from ingest import records
from ingest.indexer import Indexer
from ingest.progress import Report
from ingest.reports import AddReport
from ingest.scanning import find_files
from ingest.sniffing import safe_name
from rag.catalog import Catalog
from rag.errors import ConfigurationError, UploadRejected
from rag.layout import DataDir
from ui.evaluation.dataset import DOCUMENTS
from ui.evaluation.rows import Ingested

_KEY = "evaluation"


def default_store(documents: Path) -> Path:
    """The folder of this user's cache for one folder of documents."""
    name = documents.parent.name if documents.name == DOCUMENTS else documents.name
    key = hashlib.sha256(str(documents).encode(errors="surrogateescape")).hexdigest()[:12]
    return platformdirs.user_cache_path("fundstelle", appauthor=False) / "evaluation" / f"{name}-{key}"


def names_of(documents: Path) -> list[str]:
    """The names that the files of the folder have as documents, read or not."""
    return [_name(file.name) for file in find_files([documents]).files]


def _name(file: str) -> str:
    try:
        return safe_name(file)
    except UploadRejected:
        return file  # it becomes no document; evidence in it is still evidence


def claim_store(store: Path, documents: Path) -> None:
    """Mark the store as one of ours. Raises ConfigurationError when it is somebody's library."""
    directory = DataDir(store)
    directory.create()
    with closing(Catalog(directory)) as catalog:
        with catalog.snapshot() as snapshot:
            foreign = snapshot.meta(_KEY) is None and snapshot.counts()["documents"] > 0
        if foreign:
            raise ConfigurationError(
                f"{store} is a library that `fundstelle eval` did not make, and it would remove documents from it;"
                " name another folder with --store."
            )
        with catalog.transaction() as connection:
            records.set_meta(connection, _KEY, str(documents))


def take_calibration(store: Path, library: Path) -> None:
    """Let the store refuse as the library in force does: its calibration, or none."""
    wanted, copy = DataDir(library).refusal, DataDir(store).refusal
    if wanted == copy:
        return
    if wanted.is_file():
        shutil.copyfile(wanted, copy)
    else:
        copy.unlink(missing_ok=True)


def fill_store(indexer: Indexer, store: Path, documents: Path, report: Report) -> Ingested:
    """Make the store hold exactly the documents of the set. Raises LibraryBusy and ModelUnavailable."""
    # Files are removed last: one that was renamed keeps its vectors then.
    added = indexer.add([documents], report=report)
    # What is measured is the embedder of the settings, not the one that the store was made with.
    indexer.work(report)
    wanted = set(names_of(documents))
    with closing(Catalog(DataDir(store))) as catalog:
        with catalog.snapshot() as snapshot:
            spare = [each.name for each in snapshot.documents() if each.name not in wanted]
        indexer.remove(spare)
        with catalog.snapshot() as snapshot:
            counts = snapshot.counts()
    return _describe(added, counts, len(spare))


def _describe(added: AddReport, counts: dict[str, int], removed: int) -> Ingested:
    return Ingested(
        documents=counts["documents"],
        pages=counts["pages"],
        passages=counts["passages"],
        added=added.added,
        updated=added.updated,
        unchanged=added.unchanged,
        removed=removed,
        failed={each.document: each.reason for each in added.failed},
        seconds=added.seconds,
    )
