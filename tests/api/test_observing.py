"""Seeing inside: health, metrics, logs and traces, and no text of documents or questions in any of them."""

from __future__ import annotations

import io
import json
import logging
import time
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ingest.jobs.leases import Leases, Sign
from ingest.jobs.liveness import presence
from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.types import NewJob
from ingest.schedules.store import Schedule, Schedules
from rag.errors import ModelUnavailable
from rag.layout import DataDir
from rag.types import Usage
from tests.api.conftest import QUESTION, QUOTE, REPLY, wait_for
from tests.trace_collector import collecting
from ui.api.logs import start_service_log
from ui.api.readiness import Readiness
from ui.logs import OURS, start_logging

pytestmark = pytest.mark.anyio
WORDS = ("Übernachtungen", "Nacht", "travel", "attacker")


async def test_metrics(open_api):
    async with open_api() as client:
        await client.post("/v1/ask", json={"question": QUESTION})
        await client.post("/v1/ask", json={"question": QUESTION, "mode": "quotes"})
        await client.post("/v1/documents", files={"file": ("new.txt", b"New.")})
        await client.get("/v1/documents/77")
        await client.get("/attacker/path")
        await client.request("ATTACK", "/v1/ask")
        reply = await client.get("/metrics")
    lines = reply.text.splitlines()
    for line in (
        'fundstelle_requests_total{method="POST",route="/v1/ask",status="200"} 2.0',
        'fundstelle_requests_total{method="GET",route="/v1/documents/{document_id}",status="404"} 1.0',
        'fundstelle_requests_total{method="GET",route="none",status="404"} 1.0',
        'fundstelle_request_seconds_count{route="/v1/ask"} 3.0',
        'fundstelle_answers_total{status="answered",surface="api"} 1.0',
        'fundstelle_answers_total{status="quoted",surface="api"} 1.0',
        'fundstelle_documents{state="waiting"} 1.0',
        'fundstelle_documents{state="ready"} 3.0',
        "fundstelle_passages_pending 0.0",
        "fundstelle_answers_running 0.0",
        "fundstelle_searches_waiting 0.0",
    ):
        assert line in lines
    assert any(line.startswith("fundstelle_generation ") for line in lines)
    assert not [word for word in (*WORDS, "ATTACK") if word in reply.text]


async def test_tokens_are_counted_by_model(open_api):
    async with open_api() as client:
        service = client._transport.app.state.service
        answer = service.library.quote(QUESTION)
        service.metrics.count_answer(replace(answer, usage=Usage("small", 100, 20, False, None)))
        service.metrics.count_answer(replace(answer, usage=Usage("small", 10, 2, True, 0.1)))
        lines = (await client.get("/metrics")).text.splitlines()
    assert 'fundstelle_tokens_total{direction="input",model="small",surface="api"} 110.0' in lines
    assert 'fundstelle_tokens_total{direction="output",model="small",surface="api"} 22.0' in lines


async def test_ready_when_the_models_are_loaded(open_api):
    async with open_api() as client:
        loaded = await _when_ready(client)
    assert loaded == {"ready": True, "reasons": [], "worker": False}


async def test_whether_a_worker_runs_is_told_beside(open_api, data_dir):
    async with open_api() as client:
        await _when_ready(client)
        with presence(DataDir(data_dir)):
            assert (await client.get("/health/ready")).json()["worker"] is True
            assert "fundstelle_workers 1.0" in (await client.get("/metrics")).text.splitlines()
        reply = await client.get("/health/ready")
        assert (reply.status_code, reply.json()["worker"]) == (200, False)
        assert "fundstelle_workers 0.0" in (await client.get("/metrics")).text.splitlines()


async def test_numbers_of_jobs_and_schedules(open_api, data_dir):
    async with open_api() as client:
        operations = client._transport.app.state.service.operations
        now = time.time()
        hour_ago = JobQueue(operations.catalog, lambda: now - 3600)
        hour_ago.enqueue(NewJob("sync", {"source": "old"}))
        hour_ago.enqueue(NewJob("sync", {"source": "later"}, delay=86_400))
        hour_ago.enqueue(NewJob("of tomorrow"))
        running = hour_ago.enqueue(NewJob("index")).job_id
        leases = Leases(operations.catalog)
        leases.beat(leases.claim(["index"], "w"), Sign("read", 1, 2, None, 900.0))
        two_days_ago = Schedules(operations.catalog, lambda: now - 172_800)
        two_days_ago.add(Schedule("nightly", "0 3 * * *", "UTC", "index"))
        schedules = Schedules(operations.catalog, lambda: now)
        schedules.add(Schedule("new", "0 3 * * *", "UTC", "index"))
        schedules.tick()
        lines = (await client.get("/metrics")).text.splitlines()
        shown = (await client.get(f"/v1/jobs/{running}")).json()
    for line in (
        'fundstelle_jobs{kind="sync",state="waiting"} 2.0',
        'fundstelle_jobs{kind="of tomorrow",state="waiting"} 1.0',
        'fundstelle_jobs{kind="index",state="running"} 1.0',
        'fundstelle_jobs{kind="notify",state="failed"} 0.0',
        "fundstelle_jobs_stalled 1.0",
    ):
        assert line in lines
    runs = [line.split() for line in lines if line.startswith("fundstelle_schedule_last_run_timestamp_seconds{")]
    assert [(each.partition("{")[2], float(value)) for each, value in runs] == [('schedule="nightly"}', now)]
    [oldest] = [line.split()[1] for line in lines if line.startswith("fundstelle_oldest_waiting_job_seconds ")]
    assert 3600 <= float(oldest) < 7200
    assert (shown["state"], shown["idle_seconds"]) == ("running", 900.0)


