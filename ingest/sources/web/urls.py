"""Addresses of pages: one spelling for each, and which of them belong to a site."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address
_MOST_REPEATS = 3  # of one part of a path: more is a loop of relative links
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
# Where a visitor comes from, and who it is, make no other page.
_TRACKING = re.compile(r"(utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|phpsessid|jsessionid|sessionid)", re.IGNORECASE)
_SAFE = "/%:@!$&'()*+,;=~-._"
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def canonical(url: str, base: str = "") -> str | None:
    """The one spelling of an address, or None when it is no page: another scheme, too long, a loop of links.

    Without fragment, default port, session and tracking parameters; dots in the path resolved; escapes in one form.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return None
    try:
        host = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = "/" + _one_form(_SESSION.sub("", parts.path)).lstrip("/")
    query = urlencode(
        [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(name)
        ]
    )
    found = urlunsplit((scheme, netloc, urlsplit(urljoin("http://h/", path)).path or "/", query, ""))
    segments = Counter(part for part in path.split("/") if part)
    if len(found) > _LONGEST or (segments and max(segments.values()) > _MOST_REPEATS):
        return None
    return found


def _one_form(path: str) -> str:
    """Escapes in capitals, and none for what needs none."""

    def decide(match: re.Match[str]) -> str:
        character = chr(int(match.group(1), 16))
        return character if _UNRESERVED.fullmatch(character) else match.group().upper()

    return quote(_ESCAPE.sub(decide, path), safe=_SAFE)


class Scope:
    """Which addresses belong to a site: those of its host, below the folder of its first page."""

    def __init__(self, start: str, *, whole_host: bool = False) -> None:
        parts = urlsplit(start)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.host = parts.netloc
        self._folder = "/" if whole_host else parts.path.rsplit("/", 1)[0] + "/"

    def same_host(self, url: str) -> bool:
        """Whether it is on this host and port; http and https are the same host."""
        parts, own = urlsplit(url), urlsplit(self.origin)
        if parts.netloc == self.host:
            return parts.scheme == own.scheme or parts.scheme == "https"
        return parts.scheme == "https" and parts.netloc == own.hostname and own.port in (None, 80)

    def includes(self, url: str) -> bool:
        """Whether it is a page of the site."""
        return self.same_host(url) and urlsplit(url).path.startswith(self._folder)

    def key(self, url: str) -> str:
        """What is left of an address without its host."""
        parts = urlsplit(url)
        return parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def page_name(key: str) -> str:
    """What the document of a page is called: readable, and a file even when it is a folder's page."""
    path, mark, query = key.partition("?")
    if not path or path.endswith("/"):
        path += "index"
    readable = unquote(path)
    if "�" in readable or not readable.isprintable() or ".." in readable.split("/"):
        readable = path
    return readable + (f"?{query}" if mark else "")
