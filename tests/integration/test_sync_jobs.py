"""Syncs as jobs: what the history keeps of them, what ends them, and the commands that queue them."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from contextlib import closing

import pytest

from ingest.jobs.queue import JobQueue, find_job
from ingest.jobs.reading import JobBoard
from ingest.jobs.types import JobState
from ingest.jobs.worker import Pace, Worker
from ingest.schedules.store import Schedules
from ingest.sources.following import Sources
from ingest.sources.jobs import sync_job, sync_schedule
from ingest.sources.store import SourceState
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import JobNotFound
from rag.layout import DataDir
from tests.fakes import HashingEmbedder, fake_openers
from ui.bootstrap import open_intake
from ui.cli import main
from ui.job_kinds import LANES, job_kinds

_PATIENCE = 30.0


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    for number in range(8):
        (folder / f"note{number}.txt").write_text(f"Shelf {number} holds the contracts of year {number}.")
    return folder


@pytest.fixture
def sources(settings, share):
    with closing(Sources(settings)) as sources:
        sources.add("share", "folder", str(share))
        yield sources


@pytest.fixture
def catalog(settings, sources):
    with closing(Catalog(DataDir(settings.data_dir))) as catalog:
        yield catalog


@pytest.fixture
def command(settings, capsys):
    def run(*arguments):
        code = main([*map(str, arguments), "--data", str(settings.data_dir), "--json"], fake_openers())
        return code, json.loads(capsys.readouterr().out)

    return run


def work_until(settings, catalog, condition):
    """Do all jobs as the product's worker does, until the condition holds."""
    stop = threading.Event()
    with (
        closing(fake_openers(HashingEmbedder()).indexer(settings)) as indexer,
        closing(Sources(settings)) as sources,
    ):
        kinds = job_kinds(settings, indexer, catalog, sources)
        worker = Worker(DataDir(settings.data_dir), catalog, kinds, pace=Pace(poll=0.02, beat=0.1))
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        deadline = time.monotonic() + _PATIENCE
        try:
            while not condition():
                assert time.monotonic() < deadline, "it did not happen"
                time.sleep(0.02)
        finally:
            stop.set()
            thread.join(_PATIENCE)


def last_run(catalog, job_id):
    run = runs_of(catalog, job_id)[0]
    return run.outcome, run.counts, run.notes


def runs_of(catalog, job_id):
    """The runs of a job, the last first."""
    return JobBoard(catalog.connection(), DataDir(catalog._path.parent), LANES, time.time()).runs(job_id)


def is_quiet(catalog):
    """Nothing waits, neither to be done nor to be read."""
    query = (
        "SELECT (SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')) +"
        " (SELECT count(*) FROM documents WHERE state NOT IN ('ready', 'failed'))"
    )
    return lambda: catalog.connection().execute(query).fetchone() == (0,)


def test_a_sync_is_a_job_with_counts_and_reasons(settings, catalog, share):
    (share / "empty.txt").write_bytes(b"")
    queue = JobQueue(catalog)
    job = queue.enqueue(sync_job("share")).job_id
    assert queue.enqueue(sync_job("share")) == queue.enqueue(sync_job("share"))  # one waits for each source
    work_until(settings, catalog, is_quiet(catalog))
    outcome, counts, notes = last_run(catalog, job)
    assert (outcome, counts) == (
        "done",
        {"added": 8, "changed": 0, "renamed": 0, "removed": 0, "kept": 0, "failed": 1},
    )
    assert len(notes) == 1
    assert notes[0].startswith("empty.txt: ")
    # What it accepted was indexed without being asked for.
    assert catalog.connection().execute("SELECT count(*) FROM documents WHERE state = 'ready'").fetchone() == (8,)


def test_what_has_to_be_confirmed_ends_the_job_with_its_sentence(settings, catalog, sources, share):
    sources.sync("share")
    for file in share.iterdir():
        file.unlink()
    job = JobQueue(catalog).enqueue(sync_job("share")).job_id
    work_until(settings, catalog, is_quiet(catalog))
    found = find_job(catalog.connection(), job)
    assert (found.state, found.attempts) == (JobState.FAILED, 1)
    assert "Now the source is empty; until then it held 8 documents." in found.reason
    assert "`fundstelle source confirm share`" in found.reason
    assert sources.find("share").state is SourceState.WAITING
    assert sources.count_documents("share") == 8


def test_a_place_that_cannot_be_reached_is_tried_again(settings, catalog, sources, share):
    hidden = share.with_name("elsewhere")
    share.rename(hidden)
    job = JobQueue(catalog).enqueue(sync_job("share")).job_id

    def failed_twice():
        if find_job(catalog.connection(), job).attempts < 2:
            return False
        hidden.exists() and hidden.rename(share)
        return is_quiet(catalog)()

    work_until(settings, catalog, failed_twice)
    found = find_job(catalog.connection(), job)
    assert (found.state, sources.count_documents("share")) == (JobState.DONE, 8)
    runs = runs_of(catalog, job)
    assert (runs[0].outcome, runs[-1].outcome) == ("done", "failed")
    assert runs[-1].reason == f"There is no folder {share} any more."


