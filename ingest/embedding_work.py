"""All passages get vectors of the embedder that answers, and a library changes its embedder beside its work."""

from __future__ import annotations

import logging
from typing import Protocol

from ingest import embedder_records
from ingest.compaction import Compactor
from ingest.embedding_queue import EmbeddingQueue
from ingest.progress import Report
from rag.catalog import Catalog
from rag.embedders.choice import EmbedderChoice, EmbedderRecord, EmbedderRole
from rag.embedders.shelf import EmbedderShelf, check_unchanged
from rag.embedding import Embedder
from rag.errors import ConfigurationError, EmbeddingFailed, ModelUnavailable
from rag.layout import DataDir

# Segments that are published before small ones are merged, so that a long change leaves few files.
_TIDY_EVERY = 8
_MERGE_ROWS = 50_000
_LOG = logging.getLogger(__name__)


class Waiting(Protocol):
    """Where documents that arrive meanwhile are made searchable."""

    def publish_waiting(self, report: Report) -> int:
        """Read and publish what waits; returns how many documents."""
        ...


class EmbeddingWork:
    """Embeds with the active embedder, and makes another one active. What embeds needs the writer lock."""

    def __init__(self, directory: DataDir, catalog: Catalog, shelf: EmbedderShelf) -> None:
        self._directory = directory
        self._catalog = catalog
        self._shelf = shelf
        self._replaced: bool | None = None  # whether a name means another model now; None: not looked at yet

    def is_change_wanted(self) -> bool:
        """Whether the library is to be searched with another embedder than it is, or was about to be.

        Opens the embedder once, to see whether its name still means the same model.
        """
        active, wanted, records = self._look()
        if active is None:
            return False
        if active.choice != wanted or any(each.role is EmbedderRole.NEXT for each in records):
            return True
        if self._replaced is None:
            self._replaced = self._was_replaced(active)
        return self._replaced

    def open_wanted(self) -> Embedder:
        """The embedder to be used from now on. Raises ModelUnavailable and ConfigurationError."""
        _, wanted, _ = self._look()
        return self._shelf.renew(wanted)

    def want(self, choice: EmbedderChoice | None) -> None:
        """Want this embedder from now on whatever the setting says; None: the setting's again.

        Asks it for a vector first: what cannot be used is not wanted. Raises ModelUnavailable and
        ConfigurationError.
        """
        active, _, _ = self._look()
        target = choice or self._shelf.setting
        if active is None or active.choice != target:
            self._shelf.open(target).embed_question("?")
        with self._catalog.transaction() as connection:
            embedder_records.pin_embedder(connection, choice)

    def drop(self, name: str) -> int:
        """Delete the vectors of the embedders of that name that nothing needs. Returns how many segments.

        Raises ConfigurationError when there are none, or only those that are needed.
        """
        active, wanted, records = self._look()
        named = [each for each in records if name in (each.choice.name, each.fingerprint)]
        spare = [each for each in named if each.role is EmbedderRole.KEPT]
        if not spare:
            raise ConfigurationError(_why_not_dropped(name, bool(named), active, wanted))
        segments: list[str] = []
        with self._catalog.transaction() as connection:
            for each in spare:
                segments += embedder_records.drop_embedder(connection, each.fingerprint)
        for segment in segments:
            self._directory.segment(segment).unlink(missing_ok=True)
        return len(segments)

    def embed_pending(self, waiting: Waiting, report: Report) -> None:
        """Embed what the active embedder has not embedded; the first one ever is the wanted one.

        Raises ModelUnavailable when the embedder cannot be used, EmbeddingFailed when it is another one now.
        """
        probe = self._catalog.connection().execute("SELECT EXISTS (SELECT 1 FROM passages WHERE embedded = 0)")
        if not probe.fetchone()[0]:
            return
        active, wanted, _ = self._look()
        if active is None:
            embedder, choice = self._shelf.open(wanted), wanted
        else:
            embedder, choice = self._shelf.open(active.choice, active.dimension), active.choice
            check_unchanged(embedder, active)
        queue = EmbeddingQueue(self._directory, self._catalog, embedder, choice, EmbedderRole.ACTIVE)
        done, total = 0, queue.pending()
        while count := queue.embed_next(report, done, total):
            done += count
            if waiting.publish_waiting(report):
                total = done + queue.pending()

    def embed_what_can_be(self, waiting: Waiting, report: Report) -> None:
        """As `embed_pending`; an embedder that cannot be used keeps nobody from changing to another one."""
        try:
            self.embed_pending(waiting, report)
        except (ModelUnavailable, ConfigurationError) as error:
            _LOG.warning("the embedder to be replaced cannot be used: %s", type(error).__name__)

    def change(self, waiting: Waiting, compactor: Compactor, report: Report) -> None:
        """Make the vectors that the wanted embedder lacks, then answer from them: one transaction.

        Until then questions are answered from the former ones. What was made before an interruption is used. When
        another embedder is wanted meanwhile, this goes on with that one.
        """
        while self._change_to_wanted(waiting, compactor, report):
            pass

    def _change_to_wanted(self, waiting: Waiting, compactor: Compactor, report: Report) -> bool:
        """Returns whether another embedder was wanted before this one was complete."""
        active, wanted, _ = self._look()
        if active is None:
            return False
        embedder = self._shelf.renew(wanted)
        fingerprint, self._replaced = embedder.fingerprint, False
        with self._catalog.transaction() as connection:
            embedder_records.register_embedder(
                connection, wanted, fingerprint, embedder.dimension, EmbedderRole.KEPT
            )
            if fingerprint == active.fingerprint:
                embedder_records.abandon_next(connection)
            else:
                embedder_records.plan_next(connection, fingerprint)
        if fingerprint == active.fingerprint:
            return False
        queue = EmbeddingQueue(self._directory, self._catalog, embedder, wanted, EmbedderRole.NEXT)
        if not self._fill(queue, wanted, waiting, compactor, report):
            return True
        if queue.pending() == 0:
            with self._catalog.transaction() as connection:
                embedder_records.switch_embedder(connection, fingerprint)
        return False

    def _fill(
        self, queue: EmbeddingQueue, wanted: EmbedderChoice, waiting: Waiting, compactor: Compactor, report: Report
    ) -> bool:
        """Make what is missing. Returns whether this embedder is still the wanted one."""
        done, total, published = 0, queue.pending(), 0
        while self._is_wanted(wanted) and (count := queue.embed_next(report, done, total)):
            done, published = done + count, published + 1
            if published % _TIDY_EVERY == 0:
                compactor.compact_vectors(_MERGE_ROWS)
            if waiting.publish_waiting(report):
                # What is new is found by meaning at once, not only after the change.
                self.embed_what_can_be(waiting, report)
                total = done + queue.pending()
        return self._is_wanted(wanted)

    def _is_wanted(self, choice: EmbedderChoice) -> bool:
        """Whether nobody has switched to another one, or back, since."""
        with self._catalog.snapshot() as snapshot:
            return self._shelf.wanted(snapshot) == choice

    def _was_replaced(self, active: EmbedderRecord) -> bool:
        try:
            check_unchanged(self._shelf.open(active.choice, active.dimension), active)
        except EmbeddingFailed:
            return True
        except (ModelUnavailable, ConfigurationError):
            return False  # whoever needs it is told
        return False

    def _look(self) -> tuple[EmbedderRecord | None, EmbedderChoice, list[EmbedderRecord]]:
        with self._catalog.snapshot() as snapshot:
            return snapshot.active_embedder(), self._shelf.wanted(snapshot), snapshot.embedders()


def _why_not_dropped(name: str, known: bool, active: EmbedderRecord | None, wanted: EmbedderChoice) -> str:
    if not known:
        return f"This library has no vectors of an embedder named {name}; `fundstelle embedders list` shows all."
    if active is not None and name in (active.choice.name, active.fingerprint):
        return f"Questions are answered from the vectors of {name}; switch to another embedder first."
    return f"This library is changing to {wanted.name}; `fundstelle embedders switch` to another one stops that."
