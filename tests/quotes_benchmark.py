"""How long an answer without a language model takes: a part of `make bench`.

python -m tests.quotes_benchmark [--questions 100]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

from ingest.indexer import Indexer
from rag.config import load_settings, prepare_process
from rag.embedding import Embedder
from rag.library import Library
from ui.bootstrap import open_indexer
from ui.evaluation.dataset import read_questions

_ROOT = Path(__file__).parent.parent
_WARM = 5  # questions before, while models are loaded and files are opened


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100)
    prepare_process()
    with tempfile.TemporaryDirectory() as folder:
        measure_quotes(Path(folder), parser.parse_args().questions, lambda line: print(line, flush=True))


def measure_quotes(root: Path, count: int, write: Callable[[str], None], embedder: Embedder | None = None) -> None:
    """Quotes for `count` golden questions, in milliseconds; without an `embedder`, with that of the settings."""
    settings = load_settings(data_dir=root)
    indexer = open_indexer(settings) if embedder is None else Indexer(settings, lambda: embedder)
    with closing(indexer):
        indexer.add([_ROOT / "sample_docs"])
    known = [each.question for each in read_questions(_ROOT / "tests" / "golden.jsonl")[0]]
    times = []
    with Library(settings, embedder=embedder) as library:
        for question in islice(cycle(known), _WARM + count):
            begun = time.monotonic()
            library.quote(question)
            times.append((time.monotonic() - begun) * 1000)
    median, late = statistics.median(times[_WARM:]), statistics.quantiles(times[_WARM:], n=20)[-1]
    write(
        f"| `ask --quotes`, {count} golden questions over the sample documents, models loaded: median / p95"
        f" | {median:.0f} ms / {late:.0f} ms | `make bench` |"
    )


if __name__ == "__main__":
    main()
