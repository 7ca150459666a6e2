"""Servers of tests in a thread of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer


@contextmanager
def in_thread(server: BaseServer, ended: threading.Event) -> Iterator[None]:
    """Serve for as long as the block lasts; `ended` is set first, for handlers that wait for it."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
