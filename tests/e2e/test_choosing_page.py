"""The choice of a model on the page that asks, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rag.config import load_settings
from tests.e2e.conftest import Server, serve_page
from tests.e2e.test_page import HANDBOOK, add, asking
from tests.fakes import HashingEmbedder

pytestmark = pytest.mark.browser

ASKED = "How many vacation days does every employee receive?"
PRICE = 'currency = "EUR"\n[models."openai:quoting"]\ninput = 0.01\noutput = 0.01\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page with models to choose from, none of which has a key."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("choosing") / "data")
    settings.data_dir.mkdir()
    (settings.data_dir / "prices.toml").write_text(PRICE)
    embedder = HashingEmbedder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDSTELLE_COMPARE_MODELS", "openai:quoting,local:quoting")
        patch.delenv("COHERE_API_KEY", raising=False)
        with serve_page(Path(__file__).with_name("app_under_test.py"), settings, lambda: embedder) as running:
            add(running, "handbook.pdf", HANDBOOK)
            yield running


def test_a_model_is_chosen_or_named_and_the_answer_says_which(server: Server, page: Page) -> None:
    page.goto(server.url)
    choice = page.get_by_role("combobox", name="Language model")
    with asking(page, ASKED) as latest:
        expect(latest.get_by_text("by qwen2.5-coder-1.5b-instruct (on this computer) · about ")).to_be_visible()
        expect(latest.get_by_text(" tokens · free")).to_be_visible()
    choice.click()
    page.get_by_role("option", name="openai:quoting").click()
    expect(page.get_by_text("The question and passages go to the provider of openai:quoting.")).to_be_visible()
    with asking(page, ASKED) as latest:
        line = latest.get_by_text("by openai:quoting · about ")
        expect(line).to_contain_text("EUR")
    # The choice outlives a visit to another page.
    page.get_by_role("link", name="Documents").click()
    page.get_by_role("heading", name="Documents").wait_for()
    page.get_by_role("link", name="Ask").click()
    expect(page.get_by_text("The question and passages go to the provider of openai:quoting.")).to_be_visible()
    # A name that is typed is looked at before anything is asked.
    for typed, told in (
        ("cohere:command-a-03-2025", "needs a key: set COHERE_API_KEY"),
        ("acme:large", "The model acme:large is of no known family."),
    ):
        choice.click()
        choice.fill(typed)
        choice.press("Enter")
        expect(page.get_by_test_id("stSidebar").get_by_role("alert")).to_contain_text(told)
    page.get_by_text("Deutsch").click()
    expect(page.get_by_test_id("stSidebar").get_by_role("alert")).to_contain_text(
        "Die Familie des Modells acme:large ist nicht bekannt."
    )
    expect(page.get_by_text("von openai:quoting · etwa ")).to_be_visible()
    page.screenshot(path=str(server.settings.data_dir.parent / "choosing.png"))
