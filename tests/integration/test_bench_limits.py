"""What `make bench` promises is held, not only printed: with too much opened, read or kept in memory it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sources.kinds.folder import FolderSource
from tests.benchmark import hold_addition
from tests.load import Outcome, hold_growth, hold_slowdown
from tests.source_benchmark import measure_folder, opened_below


def test_the_folder_benchmark_holds_with_the_product(tmp_path):
    lines: list[str] = []
    measure_folder(tmp_path, 200, lines.append, limit_seconds=60)
    assert len(lines) == 4
    assert lines[2].endswith(", 2 files opened")


def test_it_fails_when_looking_takes_too_long(tmp_path):
    with pytest.raises(AssertionError, match="may take 0 s at most"):
        measure_folder(tmp_path, 100, str, limit_seconds=0)


def test_it_fails_when_unchanged_files_are_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(FolderSource, "list_items", _reading_all(FolderSource.list_items))
    with pytest.raises(AssertionError, match="100 unchanged files were opened"):
        measure_folder(tmp_path, 100, str, limit_seconds=60)


def test_it_fails_when_other_files_are_opened_than_those_that_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(FolderSource, "open", _opening_a_neighbour(FolderSource.open))
    with pytest.raises(AssertionError, match="other files were opened"):
        measure_folder(tmp_path, 200, str, limit_seconds=60)


def _reading_all(original):
    def list_items(self, known, task):
        listing = original(self, known, task)
        for each in listing.items:
            self.checksum(each, task.stop)
        return listing

    return list_items


def _opening_a_neighbour(original):
    def open_item(self, item):
        number = (int(item.key.rpartition("/")[2].removesuffix(".txt")) + 1) % 200
        Path(self._path(f"{number % 100:03}/{number}.txt")).read_bytes()
        return original(self, item)

    return open_item


def test_what_is_opened_is_seen(tmp_path):
    inside, outside = tmp_path / "a" / "x.txt", tmp_path / "b.txt"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_text("x")
    with opened_below(tmp_path / "a") as opened:
        inside.read_text()
        outside.read_text()
        assert opened == {inside}
    opened.clear()
    inside.read_text()
    assert opened == set()


def test_memory_that_grows_with_a_second_round_fails():
    hold_growth(300.0, 329.0)
    with pytest.raises(AssertionError, match="not bounded: 300 MB, then 331 MB"):
        hold_growth(300.0, 331.0)


def test_searches_that_stall_while_documents_are_taken_in_fail():
    idle = Outcome(seconds=[0.03] * 20)
    hold_slowdown(idle, Outcome(seconds=[0.089] * 20))
    # The slowest few count, not the median.
    with pytest.raises(AssertionError, match="searches stall: p95"):
        hold_slowdown(idle, Outcome(seconds=[0.03] * 18 + [0.2] * 2))


def test_it_fails_when_adding_costs_more_in_a_large_library():
    hold_addition(0.2, 0.29)
    with pytest.raises(AssertionError, match=r"costs 1\.55 times, 1\.5 times at most"):
        hold_addition(0.2, 0.31)
