"""A bucket whose object drips: it can be cancelled, is given up after a while, and is told from one that hangs."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing

import pytest

from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.types import JobState
from ingest.jobs.work import Kind
from ingest.jobs.worker import Pace, Worker
from ingest.sources.following import Sources
from ingest.sources.jobs import SYNC, sync_job
from ingest.sync_job import sync_handler
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from tests.drip_server import drip_server

pytest.importorskip("boto3")
PATIENCE = 30.0


@pytest.fixture
def server():
    with drip_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ACCESSKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-really-secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "no-credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
def sources(settings):
    with closing(Sources(settings)) as sources:
        yield sources


def _add(sources, server, **options):
    sources.add("bucket", "s3", "s3://company", {"endpoint_url": server.address, "region": "us-east-1", **options})


def test_a_sync_of_a_dripping_object_is_cancelled(settings, sources, server):
    _add(sources, server)
    directory = DataDir(settings.data_dir)
    stop = threading.Event()
    with closing(Catalog(directory)) as catalog:
        worker = Worker(directory, catalog, [Kind(SYNC, sync_handler(sources), "sync")], pace=Pace(0.02, 0.05))
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            queue = JobQueue(catalog)
            job_id = queue.enqueue(sync_job("bucket")).job_id
            assert server.dripping.wait(PATIENCE)
            assert queue.cancel(job_id) is JobState.RUNNING
            deadline = time.monotonic() + PATIENCE
            while (job := find_job(catalog.connection(), job_id)).finished is None:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        finally:
            stop.set()
            thread.join(PATIENCE)
    assert (job.state, job.stage, job.total) == (JobState.CANCELLED, "fetch", 1)
    assert server.left.wait(PATIENCE)  # the connection is closed, not left to drip
    assert list(directory.incoming.iterdir()) == []


def test_an_object_that_takes_too_long_is_left_for_the_next_sync(settings, sources, server):
    _add(sources, server, seconds=0.3)
    report = sources.sync("bucket")
    assert [(each.item, each.reason) for each in report.failed] == [
        ("slow.txt", "It did not arrive within 0.3 s (`--seconds`).")
    ]
    assert report.added == ()
    assert list(DataDir(settings.data_dir).incoming.iterdir()) == []
