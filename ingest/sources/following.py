"""The sources of a library: add, list, confirm, remove, and the sync of one of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.full_disk import disk_full_is_storage_full
from ingest.intake import Intake
from ingest.locking import file_lock
from ingest.sources.accepting import Target
from ingest.sources.applying import parts, remove_items
from ingest.sources.registry import check_options, find_kind
from ingest.sources.reports import SyncReport
from ingest.sources.running import Run
from ingest.sources.store import SourceRecord, SourceStore
from ingest.sources.types import Problem, Surroundings, Task
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import ConfigurationError
from rag.layout import DataDir
from rag.wording import say

_NAME = re.compile(r"[\w][\w.-]{0,63}")


class Sources:
    """Follows the sources of one library; it accepts documents and leaves indexing them to the indexer."""

    def __init__(self, settings: Settings) -> None:
        self._directory = DataDir(settings.data_dir)
        self._directory.create()
        self._catalog = Catalog(self._directory)
        self._intake = Intake(self._directory, self._catalog, settings.max_upload_bytes)
        self._max_bytes = settings.max_upload_bytes
        self._store = SourceStore(self._catalog)

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    def add(self, name: str, kind: str, location: str, options: dict[str, Any] | None = None) -> SourceRecord:
        """Follow a place from the next sync on; nothing is read yet. Raises ConfigurationError."""
        if not _NAME.fullmatch(name):
            raise ConfigurationError(
                say(
                    "source_name_unusable",
                    "“{name}” cannot name a source: use up to 64 letters, digits, dots, hyphens and underscores.",
                    name=name,
                )
            )
        of = find_kind(kind)
        checked = check_options(of, options or {})
        location = of.check(location)
        of.open(location, checked, self._surroundings(0)).close(finished=True)
        return self._store.add(name, kind, location, checked.model_dump(exclude_defaults=True))

    def all(self) -> list[SourceRecord]:
        """All sources by name."""
        return self._store.all()

    def find(self, name: str) -> SourceRecord:
        """One source. Raises SourceNotFound."""
        return self._store.find(name)

    def count_documents(self, name: str) -> int:
        """How many documents a source has in the library. Raises SourceNotFound."""
        return self._store.count_documents(self._store.find(name).id)

    def count_uploads(self) -> int:
        """How many documents are of no source: no sync ever changes them."""
        return self._store.count_uploads()

    def rejected(self, name: str, limit: int | None = None) -> list[Problem]:
        """What of a source was not accepted, and why; at most `limit` of it. Raises SourceNotFound."""
        return self._store.rejected(self._store.find(name).id, limit)

    def confirm(self, name: str) -> None:
        """Allow the removal that waits: the next sync does it when it is still the same.

        Raises SourceNotFound, and ConfigurationError when nothing waits.
        """
        record = self._store.find(name)
        if record.held is None:
            raise ConfigurationError(
                say("nothing_to_confirm", "Nothing of “{name}” waits for confirmation.", name=name)
            )
        self._store.confirm(record.id)

    def remove(self, name: str, *, keep_documents: bool = False, dry_run: bool = False) -> list[str]:
        """Stop following a source, and remove its documents unless they are kept. Returns their names.

        Raises SourceNotFound and LibraryBusy.
        """
        record = self._store.find(name)
        with self._syncing(record):
            known, names = self._store.items(record.id), self._store.document_names(record.id)
            if not dry_run:
                for part in parts([] if keep_documents else list(known)):
                    remove_items(self._target(record), part, known)
                self._store.remove(record.id)
                shutil.rmtree(self._surroundings(record.id).cache, ignore_errors=True)
                self._intake.erase_answers()
        return [] if keep_documents else sorted(names.values())

    def sync(
        self,
        name: str,
        task: Task | None = None,
        *,
        dry_run: bool = False,
        retry: bool = False,
        staged: bool = False,
    ) -> SyncReport:
        """Make the library hold what a source holds now, as far as accepting documents goes.

        One bad item never stops it; when `task` is told to stop, what was finished is kept. With `dry_run` nothing
        is changed. `retry` also takes what was rejected earlier, or removed by a person. With `staged` everything
        goes into the staged set: new bytes, removals and new names.

        Raises SourceNotFound; LibraryBusy when another sync of it runs; SourceUnreachable, with nothing changed or
        with what was fetched until then; ImplausiblePlan when what it would lose has to be confirmed; StorageFull.
        """
        record = self._store.find(name)
        with self._syncing(record), disk_full_is_storage_full(self._directory.root):
            record = self._store.find(name)
            options = check_options(find_kind(record.kind), record.options)
            source = find_kind(record.kind).open(record.location, options, self._surroundings(record.id))
            run = Run(self._store, self._target(record, staged=staged), source, options, record)
            return run.sync(task or Task(), dry_run=dry_run, retry=retry)

    @contextmanager
    def _syncing(self, record: SourceRecord) -> Iterator[None]:
        lock = self._directory.syncing / f"source-{record.id}.lock"
        busy = say("source_busy", "Another process is syncing “{name}”; nothing was changed.", name=record.name)
        with file_lock(lock, busy):
            yield

    def _surroundings(self, source_id: int) -> Surroundings:
        syncing = self._directory.syncing
        cache = syncing / f"source-{source_id}"
        return Surroundings(self._directory.root, cache, self._directory.original, syncing, self._max_bytes)

    def _target(self, record: SourceRecord, *, staged: bool = False) -> Target:
        return Target(self._directory, self._catalog, self._intake, record.id, record.name, self._max_bytes, staged)
