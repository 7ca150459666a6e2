"""A website: the pages of its sitemaps, or those that its links lead to."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from ingest.locking import file_lock
from ingest.sources.options import Ask, Origin, Words
from ingest.sources.patterns import wanted_by
from ingest.sources.types import (
    Content,
    Item,
    Known,
    Listing,
    Problem,
    Reads,
    Source,
    SourceKind,
    SourceOptions,
    Surroundings,
    Task,
)
from rag.errors import ConfigurationError, SourceForbidden
from rag.wording import say

if TYPE_CHECKING:
    from ingest.sources.web.crawling import Walk, Walked
    from ingest.sources.web.fetching import Fetcher
    from ingest.sources.web.robots import Robots
    from ingest.sources.web.spool import Fetched
    from ingest.sources.web.visiting import Visitor

_SITEMAP_ENDS = (".xml", ".xml.gz", ".txt")
# Dates of sitemaps are often days without a time.
_DAY_NS = 86_400 * 1_000_000_000


_ASK_MODE = Ask(
    Words(de="Seiten finden über", en="Find pages by"),
    choices={
        "auto": Words(de="Sitemap, sonst Links", en="sitemap, else links"),
        "sitemap": Words(de="Sitemap", en="sitemap"),
        "crawl": Words(de="Links", en="links"),
    },
)


class WebsiteOptions(SourceOptions):
    """What can be said of a site."""

    mode: Annotated[Literal["auto", "sitemap", "crawl"], _ASK_MODE] = Field(
        "auto", description="auto: the site's sitemap when it has one, else its links"
    )
    depth: Annotated[int, Ask(Words(de="Klicks von der ersten Seite", en="Clicks from the first page"))] = Field(
        10, ge=0, le=100, description="how many clicks from the first page; default 10"
    )
    pages: Annotated[int, Ask(Words(de="Höchstens so viele Seiten", en="At most so many pages"))] = Field(
        2000, ge=1, description="how many pages are visited at most; default 2000"
    )
    delay: float = Field(
        1.0, ge=0, le=3600, description="seconds between two requests; robots.txt can only raise it"
    )
    seconds: float = Field(60.0, gt=0, le=3600, description="time limit for one page, seconds; default 60")
    trust_lastmod: bool = Field(False, description="do not ask for pages that the sitemap says did not change")
    allow_private: Annotated[
        bool,
        Ask(Words(de="Auch Adressen im eigenen Netz", en="Also addresses of this network"), origin=Origin.HERE),
    ] = Field(False, description="also addresses of this machine and of inner networks")
    contact: str | None = Field(None, pattern=r"^[\x21-\x7e]{1,200}$", description="address that the site is told")


class WebsiteSource:
    """Visits a site, one request at a time, and only asks for what may have changed."""

    def __init__(self, start: str, options: WebsiteOptions, surroundings: Surroundings) -> None:
        from ingest.sources.web.spool import Spool
        from ingest.sources.web.urls import Scope

        self._start = start
        self._options = options
        self._surroundings = surroundings
        self._is_sitemap = urlsplit(start).path.endswith(_SITEMAP_ENDS) and options.mode != "crawl"
        self._scope = Scope(start, whole_host=self._is_sitemap)
        self._spool = Spool(surroundings.cache)
        self._held = ExitStack()
        self._pages: Mapping[str, Fetched] = {}

    def list_items(self, known: Mapping[str, Known], task: Task) -> Listing:
        """All pages; those that are new or changed are fetched on the way."""
        from ingest.sources.web.crawling import Walk
        from ingest.sources.web.robots import ask_robots
        from ingest.sources.web.visiting import Visitor

        self._lock_host()
        fetcher = self._open_fetcher(task)
        robots = ask_robots(fetcher, self._scope)
        fetcher.slow_down(robots.delay_seconds)
        original, most = self._surroundings.original, self._surroundings.max_bytes
        visitor = Visitor(fetcher, self._scope, self._spool, known, original, most)
        wanted = wanted_by(self._options)
        walk = Walk(visitor, self._scope, robots, wanted, task, most_pages=self._options.pages)
        walked = self._walk(walk, visitor, fetcher, robots, known)
        self._pages = walked.pages
        return Listing(list(walked.items.values()), walked.problems, _unseen(walked, known))

    def checksum(self, item: Item, stop: threading.Event) -> str | None:
        """It is known from the visit."""
        del item, stop
        return None

    @contextmanager
    def open(self, item: Item) -> Iterator[Content]:
        """The bytes of a page that was fetched."""
        page = self._pages.get(item.key)
        if page is None:
            raise OSError(0, say("page_not_fetched", "its page was not fetched"))
        with self._spool.body(page.url).open("rb") as file:
            yield Content(file, page.suffix)

    def close(self, *, finished: bool) -> None:
        """Close the connections, and forget the fetched pages when all of them were taken in."""
        self._held.close()
        if finished:
            self._spool.finish()

    def _lock_host(self) -> None:
        host = "".join(
            character if character.isalnum() or character in ".-" else "_" for character in self._scope.host
        )
        busy = say(
            "site_busy",
            "Another source is reading {host} at this moment; one program at a time is enough for it.",
            host=self._scope.host,
        )
        self._surroundings.locks.mkdir(parents=True, exist_ok=True)
        self._held.enter_context(file_lock(self._surroundings.locks / f"host-{host[:200]}.lock", busy))

    def _open_fetcher(self, task: Task) -> Fetcher:
        from ingest.sources.web.fetching import Fetcher

        options = self._options
        fetcher = Fetcher(
            allow_private=options.allow_private,
            delay_seconds=options.delay,
            page_seconds=options.seconds,
            contact=options.contact,
            task=task,
        )
        self._held.callback(fetcher.close)
        return fetcher

    def _walk(
        self, walk: Walk, visitor: Visitor, fetcher: Fetcher, robots: Robots, known: Mapping[str, Known]
    ) -> Walked:
        from ingest.sources.web.sitemaps import read_sitemaps

        if self._options.mode == "crawl":
            return walk.crawl(self._start, self._options.depth)
        named = [self._start] if self._is_sitemap else [*robots.sitemaps, f"{self._scope.origin}/sitemap.xml"]
        site_map = read_sitemaps(fetcher, self._scope, named, self._options.pages)
        must = self._is_sitemap or self._options.mode == "sitemap"
        if not site_map.pages and not site_map.problems and not must:
            return walk.crawl(self._start, self._options.depth)

        def unchanged(url: str, time_ns: int | None) -> Item | None:
            before = known.get(self._scope.key(url))
            if not self._options.trust_lastmod or time_ns is None or before is None:
                return None
            return visitor.same(url) if before.checked_ns - time_ns > _DAY_NS else None

        walked = walk.visit_all(site_map.pages, unchanged)
        walked.whole = not site_map.problems and (walked.whole or _only_pages_failed(walked))
        walked.problems[:0] = [Problem(url, reason) for url, reason in site_map.problems.items()]
        return walked


def _only_pages_failed(walked: Walked) -> bool:
    """A page of a sitemap that failed hides no other page."""
    return len(walked.problems) == len(walked.failed)


def _unseen(walked: Walked, known: Mapping[str, Known]) -> frozenset[str]:
    """What is known and was not seen, without its being certain that it is gone."""
    if walked.whole:
        return frozenset(key for key in walked.failed if key in known)
    return frozenset(key for key in known if key not in walked.items and key not in walked.gone)


def _check(location: str) -> str:
    from ingest.sources.web.urls import canonical

    try:
        parts, url = urlsplit(location), canonical(location)
    except ValueError:  # half an IPv6 address, or bytes that are no text
        parts, url = urlsplit(""), None
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(
            say(
                "address_with_password",
                "An address with a name or password in it is not stored; pages that need one are not read.",
            )
        )
    if url is None:
        raise ConfigurationError(
            say(
                "address_unusable",
                "“{location}” is no address of a site; give it as https://www.example.com/docs/.",
                location=location,
            )
        )
    return url


def _open(location: str, options: SourceOptions, surroundings: Surroundings) -> Source:
    if not isinstance(options, WebsiteOptions):
        raise TypeError(type(options))
    return WebsiteSource(location, options, surroundings)


def _permit(location: str, allowed: Sequence[str]) -> str:
    from ingest.sources.web.addresses import is_known_as_private

    del allowed
    # What a name stands for later is checked again with each connection.
    try:
        host = urlsplit(location).hostname
    except ValueError:
        host = None
    if host is not None and is_known_as_private(host):
        raise SourceForbidden(
            say(
                "site_private",
                "Sites of this machine or of an inner network cannot be added from elsewhere; `fundstelle source"
                " add` on the machine itself may.",
            )
        )
    return location


_GERMAN = {
    "address_with_password": "Eine Adresse mit Name oder Kennwort wird nicht gespeichert; Seiten, die das"
    " verlangen, werden nicht gelesen.",
    "address_unusable": "„{location}“ ist keine Adresse einer Website; anzugeben als"
    " https://www.example.com/docs/.",
    "site_busy": "Eine andere Quelle liest gerade {host}; ein Programm zugleich ist genug.",
    "site_unreadable": "{address} lässt sich nicht lesen. {reason}",
    "site_forbids": "{address} lässt sich nicht lesen: die robots.txt der Website erlaubt es nicht.",
    "site_answered": "Die Website antwortete {status}.",
    "robots_refused": "{site} lässt sich nicht lesen: auf die Frage nach der robots.txt kam {status}.",
    "robots_too_large": "Die robots.txt von {site} ist zu groß, um gelesen zu werden.",
    "too_many_pages": "Es gibt mehr als {count} Seiten; die übrigen wurden nicht besucht.",
    "too_many_listed_pages": "Es gibt mehr als {count} Seiten; die übrigen wurden ausgelassen.",
    "too_many_sitemaps": "Es gibt mehr als {count} Sitemaps; die übrigen wurden nicht gelesen.",
    "sitemap_too_large": "Die Sitemap ist zu groß.",
    "sitemap_broken": "Die Sitemap ist kein wohlgeformtes XML.",
    "many_pages_failed": "{count} Seiten hintereinander waren von {site} nicht zu bekommen. {last}",
    "page_leads_outside": "Sie führt zu {host}, außerhalb dieser Quelle; fügen Sie diese Adresse hinzu, wenn sie"
    " gemeint ist.",
    "page_missing": "Die Website sagt, dass es sie nicht gibt.",
    "page_not_fetched": "die Seite wurde nicht geholt",
    "page_connection_failed": "Die Verbindung kam nicht zustande ({failure}).",
    "page_untrusted": "Dem Zertifikat vertraut dieser Rechner nicht.",
    "page_late": "Sie kam nicht binnen {seconds:g} s an.",
    "page_compressed": "Sie ist auf eine Weise gepackt, die nicht verlangt war.",
    "page_not_unpacked": "Sie lässt sich nicht entpacken.",
    "page_private": "Ihr Rechner hat eine Adresse eines inneren Netzes; solche werden nur gefragt, wenn es"
    " erlaubt ist.",
    "site_private": "Websites dieses Rechners oder eines inneren Netzes lassen sich nicht von anderswo"
    " hinzufügen; „fundstelle source add“ auf dem Rechner selbst darf es.",
}

KIND = SourceKind(
    title=Words(de="Website", en="Website"),
    summary="a website",
    location=Words(
        de="Adresse der Seite, des Verzeichnisses oder der Sitemap",
        en="Address of the page, the folder or the sitemap",
    ),
    options=WebsiteOptions,
    reads=Reads.ADDRESSES,
    check=_check,
    open=_open,
    permit=_permit,
    german=_GERMAN,
)
