"""The worker's process: does the jobs of one library for as long as it runs, at a lower priority than questions."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import closing

from ingest.indexer import Indexer
from ingest.jobs.worker import Worker
from ingest.notifications.telling import tell_of_failures
from ingest.progress import Report, ignore
from rag.answer_log import AnswerLog
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import LibraryBusy
from rag.layout import DataDir
from ui.bootstrap import Workspace, open_sources, open_workspace
from ui.job_kinds import job_kinds
from ui.job_tracing import open_job_tracing

_NICENESS = 10
_LOG = logging.getLogger(__name__)


def run_worker(
    settings: Settings,
    indexer: Indexer,
    stop: threading.Event,
    report: Report = ignore,
    tell: Callable[[str], None] | None = None,
    workspace: Callable[[Settings], Workspace] = open_workspace,
    abandon: Callable[[], None] | None = None,
) -> None:
    """Work until `stop` is set; whatever goes wrong is told once, and tried again after a growing pause.

    `tell` is given sentences for a person; `workspace` opens the library that the questions of a gate are put to;
    `abandon` ends a process whose job does not, when whoever started it starts it again. Raises ConfigurationError
    when traces are wanted that cannot be sent.
    """
    directory = DataDir(settings.data_dir)
    with (
        closing(open_job_tracing(settings)) as tracing,
        closing(Catalog(directory)) as catalog,
        closing(open_sources(settings)) as sources,
    ):
        _sweep(indexer)
        worker = Worker(
            directory,
            catalog,
            job_kinds(settings, indexer, catalog, sources, workspace),
            report=report,
            tell=tell,
            on_failure=tell_of_failures(settings),
            watch=tracing.watch,
            abandon=abandon,
            keep_days=settings.keep_jobs_days,
            chores=_chores(settings, directory),
        )
        worker.run(stop)


def _chores(settings: Settings, directory: DataDir) -> Sequence[Callable[[], int]]:
    """What is done now and then: answers that nobody asks after go when their time is up, not with the next one."""
    days = settings.keep_answers_days
    return [lambda: AnswerLog(directory.answers).delete_older(days)] if days else []


def end_at_once() -> None:
    """End this process although a thread of it hangs; its supervisor, systemd or the container starts it again."""
    os._exit(os.EX_TEMPFAIL)


def lower_priority() -> None:
    """Let everything else on this machine come first."""
    os.nice(_NICENESS)


def _sweep(indexer: Indexer) -> None:
    try:
        indexer.sweep()
    except LibraryBusy:
        return  # whoever writes now sweeps too
    except Exception:  # noqa: BLE001 - the worker outlives every failure
        _LOG.exception("leftover files could not be removed")
