"""A disk that is full: one sentence, nothing lost, and the work is finished when there is room again."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from ingest.full_disk import disk_full_is_storage_full
from ingest.originals import receive
from rag.errors import StorageFull
from rag.layout import DataDir
from tests.command import ROOT

_UNSHARE = ("unshare", "--user", "--map-root-user", "--mount")
LEAVE = "Employees receive 30 days of paid leave each calendar year."


def _may_mount(folder):
    try:
        command = [*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", folder]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def test_commands_on_a_full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if not _may_mount(disk):
        pytest.skip("this machine lets nobody but root make a file system to fill")
    for name, text in (
        ("first/leave.txt", LEAVE),
        ("second/long.txt", "\n\n".join(f"Rule {n}. " * 20 for n in range(900))),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "second" / "short.txt").write_text("The canteen opens at noon.", encoding="utf-8")
    command = [*_UNSHARE, sys.executable, "-m", "tests.full_disk", disk, tmp_path]
    environment = {**os.environ, "FUNDSTELLE_MODELS_DIR": str(tmp_path / "models")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    for step in [name for name in said if name.startswith("full") or name == "nearly full: add"]:
        code, value = said[step]
        assert (step, code, set(value)) == (step, 1, {"error"})
        assert value["error"].startswith("The disk is full")
    code, found = said["nearly full: search"]
    assert (code, found["hits"][0]["text"]) == (0, LEAVE)
    assert said["then: doctor"] == [0, {"ok": True, "problems": []}]
    code, report = said["then: add"]
    assert (code, report["added"] + report["unchanged"], report["failed"]) == (0, 2, [])
    states = {each["document"]: each["state"] for each in said["then: list"][1]["documents"]}
    assert states == {"leave.txt": "ready", "long.txt": "ready", "short.txt": "ready"}


class _Filling(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            raise OSError(28, "No space left on device")
        return super().read(10)


def test_what_arrives_when_the_disk_is_full_leaves_nothing_behind(tmp_path):
    directory = DataDir(tmp_path)
    directory.create()
    with pytest.raises(StorageFull, match=r"“a\.txt” was not added\. Free some space"):
        receive(directory, "a.txt", _Filling(b"some text " * 2000), 1 << 20)
    assert list(directory.incoming.iterdir()) == []


def test_sqlite_is_believed_only_where_the_disk_is_full(tmp_path, monkeypatch):
    with pytest.raises(sqlite3.OperationalError), disk_full_is_storage_full(tmp_path):
        raise sqlite3.OperationalError("disk I/O error")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(StorageFull), disk_full_is_storage_full(tmp_path):
        raise sqlite3.OperationalError("disk I/O error")
    with pytest.raises(sqlite3.OperationalError), disk_full_is_storage_full(tmp_path / "missing"):
        raise sqlite3.OperationalError("unable to open database file")
