"""A bucket that tells what no real one does: odd keys, sizes that are not true, bodies that break off, silence."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

NAME = "odd"
_BLOCK = 64 * 1024
_HEAD = '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated>'


@dataclass
class Stored:
    """One object."""

    body: bytes
    listed: int | None = None  # a size in the listing that is not true
    announced: int | None = None  # a Content-Length that is not true
    endless: bool = False  # its body is sent until the other side has had enough


class Bucket(ThreadingHTTPServer):
    """Serves `objects`, whatever the credentials; `listing` replaces the list of them, `silent` answers nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, Stored] = {}
        self.listing: bytes | None = None
        self.silent = threading.Event()
        self.closing = threading.Event()
        self.asked: list[str] = []  # keys of objects
        self.sent = 0  # bytes of their bodies

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def list(self) -> bytes:
        """The listing, its keys encoded as clients ask for it: XML has no control characters."""
        entries = "".join(
            f"<Contents><Key>{escape(quote(key))}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
            f"<ETag>&quot;{hashlib.md5(each.body).hexdigest()}&quot;</ETag>"
            f"<Size>{len(each.body) if each.listed is None else each.listed}</Size></Contents>"
            for key, each in self.objects.items()
        )
        return f"{_HEAD}<EncodingType>url</EncodingType>{entries}</ListBucketResult>".encode()


class _Handler(BaseHTTPRequestHandler):
    server: Bucket

    def do_GET(self) -> None:
        bucket = self.server
        if bucket.silent.is_set():
            bucket.closing.wait(60)
            return
        parts = urlsplit(self.path)
        key = unquote(parts.path.removeprefix(f"/{NAME}").removeprefix("/"))
        with suppress(BrokenPipeError, ConnectionResetError):
            if "list-type" in parse_qs(parts.query):
                listing = bucket.listing or bucket.list()
                self._begin(200, len(listing))
                self.wfile.write(listing)
            else:
                bucket.asked.append(key)
                self._send(bucket, bucket.objects.get(key))

    def _send(self, bucket: Bucket, found: Stored | None) -> None:
        if found is None:
            self._begin(404, 0)
            return
        self._begin(200, len(found.body) if found.announced is None else found.announced)
        self.wfile.write(found.body)
        bucket.sent += len(found.body)
        while found.endless and not bucket.closing.is_set():
            self.wfile.write(b"x" * _BLOCK)
            bucket.sent += _BLOCK
        if found.announced is not None:
            self.close_connection = True

    def _begin(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serve_bucket() -> Iterator[Bucket]:
    """A running bucket."""
    bucket = Bucket()
    thread = threading.Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        bucket.closing.set()
        bucket.shutdown()
        bucket.server_close()
        thread.join()
