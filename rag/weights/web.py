"""One file over HTTP, resumed where it stopped."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

# For connecting and for each read. A stalled transfer is resumed, so it may be short.
TIMEOUT_SECONDS = 8
ATTEMPTS = 4  # in a row without a byte gained
CHUNK = 256 * 1024


def download(url: str, part: Path, size: int, progress: Callable[[int], None]) -> None:
    """Fetch `url` into `part`, continuing after the bytes that it holds already; `progress` gets bytes done.

    Raises OSError when the server cannot be reached or stops answering; `part` then keeps what arrived.
    """
    failures = 0
    while (before := _length(part)) < size:
        try:
            _transfer(url, part, size, progress)
            if _length(part) < size:
                raise OSError(f"the server sent {_length(part):,} of {size:,} bytes")
        except (OSError, http.client.HTTPException) as error:
            failures = 1 if _length(part) > before else failures + 1
            if failures >= ATTEMPTS or not _is_worth_retrying(error, before):
                raise OSError(_describe(error)) from error
            time.sleep(0.2 * failures)


def _transfer(url: str, part: Path, size: int, progress: Callable[[int], None]) -> None:
    have = _length(part)
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        if response.status != http.HTTPStatus.PARTIAL_CONTENT:
            have = 0  # the server cannot resume and starts again
        with part.open("r+b" if part.exists() else "wb") as stream:
            stream.truncate(have)
            stream.seek(have)
            # One byte more than expected is enough to know that it is another file.
            while have <= size and (chunk := response.read(CHUNK)):
                stream.write(chunk)
                have += len(chunk)
                progress(min(have, size))


def _is_worth_retrying(error: Exception, received: int) -> bool:
    """A refusal stays a refusal; a host that never answered will not start now."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR
    return received > 0 or not isinstance(error, urllib.error.URLError)


def _describe(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    return str(getattr(error, "reason", None) or error or type(error).__name__)


def _length(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
