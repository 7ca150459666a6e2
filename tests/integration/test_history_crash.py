"""`kill -9` of a rollback or of a gated run at any moment: everybody sees the old view or the new one, no mixture.

FUNDSTELLE_KILLS sets how often; FUNDSTELLE_KILL_SEED makes a failure repeatable.
"""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from ingest import compaction, rollback
from ingest.indexer import Indexer
from rag.config import load_settings
from rag.layout import DataDir
from rag.library import Library
from tests.command import run_command, start_command
from tests.fakes import HashingEmbedder
from tests.integration.test_crash import _problems, _wait_until_writing

_KILLS = int(os.environ.get("FUNDSTELLE_KILLS", "12"))
_SEED = int(os.environ.get("FUNDSTELLE_KILL_SEED", "0")) or random.randrange(1, 1 << 30)
_DOCUMENTS = 12


def _write(folder, version):
    folder.mkdir(exist_ok=True)
    for number in range(_DOCUMENTS):
        text = "\n\n".join(f"Rule {rule} of topic{number} is version{version} here. " * 6 for rule in range(5))
        (folder / f"doc{number:02}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "documents"


@pytest.fixture
def indexer(settings):
    indexer = Indexer(settings, HashingEmbedder)
    yield indexer
    indexer.close()


def _version_of_all(settings, as_of=None):
    """The one version that pages and searches are of."""
    with Library(settings, embedder=HashingEmbedder()) as library:
        documents = library.documents(as_of=as_of)
        assert len(documents) == _DOCUMENTS
        seen = {library.page(each.id, 1).text.split("version")[1].split()[0] for each in documents}
        for number in range(0, _DOCUMENTS, 4):
            found = {hit.passage.document for hit in library.search(f"topic{number}", k=30, as_of=as_of)}
            assert f"doc{number:02}.txt" in found
        hits = library.search("rule version1 version2", k=200, as_of=as_of)
        seen |= {hit.passage.text.split("version")[1].split()[0] for hit in hits}
        assert len({hit.passage.document for hit in hits}) == _DOCUMENTS
    (version,) = seen
    return version


def _two_versions(indexer, folder, settings):
    generations = []
    for version in (1, 2):
        _write(folder, version)
        indexer.add([folder])
        with Library(settings, embedder=HashingEmbedder()) as library:
            generations.append(library.status().generation)
    return generations


def _kill_after(chance, directory, longest, *command, **environment):
    process = start_command(*command, **environment)
    _wait_until_writing(directory, process)
    time.sleep(chance.uniform(0.0, longest))
    killed = process.poll() is None
    if killed:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return killed


def test_killing_rollbacks(settings, folder, indexer):
    print(f"seed {_SEED}")
    chance, directory = random.Random(_SEED), DataDir(settings.data_dir)
    first, second = _two_versions(indexer, folder, settings)
    killed = 0
    for kill in range(max(3, _KILLS // 4)):
        to = (first, second)[kill % 2]
        command = ("generations", "rollback", to, "--wait", "5", "--data", settings.data_dir)
        killed += _kill_after(chance, directory, 0.25, *command)
        assert _version_of_all(settings) in ("1", "2")
        assert [_version_of_all(settings, each) for each in (first, second)] == ["1", "2"]
    assert killed, "all kills came too late to hurt"
    assert run_command("generations", "rollback", first, "--data", settings.data_dir).code == 0
    assert _version_of_all(settings) == "1"
    assert _problems(settings) == []


def test_killing_gated_runs(settings, folder, indexer, tmp_path):
    print(f"seed {_SEED}")
    chance, directory = random.Random(_SEED), DataDir(settings.data_dir)
    _write(folder, 1)
    indexer.add([folder])
    add = ("add", "--gated", folder, "--wait", "5", "--data", settings.data_dir, "--json")
    for kill in range(max(3, _KILLS // 4)):
        _write(folder, 2 + kill % 2)
        before = _version_of_all(settings)
        _kill_after(chance, directory, 1.5, *add, FAKE_EMBEDDING_SECONDS="0.01")
        assert _version_of_all(settings) in (before, str(2 + kill % 2))
    _write(folder, 5)
    finished = run_command(*add)
    assert (finished.code, finished.json["ending"]) == (0, "published")
    assert _version_of_all(settings) == "5"
    assert _problems(settings) == []


class _Killed(BaseException):
    """In the place of a signal, at one exact place."""


def _kill(*_, **__):
    raise _Killed


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        (rollback, "_prepare_words", "2"),
        (rollback, "_apply", "2"),
        (compaction, "archive_words", "1"),
        (compaction, "write_segment", "1"),
    ],
)
def test_a_rollback_that_ends_between_two_steps(settings, folder, indexer, monkeypatch, module, name, expected):
    first, second = _two_versions(indexer, folder, settings)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, _kill)
        with pytest.raises(_Killed):
            indexer.roll_back(first)
    assert _version_of_all(settings) == expected
    assert [_version_of_all(settings, each) for each in (first, second)] == ["1", "2"]
    indexer.work()
    assert _version_of_all(settings) == expected
    assert _problems(settings) == []
    indexer.roll_back(second)
    assert [_version_of_all(settings, each) for each in (None, first, second)] == ["2", "1", "2"]
    assert _problems(settings) == []


def test_an_archived_version_whose_tidying_was_interrupted(settings, folder, indexer, monkeypatch):
    _write(folder, 1)
    indexer.add([folder])
    _write(folder, 2)
    with monkeypatch.context() as patch:
        patch.setattr(compaction, "archive_words", _kill)
        with pytest.raises(_Killed):
            indexer.add([folder])
    assert _version_of_all(settings) == "2"
    indexer.work()
    assert _version_of_all(settings) == "2"
    assert _problems(settings) == []
