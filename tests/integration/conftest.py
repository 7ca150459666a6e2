"""What writes a library with a small deterministic embedder; each test says itself which `settings` it has."""

from __future__ import annotations

import pytest

from ingest.indexer import Indexer
from tests.fakes import HashingEmbedder


@pytest.fixture
def embedder():
    return HashingEmbedder()


@pytest.fixture
def indexer(settings, embedder):
    indexer = Indexer(settings, lambda: embedder)
    yield indexer
    indexer.close()
