"""Traces of jobs: a span for each run and for its stages, numbers and states only, and none without an endpoint."""

from __future__ import annotations

import threading
import time

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from ingest.jobs.leases import Leases
from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.running import Runner
from ingest.jobs.types import NewJob, Result
from ingest.jobs.work import Kind
from ingest.progress import Progress, ignore
from rag.catalog import Catalog
from rag.errors import FundstelleError, LibraryBusy
from rag.layout import DataDir
from ui.job_tracing import JobTracing


@pytest.fixture
def catalog(tmp_path):
    directory = DataDir(tmp_path / "data")
    directory.create()
    catalog = Catalog(directory)
    yield catalog
    catalog.close()


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter):
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing = JobTracing(provider)
    yield tracing
    tracing.close()


@pytest.fixture
def run(catalog, tracing):
    """Runs one job with this handler. Returns the number of the job."""
    stop = threading.Event()

    def run_job(handle, kind="sync", **options):
        job_id = JobQueue(catalog).enqueue(NewJob(kind, {"source": "secret place"})).job_id
        leases = Leases(catalog)
        runner = Runner(catalog, leases, beat_seconds=0.05, watch=tracing.watch)
        runner.run(leases.claim([kind], "w"), Kind(kind, handle, "lane", **options), stop, ignore)
        return job_id

    run_job.stop = stop
    return run_job


def test_a_run_is_a_span_with_its_stages_below(run, exporter):
    def handle(work):
        work.report(Progress("read", 0, 2, "secret.pdf"))
        work.report(Progress("read", 2, 2))
        work.report(Progress("embed", 64, 80))
        return Result({"read": 2, "failed": 1}, ("secret.pdf: It is encrypted.",))

    job_id = run(handle, "index")
    read, embed, job = exporter.get_finished_spans()
    assert [each.name for each in (read, embed, job)] == ["read", "embed", "job index"]
    assert {each.parent.span_id for each in (read, embed)} == {job.context.span_id}
    assert job.parent is None
    assert dict(job.attributes) == {
        "fundstelle.job": job_id,
        "fundstelle.kind": "index",
        "fundstelle.attempt": 1,
        "fundstelle.outcome": "done",
        "fundstelle.count.read": 2,
        "fundstelle.count.failed": 1,
    }
    assert dict(read.attributes) == {"fundstelle.done": 2, "fundstelle.total": 2}
    assert dict(embed.attributes) == {"fundstelle.done": 64, "fundstelle.total": 80}
    assert job.status.status_code is StatusCode.UNSET
    assert read.start_time >= job.start_time
    assert embed.end_time <= job.end_time
    assert "secret" not in "".join(each.to_json() for each in (read, embed, job))


@pytest.mark.parametrize("error", [FundstelleError("secret.pdf is bad."), RuntimeError("secret")])
def test_a_failed_run_has_the_status_of_an_error_and_no_words(run, exporter, error):
    def handle(work):
        work.report(Progress("list", 3, 0, "secret.pdf"))
        raise error

    run(handle, attempts=1)
    listing, job = exporter.get_finished_spans()
    assert (listing.name, job.attributes["fundstelle.outcome"]) == ("list", "failed")
    assert (job.status.status_code, job.status.description) == (StatusCode.ERROR, None)
    assert (job.events, listing.events) == ((), ())
    assert "secret" not in job.to_json() + listing.to_json()


def test_a_run_that_is_stopped_or_put_off_is_no_error(run, exporter, catalog):
    def handle(work):
        run.stop.set()
        work.report(Progress("read", 0, 1))

    def busy(work):
        raise LibraryBusy("Another process writes.")

    run(handle)
    run.stop.clear()
    run(busy, "index")
    assert [
        (each.name, each.attributes["fundstelle.outcome"], each.status.status_code)
        for each in exporter.get_finished_spans()
    ] == [("job sync", "interrupted", StatusCode.UNSET), ("job index", "postponed", StatusCode.UNSET)]


def test_a_cancelled_run_says_so(run, exporter, catalog):
    def handle(work):
        JobQueue(catalog).cancel(work.job_id)
        while True:
            work.report(Progress("embed", 0, 1))
            time.sleep(0.01)

    job_id = run(handle)
    job = exporter.get_finished_spans()[-1]
    assert job.attributes["fundstelle.outcome"] == str(find_job(catalog.connection(), job_id).state) == "cancelled"


def test_a_long_run_makes_no_spans_without_end(run, exporter):
    def handle(work):
        for number in range(500):
            work.report(Progress(("read", "embed")[number % 2], number, 500))
        return Result()

    run(handle)
    assert len(exporter.get_finished_spans()) == 201


def test_without_an_endpoint_a_run_goes_on_untraced(catalog, exporter):
    JobQueue(catalog).enqueue(NewJob("sync"))
    leases, tracing = Leases(catalog), JobTracing()
    runner = Runner(catalog, leases, watch=tracing.watch)
    handle = Kind("sync", lambda work: Result({"added": 1}), "lane")
    assert runner.run(leases.claim(["sync"], "w"), handle, threading.Event(), ignore) is None
    tracing.close()
    assert find_job(catalog.connection(), 1).state == "done"


def test_a_job_goes_on_in_the_trace_of_the_request_that_asked_for_it(catalog, exporter, tracing):
    queue, leases = JobQueue(catalog), Leases(catalog)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    later = "00-11111111111111111111111111111111-2222222222222222-01"
    queue.enqueue(NewJob("sync"))
    assert [queue.enqueue(NewJob("sync", traceparent=each)).new for each in (parent, later)] == [False, False]
    lease = leases.claim(["sync"], "w")
    handle = Kind("sync", lambda work: Result(), "lane")
    Runner(catalog, leases, watch=tracing.watch).run(lease, handle, threading.Event(), ignore)
    [job] = exporter.get_finished_spans()
    assert f"00-{job.context.trace_id:032x}-{job.parent.span_id:016x}-01" == parent
