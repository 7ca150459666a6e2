"""A website that the library follows: a real site on this machine, asked over real connections."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ingest.indexer import Indexer
from ingest.sources.following import Sources
from ingest.sources.store import SourceState
from ingest.sources.types import Task
from ingest.sources.web.crawling import _MOST_QUERIES
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ConfigurationError, ImplausiblePlan, LibraryBusy, SourceUnreachable
from rag.layout import DataDir
from tests.fakes import HashingEmbedder
from tests.site_server import Page, html, serve_site

QUICK = {"allow_private": True, "delay": 0}


@pytest.fixture
def site():
    with serve_site() as site:
        site.pages["/"] = html(
            "Welcome to the site.", "/about", "/docs/a.html", "/robots-only", "mailto:x@example.com"
        )
        site.pages["/about"] = html("About us and our 30 days of leave.", "/", "/docs/", "#top", "/about#team")
        site.pages["/docs/"] = html("All documents.", "a.html", "./b.html?utm_source=x", "../docs/a.html")
        site.pages["/docs/a.html"] = html("Document A costs 120 EUR.", "/docs/b.html")
        site.pages["/docs/b.html"] = html(
            "Document B is about notice periods.", "/notes.txt", "/picture.png", "/gone"
        )
        site.pages["/notes.txt"] = Page(b"Plain notes of the meeting.", "text/plain")
        site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /robots-only\n", "text/plain")
        site.pages["/robots-only"] = html("Not for programs.")
        yield site


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", max_upload_bytes=20_000)


@pytest.fixture
def sources(settings):
    with closing(Sources(settings)) as sources:
        yield sources


def names(settings) -> list[str]:
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        return [each.name for each in snapshot.documents()]


def follow(sources, site, path: str = "/", **options: object) -> None:
    sources.add("site", "website", site.url + path, {**QUICK, **options})


ALL = ("site/about", "site/docs/a.html", "site/docs/b.html", "site/docs/index", "site/index", "site/notes.txt")


def test_links_are_followed_and_unchanged_pages_are_not_sent_again(sources, settings, site):
    follow(sources, site)
    first = sources.sync("site")
    assert (tuple(names(settings)), first.failed, first.state) == (ALL, (), SourceState.SYNCED)
    assert sorted(site.asked()) == ["/", "/about", "/docs/", "/docs/a.html", "/docs/b.html"]
    assert {agent.split("/")[0] for agent in site.agents} == {"Fundstelle"}

    site.requests.clear()
    again = sources.sync("site")
    assert (again.added, again.changed, again.removed, again.kept) == ((), (), (), 6)
    assert site.asked() == []
    assert {path for path, status in site.requests if status == 304} == {
        "/",
        "/about",
        "/docs/",
        "/docs/a.html",
        "/docs/b.html",
        "/notes.txt",
    }


def test_changed_moved_new_and_vanished_pages(sources, settings, site):
    follow(sources, site)
    sources.sync("site")
    site.pages["/docs/a.html"] = html("Document A costs 150 EUR.", "/docs/b.html", "/docs/c.html")
    site.pages["/docs/c.html"] = html("Document C is new.")
    site.pages["/docs/d.html"] = site.pages.pop("/notes.txt")
    site.pages["/docs/b.html"] = html(
        "Document B is about notice periods.", "/docs/d.html", "/picture.png", "/gone"
    )
    del site.pages["/about"]
    site.pages["/"] = html("Welcome to the site.", "/about", "/docs/")
    planned = sources.sync("site", dry_run=True)
    done = sources.sync("site")
    for report in (planned, done):
        assert report.added == ("site/docs/c.html",)
        assert report.changed == ("site/index", "site/docs/a.html", "site/docs/b.html")
        assert report.renamed == (("site/notes.txt", "site/docs/d.html"),)
        assert report.removed == ("site/about",)
    assert not (settings.data_dir / "syncing" / "source-1").exists()


def test_pages_are_read_as_what_they_were_sent_as(sources, settings, site):
    body = b"<head><title>Leave</title><script>var secret = 1;</script></head><p>Staff have 30 days.</p>"
    for path in ("/docs/leave", "/docs/leave.php"):
        site.pages[path] = Page(body)
    site.pages["/"] = html("Welcome to the site.", "/docs/leave", "/docs/leave.php")
    follow(sources, site)
    sources.sync("site")
    with closing(Indexer(settings, HashingEmbedder)) as indexer:
        indexer.work()
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        for name in ("site/docs/leave", "site/docs/leave.php"):
            document = snapshot.document(name)
            assert (document.media_type, document.reason, document.title) == ("text/html", None, "Leave")
            page, _ = snapshot.page(document.id, 1)
            assert page.text == "Staff have 30 days."


def test_pages_without_etags_are_compared(sources, settings, site):
    for page in site.pages.values():
        page.etag = False
    follow(sources, site)
    sources.sync("site")
    again = sources.sync("site")
    assert (again.changed, again.kept) == ((), 6)


def test_a_page_that_fails_is_no_removal_and_hides_what_it_links_to(sources, settings, site):
    follow(sources, site, max_removed=1, max_removed_share=0.9)
    sources.sync("site")
    site.pages["/docs/b.html"] = Page(b"Sorry", status=500)  # the only way to the notes
    done = sources.sync("site")
    assert (done.removed, done.kept) == ((), 6)
    assert [(each.item, each.reason) for each in done.failed] == [("docs/b.html", "The site answered 500.")]
    assert done.state is SourceState.INCOMPLETE


def test_many_broken_pages_stop_nothing_but_a_site_that_is_down_does(sources, settings, site):
    broken = [f"/broken/{number}" for number in range(15)]
    site.pages["/"] = html("Welcome.", *broken, "/about")
    site.fallback = lambda path: Page(status=500 if path.startswith("/broken") else 404)
    follow(sources, site, depth=1)
    done = sources.sync("site")
    assert (done.added, len(done.failed)) == (("site/index", "site/about"), 15)
    site.fallback = lambda path: Page(
        status=503 if path.startswith("/broken") else 404, headers={"Retry-After": "99"}
    )
    with pytest.raises(SourceUnreachable, match="10 pages in a row could not be had"):
        sources.sync("site")


def sitemap(*entries: str, kind: str = "url") -> bytes:
    rows = "".join(f"<{kind}><loc>{entry}</loc></{kind}>" for entry in entries)
    root = "urlset" if kind == "url" else "sitemapindex"
    return (
        f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'.encode()
    )


def test_sitemaps_with_indexes_that_name_each_other(sources, settings, site):
    site.pages["/robots.txt"] = Page(f"Sitemap: {site.url}/index.xml\n".encode(), "text/plain")
    site.pages["/index.xml"] = Page(
        sitemap(
            f"{site.url}/index.xml", f"{site.url}/two.xml.gz", "http://elsewhere.example/s.xml", kind="sitemap"
        ),
        "application/xml",
    )
    listed = sitemap(
        f"{site.url}/docs/a.html", f"{site.url}/about", "http://elsewhere.example/", f"{site.url}/gone"
    )
    site.pages["/two.xml.gz"] = Page(gzip.compress(listed), "application/gzip")
    follow(sources, site)
    done = sources.sync("site")
    assert done.added == ("site/docs/a.html", "site/about")
    assert done.failed == ()
    assert [path for path, _ in site.requests] == [
        "/robots.txt",
        "/index.xml",
        "/sitemap.xml",
        "/two.xml.gz",
        "/docs/a.html",
        "/about",
        "/gone",
    ]


def test_a_sitemap_that_breaks_removes_nothing(sources, settings, site):
    site.pages["/sitemap.xml"] = Page(sitemap(f"{site.url}/about", f"{site.url}/docs/a.html"), "application/xml")
    follow(sources, site)
    sources.sync("site")
    site.pages["/sitemap.xml"] = Page(b"<urlset><url><loc>http://cut", "application/xml")
    with pytest.raises(ImplausiblePlan, match="nothing of the source could be read"):
        sources.sync("site")
    assert len(names(settings)) == 2


def test_a_failing_page_of_a_sitemap_hides_no_other(sources, settings, site):
    site.pages["/sitemap.xml"] = Page(sitemap(*(f"{site.url}{path}" for path in site.pages)), "application/xml")
    follow(sources, site)
    sources.sync("site")
    site.pages["/about"] = Page(status=500)
    del site.pages["/docs/a.html"]
    done = sources.sync("site")
    assert (done.removed, [each.item for each in done.failed]) == (("site/docs/a.html",), ["about"])


def test_entities_of_a_sitemap_are_not_expanded(sources, settings, site):
    entities = b'<!DOCTYPE x [<!ENTITY a "/about"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = entities + b"<urlset><url><loc>&b;</loc></url></urlset>"
    site.pages["/map.xml"] = Page(bomb, "application/xml")
    follow(sources, site, "/map.xml")
    assert sources.sync("site").added == ()


def test_dates_of_a_sitemap_spare_requests_when_they_are_trusted(sources, settings, site):
    row = f"<url><loc>{site.url}/about</loc><lastmod>2020-01-01</lastmod></url>"
    site.pages["/sitemap.xml"] = Page(f"<urlset>{row}</urlset>".encode(), "application/xml")
    follow(sources, site, trust_lastmod=True)
    sources.sync("site")
    site.requests.clear()
    assert sources.sync("site").kept == 1
    assert [path for path, _ in site.requests] == ["/robots.txt", "/sitemap.xml"]


def test_an_endless_calendar_ends(sources, settings, site):
    def calendar(path: str) -> Page:
        if path.startswith("/calendar?month="):
            month = int(path.rpartition("=")[2])
            return html(f"Month {month} has no events.", f"/calendar?month={month + 1}")
        if path.startswith("/loop"):
            return html(f"Page {path}.", f"{path}/loop", "x/y")
        if path.startswith("/day/"):
            return html(f"Day {path}.", f"/day/{int(path.rpartition('/')[2]) + 1}")
        return Page(status=404)

    site.fallback = calendar
    site.pages["/"] = html("Welcome.", "/calendar?month=1", "/loop", "/day/1")
    follow(sources, site, depth=100)
    site.pages.pop("/about")
    done = sources.sync("site", Task(), dry_run=True)
    months = [name for name in done.added if "/calendar" in name]
    days = [name for name in done.added if "/day/" in name]
    assert len(months) == min(_MOST_QUERIES, 100)
    assert len(days) == 100
    assert done.failed == ()
    sources.remove("site")
    follow(sources, site, depth=5)
    done = sources.sync("site", Task(), dry_run=True)
    assert len([name for name in done.added if "/day/" in name]) == 5


def test_no_more_pages_than_allowed(sources, settings, site):
    follow(sources, site, pages=3)
    done = sources.sync("site")
    assert len(done.added) == 3
    assert "There are more than 3 pages" in done.failed[0].reason
    assert done.state is SourceState.INCOMPLETE


def test_no_more_pages_of_a_sitemap_than_allowed(sources, settings, site):
    site.pages["/sitemap.xml"] = Page(sitemap(*(f"{site.url}{path}" for path in site.pages)), "application/xml")
    follow(sources, site, pages=3)
    done = sources.sync("site")
    assert len(done.added) == 3
    assert "There are more than 3 pages" in done.failed[0].reason


def test_redirects_stay_within_the_site(sources, settings, site):
    def to(address: str) -> Page:
        return Page(status=302, headers={"Location": address})

    site.pages["/"] = html("Welcome.", "/old", "/out", "/metadata", "/circle", "/relative")
    site.pages["/old"] = to(f"{site.url}/about")
    site.pages["/out"] = to("http://elsewhere.example/")
    site.pages["/metadata"] = to("http://169.254.169.254/latest/meta-data/")
    site.pages["/circle"] = to("/circle2")
    site.pages["/circle2"] = to("/circle")
    site.pages["/relative"] = to("docs/a.html")
    follow(sources, site, depth=1)
    done = sources.sync("site")
    assert sorted(done.added) == ["site/about", "site/docs/a.html", "site/index"]
    assert done.failed == ()


def test_a_first_page_that_leads_elsewhere(sources, settings, site):
    site.pages["/"] = Page(status=301, headers={"Location": "https://www.elsewhere.example/"})
    follow(sources, site)
    with pytest.raises(SourceUnreachable, match=r"It leads to www\.elsewhere\.example"):
        sources.sync("site")


def test_addresses_of_this_machine_are_refused_unless_allowed(sources, settings, site):
    sources.add("site", "website", site.url, {"delay": 0})
    with pytest.raises(SourceUnreachable, match="an address of an inner network"):
        sources.sync("site")
    assert site.requests == []


def test_a_name_that_turns_to_an_inner_address_is_refused(sources, settings, site, monkeypatch):
    """The address is checked that is connected to, at every request: a name may have another one by then."""
    real = socket.getaddrinfo
    monkeypatch.setattr("ingest.sources.web.addresses.is_public", lambda address: address != "127.0.0.2")
    port = site.server_address[1]
    answers = ["127.0.0.1", "127.0.0.2"]

    def resolve(host, *rest, **options):
        if host != "rebound.example":
            return real(host, *rest, **options)
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[0] if len(answers) == 1 else answers.pop(0), port))
        ]

    monkeypatch.setattr("ingest.sources.web.addresses.socket.getaddrinfo", resolve)
    for page in site.pages.values():
        page.headers["Connection"] = "close"
    sources.add("site", "website", f"http://rebound.example:{port}/", {"delay": 0, "mode": "crawl"})
    with pytest.raises(SourceUnreachable, match="an address of an inner network"):
        sources.sync("site")
    assert [path for path, _ in site.requests] == ["/robots.txt"]


@pytest.fixture
def certificate(tmp_path):
    """The file of a certificate for 127.0.0.1 that nobody trusts, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test site")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = built.add_extension(address, critical=False).sign(key, hashes.SHA256())
    file = tmp_path / "certificate.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    return file, tls


