"""Where OpenTelemetry traces go: nowhere, unless an endpoint is set."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from opentelemetry.trace import NoOpTracer, Tracer

from rag.config import Settings
from rag.errors import ConfigurationError

_TRACES = "/v1/traces"
# A collector that does not answer must not keep a process from stopping.
_SEND_SECONDS = 2


def open_provider(settings: Settings, service: str) -> Any:
    """The SDK's provider that sends spans to the endpoint of the settings; None when there is none.

    `service` is the name that this process has in the traces. Nothing global is set, so no other package's spans
    are sent. Raises ConfigurationError when a package is missing.
    """
    if settings.otlp_endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            'Traces need more packages: `pip install "fundstelle[tracing]"`, or unset otlp_endpoint.'
        ) from error
    exporter = OTLPSpanExporter(_traces_url(settings.otlp_endpoint), timeout=_SEND_SECONDS)
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def tracer_of(provider: Any) -> Tracer:
    """What makes spans: ones that go nowhere without a provider."""
    if provider is None:
        return NoOpTracer()
    tracer: Tracer = provider.get_tracer("fundstelle")
    return tracer


def _traces_url(endpoint: str) -> str:
    return endpoint if urlsplit(endpoint).path.strip("/") else endpoint.rstrip("/") + _TRACES
