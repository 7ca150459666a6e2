"""OpenTelemetry traces: off unless an endpoint is set. Attributes are numbers and states, never a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import Span, SpanKind, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from rag.config import Settings
from rag.types import AnswerEvent, Finished, Quoted, Retrieved
from ui.tracing import open_provider, tracer_of


class Tracing:
    """Makes the spans of requests and answers. Nothing global is set, so no other package's spans are sent."""

    def __init__(self, provider: Any = None) -> None:
        self._provider = provider
        self._tracer = tracer_of(provider)

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """The span of one request; a caller's own trace goes on in it."""
        context = TraceContextTextMapPropagator().extract(headers)
        with self._tracer.start_as_current_span(
            method, context, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span

    def traceparent(self) -> str | None:
        """The trace context of the request in work, for what goes on after it; None when it is not traced."""
        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier)
        return carrier.get("traceparent")

    def answer(self) -> AnswerSpans:
        """The spans of one answer, below that of the request in work."""
        return AnswerSpans(self._tracer)

    @contextmanager
    def step(self, name: str) -> Iterator[Span]:
        """A span below that of the request in work."""
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:
            yield span

    def close(self) -> None:
        """Send what is left."""
        if self._provider is not None:
            self._provider.shutdown()


class AnswerSpans:
    """Turns the events of an answer into spans: search, quotes, generation."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._now: Span | None = tracer.start_span("wait")

    def started(self) -> None:
        """The answer's turn has come."""
        self._go_on("search")

    def note(self, event: AnswerEvent) -> None:
        """One event has come."""
        if isinstance(event, Retrieved):
            # The next part of a question comes without a word that its search has begun.
            self._set("fundstelle.hits", len(event.hits))
            self._go_on("quotes")
        elif isinstance(event, Quoted):
            self._set("fundstelle.quotes", len(event.quotes))
            self._go_on("generation")
        elif isinstance(event, Finished):
            self._set("fundstelle.status", str(event.answer.status))
            self._set("fundstelle.citations", len(event.answer.citations))
            self.end()

    def end(self) -> None:
        """Whatever is going on has ended."""
        if self._now is not None:
            self._now.end()
        self._now = None

    def _go_on(self, name: str) -> None:
        self.end()
        self._now = self._tracer.start_span(name)

    def _set(self, name: str, value: str | int) -> None:
        if self._now is not None:
            self._now.set_attribute(name, value)


def open_tracing(settings: Settings) -> Tracing:
    """Traces to the endpoint of the settings, if any. Raises ConfigurationError when a package is missing."""
    return Tracing(open_provider(settings, "fundstelle"))