def test_certificates_are_checked_and_a_company_may_have_its_own(sources, certificate, monkeypatch):
    file, tls = certificate
    with serve_site(tls) as site:
        site.pages["/"] = html("Welcome to the safe site.")
        follow(sources, site)
        with pytest.raises(SourceUnreachable, match="certificate is not trusted"):
            sources.sync("site")
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert sources.sync("site").added == ("site/index",)


def test_a_slow_page_is_given_up(sources, settings, site):
    site.pages["/about"].drip_seconds = 0.05
    follow(sources, site, seconds=0.5)
    done = sources.sync("site")
    assert [(each.item, each.reason) for each in done.failed] == [("about", "It did not arrive within 0.5 s.")]
    assert "site/docs/a.html" in done.added


def test_pages_that_are_too_large(sources, settings, site):
    site.pages["/"] = html("Welcome.", "/announced.txt", "/grows.txt", "/about")
    site.pages["/announced.txt"] = Page(b"x", "text/plain", announced=10 * 1024**3)
    site.pages["/grows.txt"] = Page(
        gzip.compress(b"x" * 30_000), "text/plain", headers={"Content-Encoding": "gzip"}
    )
    follow(sources, site, depth=1)
    done = sources.sync("site")
    assert [each.item for each in done.failed] == ["announced.txt", "grows.txt"]
    assert "has 10240 MB" in done.failed[0].reason
    assert sorted(done.added) == ["site/about", "site/index"]


