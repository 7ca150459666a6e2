"""Requests to one site: one at a time, with pauses, limits on time and size, and a name of our own."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import httpcore

from ingest.sources.types import Task
from ingest.sources.web.addresses import Deadline, GuardedBackend, PrivateAddress
from rag.wording import Sentence, say

AGENT = "Fundstelle"
_STEP_SECONDS = 15.0  # for connecting and for each read
BUSY = (429, 503)
_RETRIES = 2
_LONGEST_PAUSE = 60.0


class PageFailed(Exception):
    """A page could not be had this time; the sentence says why.

    `of_site`: whether it rather is the site that does not answer.
    """

    def __init__(self, sentence: Sentence, *, of_site: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.of_site = of_site


class TooLarge(Exception):
    """A page has more bytes than are accepted."""


@dataclass(frozen=True, slots=True)
class Response:
    """The beginning of an answer; `blocks` reads the rest."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    blocks: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """Of the content, without parameters: "text/html"."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def read(self, limit: int) -> bytes:
        """All bytes. Raises TooLarge when there are more than `limit`."""
        found = bytearray()
        for block in self.blocks:
            found += block
            if len(found) > limit:
                raise TooLarge
        return bytes(found)


class Fetcher:
    """Asks one site for pages. To be closed."""

    def __init__(
        self, *, allow_private: bool, delay_seconds: float, page_seconds: float, contact: str | None, task: Task
    ) -> None:
        self._deadline = Deadline()
        self._page_seconds = page_seconds
        self._task = task
        self._delay = delay_seconds
        self._free = 0.0  # when the next request may be made
        self._agent = f"{AGENT}/{_version()}" + (f" (+{contact})" if contact else "")
        context = httpcore.default_ssl_context()
        context.load_default_certs()  # a company's own authorities too
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            network_backend=GuardedBackend(self._deadline, allow_private=allow_private),
        )

    def slow_down(self, seconds: float) -> None:
        """What the site itself asks for as a pause between requests."""
        self._delay = max(self._delay, min(seconds, _LONGEST_PAUSE))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Response]:
        """Ask for one address; a redirect is an answer like others. Raises PageFailed and Stopped.

        PageFailed is also raised within the block, when the rest of the page does not arrive.
        """
        attempt = 0
        while True:
            self._pause()
            with self._open(url, headers or {}) as response:
                pause = _retry_after(response)
                if response.status not in BUSY or attempt >= _RETRIES or pause > _LONGEST_PAUSE:
                    yield response
                    return
            attempt += 1
            self._task.wait(pause)

    @contextmanager
    def _open(self, url: str, headers: Mapping[str, str]) -> Iterator[Response]:
        sent = {"user-agent": self._agent, "accept-encoding": "identity", "accept": "*/*", **headers}
        timeout = {"connect": _STEP_SECONDS, "read": _STEP_SECONDS, "write": _STEP_SECONDS, "pool": _STEP_SECONDS}
        self._deadline.begin(self._page_seconds)
        try:
            with self._pool.stream(
                "GET", url, headers=list(sent.items()), extensions={"timeout": timeout}
            ) as answer:
                found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                yield Response(answer.status, found, _decoded(answer.iter_stream(), found))
        except PrivateAddress:
            raise PageFailed(
                say(
                    "page_private",
                    "Its host has an address of an inner network, which is not asked without `--allow-private`.",
                )
            ) from None
        except httpcore.TimeoutException:
            late = say("page_late", "It did not arrive within {seconds:g} s.", seconds=self._page_seconds)
            raise PageFailed(late, of_site=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
            raise PageFailed(_describe(error), of_site=True) from None
        finally:
            self._free = time.monotonic() + self._delay

    def _pause(self) -> None:
        self._task.wait(max(0.0, self._free - time.monotonic()))


def _decoded(blocks: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    """Undo a compression that was not asked for. Raises PageFailed."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        yield from blocks
    elif encoding in ("gzip", "x-gzip", "deflate"):
        yield from unzip(blocks)
    else:
        raise PageFailed(say("page_compressed", "It is compressed in a way that was not asked for."))


def unzip(blocks: Iterator[bytes], block_bytes: int = 1 << 20) -> Iterator[bytes]:
    """Unpack gzip in blocks of a limited size, so that a small file never fills the memory. Raises PageFailed."""
    unpacker = zlib.decompressobj(47)  # gzip or zlib, whichever it is
    try:
        for block in blocks:
            rest = block
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, block_bytes)
                rest = unpacker.unconsumed_tail
    except zlib.error:
        raise PageFailed(say("page_not_unpacked", "It cannot be unpacked.")) from None


def _describe(error: Exception) -> Sentence:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return say("page_untrusted", "Its certificate is not trusted by this machine.")
    return say("page_connection_failed", "The connection failed ({failure}).", failure=type(error).__name__)


def site_answered(status: int) -> Sentence:
    """An answer that is no page."""
    return say("site_answered", "The site answered {status}.", status=status)


def _retry_after(response: Response) -> float:
    """Seconds that a busy site asks to wait; a few when it does not say."""
    given = response.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else 2.0


def _version() -> str:
    try:
        return version("fundstelle")
    except PackageNotFoundError:
        return "0"
