"""What writes a library with a small deterministic embedder; each test says itself which `settings` it has."""

from __future__ import annotations

from contextlib import closing, contextmanager

import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from tests.fakes import HashingEmbedder, ScriptedModel


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def indexer(settings, embedder):
    indexer = Indexer(settings, lambda: embedder)
    yield indexer
    indexer.close()


@pytest.fixture(scope="session")
def library_of(tmp_path_factory):
    """Opens a new library of documents, given as their texts by name; its model finds nothing if none is given."""

    @contextmanager
    def open_library(documents, model=None, embedder=None, **options):
        folder = tmp_path_factory.mktemp("documents")
        for name, text in documents.items():
            (folder / name).write_text(text, "utf-8")
        settings = load_settings(**{"data_dir": tmp_path_factory.mktemp("data")} | options)
        embedder = embedder or HashingEmbedder()
        with closing(Indexer(settings, lambda: embedder)) as indexer:
            indexer.add([folder])
        model = model or ScriptedModel(reply="NOT_FOUND")
        with Library(settings, embedder=embedder, model=model) as library:
            yield library

    return open_library
