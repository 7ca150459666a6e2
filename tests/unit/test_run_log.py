"""The log of worker and scheduler: one JSON object a run, with nothing of what the job was about."""

from __future__ import annotations

import io
import json
import logging
import threading
from contextlib import closing

import pytest

from ingest.jobs.leases import Leases
from ingest.jobs.queue import JobQueue
from ingest.jobs.running import Runner
from ingest.jobs.types import NewJob, Result
from ingest.jobs.work import JobRefused, Kind
from ingest.progress import ignore
from ingest.schedules.scheduler import run_scheduler
from ingest.schedules.store import Schedule, Schedules
from rag.catalog import Catalog
from rag.errors import LibraryBusy
from rag.layout import DataDir
from ui.api.logs import log_for_machines
from ui.logs import OURS, start_logging

SECRET = "contract with Lehmann.pdf"


@pytest.fixture
def catalog(tmp_path):
    directory = DataDir(tmp_path / "data")
    directory.create()
    with closing(Catalog(directory)) as catalog:
        yield catalog


@pytest.fixture
def logged(tmp_path):
    """The lines of the log so far, as a process that nobody watches writes them."""
    stream = io.StringIO()
    start_logging(tmp_path / "log")
    assert log_for_machines(stream)

    def lines():
        assert SECRET not in stream.getvalue()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    yield lines
    for name in OURS:
        for handler in list(logging.getLogger(name).handlers):
            logging.getLogger(name).removeHandler(handler)
            handler.close()


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_person_at_a_terminal_reads_sentences_instead():
    before = {name: list(logging.getLogger(name).handlers) for name in OURS}
    assert not log_for_machines(_Terminal())
    assert {name: list(logging.getLogger(name).handlers) for name in OURS} == before


def test_each_run_of_a_job_is_one_line(catalog, logged, tmp_path):
    def refuse(work):
        raise JobRefused(f"“{SECRET}” has to be confirmed.")

    def break_down(work):
        raise RuntimeError(SECRET)

    def give_way(work):
        raise LibraryBusy("Another process writes.")

    kinds = {
        "done": Kind("done", lambda work: Result({"added": 3, "failed": 1}, (SECRET,)), "a"),
        "refused": Kind("refused", refuse, "a"),
        "broken": Kind("broken", break_down, "a"),
        "busy": Kind("busy", give_way, "a"),
    }
    leases, queue = Leases(catalog), JobQueue(catalog)
    for kind in kinds.values():
        queue.enqueue(NewJob(kind.name, {"source": SECRET}))
        lease = leases.claim([kind.name], "w")
        Runner(catalog, leases).run(lease, kind, threading.Event(), ignore)
    runs = [line for line in logged() if line["message"] == "job"]
    assert [(line["job"], line["kind"], line["attempt"], line["outcome"], line["counts"]) for line in runs] == [
        (1, "done", 1, "done", {"added": 3, "failed": 1}),
        (2, "refused", 1, "failed", {}),
        (3, "broken", 1, "failed", {}),
    ]
    assert {(line["level"], line["logger"]) for line in runs} == {("info", "ingest.jobs.run_log")}
    assert all(line["seconds"] >= 0 for line in runs)
    assert "added" not in (tmp_path / "log").read_text()  # that file has what went wrong, and no more


def test_a_time_that_came_is_one_line(catalog, logged):
    now = [1_767_225_600.0]  # 1 January 2026, midnight
    schedules = Schedules(catalog, lambda: now[0])
    schedules.add(Schedule("nightly", "0 3 * * *", "UTC", "index"))
    now[0] += 4 * 3600
    stop = threading.Event()
    told = []

    def tell(sentence):
        told.append(sentence)
        stop.set()

    run_scheduler(schedules, stop, tell, 0.01)
    [line] = logged()
    assert (line["message"], line["schedule"], line["job"], line["missed"]) == ("schedule", "nightly", 1, 0)
    assert told == ["Schedule nightly: job 1 is queued."]
