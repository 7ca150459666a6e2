"""The pages that a site lists itself: sitemaps, indexes of sitemaps, and lists of addresses, packed or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from lxml import etree

from ingest.sources.web.fetching import Fetcher, PageFailed, Response, TooLarge, site_answered, unzip
from ingest.sources.web.urls import Scope, canonical
from rag.wording import say

_MOST_BYTES = 50 * 1_048_576  # as the protocol has it, unpacked
_MOST_SITEMAPS = 1000
_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class SiteMap:
    """What the sitemaps of a site say."""

    pages: dict[str, int | None] = field(default_factory=dict)  # address -> time of its last change, ns
    problems: dict[str, str] = field(default_factory=dict)  # address of a sitemap -> why it could not be read
    found: bool = False  # whether there is any


def read_sitemaps(fetcher: Fetcher, scope: Scope, addresses: Iterable[str], most_pages: int) -> SiteMap:
    """Read sitemaps and those that they name, each once. One that is not there is no problem, a broken one is."""
    result = SiteMap()
    waiting = [url for each in addresses if (url := canonical(each, scope.origin)) is not None]
    seen: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        if url in seen or not scope.same_host(url):
            continue
        if len(seen) >= _MOST_SITEMAPS:
            result.problems[url] = say(
                "too_many_sitemaps",
                "There are more than {count} sitemaps; the rest was not read.",
                count=_MOST_SITEMAPS,
            )
            break
        seen.add(url)
        try:
            with fetcher.get(url) as response:
                if 400 <= response.status < 500 and response.status != 429:
                    continue
                if response.status != 200:
                    raise PageFailed(site_answered(response.status))
                body = _read(response)
            waiting += _parse(body, url, scope, result)
        except TooLarge:
            result.problems[url] = say("sitemap_too_large", "The sitemap is too large.")
        except PageFailed as failed:
            result.problems[url] = failed.sentence
        if len(result.pages) > most_pages:
            result.pages = dict(list(result.pages.items())[:most_pages])
            result.problems[url] = say(
                "too_many_listed_pages",
                "There are more than {count} pages; the rest was left out (`--pages`).",
                count=most_pages,
            )
            break
    return result


def _read(response: Response) -> bytes:
    body = response.read(_MOST_BYTES)
    if not body.startswith(_GZIP):
        return body
    unpacked = bytearray()
    for block in unzip(iter([body])):
        unpacked += block
        if len(unpacked) > _MOST_BYTES:
            raise TooLarge
    return bytes(unpacked)


def _parse(body: bytes, url: str, scope: Scope, result: SiteMap) -> list[str]:
    """Take the pages of one sitemap, and return the sitemaps that it names. Raises PageFailed."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = body.decode("utf-8", "replace").split()
        _take(result, scope, url, [(line, None) for line in lines])
        return []
    named: list[str] = []
    pages: list[tuple[str, int | None]] = []
    try:
        for _, element in etree.iterparse(BytesIO(body), events=("end",), resolve_entities=False, no_network=True):
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if kind not in ("url", "sitemap"):
                continue
            parts = {
                etree.QName(each).localname: (each.text or "").strip() for each in element.iterchildren("{*}*")
            }
            address = canonical(parts.get("loc", ""), url)
            if address is not None and kind == "sitemap":
                named.append(address)
            elif address is not None:
                pages.append((address, _time_ns(parts.get("lastmod", ""))))
            element.clear()
    except etree.XMLSyntaxError:
        raise PageFailed(say("sitemap_broken", "The sitemap is not well-formed XML.")) from None
    _take(result, scope, url, pages)
    return named


def _take(result: SiteMap, scope: Scope, base: str, pages: Iterable[tuple[str, int | None]]) -> None:
    result.found = True
    for address, time_ns in pages:
        url = canonical(address, base)
        if url is not None and scope.includes(url):
            result.pages[url] = time_ns


def _time_ns(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1_000_000_000
