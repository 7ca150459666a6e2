"""`kill -9` of worker, scheduler, API and supervisor at random: no job is lost, none is published twice.

FUNDSTELLE_JOB_KILLS sets how often (`make bench`: 100); FUNDSTELLE_KILL_SEED makes a failure repeatable.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time

import httpx

from ingest.jobs.queue import JobQueue
from ingest.jobs.types import NewJob, Priority
from ingest.schedules.store import Schedule, Schedules
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from tests.command import ROOT
from ui.checkup import examine

_KILLS = int(os.environ.get("FUNDSTELLE_JOB_KILLS", "6"))
_SEED = int(os.environ.get("FUNDSTELLE_KILL_SEED", "0")) or random.randrange(1, 1 << 30)
_SCHEDULES = 10
_PATIENCE = 90.0
_TWO_YEARS = 2 * 366 * 86_400


def _start(data, port):
    command = [sys.executable, "-m", "tests.job_processes", "--data", str(data), "--port", str(port), "supervise"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)


def _processes(data):
    """Command lines by process id, of all processes of this library that have not ended."""
    result = subprocess.run(["ps", "-ww", "-eo", "pid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in result.stdout.splitlines()]
    return {int(row[0]): row[2] for row in rows if str(data) in row[-1] and not row[1].startswith("Z")}


def _has_children(process):
    return subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True).returncode == 0


def _victim(chance, data, supervisor):
    """A process to kill: worker, scheduler, API or supervisor."""
    found = _processes(data)
    words = {"supervise": [supervisor.pid]}
    for word in ("publish", "schedule", "api"):
        words[word] = [number for number, line in found.items() if f" {word} " in line]
    chosen = chance.choice(["publish", "publish", "schedule", "api", "supervise"])
    return chosen, chance.choice(words[chosen]) if words[chosen] else None


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _upload(port, name, text):
    """As callers do it: again until somebody confirms that it was taken."""

    def send():
        try:
            response = httpx.post(
                f"http://127.0.0.1:{port}/v1/documents",
                files={"file": (name, text.encode(), "text/plain")},
                headers={"Idempotency-Key": name},
                timeout=10,
            )
        except httpx.TransportError:
            return False
        assert response.status_code < 300 or response.status_code >= 500, response.text
        return response.is_success

    _wait_for(send)


def _wait_for(condition):
    deadline = time.monotonic() + _PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"it did not happen; seed {_SEED}"
        time.sleep(0.1)
    return value


def test_no_job_is_lost_and_none_is_published_twice(tmp_path):
    chance = random.Random(_SEED)
    data = tmp_path / "data"
    settings = load_settings(data_dir=data)
    directory = DataDir(data)
    directory.create()
    catalog = Catalog(directory)
    catalog.connection().execute("CREATE TABLE published (job_id INTEGER, n INTEGER)")
    # Once a year, last looked at two years ago: each is made up for once, whenever this test runs.
    past = Schedules(catalog, lambda: time.time() - _TWO_YEARS)
    for number in range(_SCHEDULES):
        past.add(Schedule(f"s{number}", f"{number} 0 1 1 *", "UTC", "publish", {"n": -1 - number}))
    queue, port, asked, kills = JobQueue(catalog), _free_port(), 0, {}
    supervisor = _start(data, port)
    try:
        while sum(kills.values()) < _KILLS:
            for _ in range(5):
                queue.enqueue(NewJob("publish", {"n": asked}, chance.choice(list(Priority))))
                if asked % 10 == 0:
                    _upload(port, f"note{asked}.txt", f"The archive has shelf {asked}.")
                asked += 1
            # Starting takes a second in which nothing can be hurt.
            running = "SELECT count(*) FROM jobs WHERE state = 'running' AND kind = 'publish' AND beat_at > ?"
            recent = time.time()
            _wait_for(lambda: catalog.connection().execute(running, (recent,)).fetchone()[0])  # noqa: B023
            time.sleep(chance.uniform(0, 0.3))
            word, number = _victim(chance, data, supervisor)
            if number is None:
                continue
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
            kills[word] = kills.get(word, 0) + 1
            if word == "supervise":
                supervisor.wait()
                supervisor = _start(data, port)

        def unfinished():
            query = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')"
            documents = "SELECT count(*) FROM documents WHERE state <> 'ready'"
            fires = "SELECT ? - count(*) FROM schedule_fires"
            connection = catalog.connection()
            return (
                connection.execute(query).fetchone()[0]
                + connection.execute(documents).fetchone()[0]
                + connection.execute(fires, (_SCHEDULES,)).fetchone()[0]
            )

        _wait_for(lambda: unfinished() == 0)
        # What its killed predecessor had started may have done all that, before this one listens to signals.
        _wait_for(lambda: _has_children(supervisor))
        supervisor.terminate()
        assert supervisor.wait(20) == 0
    finally:
        supervisor.kill()
        supervisor.wait()
    _wait_for(lambda: not _processes(data))  # nobody is left behind

    connection = catalog.connection()
    published = connection.execute("SELECT n FROM published ORDER BY n").fetchall()
    assert published == [(number,) for number in range(-_SCHEDULES, asked)], f"seed {_SEED}"
    states = dict(connection.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall())
    assert set(states) == {"done"}
    assert connection.execute("SELECT count(*) FROM jobs WHERE kind = 'publish'").fetchone() == (
        asked + _SCHEDULES,
    )
    # Every job has exactly one run that did it.
    assert connection.execute(
        "SELECT count(*), count(DISTINCT job_id) FROM job_runs WHERE outcome = 'done'"
    ).fetchone() == (states["done"], states["done"])
    fires = connection.execute("SELECT schedule, count(*), min(missed) FROM schedule_fires GROUP BY schedule")
    assert [row[1:] for row in fires] == [(1, 1)] * _SCHEDULES
    lost = connection.execute("SELECT count(*) FROM job_runs WHERE outcome = 'lost'").fetchone()[0]
    assert lost <= 2 * _KILLS  # two lanes at most ran in a process that was killed
    documents = connection.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall()
    assert documents == [("ready", len(range(0, asked, 10)))]
    catalog.close()
    assert list(examine(settings, lambda stage, done, total, item: None).problems) == []
    print(f"killed: {kills}; {asked + _SCHEDULES} jobs published once each, {lost} runs lost; seed {_SEED}")