def test_a_busy_site_is_asked_again_after_the_pause_it_wants(sources, settings, site, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(Task, "wait", lambda self, seconds: pauses.append(seconds))
    answers = [Page(status=429, headers={"Retry-After": "7"})]
    site.pages.pop("/about")
    about = html("About us.")
    site.fallback = lambda path: (answers.pop() if answers else about) if path == "/about" else Page(status=404)
    follow(sources, site)
    assert "site/about" in sources.sync("site").added
    assert 7.0 in pauses


def test_the_pause_that_robots_txt_asks_for(sources, settings, site, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(Task, "wait", lambda self, seconds: pauses.append(seconds))
    site.pages["/robots.txt"] = Page(b"User-agent: Fundstelle\nCrawl-delay: 5\n", "text/plain")
    follow(sources, site)
    assert len(sources.sync("site").added) == 7
    # After robots.txt itself, every request waits for almost all of the five seconds.
    assert all(4 < pause <= 5 for pause in pauses[2:])
    assert len(pauses) > 7


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (Page(status=500), "asked for its robots.txt, it answered 500"),
        (Page(b"User-agent: *\nDisallow: /", "text/plain"), "robots.txt does not allow it"),
    ],
)
def test_a_site_that_does_not_want_to_be_read(sources, settings, site, page, sentence):
    site.pages["/robots.txt"] = page
    follow(sources, site, mode="crawl")
    with pytest.raises(SourceUnreachable, match=sentence):
        sources.sync("site")
    assert site.asked() == []


