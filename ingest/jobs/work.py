"""What a handler of jobs gets, and how kinds of jobs are registered."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from ingest.jobs.leases import Lease, Leases, check_lease
from ingest.jobs.types import Result
from ingest.progress import Report
from rag.catalog import Catalog
from rag.errors import ConfigurationError, FundstelleError


class JobRefused(FundstelleError):
    """The job cannot be done however often it is tried; the sentence says what a person has to do."""


class Work:
    """One run of a job, as its handler sees it.

    `report` tells how far it is, and raises Stopped once `stop` is set. Whatever lasts long looks at `stop` by
    itself, and raises Stopped; a handler that returns has done its job.
    """

    def __init__(
        self, catalog: Catalog, leases: Leases, lease: Lease, report: Report, stop: threading.Event
    ) -> None:
        self.payload: Mapping[str, Any] = lease.job.payload
        self.job_id = lease.job.id
        self.attempt = lease.job.attempts  # from 1
        self.report = report
        self.stop = stop
        self.finished = False
        self._catalog = catalog
        self._leases = leases
        self._lease = lease

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write to the catalog that happens only if the job is still this worker's. Raises LeaseLost."""
        with self._catalog.transaction() as connection:
            check_lease(connection, self._lease)
            yield connection

    @contextmanager
    def completion(self, result: Result) -> Iterator[sqlite3.Connection]:
        """As `transaction`, and ends the job with it: its effect and its end are one, so it is never done twice."""
        with self._catalog.transaction() as connection:
            check_lease(connection, self._lease)
            yield connection
            self._leases.finish(connection, self._lease, result)
        self.finished = True


Handler: TypeAlias = Callable[[Work], Result]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of jobs. Kinds of one lane run one after another, lanes beside each other.

    A handler that raises is run again after a pause that doubles up to `longest_pause` seconds, `attempts` times in
    all, or for ever. JobRefused and ConfigurationError end the job at once; LibraryBusy postpones it.
    `standing` says whether there is work of this kind that nobody needs to ask for.
    """

    name: str
    handle: Handler
    lane: str
    attempts: int = 5
    forever: bool = False
    longest_pause: float = 600.0
    standing: Callable[[], bool] | None = None


def by_lane(kinds: Sequence[Kind]) -> dict[str, dict[str, Kind]]:
    """Kinds by name, by lane. Raises ConfigurationError when two have one name."""
    lanes: dict[str, dict[str, Kind]] = {}
    for kind in kinds:
        if any(kind.name in lane for lane in lanes.values()):
            raise ConfigurationError(f"Two kinds of jobs are called “{kind.name}”.")
        lanes.setdefault(kind.lane, {})[kind.name] = kind
    return lanes
