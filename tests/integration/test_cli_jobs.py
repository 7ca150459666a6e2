"""The commands for jobs and schedules, as a person and as a program sees them."""

from __future__ import annotations

import io
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from ingest.jobs.leases import Leases
from ingest.jobs.liveness import presence
from ingest.jobs.queue import JobQueue
from ingest.jobs.types import NewJob, Priority, Result
from ingest.jobs.work import JobRefused, Kind
from ingest.jobs.worker import Pace, Worker
from rag.answer_log import AnswerLog, NewAnswer
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from tests.fakes import HashingEmbedder, fake_openers
from ui.bootstrap import open_intake, open_sources
from ui.cli import main
from ui.job_kinds import LANES, job_kinds
from ui.worker import run_worker


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def catalog(data):
    directory = DataDir(data)
    directory.create()
    catalog = Catalog(directory)
    yield catalog
    catalog.close()


@pytest.fixture
def command(data, capsys):
    """Runs a command; returns exit code, standard output and standard error."""

    def run(*arguments):
        code = main([*map(str, arguments), "--data", str(data)], fake_openers())
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def json_of(command):
    def run(*arguments):
        code, out, _ = command(*arguments, "--json")
        assert code == 0, out
        return json.loads(out)

    return run


def _do_all(data, catalog, *kinds, until):
    stop = threading.Event()
    worker = Worker(DataDir(data), catalog, kinds, pace=Pace(poll=0.02, beat=0.1))
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    for _ in range(1500):
        if until():
            break
        stop.wait(0.02)
    stop.set()
    thread.join()
    assert until()


def test_looking_makes_no_library(command, json_of, data):
    assert json_of("jobs", "list") == {"paused": None, "counts": {}, "jobs": []}
    assert json_of("schedule", "list") == {"schedules": []}
    assert command("jobs", "list")[1] == "There are no jobs.\n"
    assert command("jobs", "show", 3)[0] == 4
    assert not (data / "catalog.sqlite3").exists()


def test_jobs_are_listed_with_what_they_wait_for(json_of, command, catalog, data):
    queue, leases = JobQueue(catalog), Leases(catalog)
    nightly = queue.enqueue(NewJob("index", {"n": 1}, Priority.SCHEDULED)).job_id
    upload = queue.enqueue(NewJob("index", {"n": 2}, Priority.UPLOAD)).job_id
    assert {job["situation"] for job in json_of("jobs", "list")["jobs"]} == {
        "waiting: no worker is running (`fundstelle serve` or `work`)"
    }
    with presence(DataDir(data)) as worker:
        lease = leases.claim(["index"], worker)
        assert lease.job.id == upload
        listed = json_of("jobs", "list")
        assert [(job["id"], job["situation"]) for job in listed["jobs"]] == [
            (upload, "running"),
            (nightly, "waiting: behind 1 job"),
        ]
        assert listed["counts"] == {"running": 1, "waiting": 1}
        assert [job["id"] for job in json_of("jobs", "list", "--state", "waiting")["jobs"]] == [nightly]
        out = command("jobs", "list")[1]
        assert "waiting: behind 1 job" in out
    assert json_of("jobs", "show", upload)["situation"] == "stuck: its worker ended; the next one takes it over"


def test_counts_and_reasons_of_a_run(json_of, command, catalog, data):
    def handle(work):
        if work.payload["n"] == 1:
            raise JobRefused("The source lost most of its documents: `fundstelle source confirm` goes on.")
        return Result({"added": 3, "failed": 1}, ("b.pdf: It is encrypted.",))

    queue = JobQueue(catalog)
    bad, good = (queue.enqueue(NewJob("sync", {"n": n})).job_id for n in (1, 2))
    _do_all(data, catalog, Kind("sync", handle, "sync"), until=lambda: not queue_length(catalog))
    shown = json_of("jobs", "show", good)
    assert (shown["state"], shown["payload"]) == ("done", {"n": 2})
    [run] = shown["runs"]
    assert (run["outcome"], run["counts"], run["notes"]) == (
        "done",
        {"added": 3, "failed": 1},
        ["b.pdf: It is encrypted."],
    )
    out = command("jobs", "show", good)[1]
    assert "3 added, 1 failed" in out
    assert "b.pdf: It is encrypted." in out
    assert json_of("jobs", "show", bad)["reason"].endswith("`fundstelle source confirm` goes on.")
    assert json_of("jobs", "retry", bad) == {"id": bad}
    assert json_of("jobs", "show", bad)["state"] == "waiting"


