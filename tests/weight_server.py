"""A small HTTP server for weights: remembers requests, can resume, and can drop the connection."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WeightServer(ThreadingHTTPServer):
    """Serves `content` at every address but those with "absent" in them."""

    def __init__(
        self, content: bytes, *, drop_after: int | None = None, pause: threading.Event | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.drop_after = drop_after  # bytes of each reply; None: whole replies
        self.pause = pause  # waited for after half of a reply
        self.requests: list[tuple[str, str | None]] = []  # (path, Range header)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: WeightServer

    def do_GET(self) -> None:
        server = self.server
        wanted = self.headers.get("Range")
        server.requests.append((self.path, wanted))
        if "absent" in self.path:
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        body = server.content[start:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        half = len(body) // 2
        self.wfile.write(body[:half])
        self.wfile.flush()
        if server.pause is not None:
            server.pause.wait(20)
        if server.drop_after is None:
            self.wfile.write(body[half:])
        else:
            self.wfile.write(body[half : max(half, server.drop_after)])

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client was killed, as some tests want
            super().handle()


@contextmanager
def serve_weights(
    content: bytes, *, drop_after: int | None = None, pause: threading.Event | None = None
) -> Iterator[WeightServer]:
    """A running server, stopped at the end."""
    with WeightServer(content, drop_after=drop_after, pause=pause) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            if pause is not None:
                pause.set()
            server.shutdown()
            thread.join()