def test_a_site_that_is_down_changes_nothing(sources, settings, site):
    follow(sources, site)
    sources.sync("site")
    saved, site.pages = site.pages, {}
    with pytest.raises(SourceUnreachable, match="The site says that it does not exist"):
        sources.sync("site")
    site.fallback = lambda path: Page(status=503, headers={"Retry-After": "3600"})
    with pytest.raises(SourceUnreachable, match="503"):
        sources.sync("site")
    site.fallback = lambda path: Page(status=404)
    assert tuple(names(settings)) == ALL
    site.pages = saved
    assert sources.sync("site").kept == 6


def test_an_interrupted_crawl_does_not_ask_again(sources, settings, site):
    stop = threading.Event()

    def report(progress):
        if progress.stage == "visit" and progress.done == 4:
            stop.set()

    follow(sources, site)
    assert sources.sync("site", Task(report, stop)).state is SourceState.INCOMPLETE
    before = site.asked()
    assert before == ["/", "/about", "/docs/a.html"]
    site.requests.clear()
    assert len(sources.sync("site").added) == 6
    assert not set(site.asked()) & set(before)


def test_only_the_folder_of_the_first_page(sources, settings, site):
    follow(sources, site, "/docs/")
    assert sources.sync("site").added == ("site/docs/index", "site/docs/a.html", "site/docs/b.html")


def test_one_program_at_a_time_reads_a_site(sources, settings, site):
    follow(sources, site)
    sources.add("other", "website", site.url + "/docs/", QUICK)
    entered, leave = threading.Event(), threading.Event()

    def report(progress):
        entered.set()
        leave.wait(20)

    thread = threading.Thread(target=lambda: sources.sync("site", Task(report)))
    thread.start()
    try:
        assert entered.wait(20)
        with pytest.raises(LibraryBusy, match="Another source is reading"):
            sources.sync("other")
    finally:
        leave.set()
        thread.join()


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.com/",
        "example.com",
        "https://",
        "https://user:pw@example.com/",
        "http://[::1/",
        "http://a..b/",
        "http://example.com/\ud800",
    ],
)
def test_locations_that_are_no_site(sources, location):
    with pytest.raises(ConfigurationError, match="address"):
        sources.add("site", "website", location)
