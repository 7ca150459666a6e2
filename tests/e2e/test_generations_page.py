"""The page of generations in a real browser: what changed, the way back, what is held back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.indexer import Indexer
from rag.config import load_settings
from tests.e2e.conftest import Server, serve_page
from tests.fakes import HashingEmbedder
from ui.gate.running import stage

pytestmark = pytest.mark.browser


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Server]:
    """A library that was filled, then changed, and a set that waits to be published."""
    settings, folder = load_settings(data_dir=tmp_path / "data"), tmp_path / "rules"
    folder.mkdir()
    with closing(Indexer(settings, HashingEmbedder)) as indexer:
        (folder / "leave.txt").write_text("There are 28 days of leave.")
        indexer.add([folder])
        (folder / "leave.txt").write_text("There are 30 days of leave.")
        (folder / "travel.txt").write_text("A night in a hotel costs 120 EUR at most.")
        indexer.add([folder])
        (folder / "parking.txt").write_text("Parking is free.")
        stage(indexer, [folder])
    with serve_page(Path(__file__).with_name("app_under_test.py"), settings, HashingEmbedder) as running:
        yield running


def names_of(server: Server) -> list[str]:
    with closing(Indexer(server.settings, HashingEmbedder)) as indexer:
        return sorted(indexer.intake.known())


def test_a_change_is_looked_at_and_taken_back(changed: Server, page: Page) -> None:
    page.goto(f"{changed.url}/generations")
    page.get_by_role("heading", name="Generations", exact=True).wait_for()
    rows = page.locator('[class*="st-key-row-generation-"]')
    expect(rows.first).to_contain_text("in force")
    expect(rows.first).to_contain_text("1 new, 1 changed, 0 removed")

    rows.first.get_by_role("button", name="What changed").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr")).to_have_text(["leave.txtchanged", "travel.txtnew"])
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    rows.nth(1).get_by_role("button", name="Go back to it").click()
    dialog.get_by_role("button", name="Go back to it").click()
    expect(page.locator(".fs-ok")).to_contain_text("The library shows what it showed in generation")
    assert names_of(changed) == ["leave.txt"]


def test_what_waits_is_shown_and_published_or_discarded(changed: Server, page: Page) -> None:
    page.goto(f"{changed.url}/generations")
    expect(page.locator(".fs-names li")).to_have_text(["parking.txt"])
    assert "parking.txt" not in names_of(changed)
    page.get_by_role("button", name="Publish anyway").click()
    expect(page.locator(".fs-ok")).to_have_text("The changes are published.")
    assert names_of(changed) == ["leave.txt", "parking.txt", "travel.txt"]
