"""Spans of jobs: one for each run, and one below it for each of its stages. Nothing of what a job is about."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from ingest.jobs.types import Job, RunOutcome
from ingest.jobs.watching import RunWatch
from ingest.progress import Progress
from rag.config import Settings
from ui.tracing import open_provider, tracer_of

_FAILURES = frozenset({str(RunOutcome.FAILED), str(RunOutcome.LOST)})
# Reading and embedding take turns while documents keep coming; a run of days must not make spans without end.
_MOST_STAGES = 200


class JobTracing:
    """Makes the spans of the jobs that one process runs."""

    def __init__(self, provider: Any = None) -> None:
        self._provider = provider
        self._tracer = tracer_of(provider)

    @contextmanager
    def watch(self, job: Job) -> Iterator[RunWatch]:
        """The span of one run, in the trace of the request that asked for the job.

        What it raises marks the span as failed, without its words.
        """
        asked = TraceContextTextMapPropagator().extract({"traceparent": job.traceparent or ""}, Context())
        span = self._tracer.start_span(f"job {job.kind}", asked, SpanKind.CONSUMER)
        span.set_attributes(
            {"fundstelle.job": job.id, "fundstelle.kind": job.kind, "fundstelle.attempt": job.attempts}
        )
        spans = _RunSpans(self._tracer, span)
        try:
            yield spans
        except BaseException:
            span.set_status(Status(StatusCode.ERROR))
            raise
        finally:
            spans.close()

    def close(self) -> None:
        """Send what is left."""
        if self._provider is not None:
            self._provider.shutdown()


class _RunSpans:
    """A run's span with its stages, told apart by what the run reports; threads of a job may report at once."""

    def __init__(self, tracer: Tracer, span: Span) -> None:
        self._tracer = tracer
        self._span = span
        self._context = set_span_in_context(span, Context())
        self._lock = threading.Lock()
        self._stage: Span | None = None
        self._last = Progress("", 0, 0)
        self._stages = 0
        self._closed = False

    def note(self, progress: Progress) -> None:
        with self._lock:
            if progress.stage != self._last.stage and not self._closed:
                self._end_stage()
                self._begin_stage(progress.stage)
            self._last = progress

    def ended(self, outcome: str, counts: Mapping[str, int]) -> None:
        self._span.set_attribute("fundstelle.outcome", outcome)
        for name, count in counts.items():
            self._span.set_attribute(f"fundstelle.count.{name}", count)
        if outcome in _FAILURES:
            self._span.set_status(Status(StatusCode.ERROR))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._end_stage()
        self._span.end()

    def _begin_stage(self, name: str) -> None:
        self._stages += 1
        if self._stages <= _MOST_STAGES:
            self._stage = self._tracer.start_span(name, self._context)

    def _end_stage(self) -> None:
        if self._stage is not None:
            self._stage.set_attributes({"fundstelle.done": self._last.done, "fundstelle.total": self._last.total})
            self._stage.end()
        self._stage = None


def open_job_tracing(settings: Settings) -> JobTracing:
    """Traces to the endpoint of the settings, if any. Raises ConfigurationError when a package is missing."""
    return JobTracing(open_provider(settings, "fundstelle-worker"))
