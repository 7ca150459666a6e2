"""What shows and steers the running of a library: its sources, jobs, schedules, answers and costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ingest.jobs.queue import JobQueue, Queued
from ingest.jobs.reading import JobBoard
from ingest.schedules.store import Schedules
from ingest.sources.following import Sources
from ingest.sources.jobs import sync_job
from rag.answer_log import AnswerLog
from rag.catalog import Catalog
from rag.layout import DataDir
from rag.providers.ledger import Ledger
from ui.job_kinds import LANES


@dataclass(frozen=True, slots=True)
class Operations:
    """The parts, for all browser sessions or callers of one process. None of them needs a model."""

    directory: DataDir
    catalog: Catalog
    sources: Sources
    queue: JobQueue
    schedules: Schedules
    answers: AnswerLog
    ledger: Ledger

    @contextmanager
    def board(self) -> Iterator[JobBoard]:
        """Questions to the queue, all of one moment. Draw nothing meanwhile: it keeps the catalog's journal."""
        with self.catalog.snapshot():
            yield JobBoard(self.catalog.connection(), self.directory, LANES, time.time())

    def sync_later(self, source: str, traceparent: str | None = None) -> Queued:
        """Queue the sync of a source; one that waits already is the same.

        `traceparent` is the trace context of the request that asks for it.
        """
        return self.queue.enqueue(replace(sync_job(source), traceparent=traceparent))

    def close(self) -> None:
        """Close the catalogs."""
        self.sources.close()
        self.catalog.close()
