"""What following a folder costs: a part of `make bench`.

It fails when a sync of unchanged files takes 3 s or more, or when one opens other files than those that changed.

    python -m tests.source_benchmark [--files 10000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ingest.sources.following import Sources
from rag.config import load_settings

_FOLDERS = 100
_LIMIT_SECONDS = 3.0


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    with tempfile.TemporaryDirectory() as folder:
        measure_folder(Path(folder), parser.parse_args().files, lambda line: print(line, flush=True))


def measure_folder(
    root: Path, files: int, write: Callable[[str], None], limit_seconds: float = _LIMIT_SECONDS
) -> None:
    """Sync a tree of so many small files: all new, unchanged, 1 % changed, its folder renamed.

    Raises AssertionError when looking at unchanged files takes `limit_seconds`, or when too much is opened.
    """
    tree = root / "tree"
    for number in range(files):
        write_file(tree / f"{number % _FOLDERS:03}" / f"{number}.txt", f"Document number {number}.")
    with closing(Sources(load_settings(data_dir=root / "data"))) as sources:
        sources.add("tree", "folder", str(tree))
        first = sources.sync("tree")
        assert len(first.added) == files
        write(f"folder of {files} files, all new: {first.seconds:.2f} s (accepted, not yet read)")
        with opened_below(tree) as opened:
            unchanged = sources.sync("tree")
        assert unchanged.kept == files
        write(f"the same, nothing changed: {unchanged.seconds:.2f} s")
        assert not opened, f"{len(opened)} unchanged files were opened"
        assert unchanged.seconds < limit_seconds, f"looking at unchanged files may take {limit_seconds} s at most"
        expected = []
        for number in range(0, files, 100):
            path = tree / f"{number % _FOLDERS:03}" / f"{number}.txt"
            write_file(path, f"Document number {number}, changed.")
            expected.append(path)
        with opened_below(tree) as opened:
            changed = sources.sync("tree")
        assert len(changed.changed) == len(expected)
        write(f"the same, 1 % changed: {changed.seconds:.2f} s, {len(opened)} files opened")
        assert sorted(opened) == sorted(expected), "other files were opened than those that changed"
        (tree / "moved").mkdir()
        for path in list(tree.iterdir()):
            if path.name != "moved":
                path.rename(tree / "moved" / path.name)
        renamed = sources.sync("tree")
        assert len(renamed.renamed) == files
        write(f"the same, all in another folder: {renamed.seconds:.2f} s")


@contextmanager
def opened_below(folder: Path) -> Iterator[set[Path]]:
    """The files below a folder that this process opens, by whatever way, as long as the block runs."""
    found: set[Path] = set()
    prefix, watching = f"{folder}{os.sep}", True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[0], str | bytes):
            path = os.fsdecode(arguments[0])
            if path.startswith(prefix):
                found.add(Path(path))

    sys.addaudithook(hear)  # which no process can take back
    try:
        yield found
    finally:
        watching = False


def write_file(path: Path, text: str) -> None:
    """A file that was last changed an hour ago, so that its time proves something."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = time.time() - 3600
    os.utime(path, (then, then))


if __name__ == "__main__":
    main()
