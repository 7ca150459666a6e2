"""A change of the embedder that kills its own process: `python -m tests.killed_switch DATA NAME MOMENT`.

MOMENT is a number of vectors after which it dies, or the name of a step of the catalog within whose transaction.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from ingest import embedder_records, embedding_queue, records
from ingest.indexer import Indexer
from ingest.progress import Progress
from rag.config import load_settings
from rag.embedders.choice import EmbedderChoice
from tests.fakes import HashingEmbedder, other_embedder


def die() -> None:
    """As the kernel does it: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(module: Any, step: str) -> None:
    """Die when the step was done and its transaction is not committed yet."""
    function = getattr(module, step)

    def done_and_dead(*arguments: Any) -> None:
        function(*arguments)
        die()

    setattr(module, step, done_and_dead)


def main(data: Path, name: str, moment: str) -> None:
    """Change to `name` in segments of 8 vectors."""
    embedding_queue._STEP = embedding_queue._SEGMENT_PASSAGES = 8
    if moment == "add_segment":
        die_after(records, moment)
    elif not moment.isdigit():
        die_after(embedder_records, moment)

    def report(progress: Progress) -> None:
        if progress.stage == "embed" and moment.isdigit() and progress.done >= int(moment):
            die()

    indexer = Indexer(load_settings(data_dir=data), HashingEmbedder, lambda choice, _: other_embedder(choice.name))
    indexer.switch_embedder(EmbedderChoice(name), report)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
