"""Around every request: its id, its line in the log, its numbers, its span, and the net for defects."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.metrics import Metrics
from ui.api.problems import unexpected_response
from ui.api.request_ids import request_id
from ui.api.tracing import Tracing
from ui.logs import log_unexpected

REQUEST_ID_HEADER = "x-request-id"
_UNKNOWN = "none"
_GONE = 499
# A label for each invented method would fill the memory.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LOG = logging.getLogger(__name__)


class Observing:
    """An ASGI application whose requests are seen: nothing of what they ask, only that, and how it went."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing) -> None:
        self._app = app
        self._metrics = metrics
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        with request_id(headers.get(REQUEST_ID_HEADER)) as chosen, self._tracing.request(method, headers) as span:
            reply = _Reply(send, chosen)
            begun = time.monotonic()
            try:
                await self._serve(scope, receive, reply)
            finally:
                status, route, seconds = reply.status or _GONE, _route_of(scope), time.monotonic() - begun
                self._metrics.count_request(method, route, status, seconds)
                span.update_name(f"{method} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})
                fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
                _LOG.info("request", extra={"fields": fields})

    async def _serve(self, scope: Scope, receive: Receive, reply: _Reply) -> None:
        try:
            await self._app(scope, receive, reply.send)
        except Exception:
            error_id = log_unexpected("a request")
            if reply.status:
                raise  # the server cuts the connection: the only way to say that the rest is missing
            await unexpected_response(error_id)(scope, receive, reply.send)


class _Reply:
    """The way back to the caller; adds the id and remembers the status."""

    def __init__(self, send: Send, chosen: str) -> None:
        self._send = send
        self._id = chosen
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID_HEADER] = self._id
            headers["cache-control"] = "no-store"
            headers["x-content-type-options"] = "nosniff"
        await self._send(message)


def _route_of(scope: Scope) -> str:
    """The pattern that matched, so that no name or id becomes a label."""
    route: Any = scope.get("route")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) and path else _UNKNOWN
