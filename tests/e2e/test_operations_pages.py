"""The pages about the running of a library in a real browser: sources, schedules, jobs, the overview, thumbs."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ingest.jobs.liveness import presence
from ingest.jobs.queue import JobQueue
from ingest.jobs.types import NewJob
from ingest.sources.following import Sources
from rag.answer_log import AnswerLog, NewAnswer
from rag.catalog import Catalog
from rag.layout import DataDir
from rag.providers.ledger import Ledger
from tests.e2e.conftest import Server
from tests.e2e.test_page import asking, wait_for_state
from ui.bootstrap import open_intake
from ui.job_kinds import SYNC

pytestmark = pytest.mark.browser


_COUNT_ROWS = """() => {
    const count = () => document.querySelectorAll('[class*="st-key-row-schedule-"]').length;
    window.most = count();
    new MutationObserver(() => { window.most = Math.max(window.most, count()); })
        .observe(document.body, {childList: true, subtree: true});
}"""


def row(page: Page, kind: str, name: str) -> Locator:
    """The line of a source, schedule or job."""
    return page.locator(f'[class*="st-key-row-{kind}-"]').filter(has=page.locator(".fs-file", has_text=name))


def open_page(page: Page, server: Server, address: str, title: str) -> None:
    page.goto(f"{server.url}/{address}")
    page.get_by_role("heading", name=title, exact=True).wait_for()


def fill(place: Locator, label: str, text: str) -> None:
    """Type into a field and leave it, which is when the page learns of it."""
    field = place.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def test_a_folder_is_added_looked_at_and_synced(server: Server, page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "lease.txt").write_text("The lease of the warehouse ends on 31 March.")
    (folder / "notes.md").write_text("The gate code changes every quarter.")
    (folder / "draft.txt").write_text("Not to be read.")
    open_page(page, server, "sources", "Sources")
    page.get_by_role("button", name="Add a source").click()
    dialog = page.get_by_role("dialog")
    fill(dialog, "Name", "contracts")
    fill(dialog, "Folder on this computer", str(tmp_path / "missing"))
    fill(dialog, "Not these names", "draft*, *.bak")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.locator(".fs-error")).to_contain_text("missing")
    fill(dialog, "Folder on this computer", str(folder))
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.wait_for(state="detached")
    expect(page.locator(".fs-ok")).to_contain_text("“contracts” is added")
    line = row(page, "source", "contracts")
    expect(line.locator(".fs-pill")).to_have_text("New")
    expect(line).to_contain_text(f"Folder: {folder} · 0 documents · never synced")

    line.get_by_role("button", name="Preview").click()
    expect(dialog).to_contain_text("Would add 2, change 0, rename 0, remove 0; 0 stay.")
    expect(dialog.locator(".fs-names li")).to_have_text(["contracts/lease.txt", "contracts/notes.md"])
    with closing(Sources(server.settings)) as sources:
        assert sources.count_documents("contracts") == 0
    dialog.get_by_role("button", name="Sync now").click()
    dialog.wait_for(state="detached")
    expect(page.locator(".fs-ok")).to_contain_text("The sync of “contracts” is job")
    expect(line.locator(".fs-pill")).to_have_text("Up to date")
    expect(line).to_contain_text("2 documents")
    expect(line).to_contain_text("Last time: 2 added")
    wait_for_state(server.settings, "contracts/lease.txt")


def test_a_loss_waits_until_a_person_confirms_it(server: Server, page: Page, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Machine {number} is serviced in week {number + 10}.")
    with closing(Sources(server.settings)) as sources:
        sources.add("share", "folder", str(folder))
        sources.sync("share")
    for file in folder.iterdir():
        file.unlink()
    open_page(page, server, "sources", "Sources")
    line = row(page, "source", "share")
    line.get_by_role("button", name="Sync now").click()
    expect(line.locator(".fs-pill")).to_have_text("Needs confirmation")
    expect(line.locator(".fs-warning")).to_contain_text("nothing was changed")
    line.get_by_role("button", name="What would be removed?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".fs-names li")).to_have_text(["share/0.txt", "share/1.txt", "share/2.txt"])
    dialog.get_by_role("button", name="Yes, remove").click()
    expect(line.locator(".fs-pill")).to_have_text("Up to date")
    expect(line).to_contain_text("0 documents")
    line.get_by_role("button", name="Remove", exact=True).click()
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(line).to_have_count(0)


def test_a_schedule_is_added_run_now_paused_and_removed(server: Server, page: Page, tmp_path: Path) -> None:
    with closing(Sources(server.settings)) as sources:
        sources.add("minutes", "folder", str(tmp_path))
    open_page(page, server, "sources", "Sources")
    page.get_by_role("button", name="Add a schedule").click()
    dialog = page.get_by_role("dialog")
    fill(dialog, "Name", "nightly")
    dialog.get_by_role("combobox", name="What").click()
    page.get_by_role("option", name="Sync of “minutes”").click()
    dialog.get_by_role("combobox", name="When").click()
    page.get_by_role("option", name="Own cron expression").click()
    fill(dialog, "Minute, hour, day, month, day of the week", "61 3 * * *")
    expect(dialog.locator(".fs-warning")).to_contain_text("The minute “61” cannot be read")
    fill(dialog, "Minute, hour, day, month, day of the week", "30 4 * * *")
    expect(dialog).to_contain_text("Next runs:")
    expect(dialog).to_contain_text(", 04:30")
    dialog.get_by_role("button", name="Add", exact=True).click()
    dialog.wait_for(state="detached")
    line = row(page, "schedule", "nightly")
    expect(line).to_contain_text("Sync of “minutes”")
    expect(line).to_contain_text("30 4 * * * · ")
    expect(line).to_contain_text("not run yet")

    line.get_by_role("button", name="Run now").click()
    expect(page.locator(".fs-ok")).to_contain_text("“nightly”: job")
    expect(row(page, "source", "minutes").locator(".fs-pill")).to_have_text("Up to date")
    # The sentence on top goes when the page is drawn anew; what is below must not move, and stand there twice.
    page.evaluate(_COUNT_ROWS)
    line.get_by_role("button", name="Pause").click()
    expect(line.locator(".fs-pill")).to_have_text("Paused")
    expect(page.locator(".fs-ok")).to_have_count(0)
    assert page.evaluate("most") == 1
    line.get_by_role("button", name="Resume").click()
    expect(line.locator(".fs-pill")).to_have_text("Active")
    line.get_by_role("button", name="Remove", exact=True).click()
    dialog.get_by_role("button", name="Remove", exact=True).click()
    expect(line).to_have_count(0)


def test_jobs_show_progress_reasons_and_history(server: Server, page: Page) -> None:
    directory = DataDir(server.settings.data_dir)
    with closing(Catalog(directory)) as catalog, presence(directory) as worker:
        queue = JobQueue(catalog)
        open_page(page, server, "jobs", "Jobs")
        page.get_by_role("button", name="Pause", exact=True).click()
        expect(page.locator(".fs-warning")).to_contain_text("no further job begins")
        running = queue.enqueue(NewJob("digest", {"of": "reports"})).job_id
        set_running(catalog, running, worker, done=30)
        gone = queue.enqueue(NewJob(SYNC, {"source": "nowhere"})).job_id
        line = row(page, "job", "digest")
        expect(line).to_contain_text(f"#{running} · Reading: 30 of 40, about 12 s left")
        set_running(catalog, running, worker, done=35)
        expect(line).to_contain_text("Reading: 35 of 40")
        expect(line.locator(".fs-pill")).to_have_text("Running")
        waiting, ended = (row(page, kind, "Sync of “nowhere”") for kind in ("job", "ended"))
        expect(waiting).to_contain_text(f"#{gone} · the queue is paused")
        expect(waiting.locator(".fs-pill")).to_have_text("Waiting")
        waiting.get_by_role("button", name="Cancel").click()
        expect(ended.locator(".fs-pill")).to_have_text("Cancelled")
        ended.get_by_role("button", name="Run again").click()
        expect(waiting.locator(".fs-pill")).to_have_text("Waiting")
        page.get_by_role("button", name="Resume", exact=True).click()
        expect(ended.locator(".fs-pill")).to_have_text("Failed")
        expect(ended.locator(".fs-reason")).to_contain_text("There is no source named “nowhere”")
        ended.get_by_role("button", name="Details").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(".fs-pill")).to_have_text("Failed")
        expect(dialog.locator(".fs-reason").first).to_contain_text("There is no source named “nowhere”")
        with catalog.transaction() as connection:
            connection.execute("DELETE FROM jobs WHERE id = ?", (running,))


def set_running(catalog: Catalog, job_id: int, worker: str, done: int) -> None:
    """Leave a job as a living worker in the middle of it does."""
    with catalog.transaction() as connection:
        connection.execute(
            "UPDATE jobs SET state = 'running', stage = 'read', done = ?, total = 40, seconds_left = 12,"
            " worker = ?, beat_at = unixepoch() WHERE id = ?",
            (done, worker, job_id),
        )


def test_the_overview_tells_figures_questions_and_costs(server: Server, page: Page) -> None:
    open_intake(server.settings).accept_stream(
        "garage.txt", io.BytesIO(b"Bicycles stand behind the northern gate.")
    )
    wait_for_state(server.settings, "garage.txt")
    directory = DataDir(server.settings.data_dir)
    log, ledger = AnswerLog(directory.answers), Ledger(directory.usage)
    before = sum(log.status_counts().values())
    secret = "Who <b>guards</b> the vault?"
    for number, (status, seconds) in enumerate([("not_found", 1.5), ("answered", 42.25)]):
        answer = NewAnswer(
            f"99990101-{number}",
            f"2099-01-0{number + 1}T10:00:00+00:00",
            status,
            secret if status == "not_found" else "What took so long?",
            f"turn{number}",
            f'{{"answer": {{"seconds": {seconds}}}}}',
            frozenset(),
        )
        assert log.insert(answer, 90, lambda: True)
    ledger.settle(ledger.reserve("openai:large", 900, 100, 0.5, None), 800, 50, 0.25)
    open_page(page, server, "overview", "Overview")
    figures = page.locator(".fs-figure")
    expect(figures.nth(3)).to_contain_text(f"{before + 2}stored answers")
    expect(figures.nth(4)).to_contain_text("no thumbs yet")
    with closing(Catalog(directory)) as catalog, catalog.snapshot() as snapshot:
        expect(figures.nth(0)).to_contain_text(f"{snapshot.counts()['documents']}documents")
    tables = page.locator(".fs-table")
    expect(tables.filter(has_text=secret).locator("tbody tr").first).to_contain_text("2099-01-01")
    expect(tables.filter(has_text="What took so long?").locator("tbody tr").first).to_contain_text("42.2 s")
    expect(tables.filter(has_text="openai:large")).to_contain_text("0.2500")
    assert "vault" not in directory.log.read_text() if directory.log.exists() else True
    log.delete(["99990101-0", "99990101-1"])


def test_a_thumb_is_stored_with_the_answer_and_can_be_taken_back(server: Server, page: Page) -> None:
    log = AnswerLog(DataDir(server.settings.data_dir).answers)
    page.goto(server.url)
    with asking(page, "Where do bicycles stand?") as latest:
        rating = latest.locator('[class*="st-key-rating-"]')
        expect(rating).to_contain_text("Was this helpful?")
        buttons = rating.get_by_role("radio")
        for press, stored in ((0, "up"), (1, "down"), (1, None), (0, "up")):
            buttons.nth(press).click()
            wait_for_thumb(page, log, stored)
        expect(latest.locator(".fs-question")).to_be_visible()
    open_page(page, server, "overview", "Overview")
    expect(page.locator(".fs-figure").nth(4)).to_contain_text("1 of 1")
    assert log.thumb_counts() == (1, 0)


def wait_for_thumb(page: Page, log: AnswerLog, expected: str | None) -> None:
    """The press reaches the file a moment later."""
    for _ in range(200):
        if log.entries(1)[0].thumb == expected:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the thumb did not become {expected}")
