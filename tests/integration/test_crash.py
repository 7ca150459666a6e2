"""`kill -9` of `add` at any moment: the library opens, its parts agree, and the next `add` finishes the job.

FUNDSTELLE_KILLS sets how often; FUNDSTELLE_KILL_SEED makes a failure repeatable.
"""

from __future__ import annotations

import os
import random
import signal
import time

from ingest.indexer import Indexer
from ingest.locking import writer_lock
from rag.catalog import Catalog
from rag.config import load_settings
from rag.errors import LibraryBusy
from rag.layout import DataDir
from rag.library import Library
from tests.command import run_command, start_command
from tests.fakes import HashingEmbedder
from ui.checkup import examine

_KILLS = int(os.environ.get("FUNDSTELLE_KILLS", "12"))
_SEED = int(os.environ.get("FUNDSTELLE_KILL_SEED", "0")) or random.randrange(1, 1 << 30)
_DOCUMENTS = 24
_LONGEST = 1.5  # seconds after the first write in which a kill may come
_SLOW = {"FAKE_EMBEDDING_SECONDS": "0.02"}


def _write(folder, round_number):
    """Documents of which each round changes some, adds one and takes one away."""
    folder.mkdir(exist_ok=True)
    for number in range(_DOCUMENTS):
        version = round_number if number % 4 == round_number % 4 else 0
        text = "\n\n".join(f"Rule {rule} of topic{number} in version{version} is clear. " * 6 for rule in range(5))
        (folder / f"doc{number:02}.txt").write_text(text, encoding="utf-8")
    (folder / f"new{round_number}.txt").write_text(f"Only round{round_number} has this.", encoding="utf-8")


def _wait_until_writing(directory, process):
    """Starting takes a second in which nothing can be hurt."""
    while process.poll() is None:
        try:
            with writer_lock(directory):
                pass
        except LibraryBusy:
            return
        time.sleep(0.02)


def _problems(settings):
    return list(examine(settings, lambda stage, done, total, item: None).problems)


def _assert_agree(settings):
    """Everything that a search returns is in the catalog, word for word, and the other way round."""
    with Library(settings, embedder=HashingEmbedder()) as library:
        documents = {each.id: each for each in library.documents()}
        for number in range(0, _DOCUMENTS, 5):
            for hit in library.search(f"topic{number}", k=50):
                passage = hit.passage
                page = library.page(passage.document_id, passage.page)
                assert documents[passage.document_id].name == passage.document
                assert page is not None
                assert page.text[passage.start : passage.end] == passage.text


def test_killing_add_again_and_again(tmp_path):
    print(f"seed {_SEED}")
    chance = random.Random(_SEED)
    folder = tmp_path / "documents"
    settings = load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")
    directory = DataDir(settings.data_dir)
    directory.create()
    add = ("add", folder, "--wait", "5", "--data", settings.data_dir, "--json")
    unfinished = 0
    for kill in range(_KILLS):
        _write(folder, kill)
        process = start_command(*add, **_SLOW)
        _wait_until_writing(directory, process)
        time.sleep(chance.uniform(0.0, _LONGEST))
        if process.poll() is None:
            unfinished += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        _assert_agree(settings)
    assert unfinished > _KILLS // 3, "most kills came too late to hurt"
    finished = run_command(*add)
    assert (finished.code, finished.json["failed"]) == (0, [])
    assert _problems(settings) == []
    _assert_complete(settings, folder)


def _assert_complete(settings, folder):
    with Library(settings, embedder=HashingEmbedder()) as library:
        assert [each.name for each in library.documents()] == sorted(path.name for path in folder.iterdir())
        assert {str(each.state) for each in library.documents()} == {"ready"}
        for path in folder.iterdir():
            document = library.document(path.name)
            page = library.page(document.id, 1)
            assert page is not None
            assert page.text.split() == path.read_text(encoding="utf-8").split()
    directory = DataDir(settings.data_dir)
    rows = Catalog(directory).connection().execute("SELECT count(*) FROM passages WHERE embedded = 0").fetchone()
    assert rows == (0,)


def test_a_removed_document_is_gone_for_readers_that_are_open(tmp_path):
    folder = tmp_path / "documents"
    _write(folder, 1)
    settings = load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")
    indexer = Indexer(settings, HashingEmbedder)
    indexer.add([folder])
    with Library(settings, embedder=HashingEmbedder()) as library:
        assert "doc03.txt" in {hit.passage.document for hit in library.search("topic3", k=50)}
        indexer.intake.remove(["doc03.txt"])  # index files still hold it
        assert "doc03.txt" not in {hit.passage.document for hit in library.search("topic3", k=50)}
        indexer.remove(["doc05.txt"])
        found = {hit.passage.document for hit in library.search("topic3 topic5 rule", k=200)}
        assert found == {path.name for path in folder.iterdir()} - {"doc03.txt", "doc05.txt"}
    indexer.close()
    assert _problems(settings) == []
