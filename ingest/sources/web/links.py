"""The links of a page. A strange page is searched in this process, so the search is plain and its time linear.

A parser is more than it needs: Python's own takes minutes for a few hundred kilobytes of opened comments, and those
written in C are kept to the sandbox.
"""

from __future__ import annotations

import html
import re
from itertools import islice

from ingest.sources.web.urls import canonical

# Further links of a longer page are not followed.
_MOST_BYTES = 4 * 1_048_576
_MOST_LINKS = 5000
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_COMMENT = re.compile("<!--"), re.compile("-->")
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE), re.compile(r"</script", re.IGNORECASE)
# Without "<" within, no part of a page is looked at by two attempts.
_TAG = re.compile(r"<(a|area|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_HREF = re.compile(r"""(?:^|[\s"'])href\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def find_links(body: bytes, url: str) -> list[str]:
    """The addresses that a page of HTML links to, in its order, each once."""
    said = _CHARSET.search(body[:2048])
    text = _decode(body[:_MOST_BYTES], said.group(1).decode() if said else "utf-8")
    text = _without(_without(text, *_COMMENT), *_SCRIPT)
    found: dict[str, None] = {}
    base = url
    for tag in islice(_TAG.finditer(text), _MOST_LINKS):
        given = _HREF.search(tag.group(2))
        if given is None:
            continue
        address = canonical(html.unescape(next(part for part in given.groups() if part is not None)), base)
        if address is None:
            continue
        if tag.group(1).lower() == "base":
            base = address
        else:
            found[address] = None
    return list(found)


def _decode(body: bytes, encoding: str) -> str:
    try:
        return body.decode(encoding, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _without(text: str, begin: re.Pattern[str], end: re.Pattern[str]) -> str:
    """A text without what stands between two marks; one that is never closed goes on to the end."""
    parts, place = [], 0
    while (opened := begin.search(text, place)) is not None:
        parts.append(text[place : opened.start()])
        closed = end.search(text, opened.end())
        if closed is None:
            return "".join(parts)
        place = closed.end()
    return "".join([*parts, text[place:]])