def queue_length(catalog):
    query = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')"
    return catalog.connection().execute(query).fetchone()[0]


def test_cancel_pause_resume(json_of, command, catalog):
    job_id = JobQueue(catalog).enqueue(NewJob("index")).job_id
    assert json_of("jobs", "pause") == {"paused": True, "running": 0}
    assert json_of("jobs", "list")["paused"] is not None
    assert json_of("jobs", "show", job_id)["standing"] == "paused"
    assert "is paused since" in command("jobs", "list")[1]
    assert json_of("jobs", "resume") == {"paused": False, "running": 0}
    assert json_of("jobs", "cancel", job_id) == {"cancelled": [{"id": job_id, "state": "cancelled"}]}
    code, out, _ = command("jobs", "cancel", job_id, "--json")
    assert code == 1
    assert json.loads(out) == {"error": f"Job {job_id} has ended already (cancelled); there is nothing to cancel."}
    assert command("jobs", "cancel", 99)[0] == 4


def test_a_schedule_from_beginning_to_end(json_of, command):
    added = json_of(
        "schedule", "add", "nightly", "--cron", "0 3 * * *", "--timezone", "Europe/Berlin", "--kind", "index",
        "--payload", '{"n": 1}', "--jitter", "60",
    )  # fmt: skip
    assert (added["name"], added["kind"], added["payload"], added["jitter"]) == ("nightly", "index", {"n": 1}, 60)
    assert len(added["next"]) == 3
    assert all(time[11:14] in ("01:", "02:") for time in added["next"])  # three o'clock in Berlin, in UTC
    queued = json_of("schedule", "run-now", "nightly")
    assert queued == {"name": "nightly", "job": 1, "new": True}
    assert json_of("schedule", "run-now", "nightly") == {"name": "nightly", "job": 1, "new": False}
    assert json_of("jobs", "show", 1)["payload"] == {"n": 1}
    assert json_of("schedule", "pause", "nightly")["next"] == []
    assert "paused" in command("schedule", "list")[1]
    assert len(json_of("schedule", "resume", "nightly")["next"]) == 3
    assert json_of("schedule", "remove", "nightly") == {"removed": "nightly"}
    assert command("schedule", "remove", "nightly")[0] == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--cron", "0 25 * * *", "--kind", "index"), "The hour “25” cannot be read; use 0 to 23"),
        (("--cron", "0 3 * * *", "--timezone", "Berlin", "--kind", "index"), "There is no time zone “Berlin”"),
        (("--cron", "0 3 * * *", "--kind", "nothing"), "There are no jobs of the kind “nothing” to be scheduled"),
        (("--cron", "0 3 * * *", "--kind", "index", "--payload", "[1]"), "Argument --payload: invalid"),
    ],
)
def test_a_schedule_that_cannot_be_kept(command, arguments, sentence):
    code, out, _ = command("schedule", "add", "nightly", *arguments, "--json")
    assert code == 2
    assert json.loads(out)["error"].startswith(sentence)


def test_the_history_of_indexing_has_a_reason_for_each_document_that_failed_and_what_nobody_sees(data, json_of):
    settings = load_settings(data_dir=data)
    intake = open_intake(settings)
    intake.accept_stream("good.txt", io.BytesIO(b"The archive is in the basement."))
    intake.accept_stream("bad.pdf", io.BytesIO(b"%PDF-1.4 nothing that could be read"))
    page = b"<p>The key is in the safe.</p><p hidden>Open it.</p>"
    intake.accept_stream("half.html", io.BytesIO(page))
    stop, indexer = threading.Event(), fake_openers(HashingEmbedder()).indexer(settings)
    thread = threading.Thread(target=run_worker, args=(settings, indexer, stop))
    thread.start()
    for _ in range(600):
        if (counts := json_of("jobs", "list")["counts"]).get("done"):
            break
        stop.wait(0.05)
    stop.set()
    thread.join()
    indexer.close()
    assert counts == {"done": 1}
    [run] = json_of("jobs", "show", 1)["runs"]
    assert run["counts"] == {"read": 2, "failed": 1, "noted": 1}
    assert len(run["notes"]) == 2
    assert run["notes"][1] == "half.html: 7 characters of text that a reader cannot see; they were left out."
    assert run["notes"][0].startswith("bad.pdf: ")


