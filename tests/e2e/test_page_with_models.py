"""The page as it is delivered: `ui/app.py` with the default models."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.config import load_settings
from rag.embedding import SentenceTransformerEmbedder
from rag.errors import ModelUnavailable
from rag.models import model_path
from tests.e2e.conftest import ROOT, Server, serve_page
from tests.e2e.test_page import asking
from ui.bootstrap import open_intake

pytestmark = [pytest.mark.browser, pytest.mark.models]

_ANSWER_MILLISECONDS = 240_000  # a busy machine; an idle one takes a twentieth of it


@pytest.fixture(scope="module")
def real_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("models") / "data")
    try:
        folder = model_path(settings.embedder, settings.models_dir)
        model_path(settings.model.removeprefix("local:"), settings.models_dir)
    except ModelUnavailable as missing:
        pytest.skip(str(missing))
    embedder = SentenceTransformerEmbedder(folder, threads=settings.thread_count)
    with serve_page(ROOT / "ui" / "app.py", settings, lambda: embedder) as running:
        yield running


def test_the_security_policy_answers_with_its_marked_page(real_server: Server, page: Page) -> None:
    policy = Path("it/it-security-policy.pdf")
    data = (ROOT / "sample_docs" / policy).read_bytes()
    open_intake(real_server.settings).accept_stream(policy.as_posix(), io.BytesIO(data))
    page.goto(f"{real_server.url}/documents")
    expect(page.locator(".fs-pill")).to_have_text("Ready", timeout=_ANSWER_MILLISECONDS)
    page.goto(real_server.url)
    expect(page.locator(".st-key-examples button")).to_have_text(
        ["How many characters does my password need at least?"]
    )
    with asking(page, "How many characters does my password need at least?") as latest:
        answer = latest.locator(".fs-answer:not(.fs-draft)")
        expect(answer).to_contain_text("14", timeout=_ANSWER_MILLISECONDS)
        source = latest.locator('[class*="st-key-source-"]').first
        expect(source.locator(".fs-source-name")).to_have_text(policy.as_posix())
        expect(source.locator(".fs-quote")).to_contain_text("14 characters")
        expect(source.locator(".fs-quote mark")).to_have_text("14 characters")
        expect(source.locator("img")).to_be_visible(timeout=60_000)