def test_cancelling_keeps_what_was_finished(settings, catalog, sources, share):
    for number in range(2400):
        (share / f"more{number}.txt").write_text(f"Contract {number} is in shelf {number}.")
    queue = JobQueue(catalog)
    job = queue.enqueue(sync_job("share")).job_id

    def cancelled():
        found = find_job(catalog.connection(), job)
        if found.state is JobState.RUNNING and found.stage == "fetch" and not found.cancelled:
            queue.cancel(job)
        return found.state in (JobState.CANCELLED, JobState.DONE)

    work_until(settings, catalog, cancelled)
    assert find_job(catalog.connection(), job).state is JobState.CANCELLED
    assert sources.find("share").state is SourceState.INCOMPLETE
    finished = sources.count_documents("share")
    report = sources.sync("share")
    assert (report.kept, len(report.added)) == (finished, 2408 - finished)
    assert 0 < finished < 2408


def test_a_source_takes_its_schedule_and_what_waits_with_it(command, catalog, share):
    code, added = command(
        *("source", "add", "folder", "nightly", share, "--cron", "0 3 * * *"),
        *("--timezone", "Europe/Berlin", "--jitter", "600"),
    )
    assert (code, added["schedule"]["jitter"]) == (0, 600)
    assert (added["schedule"]["name"], added["schedule"]["kind"]) == ("sync-nightly", "sync")
    assert (added["schedule"]["payload"], added["schedule"]["timezone"]) == ({"source": "nightly"}, "Europe/Berlin")
    assert command("schedule", "add", "by hand", "--cron", "0 4 * * *", "--kind", "sync", "--payload",
                   '{"source": "nightly"}')[0] == 0  # fmt: skip
    assert command("schedule", "add", "other", "--cron", "0 4 * * *", "--kind", "index")[0] == 0
    code, queued = command("source", "sync", "nightly", "--later")
    assert (code, queued) == (0, {"queued": [{"source": "nightly", "job": 1, "new": True}]})
    assert command("source", "sync", "share", "nightly", "--later")[1] == {
        "queued": [{"source": "share", "job": 2, "new": True}, {"source": "nightly", "job": 1, "new": False}]
    }
    assert command("source", "remove", "nightly")[0] == 0
    assert [each.name for each in Schedules(catalog).all()] == ["other"]
    jobs = [find_job(catalog.connection(), number) for number in (1, 2)]
    assert [job.state for job in jobs] == [JobState.CANCELLED, JobState.WAITING]
    assert jobs[0].reason == "“nightly” is not followed any more."


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--payload", '{"source": "nothing"}'), 4, "There is no source named “nothing”"),
        ((), 2, "A sync is given its source and nothing else"),
        (("--payload", '{"source": "share", "retry": true}'), 2, "A sync is given its source and nothing else"),
    ],
)
def test_a_schedule_of_a_sync_needs_its_source(command, catalog, arguments, code, sentence):
    got, document = command("schedule", "add", "x", "--cron", "0 3 * * *", "--kind", "sync", *arguments)
    assert got == code
    assert document["error"].startswith(sentence)
    assert Schedules(catalog).all() == []


def test_a_source_is_not_added_when_its_times_cannot_be_kept(command, catalog, sources, share):
    code, document = command("source", "add", "folder", "new", share, "--cron", "99 3 * * *")
    assert code == 2
    assert document["error"].startswith("The minute “99” cannot be read")
    Schedules(catalog).add(sync_schedule("share", "0 3 * * *", "UTC"))
    sources.remove("share")
    with pytest.raises(JobNotFound):
        Schedules(catalog).get("sync-share")
    assert sources.all() == []
    assert command("source", "sync", "--later", "--dry-run") == (
        2,
        {"error": "--later takes neither --dry-run nor --retry."},
    )


def test_a_job_of_a_source_that_is_gone_fails_at_once(settings, catalog, sources):
    job = JobQueue(catalog).enqueue(sync_job("gone")).job_id
    work_until(settings, catalog, is_quiet(catalog))
    found = find_job(catalog.connection(), job)
    assert (found.state, found.attempts) == (JobState.FAILED, 1)
    assert found.reason.startswith("There is no source named “gone”")


def test_uploads_are_left_alone(settings, catalog, sources, share):
    open_intake(settings).accept_stream("note0.txt", io.BytesIO(b"An upload."))
    os.utime(share / "note0.txt")
    JobQueue(catalog).enqueue(sync_job("share"))
    work_until(settings, catalog, is_quiet(catalog))
    assert catalog.connection().execute("SELECT count(*) FROM documents").fetchone() == (9,)
