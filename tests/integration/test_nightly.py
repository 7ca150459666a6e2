"""A library that runs by itself: a folder changes overnight, and answers follow; a share that vanishes does not.

Worker, queue, scheduler, sources, answers and webhook are those of the product; only the clock is ours.
"""

from __future__ import annotations

import io
import json
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest

from ingest.jobs.types import Priority
from ingest.schedules.store import Schedules
from ingest.sources.following import Sources
from ingest.sources.jobs import sync_schedule
from ingest.sources.store import SourceState
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from rag.library import Library
from tests.fakes import HashingEmbedder, fake_openers
from tests.integration.test_notifications import webhook
from ui.bootstrap import open_intake
from ui.checkup import examine
from ui.gate.store import Rules, set_gate
from ui.worker import run_worker

_PATIENCE = 60.0
_QUESTION = "How many days of leave?"
_DAY = 86_400


class Clock:
    """Seconds since 1970, as far as the schedules are concerned."""

    def __init__(self, text):
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()

    def __call__(self):
        return self.now

    def set(self, text):
        """Go on to this moment (UTC)."""
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.fixture
def clock():
    return Clock("2026-07-01T12:00")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "leave.txt").write_text("Employees have 28 days of leave a year.")
    for number in range(9):
        (folder / f"shelf{number}.txt").write_text(f"Shelf {number} holds the contracts of customer {number}.")
    return folder


@pytest.fixture
def hook():
    with webhook(204) as (address, got):
        yield address, got


@pytest.fixture
def settings(tmp_path, hook):
    return load_settings(data_dir=tmp_path / "data", notify_webhook=hook[0])


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
def schedules(catalog, clock):
    schedules = Schedules(catalog, clock)
    schedules.add(sync_schedule("share", "0 3 * * *", "Europe/Berlin"))
    return schedules


@contextmanager
def working(settings):
    """The product's worker, until the block ends."""
    stop, openers = threading.Event(), fake_openers(HashingEmbedder())
    with closing(openers.indexer(settings)) as indexer:
        told = {"workspace": openers.workspace}
        thread = threading.Thread(target=run_worker, args=(settings, indexer, stop), kwargs=told)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(_PATIENCE)
    assert not thread.is_alive()


def wait_until_quiet(catalog):
    """Until nothing waits to be done, nor to be read."""
    query = (
        "SELECT (SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')) +"
        " (SELECT count(*) FROM documents WHERE state NOT IN ('ready', 'failed'))"
    )
    deadline = time.monotonic() + _PATIENCE
    while catalog.connection().execute(query).fetchone() != (0,):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def syncs(catalog):
    """State, priority and reason of each sync, in their order."""
    query = "SELECT state, priority, reason FROM jobs WHERE kind = 'sync' ORDER BY id"
    return catalog.connection().execute(query).fetchall()


def answered(settings):
    """What the question is answered with, word for word, and from which document."""
    with Library(settings, embedder=HashingEmbedder()) as library:
        first = library.quote(_QUESTION).citations[0]
    return first.document, first.quote


def leave(days):
    return "share/leave.txt", f"Employees have {days} days of leave a year."


def test_what_changed_overnight_is_answered_from_in_the_morning(settings, catalog, schedules, clock, share, hook):
    with working(settings):
        assert schedules.tick() == []  # it is noon
        clock.set("2026-07-02T01:00")  # three o'clock in Berlin
        [(name, fire)] = schedules.tick()
        assert (name, fire.missed) == ("sync-share", 0)
        wait_until_quiet(catalog)
        assert answered(settings) == leave(28)
        (share / "leave.txt").write_text("Employees have 30 days of leave a year.")
        (share / "shelf0.txt").unlink()
        (share / "hotel.txt").write_text("A hotel may cost 120 EUR a night.")
        assert schedules.tick() == []
        assert answered(settings) == leave(28)
        clock.set("2026-07-03T01:00:01")
        assert len(schedules.tick()) == 1
        wait_until_quiet(catalog)
        assert answered(settings) == leave(30)
    assert syncs(catalog) == [("done", Priority.SCHEDULED, None)] * 2
    query = "SELECT r.counts FROM job_runs r JOIN jobs j ON j.id = r.job_id WHERE j.kind = 'sync' ORDER BY r.token"
    counts = [json.loads(row[0]) for row in catalog.connection().execute(query)]
    assert counts[1] == {"added": 1, "changed": 1, "renamed": 0, "removed": 1, "kept": 8, "failed": 0}
    assert hook[1] == []  # nothing to tell


