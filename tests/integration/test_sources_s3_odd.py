"""Buckets with odd keys, untrue sizes and broken answers: one bad object is one bad object, and nothing hangs."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from ingest.sources.following import Sources
from ingest.sources.kinds import s3
from ingest.sources.store import SourceState
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ImplausiblePlan, SourceUnreachable
from rag.layout import DataDir
from tests.bucket_server import NAME, Stored, serve_bucket

LIMIT = 10_000
TEN_GIGABYTES = 10 * 1024**3


@pytest.fixture
def bucket():
    with serve_bucket() as bucket:
        bucket.objects["plain.txt"] = Stored(b"Nothing is odd here.")
        yield bucket


@pytest.fixture
def sources(bucket, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "KEY",
        "AWS_SECRET_ACCESS_KEY": "not-really-secret",
        "AWS_CONFIG_FILE": str(tmp_path / "no-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "no-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    # Nobody waits a minute in a test, three times.
    monkeypatch.setattr(s3, "_READ_SECONDS", 0.2)
    monkeypatch.setattr(s3, "_ATTEMPTS", 1)
    with closing(Sources(load_settings(data_dir=tmp_path / "data", max_upload_bytes=LIMIT))) as sources:
        sources.add("odd", "s3", f"s3://{NAME}", {"endpoint_url": bucket.url, "region": "us-east-1"})
        yield sources


@pytest.fixture
def documents(tmp_path):
    """The names and bytes of what the library holds now."""

    def read():
        directory = DataDir(tmp_path / "data")
        with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
            return {each.name: directory.original(each.sha256).read_bytes() for each in snapshot.documents()}

    return read


# What each key is called; two of them must not be called the same.
NAMES = {
    "a//b.txt": "a/b.txt",
    "/led.txt": "led.txt",
    "a/./c.txt": "a/c.txt",
    "back\\slash.txt": "back/slash.txt",
    "e\u0301.txt": "é.txt",
    "übung 1+1.txt": "übung 1+1.txt",
    "100%25 #1?&=.txt": "100%25 #1?&=.txt",
    "<a>&amp;.txt": "<a>&amp;.txt",
}
REASONS = {
    "../x.txt": "must not contain “..”",
    "a/../../x.txt": "must not contain “..”",
    "a\\..\\x.txt": "must not contain “..”",
    "line\nbreak.txt": "must not hold control characters",
    "bell\x07.txt": "must not hold control characters",
    "nul\x00.txt": "must not hold control characters",
    "n" * 300 + ".txt": "the file name is too long",
}


def test_odd_keys_are_names(sources, bucket, documents):
    bucket.objects |= {key: Stored(f"Fetched as {key!r}.".encode()) for key in NAMES}
    done = sources.sync("odd")
    assert (done.failed, done.state) == ((), SourceState.SYNCED)
    expected = {f"odd/{name}": f"Fetched as {key!r}.".encode() for key, name in NAMES.items()}
    assert documents() == {"odd/plain.txt": b"Nothing is odd here.", **expected}
    bucket.asked.clear()
    assert (sources.sync("odd").kept, bucket.asked) == (9, [])
    for key in list(NAMES)[:3]:
        del bucket.objects[key]
    assert sorted(sources.sync("odd").removed) == ["odd/a/b.txt", "odd/a/c.txt", "odd/led.txt"]


def test_keys_that_cannot_be_names_are_told_and_not_fetched(sources, bucket, documents):
    bucket.objects |= {key: Stored(b"Nobody fetches this.") for key in REASONS}
    told = {each.item: each.reason for each in sources.sync("odd").failed}
    assert {key: reason in told[key] for key, reason in REASONS.items()} == dict.fromkeys(told, True)
    assert (list(documents()), bucket.asked) == (["odd/plain.txt"], ["plain.txt"])
    # None is tried again and again.
    bucket.asked.clear()
    again = sources.sync("odd")
    assert (again.added, bucket.asked, len(sources.rejected("odd"))) == ((), [], len(REASONS))


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("é.txt", "e\u0301.txt", "odd/é.txt"),
        ("a/b.txt", "a//b.txt", "odd/a/b.txt"),
        ("x.txt", "/x.txt", "odd/x.txt"),
    ],
)
def test_two_spellings_of_one_name_do_not_replace_each_other(sources, bucket, documents, first, second, name):
    bucket.objects |= {first: Stored(b"The first."), second: Stored(b"The second.")}
    for _ in range(2):
        done = sources.sync("odd")
        assert len(done.failed) == 1
        assert f"another document named “{name}”" in done.failed[0].reason
        assert documents()[name] == b"The first."


def test_an_object_announced_as_ten_gigabytes_is_not_fetched(sources, bucket, documents):
    bucket.objects["huge.txt"] = Stored(b"x", listed=TEN_GIGABYTES)
    done = sources.sync("odd")
    assert [each.item for each in done.failed] == ["huge.txt"]
    assert "has 10240 MB" in done.failed[0].reason
    assert (list(documents()), bucket.asked) == (["odd/plain.txt"], ["plain.txt"])


def test_a_small_object_that_sends_ten_gigabytes_is_cut_off(sources, bucket, documents, tmp_path):
    bucket.objects["liar.txt"] = Stored(b"x" * 5, announced=TEN_GIGABYTES, endless=True)
    done = sources.sync("odd")
    assert [each.item for each in done.failed] == ["liar.txt"]
    assert "larger than the limit" in done.failed[0].reason
    assert list(documents()) == ["odd/plain.txt"]
    # What was read and what the sockets hold, of ten gigabytes.
    assert bucket.sent < 32 * 1024**2
    assert list(DataDir(tmp_path / "data").incoming.iterdir()) == []


def test_a_body_that_breaks_off_leaves_nothing_half_done(sources, bucket, documents, tmp_path):
    bucket.objects["cut.txt"] = Stored(b"Half of", announced=5_000)
    for _ in range(2):
        done = sources.sync("odd")
        assert [each.item for each in done.failed] == ["cut.txt"]
        assert "cannot be reached" in done.failed[0].reason
        assert list(documents()) == ["odd/plain.txt"]
        assert list(DataDir(tmp_path / "data").incoming.iterdir()) == []
    # It was not the object's fault, so it is tried again.
    bucket.objects["cut.txt"] = Stored(b"Half of it, and the rest.")
    assert sources.sync("odd").added == ("odd/cut.txt",)
    assert documents()["odd/cut.txt"] == b"Half of it, and the rest."


def test_a_former_version_stays_when_its_body_breaks_off(sources, bucket, documents):
    sources.sync("odd")
    bucket.objects["plain.txt"] = Stored(b"Half", announced=5_000)
    assert [each.item for each in sources.sync("odd").failed] == ["plain.txt"]
    assert documents() == {"odd/plain.txt": b"Nothing is odd here."}


def test_a_bucket_whose_bodies_all_break_off_is_unreachable(sources, bucket):
    bucket.objects |= {f"{number:02}.txt": Stored(b"Half of", announced=500) for number in range(30)}
    with pytest.raises(SourceUnreachable, match="20 documents in a row could not be fetched"):
        sources.sync("odd")
    assert len(bucket.asked) == 21  # the good one among them


@pytest.mark.parametrize(
    "listing",
    [
        b"",
        b"<html><head><title>Sign in<br></head>",
        b"<!doctype html><html><body>Sign in to this network.</body></html>",
        b"\xff\xfe\x00",
    ],
)
def test_an_answer_that_is_no_listing_changes_nothing(sources, bucket, documents, listing):
    sources.sync("odd")
    bucket.listing = listing or b" "
    with pytest.raises(SourceUnreachable, match="“odd” cannot be read"):
        sources.sync("odd")
    assert sources.find("odd").state is SourceState.FAILED
    assert list(documents()) == ["odd/plain.txt"]


def test_a_listing_of_keys_alone_means_that_all_is_fetched(sources, bucket, documents):
    bucket.listing = b"<ListBucketResult><Contents><Key>plain.txt</Key></Contents></ListBucketResult>"
    for _ in range(2):
        assert sources.sync("odd").failed == ()
        assert documents() == {"odd/plain.txt": b"Nothing is odd here."}
    assert bucket.asked == ["plain.txt"] * 2


def test_an_emptied_listing_waits_for_confirmation(sources, bucket, documents):
    """A page of a network that wants a sign-in may be read as one."""
    sources.sync("odd")
    bucket.listing = b"<html><body>Sign in to this network.</body></html>"
    with pytest.raises(ImplausiblePlan, match="the source is empty"):
        sources.sync("odd")
    assert list(documents()) == ["odd/plain.txt"]


def test_a_host_that_never_answers_is_given_up(sources, bucket, documents):
    sources.sync("odd")
    bucket.silent.set()
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        sources.sync("odd")
    assert sources.find("odd").state is SourceState.FAILED
    assert list(documents()) == ["odd/plain.txt"]
    bucket.silent.clear()
    assert sources.sync("odd").kept == 1
