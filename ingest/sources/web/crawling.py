"""The walk over a site: which pages are visited, in which order, and when it is enough."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ingest.sources.types import Item, Problem, Task
from ingest.sources.web.fetching import PageFailed
from ingest.sources.web.robots import Robots, site_unreadable
from ingest.sources.web.spool import Fetched
from ingest.sources.web.urls import Scope
from ingest.sources.web.visiting import Fate, Visit, Visitor
from rag.errors import SourceUnreachable
from rag.wording import say

# Queries that one path may have: more are a calendar, or a list that can be sorted in every way.
_MOST_QUERIES = 100
# After so many failures in a row the site itself is taken to be unreachable.
_MOST_FAILURES = 10
_NEVER_READ = frozenset(
    """.png .jpg .jpeg .gif .webp .svg .ico .bmp .tif .tiff .css .js .mjs .json .xml .rss .atom .zip .gz .tgz .bz2
    .xz .7z .rar .exe .msi .dmg .iso .mp3 .mp4 .m4a .avi .mov .webm .wav .ogg .woff .woff2 .ttf .eot .xls .xlsx .ppt
    .pptx""".split()
)


@dataclass(slots=True)
class Walked:
    """What a walk over a site has found."""

    items: dict[str, Item] = field(default_factory=dict)
    pages: dict[str, Fetched] = field(default_factory=dict)  # by key, those whose bytes are in the spool
    gone: set[str] = field(default_factory=set)  # keys of pages that the site says do not exist
    failed: set[str] = field(default_factory=set)  # keys of pages that could not be had this time
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True  # whether all pages were reached that there are


class Walk:
    """Visits pages, those with the fewest clicks from the first page first."""

    def __init__(
        self,
        visitor: Visitor,
        scope: Scope,
        robots: Robots,
        wanted: Callable[[str], bool],
        task: Task,
        *,
        most_pages: int,
    ) -> None:
        self._visitor = visitor
        self._scope = scope
        self._robots = robots
        self._wanted = wanted
        self._task = task
        self._most_pages = most_pages
        self._waiting: deque[tuple[str, int]] = deque()
        self._met: set[str] = set()
        self._queries: Counter[str] = Counter()
        self._visits = 0
        self._failures = 0
        self.walked = Walked()

    def crawl(self, start: str, depth: int) -> Walked:
        """Follow links from a page. Raises SourceUnreachable when that one cannot be had, and Stopped."""
        if not self._robots.allows(start):
            raise SourceUnreachable(
                say(
                    "site_forbids",
                    "{address} cannot be read: the site's robots.txt does not allow it.",
                    address=start,
                )
            )
        self._meet(start, 0)
        self._run(depth)
        if not self.walked.items and self.walked.problems:
            raise SourceUnreachable(site_unreadable(start, self.walked.problems[0].reason))
        return self.walked

    def visit_all(
        self, pages: Mapping[str, int | None], unchanged: Callable[[str, int | None], Item | None]
    ) -> Walked:
        """Visit listed pages, but for those of which `unchanged` knows that nothing changed."""
        for url, time_ns in pages.items():
            item = unchanged(url, time_ns)
            if item is None:
                self._meet(url, 0)
            else:
                self.walked.items[item.key] = item
        self._run(0)
        return self.walked

    def _run(self, depth: int) -> None:
        while self._waiting:
            url, clicks = self._waiting.popleft()
            if self._visits >= self._most_pages:
                self.walked.whole = False
                sentence = say(
                    "too_many_pages",
                    "There are more than {count} pages; the rest was not visited (`--pages`).",
                    count=self._most_pages,
                )
                self.walked.problems.append(Problem(self._scope.origin, sentence))
                return
            self._visits += 1
            self._task.step("visit", self._visits, self._visits + len(self._waiting), self._scope.key(url))
            self._visit(url, clicks, depth)

    def _visit(self, url: str, clicks: int, depth: int) -> None:
        key = self._scope.key(url)
        try:
            visit = self._visitor.visit(url, links=clicks < depth)
            self._failures = 0
        except PageFailed as failed:
            self._fail(url, key, failed)
            return
        if visit.fate is Fate.MOVED:
            self._follow_redirect(url, visit, clicks)
        elif visit.fate is Fate.GONE:
            self.walked.gone.add(key)
            if clicks == 0 and not self.walked.items:
                missing = say("page_missing", "The site says that it does not exist.")
                self.walked.problems.append(Problem(key or self._scope.origin, missing))
        elif visit.item is not None:
            self._keep(visit, visit.item)
            for link in visit.links:
                self._meet(link, clicks + 1)

    def _keep(self, visit: Visit, item: Item) -> None:
        if self._wanted(item.key) and item.key not in self.walked.items:
            self.walked.items[item.key] = item
            if visit.page is not None:
                self.walked.pages[item.key] = visit.page

    def _fail(self, url: str, key: str, failed: PageFailed) -> None:
        self.walked.failed.add(key)
        self.walked.whole = False
        self.walked.problems.append(Problem(key or url, failed.sentence))
        self._failures = self._failures + 1 if failed.of_site else 0
        if self._failures >= _MOST_FAILURES:
            raise SourceUnreachable(
                say(
                    "many_pages_failed",
                    "{count} pages in a row could not be had from {site}. {last}",
                    count=self._failures,
                    site=self._scope.origin,
                    last=failed.sentence,
                )
            )

    def _follow_redirect(self, url: str, visit: Visit, clicks: int) -> None:
        """Within the site, a page that moved is like a link; elsewhere nothing is followed."""
        target = visit.links[0] if visit.links else ""
        if target and self._scope.includes(target):
            self._meet(target, clicks)
        elif clicks == 0 and not self.walked.items:
            sentence = say(
                "page_leads_outside",
                "It leads to {host}, which is outside of this source; add that address if it is meant.",
                host=urlsplit(target).netloc or "nowhere",
            )
            self.walked.problems.append(Problem(url, sentence))

    def _meet(self, url: str, clicks: int) -> None:
        """Put a page on the list, unless it is known, unwanted or one of too many."""
        if url in self._met or not self._scope.includes(url):
            return
        self._met.add(url)
        parts = urlsplit(url)
        name = parts.path.rsplit("/", 1)[-1].lower()
        if "." in name and f".{name.rsplit('.', 1)[-1]}" in _NEVER_READ:
            return
        if parts.query:
            self._queries[parts.path] += 1
            if self._queries[parts.path] > _MOST_QUERIES:
                return
        if self._robots.allows(url):
            self._waiting.append((url, clicks))
