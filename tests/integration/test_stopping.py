"""A stop during a large upload: it ends at the next document, keeps what was finished, and the next run goes on."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from contextlib import closing

import pytest

from ingest.indexer import Indexer
from ingest.jobs.queue import find_job
from ingest.jobs.reading import JobBoard
from ingest.jobs.types import JobState, RunOutcome
from ingest.locking import writer_lock
from ingest.progress import Stopped
from ingest.readers import isolated
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from rag.types import DocumentState
from tests.command import Result
from tests.fakes import HashingEmbedder, fake_openers
from ui.bootstrap import open_intake
from ui.cli import main
from ui.worker import run_worker

PATIENCE = 30.0
NAMES = [f"note {number}.txt" for number in range(6)]


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def upload(settings):
    def accept(names=NAMES):
        for name in names:
            open_intake(settings).accept_stream(name, io.BytesIO(f"The archive of {name} is upstairs.".encode()))

    return accept


@pytest.fixture
def work(settings):
    """Runs a worker until `until` is true of a step, or nothing is left. Returns the documents that it began."""

    def run(until=lambda progress: False):
        stop, begun = threading.Event(), []

        def report(progress):
            if progress.stage == "read" and progress.item:
                begun.append(progress.item)
            if until(progress):
                stop.set()

        indexer = Indexer(settings, HashingEmbedder)
        thread = threading.Thread(target=run_worker, args=(settings, indexer, stop, report))
        thread.start()
        deadline = time.monotonic() + PATIENCE
        while not stop.is_set() and (indexer.has_work() or last_job(settings).state is not JobState.DONE):
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.02)
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        indexer.close()
        return begun

    return run


def last_job(settings):
    connection = Catalog(DataDir(settings.data_dir)).connection()
    return find_job(connection, connection.execute("SELECT max(id) FROM jobs").fetchone()[0] or 0)


def states(settings):
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        return {each.name: each.state for each in snapshot.documents()}


def runs_of(settings, job_id):
    connection = Catalog(DataDir(settings.data_dir)).connection()
    return [run.outcome for run in JobBoard(connection, DataDir(settings.data_dir), {}, 0).runs(job_id)]


def test_a_worker_stops_between_two_uploads_and_the_job_goes_on(settings, upload, work):
    upload()
    first = work(lambda progress: progress.item == NAMES[2])
    job = last_job(settings)
    assert (job.kind, job.state, runs_of(settings, job.id)) == ("index", JobState.WAITING, [RunOutcome.INTERRUPTED])
    found = states(settings)
    assert first == NAMES[:3]
    # The one that was being read may have been finished; no other was begun.
    assert [found[name] for name in NAMES[:2]] == [DocumentState.SEARCHABLE] * 2
    assert [found[name] for name in NAMES[3:]] == [DocumentState.WAITING] * 3
    with writer_lock(DataDir(settings.data_dir)):
        pass  # it was let go
    again = work()
    assert set(NAMES[3:]) <= set(again) <= set(NAMES[2:])
    assert set(states(settings).values()) == {DocumentState.READY}
    assert runs_of(settings, job.id) == [RunOutcome.DONE, RunOutcome.INTERRUPTED]


def test_a_document_that_is_being_read_is_given_up_and_not_called_damaged(settings, upload, work, monkeypatch):
    upload(["large.txt"])
    with monkeypatch.context() as patched:
        patched.setattr(isolated, "_TASK", "tests.hostile_tasks:hang")
        work(lambda progress: progress.item == "large.txt")
    assert states(settings) == {"large.txt": DocumentState.WAITING}
    assert work() == ["large.txt"]
    assert states(settings) == {"large.txt": DocumentState.READY}


def test_waiting_for_another_process_is_told_and_can_be_given_up(settings, tmp_path):
    (tmp_path / "note.txt").write_text("The archive is upstairs.", encoding="utf-8")
    indexer, stop, stages = Indexer(settings, HashingEmbedder), threading.Event(), []

    def report(progress):
        stages.append(progress.stage)
        stop.set()

    with closing(indexer), writer_lock(DataDir(settings.data_dir)), pytest.raises(Stopped):
        indexer.add([tmp_path / "note.txt"], report=report, wait_seconds=PATIENCE, stop=stop)
    assert stages == ["wait"]
    assert states(settings) == {}


def test_what_was_embedded_is_kept(settings):
    text = " ".join(f"Archive number {number} is upstairs." for number in range(12_000))
    open_intake(settings).accept_stream("long.txt", io.BytesIO(text.encode()))
    embedder = HashingEmbedder()
    indexer = Indexer(settings, lambda: embedder)
    stop = threading.Event()

    def report(progress):
        if progress.stage == "embed":
            stop.set()

    with pytest.raises(Stopped):
        indexer.work(report, stop=stop)
    before = len(set(embedder.embedded))
    query = "SELECT count(*), sum(embedded) FROM passages"
    passages, embedded = Catalog(DataDir(settings.data_dir)).connection().execute(query).fetchone()
    assert 0 < before == embedded < passages
    indexer.work()
    indexer.close()
    assert len(embedder.embedded) == len(set(embedder.embedded))  # none of them twice


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"The archive of {name} is upstairs.", encoding="utf-8")
    return folder


def test_add_stops_between_two_files_and_the_same_call_goes_on(settings, folder):
    stop = threading.Event()

    def report(progress):
        if progress.item == NAMES[1]:
            stop.set()

    indexer = Indexer(settings, HashingEmbedder)
    with pytest.raises(Stopped):
        indexer.add([folder], report=report, stop=stop)
    assert states(settings) == dict.fromkeys(NAMES[:2], DocumentState.WAITING)
    report = indexer.add([folder])
    indexer.close()
    assert (report.added, report.failed) == (6, ())
    assert set(states(settings).values()) == {DocumentState.READY}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_add_ends_in_order(settings, folder, capsys, number):
    class Signalling(HashingEmbedder):
        def embed_passages(self, texts, progress=None):
            os.kill(os.getpid(), number)
            return super().embed_passages(texts, progress)

    def run(embedder):
        before = signal.getsignal(number)
        code = main(["add", str(folder), "--json", "--data", str(settings.data_dir)], fake_openers(embedder))
        assert signal.getsignal(number) is before
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    stopped = run(Signalling())
    assert (stopped.code, stopped.json) == (
        130,
        {"error": "Stopped; what was finished is kept, run it again to go on."},
    )
    # All were read, and what was being embedded is kept.
    assert set(states(settings).values()) == {DocumentState.READY}
    assert run(HashingEmbedder()).json["unchanged"] == 6
