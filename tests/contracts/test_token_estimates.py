"""Estimates of tokens against the tokenizer of the default embedder, which knows a hundred languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.config import load_settings
from rag.models import model_path
from rag.providers.tokens import estimate_tokens

pytestmark = pytest.mark.models

TEXTS = sorted((Path(__file__).parent.parent / "samples" / "content").glob("*.md"))


@pytest.fixture(scope="module")
def tokenizer():
    from transformers import AutoTokenizer

    settings = load_settings()
    return AutoTokenizer.from_pretrained(str(model_path(settings.embedder, settings.models_dir)))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_estimates_are_rather_too_high(tokenizer, path):
    text = path.read_text("utf-8")
    counted = len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])
    assert counted <= estimate_tokens(text) <= 2 * counted
