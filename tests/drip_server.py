"""A bucket of S3 with one object that drips: one byte now and then, for as long as somebody listens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.server_threads import in_thread

_LISTING = """<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>company</Name><Prefix></Prefix>
<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>
<Contents><Key>slow.txt</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>
<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>5000</Size></Contents></ListBucketResult>"""


class DripServer(ThreadingHTTPServer):
    """`dripping` is set once bytes of the object are on their way, `left` when nobody wants more of them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.dripping = threading.Event()
        self.left = threading.Event()
        self.ended = threading.Event()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: DripServer

    def do_GET(self) -> None:
        """The listing, or the object."""
        is_object = "slow.txt" in self.path
        self.send_response(200)
        self.send_header("Content-Length", "5000" if is_object else str(len(_LISTING)))
        self.end_headers()
        if not is_object:
            self.wfile.write(_LISTING.encode())
            return
        try:
            while not self.server.ended.wait(0.02):
                self.wfile.write(b"x")
                self.server.dripping.set()
        except OSError:
            self.server.left.set()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextmanager
def drip_server() -> Iterator[DripServer]:
    """Such a server for as long as the block lasts."""
    server = DripServer()
    with in_thread(server, server.ended):
        yield server
