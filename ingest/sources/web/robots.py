"""What a site asks of programs that read it: robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from ingest.sources.web.fetching import AGENT, Fetcher, PageFailed, TooLarge
from ingest.sources.web.urls import Scope
from rag.errors import SourceUnreachable
from rag.wording import Sentence, say

_MOST_BYTES = 512_000
_MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site."""

    rules: Protego

    def allows(self, url: str) -> bool:
        """Whether a page may be read."""
        return bool(self.rules.can_fetch(url, AGENT))

    @property
    def delay_seconds(self) -> float:
        """The pause between requests that the site asks for; 0 when it does not."""
        rate = self.rules.request_rate(AGENT)
        delay = self.rules.crawl_delay(AGENT) or 0.0
        return max(float(delay), rate.seconds / rate.requests if rate is not None and rate.requests else 0.0)

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of sitemaps that the site names."""
        return list(self.rules.sitemaps)


def ask_robots(fetcher: Fetcher, scope: Scope) -> Robots:
    """Read the rules of a site; without any, everything is allowed.

    Raises SourceUnreachable when the site does not answer, or does not say whether it has rules.
    """
    url = f"{scope.origin}/robots.txt"
    try:
        for _ in range(_MOST_REDIRECTS):
            with fetcher.get(url) as response:
                if response.status in REDIRECTS:
                    url = urljoin(url, response.headers.get("location", ""))
                    if not scope.same_host(url):
                        break
                elif response.status == 429 or response.status >= 500:
                    raise SourceUnreachable(
                        say(
                            "robots_refused",
                            "{site} cannot be read: asked for its robots.txt, it answered {status}.",
                            site=scope.origin,
                            status=response.status,
                        )
                    )
                elif response.status == 200:
                    return Robots(Protego.parse(response.read(_MOST_BYTES).decode("utf-8", "replace")))
                else:
                    break
    except TooLarge:
        raise SourceUnreachable(
            say("robots_too_large", "The robots.txt of {site} is too large to be read.", site=scope.origin)
        ) from None
    except PageFailed as failed:
        raise SourceUnreachable(site_unreadable(scope.origin, failed.sentence)) from None
    return Robots(Protego.parse(""))


def site_unreadable(address: str, reason: str) -> Sentence:
    """Why nothing of a site can be read."""
    return say("site_unreadable", "{address} cannot be read. {reason}", address=address, reason=reason)
