"""Pages that were fetched and not taken in yet: a crawl that was interrupted need not ask for them again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.sources.web.fetching import TooLarge

_FRESH_SECONDS = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page as it came."""

    url: str
    size: int
    sha256: str
    etag: str | None
    time_ns: int | None  # Last-Modified
    suffix: str  # for its media type
    fetched: float  # seconds since 1970


class Spool:
    """A folder of fetched pages: `finish` empties it, and what a killed process left stays for some hours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, url: str) -> Fetched | None:
        """A page that an interrupted run has fetched lately."""
        try:
            page = Fetched(**json.loads(self._record(url).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        fresh = 0 <= time.time() - page.fetched <= _FRESH_SECONDS
        return page if fresh and page.url == url and self.body(url).is_file() else None

    def put(
        self, url: str, blocks: Iterable[bytes], limit: int, etag: str | None, time_ns: int | None, suffix: str
    ) -> Fetched:
        """Keep a page. Raises TooLarge when it has more than `limit` bytes, and whatever `blocks` raises."""
        self._folder.mkdir(exist_ok=True)
        digest, size, part = hashlib.sha256(), 0, self.body(url).with_suffix(".part")
        with part.open("wb") as file:
            for block in blocks:
                size += len(block)
                if size > limit:
                    raise TooLarge
                digest.update(block)
                file.write(block)
        page = Fetched(url, size, digest.hexdigest(), etag, time_ns, suffix, time.time())
        part.replace(self.body(url))
        written = part.with_suffix(".writing")
        written.write_text(json.dumps(asdict(page)), encoding="utf-8")
        written.replace(self._record(url))  # a page without it counts as not fetched
        return page

    def body(self, url: str) -> Path:
        """The file of a page."""
        return self._folder / hashlib.sha256(os.fsencode(url)).hexdigest()

    def finish(self) -> None:
        """Everything was taken in."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _record(self, url: str) -> Path:
        return self.body(url).with_suffix(".json")
