"""What following a folder costs: a part of `make bench`.

python -m tests.source_benchmark [--files 10000]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ingest.sources.following import Sources
from rag.config import load_settings

_FOLDERS = 100


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    with tempfile.TemporaryDirectory() as folder:
        measure_folder(Path(folder), parser.parse_args().files, lambda line: print(line, flush=True))


def measure_folder(root: Path, files: int, write: Callable[[str], None]) -> None:
    """Sync a tree of so many small files: all new, unchanged, 1 % changed, its folder renamed."""
    tree = root / "tree"
    for number in range(files):
        write_file(tree / f"{number % _FOLDERS:03}" / f"{number}.txt", f"Document number {number}.")
    with closing(Sources(load_settings(data_dir=root / "data"))) as sources:
        sources.add("tree", "folder", str(tree))
        first = sources.sync("tree")
        assert len(first.added) == files
        write(f"folder of {files} files, all new: {first.seconds:.2f} s (accepted, not yet read)")
        unchanged = sources.sync("tree")
        assert unchanged.kept == files
        write(f"the same, nothing changed: {unchanged.seconds:.2f} s")
        for number in range(0, files, 100):
            write_file(tree / f"{number % _FOLDERS:03}" / f"{number}.txt", f"Document number {number}, changed.")
        changed = sources.sync("tree")
        assert len(changed.changed) == files // 100
        write(f"the same, 1 % changed: {changed.seconds:.2f} s")
        (tree / "moved").mkdir()
        for path in list(tree.iterdir()):
            if path.name != "moved":
                path.rename(tree / "moved" / path.name)
        renamed = sources.sync("tree")
        assert len(renamed.renamed) == files
        write(f"the same, all in another folder: {renamed.seconds:.2f} s")


def write_file(path: Path, text: str) -> None:
    """A file that was last changed an hour ago, so that its time proves something."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = time.time() - 3600
    os.utime(path, (then, then))


if __name__ == "__main__":
    main()