async def _when_ready(client):
    while not (value := (await client.get("/health/ready")).json())["ready"]:
        continue
    return value


async def test_not_ready_without_models(open_api, build):
    async with open_api() as client:
        service = client._transport.app.state.service
        readiness = Readiness(service.library)
        assert readiness.reasons(service.operations.catalog) == ["The models are being loaded."]

        def fail():
            raise ModelUnavailable("The weights are missing.")

        readiness._load = fail
        readiness.start()
        wait_for(lambda: readiness.reasons(service.operations.catalog) == ["The weights are missing."])


async def test_models_that_are_loaded_with_the_first_question_are_not_waited_for(open_api):
    async with open_api() as client:
        service = client._transport.app.state.service
        loaded = []
        service.library.warm = lambda: loaded.append(True)
        readiness = Readiness(service.library, warm=False)
        readiness.start()
        assert readiness.reasons(service.operations.catalog) == []
        assert loaded == []


async def test_a_catalog_that_cannot_be_read_is_a_reason(open_api, data_dir):
    async with open_api() as client:
        await _when_ready(client)
        client._transport.app.state.service.operations.catalog.close()
        for name in ("catalog.sqlite3-wal", "catalog.sqlite3-shm"):
            (data_dir / name).unlink(missing_ok=True)
        (data_dir / "catalog.sqlite3").write_bytes(b"no database" * 1000)
        reply = await client.get("/health/ready")
        assert reply.status_code == 503
        assert "catalog" in reply.json()["reasons"][0]


async def test_log_lines_are_json_without_texts(open_api, tmp_path):
    stream = io.StringIO()
    start_logging(tmp_path / "log")
    start_service_log(stream)
    try:
        async with open_api(crash_on="boom") as client:
            await client.post("/v1/ask", json={"question": QUESTION}, headers={"X-Request-ID": "one"})
            await client.post("/v1/search", json={"question": "boom Nacht"}, headers={"X-Request-ID": "two"})
    finally:
        for name in OURS:
            for handler in list(logging.getLogger(name).handlers):
                logging.getLogger(name).removeHandler(handler)
                handler.close()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["request_id"], each["level"], each["message"].split()[0]) for each in lines] == [
        ("one", "info", "request"),
        ("two", "error", "error"),
        ("two", "info", "request"),
    ]
    assert (lines[0]["method"], lines[0]["route"], lines[0]["status"]) == ("POST", "/v1/ask", 200)
    assert "RuntimeError" in lines[1]["traceback"]
    assert not [word for word in (*WORDS, "boom") if word in stream.getvalue()]
    assert "request" not in (tmp_path / "log").read_text().splitlines()[-1]


async def test_traces_go_to_the_endpoint_without_texts(open_api):
    with collecting() as collected:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        async with open_api(otlp_endpoint=collected.endpoint) as client:
            await client.post("/v1/ask", json={"question": QUESTION}, headers={"traceparent": parent})
            await client.post("/v1/search", json={"question": "Nacht"})
    assert collected.paths == {"/v1/traces"}
    spans = collected.spans
    asked = [each for each in spans if each.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"]
    assert [each.name for each in asked] == ["wait", "search", "quotes", "generation", "POST /v1/ask"]
    assert {each.parent_span_id for each in asked[:4]} == {asked[4].span_id}
    assert asked[4].parent_span_id.hex() == "b7ad6b7169203331"
    assert [each.name for each in spans if each not in asked] == ["search", "POST /v1/search"]
    everything = b"".join(collected.bodies)
    assert not [word for word in (*WORDS, QUOTE, REPLY) if word.encode() in everything]


async def test_without_an_endpoint_nothing_is_traced(open_api):
    async with open_api() as client:
        span = client._transport.app.state.service.tracing.step("search")
        with span as inside:
            assert not inside.is_recording()


async def test_a_sync_that_a_request_queued_remembers_its_trace(open_api, tmp_path):
    (tmp_path / "share").mkdir()
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    async with open_api(api_source_folders=str(tmp_path)) as client:
        service = client._transport.app.state.service
        source = {"name": "share", "kind": "folder", "location": str(tmp_path / "share"), "cron": "0 3 * * *"}
        assert (await client.post("/v1/sources", json=source)).status_code == 201
        untraced = (await client.post("/v1/sources/share/sync")).json()["job"]
        jobs = service.operations.catalog.connection()
        assert find_job(jobs, untraced).traceparent is None
        service.tracing._tracer = provider.get_tracer("test")
        again = (await client.post("/v1/schedules/sync-share/run")).json()
        stored = find_job(jobs, untraced).traceparent
    assert (again["job"], again["new"]) == (untraced, False)
    [request] = exporter.get_finished_spans()
    assert request.name == "POST /v1/schedules/{name}/run"
    assert stored.startswith(f"00-{request.context.trace_id:032x}-{request.context.span_id:016x}-")
