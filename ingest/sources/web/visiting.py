"""One page of a site: asked for with what is known of it, kept aside when it is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ingest.sources.types import Item, Known
from ingest.sources.web.fetching import BUSY, Fetcher, PageFailed, Response, TooLarge, site_answered
from ingest.sources.web.links import find_links
from ingest.sources.web.robots import REDIRECTS
from ingest.sources.web.spool import Fetched, Spool
from ingest.sources.web.urls import Scope, canonical, page_name

_HTML = ("text/html", "application/xhtml+xml")
# Media types that are read, and what their names would end in.
_SUFFIXES = {
    **dict.fromkeys(_HTML, ".html"),
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/plain": ".txt",
}
_UNSAID = ("", "application/octet-stream", "binary/octet-stream")
_NAMED = (".pdf", ".docx", ".md", ".txt", ".html", ".htm")
_GONE = (404, 410)
_NANOSECONDS = 1_000_000_000


class Fate(StrEnum):
    """What became of a visit."""

    FOUND = "found"
    MOVED = "moved"  # to `links[0]`
    GONE = "gone"
    OTHER = "other"  # nothing that is read here: a picture, a page of another host


@dataclass(frozen=True, slots=True)
class Visit:
    """One visited address."""

    fate: Fate
    item: Item | None = None
    links: tuple[str, ...] = ()
    page: Fetched | None = None  # in the spool; None when it did not change


class Visitor:
    """Visits the pages of one site."""

    def __init__(
        self,
        fetcher: Fetcher,
        scope: Scope,
        spool: Spool,
        known: Mapping[str, Known],
        original: Callable[[str], Path],
        max_bytes: int,
    ) -> None:
        self._fetcher = fetcher
        self._scope = scope
        self._spool = spool
        self._known = known
        self._original = original
        self._max_bytes = max_bytes

    def visit(self, url: str, *, links: bool) -> Visit:
        """Look at one page, and at what it links to if `links`. Raises PageFailed and Stopped."""
        spooled = self._spool.find(url)
        if spooled is not None:
            return self._found(spooled, links)
        before = self._unchanged_so_far(url)
        with self._fetcher.get(url, _conditions(before)) as response:
            if response.status == 304 and before is not None:
                return self._same(url, before, links)
            if response.status in REDIRECTS:
                target = canonical(response.headers.get("location", ""), url)
                return Visit(Fate.MOVED, links=(target,) if target is not None else ())
            if response.status in _GONE:
                return Visit(Fate.GONE)
            if response.status != 200:
                raise PageFailed(site_answered(response.status), of_site=response.status in BUSY)
            return self._take(url, response, links)

    def same(self, url: str) -> Item | None:
        """The item of a page as it was, for those that need not be asked for."""
        before = self._unchanged_so_far(url)
        return None if before is None else self._item(url, before.size, before.time_ns, before.etag, before.sha256)

    def _unchanged_so_far(self, url: str) -> Known | None:
        """What is known of a page whose bytes the library still has."""
        before = self._known.get(self._scope.key(url))
        if before is None or before.document_id is None or before.sha256 is None or before.reason is not None:
            return None
        return before if self._original(before.sha256).is_file() else None

    def _take(self, url: str, response: Response, links: bool) -> Visit:
        suffix = _suffix(url, response.media_type)
        if suffix is None:
            return Visit(Fate.OTHER)
        etag, time_ns = response.headers.get("etag") or None, _time_ns(response.headers.get("last-modified"))
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            # Its size alone refuses it, without a byte of it being read.
            return Visit(Fate.FOUND, self._item(url, int(announced), time_ns, etag, None))
        try:
            page = self._spool.put(url, response.blocks, self._max_bytes, etag, time_ns, suffix)
        except TooLarge:
            return Visit(Fate.FOUND, self._item(url, self._max_bytes + 1, time_ns, etag, None))
        return self._found(page, links)

    def _found(self, page: Fetched, links: bool) -> Visit:
        item = self._item(page.url, page.size, page.time_ns, page.etag, page.sha256)
        found = self._links(page.url, self._spool.body(page.url)) if links and page.suffix == ".html" else ()
        return Visit(Fate.FOUND, item, found, page)

    def _same(self, url: str, before: Known, links: bool) -> Visit:
        """An unchanged page still links to what it linked to: its bytes are in the library."""
        item = self._item(url, before.size, before.time_ns, before.etag, before.sha256)
        return Visit(Fate.FOUND, item, self._links(url, self._original(before.sha256 or "")) if links else ())

    def _links(self, url: str, body: Path) -> tuple[str, ...]:
        with body.open("rb") as file:
            head = file.read(1024)
            if b"%PDF-" in head or head.startswith(b"PK"):
                return ()
            return tuple(find_links(head + file.read(), url))

    def _item(self, url: str, size: int | None, time_ns: int | None, etag: str | None, sha256: str | None) -> Item:
        key = self._scope.key(url)
        return Item(key, page_name(key), size, time_ns, etag, sha256)


def _suffix(url: str, media_type: str) -> str | None:
    """What a page's name would end in, or None when it is of a kind that is not read."""
    if media_type in _SUFFIXES:
        return _SUFFIXES[media_type]
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    return named if media_type in _UNSAID and named in _NAMED else None


def _conditions(before: Known | None) -> dict[str, str]:
    headers = {}
    if before is not None and before.etag is not None:
        headers["if-none-match"] = before.etag
    if before is not None and before.time_ns is not None:
        moment = datetime.fromtimestamp(before.time_ns // _NANOSECONDS, UTC)
        headers["if-modified-since"] = format_datetime(moment, usegmt=True)
    return headers


def _time_ns(text: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(text or "").timestamp()) * _NANOSECONDS
    except (ValueError, OverflowError):
        return None