def test_a_share_that_vanished_changes_nothing_and_is_told_once(
    settings, catalog, schedules, sources, clock, share, hook
):
    with working(settings):
        clock.set("2026-07-02T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
        elsewhere = share.rename(share.with_name("elsewhere"))
        share.mkdir()  # the mount point is empty
        clock.set("2026-07-03T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
        assert answered(settings) == leave(28)
        assert sources.count_documents("share") == 10
        assert sources.find("share").state is SourceState.WAITING
        # It is back in the next night, and nobody had to do anything.
        share.rmdir()
        elsewhere.rename(share)
        clock.set("2026-07-04T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
    assert [state for state, _, _ in syncs(catalog)] == ["done", "failed", "done"]
    assert (sources.find("share").state, sources.count_documents("share")) == (SourceState.SYNCED, 10)
    [(_, body)] = hook[1]
    told = json.loads(body)
    assert (told["event"], told["kind"], told["subject"]) == ("job_failed", "sync", _failed_job(catalog))
    assert "waits for confirmation" in told["sentence"]
    assert "`fundstelle source confirm share`" in told["sentence"]


def _failed_job(catalog):
    (number,) = catalog.connection().execute("SELECT id FROM jobs WHERE state = 'failed'").fetchone()
    return f"job {number}"


def test_missed_nights_are_made_up_for_by_one_run(settings, catalog, schedules, clock, share):
    clock.now += 5 * _DAY
    [(_, fire)] = schedules.tick()
    assert fire.missed == 4
    assert schedules.tick() == []
    (share / "leave.txt").write_text("Employees have 30 days of leave a year.")
    with working(settings):
        wait_until_quiet(catalog)
    assert len(syncs(catalog)) == 1
    assert answered(settings) == leave(30)
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []


@pytest.fixture
def gate(settings, sources, tmp_path):
    """One question that must find its document first."""
    file = tmp_path / "golden.jsonl"
    row = {"id": "q1", "question": _QUESTION, "evidence": [{"document": "share/leave.txt", "page": 1}]}
    file.write_text(json.dumps({**row, "answerable": True}))
    set_gate(DataDir(settings.data_dir), file, Rules(share=1.0, max_lost=0, k=1))


def spoil(share):
    """The document says no more what it said, and another one has the words of the question."""
    (share / "leave.txt").write_text("This page is being revised.")
    (share / "decoy.txt").write_text(f"{_QUESTION} Nobody knows.")


def test_a_night_that_spoils_an_answer_is_held_back(
    settings, catalog, schedules, sources, clock, share, hook, gate
):
    with working(settings):
        clock.set("2026-07-02T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
        assert answered(settings) == leave(28)  # the gate let the first night through
        spoil(share)
        clock.set("2026-07-03T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
        assert answered(settings) == leave(28)
        [(_, body)] = hook[1]
        told = json.loads(body)
        assert (told["event"], told["subject"], told["kind"]) == ("gate_held_back", "source share", "sync")
        assert told["sentence"].startswith("2 changes are held back. 0 of 1 questions find their answer (0.0%)")
        assert "Worse: q1." in told["sentence"]
        assert _QUESTION not in body.decode()
        # Somebody sees to it, and the next night is judged as a whole.
        (share / "leave.txt").write_text("Employees have 30 days of leave a year.")
        (share / "decoy.txt").unlink()
        clock.set("2026-07-04T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
        assert answered(settings) == leave(30)
    assert len(hook[1]) == 1
    query = "SELECT r.counts FROM job_runs r JOIN jobs j ON j.id = r.job_id WHERE j.kind = 'sync' ORDER BY r.token"
    counts = [json.loads(row[0]) for row in catalog.connection().execute(query)]
    assert [(each["added"], each["changed"], each.get("published"), each.get("held_back")) for each in counts] == [
        (10, 0, 10, None),
        (1, 1, None, 2),
        (0, 1, 1, None),
    ]
    assert sources.count_documents("share") == 10
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []


def test_what_a_killed_gated_sync_took_in_is_not_shown(settings, catalog, schedules, sources, clock, share, gate):
    with working(settings):
        clock.set("2026-07-02T01:00")
        schedules.tick()
        wait_until_quiet(catalog)
    spoil(share)
    report = sources.sync("share", staged=True)  # and then its process is gone
    assert (len(report.added), len(report.changed)) == (1, 1)
    open_intake(settings).accept_stream("upload.txt", io.BytesIO(b"The canteen is closed in August."))
    with working(settings):
        wait_until_quiet(catalog)
    assert answered(settings) == leave(28)
    with Library(settings, embedder=HashingEmbedder()) as library:
        assert {each.name for each in library.documents()} & {"upload.txt", "share/decoy.txt"} == {"upload.txt"}
        assert {each.name for each in library.documents(as_of="staged")} >= {"upload.txt", "share/decoy.txt"}


def first_night(settings, catalog, schedules, clock):
    clock.set("2026-07-02T01:00")
    schedules.tick()
    wait_until_quiet(catalog)
    assert answered(settings) == leave(28)


def another_night(catalog, schedules, clock, day):
    """What became of it: the counts of its run, without those that are zero."""
    clock.set(f"2026-07-{day:02}T01:00")
    schedules.tick()
    wait_until_quiet(catalog)
    query = "SELECT r.counts FROM job_runs r JOIN jobs j ON j.id = r.job_id WHERE j.kind = 'sync' ORDER BY r.token"
    counts = json.loads(catalog.connection().execute(query).fetchall()[-1][0])
    return {name: count for name, count in counts.items() if count}


def names(settings, as_of=None):
    with Library(settings, embedder=HashingEmbedder()) as library:
        return {each.name for each in library.documents(as_of=as_of)}


def test_a_night_that_only_removes_an_answer_is_held_back(
    settings, catalog, schedules, sources, clock, share, hook, gate
):
    with working(settings):
        first_night(settings, catalog, schedules, clock)
        (share / "leave.txt").unlink()
        assert another_night(catalog, schedules, clock, 3) == {"removed": 1, "kept": 9, "held_back": 1}
        assert answered(settings) == leave(28)
        [(_, body)] = hook[1]
        told = json.loads(body)
        assert (told["event"], told["subject"]) == ("gate_held_back", "source share")
        assert told["sentence"].startswith("1 changes are held back. 0 of 1 questions find their answer (0.0%)")
        assert "Worse: q1." in told["sentence"]
    with closing(fake_openers(HashingEmbedder()).indexer(settings)) as indexer:
        assert indexer.discard() == 1
        assert answered(settings) == leave(28)
        assert names(settings, "staged") == names(settings)
        # It is still gone, which the next sync finds again; and somebody says that this is right.
        assert sources.sync("share", staged=True).removed == ("share/leave.txt",)
        assert indexer.publish() is not None
    assert answered(settings)[0] != "share/leave.txt"
    assert sources.count_documents("share") == 9
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []


def test_a_night_that_removes_no_answer_is_published(
    settings, catalog, schedules, sources, clock, share, hook, gate
):
    with working(settings):
        first_night(settings, catalog, schedules, clock)
        (share / "shelf0.txt").unlink()
        assert another_night(catalog, schedules, clock, 3) == {"removed": 1, "kept": 9, "published": 1}
    assert hook[1] == []
    assert "share/shelf0.txt" not in names(settings)
    assert sources.count_documents("share") == 9
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []


def test_a_night_that_renames_the_evidence_is_published_and_so_is_the_next(
    settings, catalog, schedules, sources, clock, share, hook, gate
):
    with working(settings):
        first_night(settings, catalog, schedules, clock)
        (share / "leave.txt").rename(share / "holidays.txt")
        assert another_night(catalog, schedules, clock, 3) == {"renamed": 1, "kept": 9, "published": 1}
        assert answered(settings) == ("share/holidays.txt", leave(28)[1])
        (share / "shelf0.txt").write_text("Shelf 0 is empty.")
        assert another_night(catalog, schedules, clock, 4) == {"changed": 1, "kept": 9, "published": 1}
        (share / "holidays.txt").write_text("This page is being revised.")
        (share / "leave.txt").write_text(f"{_QUESTION} Nobody knows.")  # what has the name now is no evidence
        assert another_night(catalog, schedules, clock, 5) == {"added": 1, "changed": 1, "kept": 9, "held_back": 2}
    assert len(hook[1]) == 1
    assert answered(settings) == ("share/holidays.txt", leave(28)[1])
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []
