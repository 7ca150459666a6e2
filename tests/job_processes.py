"""Processes for the crash test: a worker, a scheduler and the HTTP API under the product's own supervisor.

    python -m tests.job_processes --data DIR --port PORT supervise
    python -m tests.job_processes --data DIR publish --companion PARENT

The worker knows one kind more than the product: `publish`, which does some steps and then publishes one row.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from pathlib import Path

from ingest.indexer import Indexer
from ingest.jobs.types import Result
from ingest.jobs.work import Kind
from ingest.jobs.worker import Pace, Worker
from ingest.progress import Progress
from ingest.sources.following import Sources
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from tests.fakes import HashingEmbedder
from ui.companion import follow_parent, stop_on_signals
from ui.job_kinds import job_kinds
from ui.supervision import Service, Supervisor

STEPS = 5
STEP_SECONDS = 0.02


def publish(work):
    """Leaves a trace of each step, and in the end its effect, once."""
    for step in range(STEPS):
        work.report(Progress("publish", step, STEPS))
        time.sleep(STEP_SECONDS)
    with work.completion(Result({"published": 1})) as connection:
        connection.execute("INSERT INTO published VALUES (?, ?)", (work.job_id, work.payload["n"]))
    return Result()


def main():
    """Run one of the processes until it is stopped or killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--port")
    parser.add_argument("process")
    parser.add_argument("--companion", type=int)
    options = parser.parse_args()
    # Uploads need no model, and each start of the API would load them.
    settings = load_settings(data_dir=options.data, models_dir=options.data / "no-models")
    stop = threading.Event()
    stop_on_signals(stop)
    if options.companion is not None:
        follow_parent(options.companion)
    if options.process == "supervise":
        table = [
            Service("The worker", ("publish",), "tests.job_processes"),
            Service("The scheduler", ("schedule", "run")),
            Service("The HTTP API", ("api", "--port", options.port, "--workers", "no")),
        ]
        supervisor = Supervisor(table, settings, sys.stderr.write, longest_pause=0.1)
        try:
            supervisor.watch(stop)
        finally:
            supervisor.stop()
        return
    directory = DataDir(settings.data_dir)
    catalog = Catalog(directory)
    kinds = job_kinds(settings, Indexer(settings, lambda: HashingEmbedder(0.02)), catalog, Sources(settings))
    kinds.append(Kind("publish", publish, "publish", attempts=1000, longest_pause=0.1))
    Worker(directory, catalog, kinds, pace=Pace(poll=0.05, beat=0.1)).run(stop)


if __name__ == "__main__":
    main()
