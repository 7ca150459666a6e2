"""Numbers for Prometheus. Labels are routes, states and sources, nothing that a document or question says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ingest.sources.store import SourceStore
from rag.catalog import Catalog
from rag.types import Answer, DocumentState
from ui.api.asked_numbers import AskedNumbers
from ui.api.job_numbers import JobNumbers
from ui.api.lanes import Lane
from ui.asked_counts import AskedCounts
from ui.gate.running import find_staged
from ui.operations import Operations

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """Requests since the service was started, and what the library has of jobs and answers, in an own registry."""

    def __init__(self, operations: Operations) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "fundstelle_requests_total",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._request_seconds = Histogram(
            "fundstelle_request_seconds",
            "Time from a request to the end of its reply.",
            ("route",),
            buckets=_REQUEST_SECONDS,
            registry=self._registry,
        )
        self._asked = AskedNumbers(AskedCounts(operations.directory.asked))
        self._registry.register(self._asked)
        self._registry.register(_LibraryNumbers(operations.catalog))
        self._registry.register(JobNumbers(operations))

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request is over."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """One answer is finished."""
        self._asked.count(answer)

    def close(self) -> None:
        """Write down what was counted since somebody looked."""
        self._asked.flush()

    def watch_lane(self, name: str, lane: Lane) -> None:
        """Show how full a lane is."""
        self._watch(f"fundstelle_{name}_running", f"Work on {name} that goes on now.", lambda: lane.running)
        self._watch(f"fundstelle_{name}_waiting", f"Requests in the line for {name}.", lambda: lane.waiting)

    def render(self) -> bytes:
        """All numbers in Prometheus' text format."""
        return generate_latest(self._registry)

    def _watch(self, name: str, what: str, value: Callable[[], int]) -> None:
        Gauge(name, what, registry=self._registry).set_function(value)


class _LibraryNumbers(Collector):
    """Read from the catalog when somebody looks."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        with self._catalog.snapshot() as snapshot:
            counts, states, generation = snapshot.counts(), snapshot.states(), snapshot.generation
            ages = _sync_ages(self._catalog)
        documents = GaugeMetricFamily("fundstelle_documents", "Documents by state.", labels=["state"])
        for state in DocumentState:
            documents.add_metric([str(state)], states.get(str(state), 0))
        yield documents
        yield GaugeMetricFamily("fundstelle_passages", "Passages that can be found.", counts["passages"])
        yield GaugeMetricFamily("fundstelle_passages_pending", "Passages not embedded yet.", counts["pending"])
        yield GaugeMetricFamily("fundstelle_generation", "Generation of the index.", generation)
        synced = GaugeMetricFamily(
            "fundstelle_source_sync_age_seconds",
            "Time since a sync of a source was last finished; since it was added, when none was.",
            labels=["source"],
        )
        for source, age in ages.items():
            synced.add_metric([source], age)
        yield synced
        waiting = find_staged(self._catalog)
        staged, held = (0, 0) if waiting is None else (len(waiting.changes), int(waiting.held_back is not None))
        yield GaugeMetricFamily("fundstelle_staged_changes", "Documents that publishing would change.", staged)
        yield GaugeMetricFamily("fundstelle_held_back", "1 when a gate holds the staged set back.", held)


def _sync_ages(catalog: Catalog) -> dict[str, float]:
    now = datetime.now(UTC)
    return {
        each.name: max(0.0, (now - datetime.fromisoformat(each.synced or each.added)).total_seconds())
        for each in SourceStore(catalog).all()
    }
