"""The page that compares language models, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rag.config import load_settings
from tests.e2e.conftest import Server, serve_page
from tests.e2e.test_page import HANDBOOK, LAMPS, add
from tests.fakes import HashingEmbedder

pytestmark = pytest.mark.browser

MODELS = "openai:quoting,anthropic:shy,cohere:broken,local:quoting"
PRICE = '[models."{name}"]\ninput = {price}\noutput = {price}\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page with models to compare."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("compare") / "data")
    settings.data_dir.mkdir()
    prices = [PRICE.format(name="openai:quoting", price=0.01), PRICE.format(name="anthropic:shy", price=0)]
    (settings.data_dir / "prices.toml").write_text('currency = "EUR"\n' + "".join(prices))
    embedder = HashingEmbedder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNDSTELLE_COMPARE_MODELS", MODELS)
        with serve_page(Path(__file__).with_name("app_under_test.py"), settings, lambda: embedder) as running:
            add(running, "handbook.pdf", HANDBOOK)
            add(running, "lamps.md", LAMPS)
            yield running


def ask(page: Page, question: str) -> None:
    box = page.get_by_placeholder("Your question, in English or German")
    box.fill(question)
    box.press("Enter")


def column(page: Page, number: int) -> Locator:
    """Name and answer of one model."""
    return page.get_by_test_id("stColumn").filter(has=page.locator(f"#compare-model-{number}"))


def test_models_stand_side_by_side(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/compare")
    page.get_by_text("The question and passages go to the providers of: openai:quoting").wait_for()
    ask(page, "How many vacation days does every employee receive?")
    quoting, shy, broken, local = (column(page, number) for number in range(4))
    expect(page.get_by_text("All models had these passages (")).to_be_visible()
    expect(quoting.locator(".fs-pill")).to_have_text("Verified")
    expect(quoting.locator(".fs-answer")).to_contain_text("Every employee receives thirty vacation days")
    expect(quoting.locator(".fs-source-name")).to_have_text("handbook.pdf")
    expect(quoting.locator(".fs-page")).to_have_text("page 2")
    figures = quoting.locator(".fs-compared-figures")
    expect(figures).to_contain_text("1 of 1 statements verified")
    expect(figures).to_contain_text("first word after")
    expect(figures).to_contain_text(" tokens")
    expect(figures).to_contain_text(" EUR")
    expect(shy.locator(".fs-pill")).to_have_text("Not in your documents")
    expect(shy.locator(".fs-compared-figures")).to_contain_text("free")
    expect(broken.locator(".fs-pill")).to_have_text("No answer")
    expect(broken.locator(".fs-error")).to_contain_text("the model fell over")
    expect(local.locator("h2")).to_have_text("quoting (on this computer)")
    expect(local.locator(".fs-answer")).to_contain_text("thirty vacation days")
    expect(local.locator(".fs-compared-figures")).to_contain_text("free")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_comparison_is_stopped_and_kept_in_the_other_language(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/compare")
    page.get_by_text("Two to four models").wait_for()
    ask(page, "How many vacation days does every employee receive, said slowly?")
    expect(column(page, 1).locator(".fs-pill")).to_have_text("Not in your documents")
    column(page, 0).locator(".fs-draft").wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(column(page, 0).get_by_text("Stopped before the answer was complete.")).to_be_visible()
    page.get_by_text("Deutsch").click()
    expect(column(page, 1).locator(".fs-pill")).to_have_text("Nicht in Ihren Dokumenten")
    expect(column(page, 0).get_by_text("Angehalten, bevor die Antwort fertig war.")).to_be_visible()


def test_fewer_than_two_models_are_no_comparison(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/compare")
    page.get_by_text("Two to four models").wait_for()
    remove = page.get_by_role("button", name="Remove")
    for left in (3, 2, 1):
        remove.last.click()
        expect(remove).to_have_count(left)
    expect(page.get_by_text("go to the providers of: openai:quoting.")).to_be_visible()
    ask(page, "How many vacation days does every employee receive?")
    expect(page.get_by_text("Choose at least two models.")).to_be_visible()
