"""Keys of uploads: for a day, across processes, and free again when nothing was taken."""

from __future__ import annotations

import io
import sqlite3
import threading

import pytest

from ingest.records import Outcome
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import UploadUnsupported
from rag.layout import DataDir
from ui.api.errors import KeyReused
from ui.api.upload_keys import Upload, UploadKeys
from ui.bootstrap import open_intake

_DAY = 24 * 3600


@pytest.fixture
def directory(tmp_path):
    return DataDir(tmp_path / "data")


@pytest.fixture
def clock():
    return [1_000_000.0]


@pytest.fixture
def keys(directory, clock):
    intake = open_intake(load_settings(data_dir=directory.root))
    return UploadKeys(directory.requests, intake, lambda: clock[0])


def upload(text, name="a.txt", password=None):
    return Upload(name, io.BytesIO(text), password)


def test_a_key_is_kept_for_a_day(keys, clock):
    first, known = keys.accept(upload(b"one"), "k")
    assert (first.outcome, known) == (Outcome.ADDED, False)
    clock[0] += _DAY - 1
    assert keys.accept(upload(b"one"), "k") == (first, True)
    with pytest.raises(KeyReused):
        keys.accept(upload(b"two"), "k")
    clock[0] += 2
    second, known = keys.accept(upload(b"two"), "k")
    assert (second.outcome, second.document_id, known) == (Outcome.UPDATED, first.document_id, False)


def test_another_name_or_password_is_another_request(keys):
    keys.accept(upload(b"one"), "k")
    for other in (upload(b"one", name="b.txt"), upload(b"one", password="p")):
        with pytest.raises(KeyReused):
            keys.accept(other, "k")


def test_an_upload_that_was_interrupted_is_done_again(keys, directory):
    first, _ = keys.accept(upload(b"one"), "k")
    with sqlite3.connect(directory.requests) as connection:
        connection.execute("UPDATE uploads SET document_id = NULL, outcome = NULL")
    connection.close()
    again, known = keys.accept(upload(b"one"), "k")
    assert (again, known) == (first, False)
    catalog = Catalog(directory)
    with catalog.snapshot() as snapshot:
        assert [each.name for each in snapshot.documents()] == ["a.txt"]
    catalog.close()


def test_nothing_of_a_document_is_remembered(keys, directory):
    keys.accept(upload(b"one", name="secret-plan.txt", password="word"), "k")
    content = b"".join(path.read_bytes() for path in directory.root.glob("requests.db*"))
    assert b"secret-plan" not in content
    assert b"word" not in content


def test_a_refused_upload_frees_its_key(keys):
    with pytest.raises(UploadUnsupported):
        keys.accept(upload(b"\x89PNG\r\n\x1a\n\x00", name="a.png"), "k")
    assert keys.accept(upload(b"one"), "k")[1] is False


def test_the_same_upload_many_times_at_once(keys):
    found = []

    def send():
        found.append(keys.accept(upload(b"one" * 100_000), "k")[0])

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {found[0]}
    assert found[0].outcome is Outcome.ADDED
