"""A library with small deterministic models, and a folder that is written and indexed again and again."""

from __future__ import annotations

import pytest

from rag import Library
from rag.config import load_settings
from tests.fakes import ScriptedModel
from tests.history import LEAVE, PARKING


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def library(settings, embedder):
    with Library(settings, embedder=embedder, model=ScriptedModel(reply="Staff have 30 days of paid leave.")) as it:
        yield it


@pytest.fixture
def share(tmp_path):
    """A folder to follow."""
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "leave.txt").write_text(LEAVE.format(days=30))
    (folder / "parking.txt").write_text(PARKING)
    return folder


@pytest.fixture
def write(tmp_path, indexer, library):
    """Write and index files; returns the generation after that."""
    folder = tmp_path / "documents"
    folder.mkdir()

    def write(**texts: str) -> int:
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        indexer.add([folder])
        return library.status().generation

    return write
