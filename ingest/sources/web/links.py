"""The links of a page, read by Python alone: nothing of a strange page gets to a parser written in C."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ingest.sources.web.urls import canonical

_MOST_BYTES = 4 * 1_048_576  # further links of a longer page are not followed
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]+)")


def find_links(body: bytes, url: str) -> list[str]:
    """The addresses that a page of HTML links to, in its order, each once."""
    head = _CHARSET.search(body[:2048])
    text = _decode(body[:_MOST_BYTES], head.group(1).decode() if head else "utf-8")
    parser = _Links(url)
    parser.feed(text)
    return list(dict.fromkeys(parser.found))


def _decode(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = url
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = next((value for name, value in attrs if name == "href" and value), None)
        if address is None:
            return
        url = canonical(address, self._base)
        if url is None:
            return
        if tag == "base":
            self._base = url
        elif tag in ("a", "area"):
            self.found.append(url)
