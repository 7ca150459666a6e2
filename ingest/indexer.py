"""The writing façade: add, remove, rebuild. One writer a library; readers go on meanwhile."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest import embedder_records, records
from ingest.compaction import Compactor
from ingest.embedding_work import EmbeddingWork
from ingest.erasing import erase_answers
from ingest.full_disk import disk_full_is_storage_full
from ingest.generations import Reason, Run
from ingest.intake import Accepted, Intake
from ingest.lexical_writer import LexicalWriter
from ingest.locking import writer_lock
from ingest.progress import Progress, Report, ignore, until_stopped
from ingest.publishing import WAITS, Publisher
from ingest.readers import ReaderPool, ReadLimits
from ingest.records import Outcome
from ingest.reports import AddReport, Failed, summarise
from ingest.retention import erase_expired, has_expired
from ingest.rewriting import rewrite_words
from ingest.rollback import Rolled, roll_back
from ingest.scanning import FoundFile, find_files
from ingest.staging import StagedIntake, discard_staged, publish_staged
from ingest.sweeping import sweep
from ingest.versions import mark_archived
from rag.catalog import WORDS_OUTDATED, Catalog
from rag.config import Settings
from rag.embedders.choice import EmbedderChoice, EmbedderRecord
from rag.embedders.shelf import EmbedderShelf, Opener
from rag.embedding import Embedder
from rag.errors import FundstelleError, LibraryBusy, SnapshotCorrupt, StorageFull, UploadRejected
from rag.layout import DataDir
from rag.types import DocumentState
from rag.views import LIVE, STAGED

# Merging this many rows costs a fraction of a second; larger merges are left to the worker.
_INLINE_MERGE_ROWS = 50_000
_UNLIMITED = 1 << 40
_WRITING = "writing"
# Reported before another generation is shown: the last moment at which that can be stopped.
_SHOWING = Progress("show", 0, 0)
_WAITING = Progress("wait", 0, 0)
_LOG = logging.getLogger(__name__)


class Indexer:
    """Writes one library. `embedder` makes the settings' one, `opener` any other; by default those they name.

    They are called only when something has to be embedded.
    """

    def __init__(
        self, settings: Settings, embedder: Callable[[], Embedder] | None = None, opener: Opener | None = None
    ) -> None:
        self._settings = settings
        self._directory = DataDir(settings.data_dir)
        self._directory.create()
        self._catalog = Catalog(self._directory)
        self._embedders = EmbedderShelf(settings, embedder, opener)
        self._embedding = EmbeddingWork(self._directory, self._catalog, self._embedders)
        self.intake = Intake(self._directory, self._catalog, settings.max_upload_bytes)
        self.staging = StagedIntake(self._directory, self._catalog, self.intake, settings.max_upload_bytes)

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    def add(
        self,
        paths: Sequence[Path],
        *,
        password: str | None = None,
        force: bool = False,
        staged: bool = False,
        report: Report = ignore,
        wait_seconds: float = 0.0,
        stop: threading.Event | None = None,
    ) -> AddReport:
        """Add files and folders and index them completely.

        Raises Stopped between two files once `stop` is set, or `report` raises it: what was taken in and read is
        kept, and the same call goes on.

        `force` reads unchanged documents again; `staged` takes the files into the staged set. Raises
        LibraryBusy when another process writes for longer than `wait_seconds`, ConfigurationError when a path does
        not exist.
        """
        begun, report = time.monotonic(), until_stopped(report, stop)
        found = find_files(paths, self._directory.root)
        with self._writing(wait_seconds, report):
            accepted, failed = self._accept(found.files, password, force, staged, report)
            self._index(report, _INLINE_MERGE_ROWS, stop=stop)
        with self._catalog.snapshot(STAGED if staged else LIVE) as snapshot:
            failed += [Failed(name, reason) for name, reason in found.left_out]
            return summarise(snapshot, accepted, failed, time.monotonic() - begun, read_again=force)

    def work(
        self,
        report: Report = ignore,
        wait_seconds: float = 0.0,
        *,
        change_embedder: bool = True,
        stop: threading.Event | None = None,
    ) -> bool:
        """Index whatever waits or is pending; unless told otherwise, change the embedder if another one is wanted.

        False when there was nothing to do. Raises ModelUnavailable, LibraryBusy when another process writes for
        longer than `wait_seconds`, and Stopped as `add` does.
        """
        change = change_embedder and self._embedding.is_change_wanted()
        if not change and not self._has_pending():
            return False
        report = until_stopped(report, stop)
        with self._writing(wait_seconds, report):
            self._index(report, _UNLIMITED, change=change, stop=stop)
        return True

    def has_work(self) -> bool:
        """Whether anything waits to be read, embedded or tidied, or another embedder is wanted."""
        return self._has_pending() or self._embedding.is_change_wanted()

    def _has_pending(self) -> bool:
        row = self._catalog.connection().execute(
            f"SELECT EXISTS (SELECT 1 FROM documents WHERE {WAITS})"
            " OR EXISTS (SELECT 1 FROM passages WHERE embedded = 0)"
            " OR EXISTS (SELECT 1 FROM tombstones WHERE in_lexical = 1)"
            " OR EXISTS (SELECT 1 FROM reservations)"
            f" OR EXISTS (SELECT 1 FROM meta WHERE key = '{WORDS_OUTDATED}')"
        )
        return bool(row.fetchone()[0]) or has_expired(self._catalog, self._settings.keep_generations_days)

    def sweep(self) -> None:
        """Remove the files that an interrupted process left behind. Raises LibraryBusy."""
        with self._writing():
            sweep(self._directory, self._catalog, self.intake)

    def remove(self, names: Iterable[str], erased: Callable[[int], None] | None = None) -> list[str]:
        """Remove documents. Index files catch up now, or with the next writer when one is busy.

        `erased` is told how many stored answers went with them.
        """
        removed = self.intake.remove(names, erased)
        try:
            with self._writing():
                self._tidy_up()
        except LibraryBusy:
            pass  # whoever holds the lock tidies up before letting go
        return removed

    def roll_back(self, to: int | str, report: Report = ignore, wait_seconds: float = 0.0) -> Rolled:
        """Show again what a generation showed, as a new generation. What waits is indexed before.

        Raises LibraryBusy, and what `ingest.rollback.roll_back` raises.
        """
        with self._writing(wait_seconds, report):
            self._index(report, _INLINE_MERGE_ROWS)
            report(_SHOWING)
            with self._lexical_writer() as lexical:
                rolled = roll_back(self._catalog, lexical, to)
                self._tidy(Compactor(self._directory, self._catalog, lexical), _INLINE_MERGE_ROWS)
        return rolled

    def publish(self, report: Report = ignore, wait_seconds: float = 0.0, judged: str | None = None) -> int | None:
        """Show the staged set to everybody. Returns the new generation, None when nothing is staged.

        Raises LibraryBusy, also when the set is not the one that was `judged`, and GenerationConflict; see
        `publish_staged`.
        """
        with self._writing(wait_seconds, report):
            self._index(report, _INLINE_MERGE_ROWS)
            report(_SHOWING)
            generation = publish_staged(self._catalog, judged)
            self._tidy_up()
        return generation

    def discard(self, wait_seconds: float = 0.0) -> int:
        """Erase the staged set. Returns how many documents it would have changed; raises LibraryBusy."""
        with self._writing(wait_seconds):
            count = discard_staged(self._catalog, self.intake)
            self._tidy_up()
        return count

    def switch_embedder(
        self, choice: EmbedderChoice | None, report: Report = ignore, wait_seconds: float = 0.0
    ) -> EmbedderRecord | None:
        """Make the library use another embedder whatever the setting says; None: the setting's again.

        Returns the one that answers then; None without any vectors. Raises ModelUnavailable and ConfigurationError
        before anything is changed when it cannot be used, LibraryBusy when the change is left to another process.
        """
        self._embedding.want(choice)
        with self._writing(wait_seconds, report):
            self._index(report, _UNLIMITED, change=True)
        with self._catalog.snapshot() as snapshot:
            return snapshot.active_embedder()

    def want_embedder(self, choice: EmbedderChoice | None) -> None:
        """As `switch_embedder`, but leave the change to the worker; waits for no other writer."""
        self._embedding.want(choice)

    def drop_embedder(self, name: str, wait_seconds: float = 0.0) -> int:
        """Delete the vectors of an embedder that is kept. Returns how many segments; raises ConfigurationError."""
        with self._writing(wait_seconds):
            return self._embedding.drop(name)

    def rebuild(self, report: Report = ignore, wait_seconds: float = 0.0) -> int:
        """Make the word index and all vectors anew from the catalog. Returns how many passages there are.

        Raises ModelUnavailable, before anything is changed, when there is nothing to embed with.
        """
        with self._writing(wait_seconds, report):
            sweep(self._directory, self._catalog, self.intake)
            # Without the model the vectors could not be made anew; then the old ones stay.
            self._embedding.open_wanted()
            # The tombstone of what is removed from here on must survive, also where one of the history was.
            spent = self._catalog.connection().execute("SELECT first, archived FROM tombstones").fetchall()
            total = rewrite_words(self._directory, self._catalog, report)
            with self._catalog.transaction() as connection:
                dropped = [row[0] for row in connection.execute("SELECT id FROM segments")]
                records.drop_segments(connection, dropped)
                embedder_records.forget_embedders(connection)
                connection.execute("UPDATE passages SET embedded = 0")
                connection.execute(
                    "UPDATE documents SET state = ? WHERE state = ? AND passages > 0",
                    (DocumentState.SEARCHABLE, DocumentState.READY),
                )
                connection.executemany("DELETE FROM tombstones WHERE first = ? AND archived = ?", spent)
                mark_archived(connection)
                connection.execute("DELETE FROM reservations")
                records.bump_generation(connection)
            self._index(report, _UNLIMITED)
        return total

    @contextmanager
    def _writing(self, wait_seconds: float = 0.0, report: Report = ignore) -> Iterator[None]:
        """The right to write, and one sentence for a full disk. Raises LibraryBusy and StorageFull."""
        with (
            disk_full_is_storage_full(self._directory.root),
            writer_lock(self._directory, wait_seconds, lambda: report(_WAITING)),
        ):
            if self._mark_writing():
                sweep(self._directory, self._catalog, self.intake)
            self._erase_answers()
            try:
                yield
            finally:
                # Where nothing can be written the mark stays; then the next writer looks for debris in vain.
                with (
                    suppress(StorageFull, LibraryBusy, sqlite3.OperationalError),
                    self._catalog.transaction() as connection,
                ):
                    records.remove_meta(connection, _WRITING)

    def _erase_answers(self) -> None:
        """Finish what an interrupted removal began. Stored answers that cannot be used must not stop the work."""
        try:
            erase_answers(self._directory, self._catalog)
        except FundstelleError:
            _LOG.warning("stored answers of removed documents could not be erased", exc_info=True)

    def _mark_writing(self) -> bool:
        """Leave a mark that only a finished writer removes. True when the last writer did not finish.

        Looking for debris costs as much as the library has files, so it is done after a crash only.
        """
        with self._catalog.transaction() as connection:
            interrupted = records.has_meta(connection, _WRITING)
            if not interrupted:
                records.set_meta(connection, _WRITING, "1")
        return interrupted

    def _words_are_outdated(self) -> bool:
        with self._catalog.snapshot() as snapshot:
            return snapshot.words_are_outdated()

    def _accept(
        self, files: Sequence[FoundFile], password: str | None, force: bool, staged: bool, report: Report
    ) -> tuple[list[Accepted], list[Failed]]:
        known = (self.staging if staged else self.intake).known([file.name for file in files])
        accepted: list[Accepted] = []
        failed: list[Failed] = []
        for done, file in enumerate(files):
            report(Progress("accept", done, len(files), file.name))
            try:
                if staged:
                    one = self.staging.accept_file(file, known.get(file.name), password)
                else:
                    one = self.intake.accept_file(file, known.get(file.name), password, force=force)
            except UploadRejected as rejected:
                failed.append(Failed(file.name, str(rejected)))
            except OSError as error:
                failed.append(Failed(file.name, f"The file could not be opened: {error.strerror or error}."))
            else:
                accepted.append(one)
                if force and not staged and one.outcome is Outcome.UNCHANGED:
                    self.intake.retry(one.name, password)
        return accepted, failed

    def _index(
        self,
        report: Report,
        merge_rows: int,
        reason: Reason = Reason.ADD,
        *,
        change: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Read, embed and tidy until nothing is left; new uploads are made searchable between two segments.

        With `change` the wanted embedder takes the place of the active one.
        """
        if not change and not self._has_pending():
            return
        if self._words_are_outdated():
            rewrite_words(self._directory, self._catalog, report)
        with self._lexical_writer() as lexical, self._reader_pool(stop) as readers:
            compactor = Compactor(self._directory, self._catalog, lexical)
            compactor.recover()
            publisher = Publisher(self._directory, self._catalog, lexical, readers, Run.begin(reason))
            publisher.publish_waiting(report)
            if change:
                self._embedding.embed_what_can_be(publisher, report)
                self._embedding.change(publisher, compactor, report)
            else:
                self._embedding.embed_pending(publisher, report)
            self._tidy(compactor, merge_rows)

    def _tidy_up(self) -> None:
        with self._lexical_writer() as lexical:
            self._tidy(Compactor(self._directory, self._catalog, lexical), _INLINE_MERGE_ROWS)

    def _tidy(self, compactor: Compactor, merge_rows: int) -> None:
        compactor.recover()
        if has_expired(self._catalog, self._settings.keep_generations_days):
            erase_expired(self._catalog, self.intake, self._settings.keep_generations_days)
            self._erase_answers()
        compactor.purge_words()
        compactor.compact_vectors(merge_rows)

    def _lexical_writer(self) -> LexicalWriter:
        """The word index; one that cannot be opened any more is written anew from the catalog."""
        try:
            return LexicalWriter(self._directory)
        except SnapshotCorrupt:
            rewrite_words(self._directory, self._catalog, ignore)
            return LexicalWriter(self._directory)

    def _reader_pool(self, stop: threading.Event | None) -> ReaderPool:
        return ReaderPool(
            ReadLimits(seconds=self._settings.read_seconds, memory_bytes=self._settings.read_memory_bytes), stop
        )
