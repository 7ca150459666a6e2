"""Numbers of what runs by itself, for Prometheus: jobs, workers, schedules. Read when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.jobs.liveness import living_workers
from ingest.jobs.types import JobState
from ui.job_kinds import LANES
from ui.operations import Operations


class JobNumbers(Collector):
    """Gauges from the catalog. Labels are kinds, states and names of schedules."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the catalog is only read when somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All of one moment."""
        with self._operations.board() as board:
            counts = board.counts_by_kind()
            waiting, stalled = board.longest_wait(), board.stalled_count()
            fired = self._operations.schedules.last_fired()
        jobs = GaugeMetricFamily("fundstelle_jobs", "Jobs by kind and state.", labels=["kind", "state"])
        for kind in sorted({*LANES, *(kind for kind, _ in counts)}):
            for state in JobState:
                jobs.add_metric([kind, str(state)], counts.get((kind, str(state)), 0))
        yield jobs
        yield GaugeMetricFamily(
            "fundstelle_oldest_waiting_job_seconds",
            "For how long a job could have begun that still waits; 0 when none does.",
            waiting,
        )
        yield GaugeMetricFamily("fundstelle_jobs_stalled", "Running jobs in which nothing moves.", stalled)
        living = len(living_workers(self._operations.directory))
        yield GaugeMetricFamily("fundstelle_workers", "Workers that are alive; with 0 nothing is indexed.", living)
        runs = GaugeMetricFamily(
            "fundstelle_schedule_last_run_timestamp_seconds",
            "When a schedule last queued its job, in seconds since 1970.",
            labels=["schedule"],
        )
        for name, recorded in fired.items():
            runs.add_metric([name], recorded)
        yield runs
