"""`kill -9` of worker and scheduler in the middle of a sync: nothing is lost, nothing is there twice."""

from __future__ import annotations

import signal
import time
from contextlib import closing

import pytest

from ingest.schedules.store import Schedules
from ingest.sources.following import Sources
from ingest.sources.jobs import sync_schedule
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from tests.command import start_command
from ui.checkup import examine

_PATIENCE = 90.0
_FILES = 300
_TWO_YEARS = 2 * 366 * 86_400
_RUNNING = "SELECT count(*) FROM jobs WHERE kind = 'sync' AND state = 'running'"
_TAKEN = "SELECT count(*) FROM source_items"
_READ = "SELECT count(*) FROM documents WHERE state <> 'waiting'"


@pytest.fixture
def data(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    for number in range(_FILES):
        (share / f"{number}.txt").write_text(f"Contract {number} lies in shelf {number % 7} of the archive.")
    with closing(Sources(load_settings(data_dir=tmp_path / "data"))) as sources:
        sources.add("share", "folder", str(share))
    return tmp_path / "data"


@pytest.fixture
def catalog(data):
    with closing(Catalog(DataDir(data))) as catalog:
        yield catalog


def number_of(catalog, query):
    return catalog.connection().execute(query).fetchone()[0]


def wait_for(condition, process):
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def kill_when(condition, *command):
    """Run a process of the product until the condition holds, and not one moment longer."""
    process = start_command(*command)
    try:
        wait_for(condition, process)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_killed_in_the_middle_of_a_sync(data, catalog):
    # Once a year, last looked at two years ago: one run makes up for both.
    schedules = Schedules(catalog, lambda: time.time() - _TWO_YEARS)
    schedules.add(sync_schedule("share", "0 0 1 1 *", "UTC"))
    work = ("work", "--data", data)
    scheduler = ("schedule", "run", "--data", data)
    kill_when(lambda: number_of(catalog, "SELECT count(*) FROM schedule_fires"), *scheduler)
    kill_when(lambda: number_of(catalog, _RUNNING), *work)
    kill_when(lambda: 0 < number_of(catalog, _TAKEN) < _FILES, *work)
    taken = number_of(catalog, _TAKEN)
    kill_when(lambda: 0 < number_of(catalog, _READ) < _FILES, *work)

    last = start_command(*work)
    another = start_command(*scheduler)
    unfinished = (
        "SELECT (SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')) +"
        " (SELECT count(*) FROM documents WHERE state <> 'ready')"
    )
    try:
        wait_for(lambda: number_of(catalog, unfinished) == 0, last)
        for process in (last, another):
            process.send_signal(signal.SIGTERM)
            assert process.wait(_PATIENCE) == 0
    finally:
        for process in (last, another):
            process.kill()
            process.communicate()

    assert 0 < taken < _FILES
    assert number_of(catalog, "SELECT count(*) FROM schedule_fires") == 1
    # Each file is one item and one document, read once.
    assert number_of(catalog, _TAKEN) == _FILES
    assert number_of(catalog, "SELECT count(DISTINCT document_id) FROM source_items") == _FILES
    assert number_of(catalog, "SELECT count(*) FROM documents") == _FILES
    assert number_of(catalog, "SELECT count(*) FROM passages") == _FILES
    # Only one run of the sync did it.
    runs = catalog.connection().execute(
        "SELECT r.outcome FROM job_runs r JOIN jobs j ON j.id = r.job_id WHERE j.kind = 'sync' ORDER BY r.token"
    )
    outcomes = [outcome for (outcome,) in runs]
    assert (outcomes.count("done"), set(outcomes)) == (1, {"lost", "done"})
    assert set(dict(catalog.connection().execute("SELECT state, count(*) FROM jobs GROUP BY state"))) == {"done"}
    assert list(examine(load_settings(data_dir=data), lambda stage, done, total, item: None).problems) == []