@pytest.mark.parametrize(("days", "left"), [(90, {"new"}), (0, {"new", "old"})])
def test_answers_whose_time_is_up_go_while_a_worker_runs(data, json_of, days, left):
    log = AnswerLog(DataDir(data).answers)
    DataDir(data).create()
    for name, age in (("old", 91), ("new", 89)):
        moment = datetime.now(UTC) - timedelta(days=age)
        answer = NewAnswer(name, moment.isoformat(), "answered", "q", name, "{}", frozenset(), ())
        log.insert(answer, 365, lambda: True)
    settings = load_settings(data_dir=data, keep_answers_days=days)
    stop, indexer = threading.Event(), fake_openers(HashingEmbedder()).indexer(settings)
    thread = threading.Thread(target=run_worker, args=(settings, indexer, stop))
    thread.start()
    for _ in range(600 if days else 20):
        if len(log.entries(10)) < 2:
            break
        stop.wait(0.05)
    stop.set()
    thread.join()
    indexer.close()
    assert {each.id for each in log.entries(10)} == left


def test_every_kind_has_its_lane(data, catalog):
    settings = load_settings(data_dir=data)
    indexer = fake_openers().indexer(settings)
    sources = open_sources(settings)
    assert {kind.name: kind.lane for kind in job_kinds(settings, indexer, catalog, sources)} == LANES
    sources.close()
    indexer.close()


def test_a_schedule_follows_a_source(data, json_of, command, tmp_path):
    """From `run-now` to documents that are found; then the share is gone, and somebody has to look."""
    share = tmp_path / "share"
    share.mkdir()
    for number in range(8):
        (share / f"rule{number}.txt").write_text(f"Shelf {number} is in the basement.", encoding="utf-8")
    (share / "bad.pdf").write_bytes(b"")
    json_of("source", "add", "folder", "archive", share)
    add = ("schedule", "add", "nightly", "--cron", "0 3 * * *", "--kind", "sync", "--payload")
    assert command(*add, '{"source": "other"}')[0] == 4
    assert command(*add, "{}")[0] == 2
    assert json_of(*add, '{"source": "archive"}')["payload"] == {"source": "archive"}

    def run_now(*states):
        job_id = json_of("schedule", "run-now", "nightly")["job"]
        stop, indexer = threading.Event(), fake_openers(HashingEmbedder()).indexer(load_settings(data_dir=data))
        thread = threading.Thread(target=run_worker, args=(load_settings(data_dir=data), indexer, stop))
        thread.start()
        for _ in range(600):
            listed = json_of("jobs", "list")["counts"]
            if not set(listed) & {"waiting", "running"} and json_of("jobs", "show", job_id)["state"] in states:
                break
            stop.wait(0.05)
        stop.set()
        thread.join()
        indexer.close()
        return json_of("jobs", "show", job_id)

    done = run_now("done")
    [run] = done["runs"]
    assert run["counts"] == {"added": 8, "changed": 0, "renamed": 0, "removed": 0, "kept": 0, "failed": 1}
    assert run["notes"][0].startswith("bad.pdf: ")
    assert {each["document"] for each in json_of("list")["documents"]} == {
        f"archive/rule{number}.txt" for number in range(8)
    }
    for path in share.iterdir():
        path.unlink()
    failed = run_now("failed")
    assert failed["attempts"] == 1
    assert "waits for confirmation" in failed["reason"]
    assert len(json_of("list")["documents"]) == 8
