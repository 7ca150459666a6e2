"""A collector of OpenTelemetry traces over HTTP, as an operator would have one."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.server_threads import in_thread


@dataclass
class Collected:
    """What was sent to the endpoint."""

    endpoint: str = ""
    paths: set[str] = field(default_factory=set)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def spans(self) -> list[Any]:
        """All spans, in the order in which they ended."""
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        resources = [resource for request in requests for resource in request.resource_spans]
        return [span for resource in resources for scope in resource.scope_spans for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collected]:
    """Takes traces for as long as the block runs."""
    collected = Collected()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            collected.paths.add(self.path)
            collected.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with in_thread(server, threading.Event()):
        collected.endpoint = f"http://127.0.0.1:{server.server_port}"
        yield collected
