"""A small website for tests: pages with ETags, whatever else a test gives it, and a list of what was asked."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """One address of the site."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True
    drip_seconds: float = 0.0  # between two bytes
    announced: int | None = None  # a Content-Length that is not true


def html(text: str, *links: str) -> Page:
    """A page with a sentence and links."""
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    return Page(f"<!doctype html><html><body><p>{text}</p>{anchors}</body></html>".encode())


class Site(ThreadingHTTPServer):
    """Serves `pages`; `fallback` may make pages up."""

    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scheme = "http" if tls is None else "https"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.pages: dict[str, Page] = {}
        self.requests: list[tuple[str, int]] = []  # path and status
        self.agents: set[str] = set()

    def fallback(self, path: str) -> Page:
        """What is not in `pages`."""
        return Page(b"Nothing here.", "text/plain", 404)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def asked(self) -> list[str]:
        """Paths of the pages that were sent, in order; robots.txt and sitemaps are left out."""
        return [
            path for path, status in self.requests if status == 200 and not path.endswith((".txt", ".xml", ".gz"))
        ]


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self._answer(self.server)

    def _answer(self, site: Site) -> None:
        site.agents.add(self.headers["User-Agent"])
        page = site.pages.get(self.path) or site.fallback(self.path)
        etag = f'"{hashlib.md5(page.body).hexdigest()}"' if page.etag and page.status == 200 else None
        same = etag is not None and self.headers.get("If-None-Match") == etag
        status = 304 if same else page.status
        site.requests.append((self.path, status))
        self.send_response(status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if etag is not None:
            self.send_header("ETag", etag)
        if same:
            self.end_headers()
            return
        self.send_header("Content-Type", page.media_type)
        self.send_header("Content-Length", str(len(page.body) if page.announced is None else page.announced))
        self.end_headers()
        if page.drip_seconds:
            for number in range(len(page.body)):
                self.wfile.write(page.body[number : number + 1])
                time.sleep(page.drip_seconds)
        else:
            self.wfile.write(page.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serve_site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site."""
    site = Site(tls)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
