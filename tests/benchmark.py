"""`make bench`: what a change costs in a large library, compared with an empty one in the same run.

    python -m tests.benchmark [--passages 200000] [--only-history | --only-quotes]

Text is made up and vectors come from the tests' hashing embedder, so the figures are those of storage, indexes and
search; how fast a model embeds is the same in both libraries and left out. Only quotes of the sample documents are
chosen with the embedder of the settings.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from ingest.indexer import Indexer
from rag.config import load_settings, prepare_process
from rag.library import Library
from tests.fakes import HashingEmbedder
from tests.pdf_files import make_pdf
from tests.quotes_benchmark import measure_quotes
from tests.source_benchmark import measure_folder

_WORDS = 20_000
_PASSAGES_A_FILE = 100
_ROUNDS = 7
_QUOTED = 100  # questions
_MOST_TIMES = 1.5  # that adding to a large library may cost what it costs in an empty one


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--only-history", action="store_true")
    parser.add_argument("--only-quotes", action="store_true")
    options = parser.parse_args()
    prepare_process()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if options.only_quotes:
            measure_quotes(root / "quotes", _QUOTED, write)
            return
        words = vocabulary(random.Random(1))
        compare_history(root, options.passages // 10, words)
        if options.only_history:
            return
        small, large = Bench(root / "small"), Bench(root / "large")
        seconds = large.fill(root / "texts", options.passages, words)
        write(f"filled with {large.passages()} passages in {seconds:.0f} s")
        write(f"adding the same folder again, unchanged: {large.add_again(root / 'texts'):.2f} s")
        compare_additions(small, large, root, words)
        measure_folder(root / "sources", 10_000, write)
        times = large.search_milliseconds(words)
        write(
            f"search: median {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms"
        )
        write(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        measure_quotes(root / "quotes", _QUOTED, write)


class Bench:
    """One library with the tests' embedder."""

    def __init__(self, data_dir: Path) -> None:
        self.settings = load_settings(data_dir=data_dir)
        self.embedder = HashingEmbedder()
        self.indexer = Indexer(self.settings, lambda: self.embedder)

    def fill(self, folder: Path, passages: int, words: list[str]) -> float:
        """Add files until there are about so many passages. Returns seconds."""
        folder.mkdir()
        generator = random.Random(2)
        for number in range(passages // _PASSAGES_A_FILE):
            (folder / f"{number:05}.txt").write_text(prose(generator, words, _PASSAGES_A_FILE))
        begun = time.monotonic()
        self.indexer.add([folder])
        return time.monotonic() - begun

    def add_again(self, folder: Path) -> float:
        """Seconds to find that nothing changed."""
        begun = time.monotonic()
        report = self.indexer.add([folder])
        assert report.added == report.updated == 0
        return time.monotonic() - begun

    def add_one(self, path: Path) -> float:
        """Seconds to add one file completely, as a new process would."""
        indexer = Indexer(self.settings, lambda: self.embedder)
        begun = time.monotonic()
        report = indexer.add([path])
        assert report.added == 1
        indexer.close()
        return time.monotonic() - begun

    def passages(self) -> int:
        """How many passages the library holds."""
        return Library(self.settings, embedder=self.embedder).status().passages

    def search_milliseconds(self, words: list[str], as_of: int | None = None) -> list[float]:
        """How long searches take, index open."""
        library = Library(self.settings, embedder=self.embedder)
        generator = random.Random(3)
        times = []
        for _ in range(105):
            question = " ".join(generator.choices(words, k=6))
            begun = time.monotonic()
            library.search(question, as_of=as_of)
            times.append((time.monotonic() - begun) * 1000)
        return times[5:]


def compare_history(root: Path, passages: int, words: list[str]) -> None:
    """The same live documents without a history, and with one that is 30 % of all that is stored."""
    folder = root / "versions"
    folder.mkdir()
    plain, kept = Bench(root / "plain"), Bench(root / "kept")
    files = passages // _PASSAGES_A_FILE
    generator = random.Random(5)
    former = [prose(generator, words, _PASSAGES_A_FILE) for _ in range(files * 3 // 7)]
    for number, text in enumerate(former):
        (folder / f"{number:05}.txt").write_text(text)
    kept.indexer.add([folder])
    with Library(kept.settings, embedder=kept.embedder) as library:
        then = library.status().generation
    for number in range(files):
        (folder / f"{number:05}.txt").write_text(prose(generator, words, _PASSAGES_A_FILE))
    for bench in (kept, plain):
        bench.indexer.add([folder])
        bench.indexer.rebuild()
    times: dict[str, list[float]] = {"plain": [], "kept": [], "then": []}
    for _ in range(3):
        times["plain"] += plain.search_milliseconds(words)
        times["kept"] += kept.search_milliseconds(words)
        times["then"] += kept.search_milliseconds(words, then)
    none, live, past = (statistics.median(times[each]) for each in ("plain", "kept", "then"))
    write(
        f"search over {plain.passages()} live passages, median: no history {none:.1f} ms,"
        f" with {len(former)} of {files + len(former)} versions archived {live:.1f} ms, ratio {live / none:.2f};"
        f" about the past {past:.1f} ms"
    )


def compare_additions(small: Bench, large: Bench, root: Path, words: list[str]) -> None:
    """The same new ten-page documents into both libraries, alternately."""
    generator = random.Random(4)
    times: dict[str, list[float]] = {"empty": [], "large": []}
    for number in range(_ROUNDS):
        path = root / f"new-{number}.pdf"
        pages = [textwrap.wrap(prose(generator, words, 4, separator=" "), 80) for _ in range(10)]
        path.write_bytes(make_pdf(pages))
        times["empty"].append(small.add_one(path))
        times["large"].append(large.add_one(path))
    empty, full = statistics.median(times["empty"]), statistics.median(times["large"])
    write(
        f"adding one 10-page PDF: empty {empty * 1000:.0f} ms, large {full * 1000:.0f} ms, ratio {full / empty:.2f}"
    )
    hold_addition(empty, full)


def hold_addition(empty: float, full: float) -> None:
    """Raise AssertionError when adding costs too much more in a large library."""
    assert full <= empty * _MOST_TIMES, (
        f"adding to a large library costs {full / empty:.2f} times, {_MOST_TIMES} times at most"
    )


def vocabulary(generator: random.Random) -> list[str]:
    """Made-up words."""
    letters = "abcdefghiklmnoprstuwz"
    return ["".join(generator.choices(letters, k=generator.randint(3, 11))) for _ in range(_WORDS)]


def prose(generator: random.Random, words: list[str], passages: int, separator: str = "\n\n") -> str:
    """So many paragraphs of about the length of a passage; frequent words are much more frequent than rare ones."""
    weights = [1 / (rank + 10) for rank in range(len(words))]
    return separator.join(
        " ".join(generator.choices(words, weights=weights, k=60)).capitalize() + "." for _ in range(passages)
    )


def write(text: str) -> None:
    """To standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
