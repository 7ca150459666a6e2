"""Addresses of pages and of machines."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.kinds.folder import readable
from ingest.sources.patterns import wanted_by
from ingest.sources.types import SourceOptions
from ingest.sources.web.addresses import is_public
from ingest.sources.web.fetching import PageFailed, unzip
from ingest.sources.web.links import find_links
from ingest.sources.web.urls import Scope, canonical, page_name


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80/a/../b/./c#part", "http://example.com/b/c"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
        ("https://example.com/é b", "https://example.com/%C3%A9%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/?utm_source=x&b=2&gclid=1&a=1", "https://example.com/?b=2&a=1"),
        ("https://example.com/a;jsessionid=123?x=", "https://example.com/a?x="),
        ("https://example.com//evil.example/x", "https://example.com/evil.example/x"),
        ("page?x=1", "https://base.example/folder/page?x=1"),
        ("//other.example/x", "https://other.example/x"),
        ("javascript:alert(1)", None),
        ("https://example.com:99999/", None),
        ("https://example.com/a/b/a/b/a/b/a/b", None),
        ("https://example.com/" + "x" * 2000, None),
    ],
)
def test_one_spelling_for_each_page(url, expected):
    assert canonical(url, "https://base.example/folder/start") == expected


@given(st.text(max_size=40))
def test_the_one_spelling_is_spelled_the_same_again(text):
    url = canonical(text, "https://example.com/a/")
    assert url is None or canonical(url) == url


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses_of_the_open_internet(address, public):
    assert is_public(address) is public


def test_what_belongs_to_a_site():
    scope = Scope("http://example.com/docs/start.html")
    assert scope.includes("http://example.com/docs/x")
    assert scope.includes("https://example.com/docs/")
    assert not scope.includes("http://example.com/other")
    assert not scope.includes("http://example.com:8080/docs/x")
    assert not scope.includes("http://www.example.com/docs/x")
    assert not scope.includes("http://example.com.evil.example/docs/x")
    assert not Scope("https://example.com/").includes("http://example.com/")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("", "index"),
        ("docs/", "docs/index"),
        ("docs/%C3%BCber.html", "docs/über.html"),
        ("docs/%FF", "docs/%FF"),
        ("a%0Ab", "a%0Ab"),
        ("%2e%2e/x", "%2e%2e/x"),
        ("list?page=2", "list?page=2"),
    ],
)
def test_names_of_pages(key, name):
    assert page_name(key) == name


def test_links_with_a_base_and_another_encoding():
    page = "<meta charset=latin-1><base href=\"/docs/\"><!-- <a href=no> --><A title=x HREF='ü&#252;.html'>x</a>"
    page += "<area href=b><link href=c><a name=d><script>'<a href=e>'</script><a data-href=f><a href=b>"
    assert find_links(page.encode("latin-1"), "https://example.com/x/") == [
        "https://example.com/docs/%C3%BC%C3%BC.html",
        "https://example.com/docs/b",
    ]


@given(st.binary(max_size=200))
def test_no_page_breaks_the_search_for_links(body):
    assert isinstance(find_links(b"<a href='x'>" + body, "https://example.com/"), list)


@pytest.mark.parametrize(
    "part", ["<!--", "<a ", "<a href='", "<script>", "<a href=x>", "<a" + " href=" * 600 + ">"]
)
def test_no_page_keeps_the_search_for_links_busy(part):
    """Each of these took a parser minutes, or would; a search whose time is not linear does not end here."""
    assert len(find_links((part * (2_000_000 // len(part))).encode(), "https://example.com/")) <= 1


def test_a_bomb_unpacks_in_small_blocks():
    packed = gzip.compress(bytes(5_000_000))
    blocks = list(unzip(iter([packed]), 1_000_000))
    assert [len(block) for block in blocks] == [1_000_000] * 5
    with pytest.raises(PageFailed):
        list(unzip(iter([b"no gzip"])))


def test_patterns():
    wanted = wanted_by(SourceOptions(include=("*.PDF", "hr/*"), exclude=("*/draft/*", "secret*")))
    assert [
        name
        for name in ("a.pdf", "x/b.pdf", "hr/x/y.txt", "other/z.txt", "hr/draft/a.pdf", "hr/Secret.txt")
        if wanted(name)
    ] == [
        "a.pdf",
        "x/b.pdf",
        "hr/x/y.txt",
    ]


def test_names_in_other_encodings_become_readable():
    assert readable("ordner/K\udcfcndigung.txt") == "ordner/Kündigung.txt"
    assert readable("\udc81.txt") == "%81.txt"
    assert readable("schön.txt") == "schön.txt"
