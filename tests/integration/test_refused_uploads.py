"""What cannot be taken in leaves no byte behind: on a full disk, and while another process holds the catalog."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing, contextmanager

import pytest

from ingest import records
from ingest.sources.following import Sources
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import LibraryBusy, StorageFull
from rag.layout import DataDir
from tests.fakes import HashingEmbedder, fake_openers
from ui.cli import main

TEXT = b"Leave\n\nStaff have 30 days of paid leave a year."


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def impatient(monkeypatch):
    """Whoever meets a locked catalog does not wait for it."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, **{**options, "timeout": 0}))


@contextmanager
def locked(settings):
    with closing(sqlite3.connect(DataDir(settings.data_dir).catalog, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def files(settings):
    """All that lies where bytes arrive and where they are kept, as text."""
    directory = DataDir(settings.data_dir)
    found = [path for place in (directory.incoming, directory.originals) for path in place.rglob("*")]
    return [path.read_bytes() for path in found if path.is_file()]


def fail(*_):
    raise sqlite3.OperationalError("database or disk is full")


@pytest.fixture(params=["live", "staged"])
def accept(request, indexer):
    return {"live": indexer.intake, "staged": indexer.staging}[request.param].accept_stream


def test_a_full_disk_keeps_nothing_of_an_upload(settings, accept, monkeypatch):
    monkeypatch.setattr(records, "insert_document", fail)
    with pytest.raises(StorageFull, match="nothing was changed"):
        accept("leave.txt", io.BytesIO(TEXT))
    assert files(settings) == []


def test_what_another_document_has_too_stays(settings, indexer, accept, monkeypatch):
    indexer.intake.accept_stream("first.txt", io.BytesIO(TEXT))
    monkeypatch.setattr(records, "insert_document", fail)
    with pytest.raises(StorageFull):
        accept("second.txt", io.BytesIO(TEXT))
    assert files(settings) == [TEXT]


def test_a_full_disk_keeps_nothing_of_what_a_source_brings(settings, tmp_path, monkeypatch):
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "leave.txt").write_bytes(TEXT)
    with closing(Sources(settings)) as sources:
        sources.add("share", "folder", str(tmp_path / "share"))
        monkeypatch.setattr(records, "insert_document", fail)
        with pytest.raises(StorageFull):
            sources.sync("share")
    assert files(settings) == []


def test_a_locked_catalog_is_a_busy_library(settings, impatient, indexer, accept):
    assert indexer.intake.known() == {}
    with locked(settings), pytest.raises(LibraryBusy, match="keeps the catalog of this library locked"):
        accept("leave.txt", io.BytesIO(TEXT))
    assert files(settings) == []
    accept("leave.txt", io.BytesIO(TEXT))
    assert files(settings) == [TEXT]


def test_a_catalog_that_another_process_makes_is_a_busy_library(settings, impatient):
    DataDir(settings.data_dir).create()
    with locked(settings), closing(Catalog(DataDir(settings.data_dir))) as catalog, pytest.raises(LibraryBusy):
        catalog.connection()


def test_a_command_says_that_the_library_is_busy(settings, indexer, impatient, capsys):
    indexer.intake.accept_stream("leave.txt", io.BytesIO(TEXT))
    with locked(settings):
        code = main(
            ["remove", "leave.txt", "--data", str(settings.data_dir), "--json"], fake_openers(HashingEmbedder())
        )
    assert code == 3
    assert "Nothing was changed; try again later." in json.loads(capsys.readouterr().out)["error"]
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot() as snapshot:
        assert [each.name for each in snapshot.documents()] == ["leave.txt"]
