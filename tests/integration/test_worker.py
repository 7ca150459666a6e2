"""The worker indexes what waits, gives way to other writers, and outlives failures."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from ingest.indexer import Indexer
from ingest.jobs.liveness import living_workers
from ingest.locking import writer_lock
from rag.config import load_settings
from rag.errors import ModelUnavailable
from rag.layout import DataDir
from rag.library import Library
from rag.types import DocumentState
from tests.command import run_command, start_command
from tests.fakes import HashingEmbedder
from tests.trace_collector import collecting
from ui.bootstrap import open_intake
from ui.worker import run_worker

_PATIENCE = 30.0


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def start(settings):
    """Starts a worker in a thread; it is stopped when the test ends."""
    stop = threading.Event()
    threads = []

    def run(embedder=HashingEmbedder, told=None):
        def work():
            indexer = Indexer(settings, embedder)
            run_worker(settings, indexer, stop, tell=None if told is None else told.append)
            indexer.close()

        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)

    yield run
    stop.set()
    for thread in threads:
        thread.join(_PATIENCE)
        assert not thread.is_alive()


def _wait_for(condition):
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def _state(settings, name):
    with Library(settings) as library:
        return next((each.state for each in library.documents() if each.name == name), None)


def test_an_upload_becomes_ready(settings, start):
    start()
    intake = open_intake(settings)
    intake.accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
    _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)
    with Library(settings, embedder=HashingEmbedder()) as library:
        assert library.search("archive")[0].passage.text == "The archive is in the basement."


def test_it_waits_while_another_process_writes(settings, start):
    intake = open_intake(settings)
    intake.accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
    with writer_lock(DataDir(settings.data_dir)):
        start()
        time.sleep(1.5)
        assert _state(settings, "note.txt") is DocumentState.WAITING
    _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)


def test_a_missing_model_is_told_once_and_words_are_found(settings, start):
    def missing():
        raise ModelUnavailable("The model is not here.")

    told = []
    open_intake(settings).accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
    start(missing, told)
    _wait_for(lambda: told)
    assert _state(settings, "note.txt") is DocumentState.SEARCHABLE
    time.sleep(2.5)
    assert told == ["The model is not here."]


def test_its_jobs_are_traced_when_there_is_an_endpoint(settings):
    open_intake(settings).accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
    with collecting() as collected:
        traced = settings.model_copy(update={"otlp_endpoint": collected.endpoint})
        stop, indexer = threading.Event(), Indexer(settings, HashingEmbedder)
        worker = threading.Thread(target=run_worker, args=(traced, indexer, stop))
        worker.start()
        _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)
        stop.set()
        worker.join(_PATIENCE)
        indexer.close()
    # The run may be stopped while it tidies up: then the next one has it.
    names = [span.name for span in collected.spans]
    assert (names[:2], names[-1]) == (["read", "embed"], "job index")
    everything = b"".join(collected.bodies)
    assert b"fundstelle-worker" in everything
    assert not [word for word in (b"note.txt", b"archive") if word in everything]


def test_it_goes_on_after_a_defect(settings, start):
    attempts = []

    def at_second_try():
        attempts.append(1)
        if len(attempts) == 1:
            raise RuntimeError("a defect")
        return HashingEmbedder()

    told = []
    open_intake(settings).accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
    start(at_second_try, told)
    _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)
    assert len(told) == 1
    assert "RuntimeError" in told[0]


def test_the_command_works_until_it_is_terminated(settings):
    worker = start_command("work", "--data", settings.data_dir)
    try:
        _wait_for(lambda: DataDir(settings.data_dir).catalog.exists())
        open_intake(settings).accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
        _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(_PATIENCE) == 0
    finally:
        worker.kill()
        _, err = worker.communicate()
    runs = [json.loads(line) for line in err.splitlines()]
    assert {(run["message"], run["kind"], run["outcome"]) for run in runs} == {("job", "index", "done")}
    assert sum(run["counts"]["read"] for run in runs) == 1
    assert "note.txt" not in err


def test_a_second_worker_waits_and_takes_its_turn(settings):
    first = start_command("work", "--data", settings.data_dir)
    second = None
    try:
        _wait_for(lambda: living_workers(DataDir(settings.data_dir)))
        second = start_command("work", "--data", settings.data_dir)
        assert second.stderr is not None
        told = second.stderr.readline()
        assert told == "Another worker is at work on this library; this one waits until that one ends.\n"
        first.kill()
        first.wait()
        open_intake(settings).accept_stream("note.txt", io.BytesIO(b"The archive is in the basement."))
        _wait_for(lambda: _state(settings, "note.txt") is DocumentState.READY)
        second.send_signal(signal.SIGTERM)
        assert second.wait(_PATIENCE) == 0
    finally:
        for process in filter(None, (first, second)):
            process.kill()
            process.communicate()


def test_a_companion_ends_with_its_parent(settings):
    script = (
        "import os, time\n"
        "from tests.command import start_command\n"
        f"child = start_command('work', '--companion', os.getpid(), '--data', {str(settings.data_dir)!r})\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    _wait_for(lambda: DataDir(settings.data_dir).catalog.exists())
    parent.kill()
    parent.communicate()
    _wait_for(lambda: not _is_running(child))


def _is_running(process_id):
    result = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True, check=False
    )
    return result.stdout.strip() not in ("", "Z", "Zs")


def test_two_writers_do_not_write_at_once(settings, tmp_path):
    (tmp_path / "note.txt").write_text("The archive is in the basement.", encoding="utf-8")
    add = ("add", tmp_path / "note.txt", "--data", settings.data_dir, "--json")
    DataDir(settings.data_dir).create()
    with writer_lock(DataDir(settings.data_dir)):
        busy = run_command(*add)
        assert busy.code == 3
        assert "Another process" in busy.json["error"]
        waiting = start_command(*add, "--wait", "30")
        time.sleep(1.0)
        assert waiting.poll() is None
    out, _ = waiting.communicate(timeout=_PATIENCE)
    assert waiting.returncode == 0
    assert '"added": 1' in out
