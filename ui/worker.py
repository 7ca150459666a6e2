"""The worker: indexes whatever waits, for as long as it runs, at a lower priority than questions."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from ingest.indexer import Indexer
from ingest.progress import Progress, Report, ignore
from rag.errors import FundstelleError, LibraryBusy

_POLL_SECONDS = 1.0
_LONGEST_PAUSE = 60.0
_NICENESS = 10
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a round of work ended early."""

    sentence: str
    seen: int  # rounds in a row that ended for this reason


class _Stopped(Exception):
    """Raised between two steps of the work when the worker is told to stop."""


def run_worker(
    indexer: Indexer, stop: threading.Event, report: Report = ignore, tell: Callable[[str], None] | None = None
) -> None:
    """Work until `stop` is set; whatever goes wrong is told once, and tried again after a growing pause.

    `tell` is given sentences for a person.
    """
    trouble: Trouble | None = None

    def report_or_stop(progress: Progress) -> None:
        if stop.is_set():
            raise _Stopped
        report(progress)

    _sweep(indexer)
    while not stop.is_set():
        now = _work(indexer, report_or_stop)
        if now is not None and (trouble is None or trouble.sentence != now) and tell is not None:
            tell(now)
        trouble = None if now is None else Trouble(now, trouble.seen + 1 if trouble else 1)
        stop.wait(_pause(trouble))


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


def _work(indexer: Indexer, report: Report) -> str | None:
    """One round. Returns a sentence when it could not be finished."""
    try:
        indexer.work(report)
    except (LibraryBusy, _Stopped):
        return None
    except FundstelleError as error:
        _LOG.warning("indexing stopped: %s", type(error).__name__)
        return str(error)
    except Exception as error:  # noqa: BLE001 - the worker outlives every failure
        _LOG.exception("indexing failed")
        return f"Indexing failed ({type(error).__name__}); the log has details. It is tried again."
    return None


def _pause(trouble: Trouble | None) -> float:
    if trouble is None:
        return _POLL_SECONDS
    return float(min(_LONGEST_PAUSE, _POLL_SECONDS * 2 ** min(trouble.seen, 6)))
