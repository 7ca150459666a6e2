"""A server on loopback that answers each request as it was told beforehand, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Response:
    """What one request gets."""

    parts: Sequence[bytes] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    end: str = "whole"  # "cut": the connection breaks after the parts; "hang": it stays open, silent
    pause: float = 0.0  # seconds between parts
    repeat: bool = False  # the parts after the first go on until the client is gone


@dataclass
class Request:
    """What one request said."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Script:
    """Responses in their order, the last of them again and again, and the requests so far."""

    responses: list[Response] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)  # a client closed its connection
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def will(self, *responses: Response) -> None:
        """What the next requests get."""
        self.responses[:] = responses

    def next(self) -> Response:
        """The response of this request."""
        return self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]


@contextmanager
def serve(script: Script) -> Iterator[Script]:
    """Serve until the block ends."""
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, format: str, *args: Any) -> None:
        return

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.script.requests.append(Request(self.path, dict(self.headers.items()), body))
        response = self.script.next()
        self.close_connection = True
        try:
            self._answer(response)
        except (BrokenPipeError, ConnectionResetError):
            self.script.gone.set()

    def _answer(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in {**response.headers, "Transfer-Encoding": "chunked", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        for part in self._parts(response):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.flush()
            if response.pause:
                self.script.over.wait(response.pause)
        if response.end == "hang":
            self.script.over.wait(30)
        if response.end == "whole":
            self.wfile.write(b"0\r\n\r\n")

    def _parts(self, response: Response) -> Iterator[bytes]:
        yield from response.parts
        deadline = time.monotonic() + 20
        while response.repeat and time.monotonic() < deadline and not self.script.over.is_set():
            yield response.parts[-1]
