"""The page in a real browser: what a person does on it, and that nothing in a document can act on it."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urljoin

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from rag.config import Settings
from rag.layout import DataDir
from rag.library import Library
from rag.types import DocumentState
from tests.e2e.conftest import Server
from tests.pdf_files import lock, make_pdf
from ui.bootstrap import open_intake

pytestmark = pytest.mark.browser

HANDBOOK = make_pdf(
    [
        ["# Welcome", "The canteen opens at noon and closes at two in the afternoon."],
        ["# Holidays", "Every employee receives thirty vacation days each calendar year."],
    ]
)
LAMPS = (
    b"# Kestrel\n\nThe Kestrel lamp costs 149 euros in the shop.\n\n"
    b"The Kestrel lamp weighs 870 grams without cable.\n\n# Heron\n\nThe Heron chair weighs 5200 grams in total.\n"
)


def add(server: Server, name: str, data: bytes) -> None:
    """Put a document into the library behind the page and wait until the worker is done with it."""
    open_intake(server.settings).accept_stream(name, io.BytesIO(data))
    wait_for_state(server.settings, name)


def wait_for_state(settings: Settings, name: str) -> DocumentState:
    """Where a document ends up."""
    with closing(Library(settings)) as library:
        for _ in range(200):
            state = library.document(name).state
            if state in (DocumentState.READY, DocumentState.FAILED):
                return state
            time.sleep(0.1)
    raise AssertionError(f"{name} was not finished")


@contextmanager
def asking(page: Page, question: str) -> Iterator[Locator]:
    """Type a question and press Enter; gives the part of the page where its answer appears."""
    box = page.get_by_placeholder("Your question, in English or German")
    box.fill(question)
    box.press("Enter")
    yield page.locator(".st-key-latest")


def open_documents(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/documents")
    page.get_by_role("heading", name="Documents").wait_for()


def row(page: Page, name: str) -> Locator:
    """The line of a document in the list."""
    return page.locator('[class*="st-key-row-"]').filter(has=page.locator(".fs-file", has_text=name))


@pytest.fixture(scope="module", autouse=True)
def documents(server: Server) -> None:
    add(server, "personnel/handbook.pdf", HANDBOOK)
    add(server, "lamps.md", LAMPS)


def test_a_streamed_answer_is_tied_to_a_marked_place_on_the_page(server: Server, page: Page) -> None:
    page.goto(server.url)
    # Slowly, so that a busy machine does not miss the draft.
    with asking(page, "How many vacation days does every employee receive, said slowly?") as latest:
        latest.locator(".fs-hits li").first.wait_for()
        latest.locator(".fs-draft").wait_for()
        answer = latest.locator(".fs-answer:not(.fs-draft)")
        expect(answer).to_contain_text("Every employee receives thirty vacation days each calendar year.")
        expect(answer.locator(".fs-marker")).to_have_text("1")
        source = latest.locator('[class*="st-key-source-"]')
        expect(source.locator(".fs-source-name")).to_have_text("personnel/handbook.pdf")
        expect(source.locator(".fs-page")).to_have_text("page 2")
        expect(source.locator(".fs-quote")).to_contain_text("thirty vacation days")
        picture = source.locator("img")
        picture.wait_for()
        data = page.request.get(urljoin(server.url, picture.get_attribute("src"))).body()
        colours = Image.open(io.BytesIO(data)).convert("RGB").getcolors(1 << 24) or []
        assert sum(count for count, colour in colours if colour == (255, 226, 92)) > 1000
        expect(source.get_by_role("button", name="Download original")).to_be_visible()


def test_formats_without_pages_show_the_marked_text(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "What does the Kestrel lamp cost in the shop?") as latest:
        mark = latest.locator(".fs-context mark").first
        expect(mark).to_contain_text("The Kestrel lamp costs 149 euros in the shop.")
        expect(latest.locator(".fs-context").first).to_contain_text("weighs 870 grams")


def test_what_no_document_says_is_not_found(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "Who painted Guernica?") as latest:
        expect(latest.locator(".fs-warning .fs-notice-title")).to_have_text("Not in your documents")
        expect(latest.locator('[class*="st-key-source-"]')).to_have_count(0)
        latest.get_by_text("Related, but no answer").click()
        expect(latest.locator(".fs-hits li").first).to_be_visible()


def test_a_follow_up_is_understood_and_a_new_conversation_forgets(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "What does the Kestrel lamp cost in the shop?") as latest:
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("149 euros")
    with asking(page, "And how many grams is its weight?") as latest:
        expect(latest.locator(".fs-question")).to_contain_text("And how many grams")
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("lamp")
    expect(page.locator(".fs-question")).to_have_count(2)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".fs-question")).to_have_count(0)
    page.get_by_role("heading", name="Ask your documents").wait_for()


def test_a_reload_keeps_the_conversation(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "What does the Kestrel lamp cost in the shop?") as latest:
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("149 euros")
    page.get_by_role("link", name="Documents").click()
    page.get_by_role("heading", name="Documents").wait_for()
    page.reload()
    page.get_by_role("link", name="Ask").click()
    expect(page.locator(".fs-question")).to_have_text("What does the Kestrel lamp cost in the shop?")
    expect(page.locator(".fs-answer")).to_contain_text("149 euros")
    with asking(page, "And how many grams is its weight?") as latest:
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("lamp")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    page.reload()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    expect(page.locator(".fs-question")).to_have_count(0)


def test_stopping_ends_the_answer_and_keeps_the_evidence(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "How slowly do vacation days of every employee pass?") as latest:
        latest.locator(".fs-draft").wait_for()
        page.get_by_role("button", name="Stop", exact=True).click()
        expect(latest.locator(".fs-info")).to_have_text("Stopped before the answer was complete.")
        expect(latest.locator(".fs-draft")).to_have_count(0)
        expect(latest.locator(".fs-hits li").first).to_be_visible()


def test_a_new_question_takes_the_place_of_one_being_answered(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "How slowly do vacation days of every employee pass?") as latest:
        latest.locator(".fs-draft").wait_for()
    with asking(page, "What does the Kestrel lamp cost in the shop?") as latest:
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("149 euros")
    expect(page.locator(".fs-info")).to_have_text("Stopped before the answer was complete.")


def test_a_model_that_fails_leaves_the_evidence(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "Are vacation days of every employee unavailable?") as latest:
        expect(latest.locator(".fs-error .fs-notice-title")).to_have_text("No answer from the language model")
        expect(latest.locator(".fs-hits li").first).to_be_visible()


def test_what_nobody_expected_is_logged_under_a_number_without_the_question(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "Which private matter causes a kaboom?") as latest:
        expect(latest.locator(".fs-error")).to_contain_text("Something went wrong.")
        sentence = latest.locator(".fs-error").inner_text()
    number = sentence.split("number ")[1].rstrip(".")
    log = DataDir(server.settings.data_dir).log.read_text()
    assert f"error {number} in answer" in log
    assert "private" not in log


def test_an_overlong_question_gets_a_sentence(server: Server, page: Page) -> None:
    page.goto(server.url)
    with asking(page, "vacation " * 1200) as latest:
        expect(latest.locator(".fs-error")).to_contain_text("at most 2000 are read")


def test_a_question_can_be_restricted_to_documents(server: Server, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("combobox", name="Search only in these documents").fill("lamps")
    page.get_by_role("option", name="lamps.md").click()
    page.keyboard.press("Escape")
    with asking(page, "How many vacation days does every employee receive?") as latest:
        expect(latest.locator(".fs-warning .fs-notice-title")).to_have_text("Not in your documents")
        expect(latest.locator(".fs-warning")).to_contain_text("lamps.md")
        expect(latest.locator(".fs-warning")).not_to_contain_text("handbook")


def test_the_language_follows_the_browser_and_can_be_changed(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/?lang=de")
    page.get_by_role("heading", name="Fragen Sie Ihre Dokumente").wait_for()
    page.get_by_role("radio", name="English").click()
    page.get_by_role("heading", name="Ask your documents").wait_for()
    page.reload()
    page.get_by_role("heading", name="Ask your documents").wait_for()


def test_uploads_become_ready_or_say_why_not(server: Server, page: Page) -> None:
    open_documents(page, server)
    page.locator('input[type="file"]').set_input_files(
        [
            FilePayload(name="parking.pdf", mimeType="application/pdf", buffer=make_pdf([["Parking is free."]])),
            FilePayload(name="broken.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\nnothing of a document"),
            FilePayload(name="nothing.txt", mimeType="text/plain", buffer=b""),
        ]
    )
    expect(page.locator(".fs-ok")).to_contain_text("“parking.pdf”, “broken.pdf”")
    expect(page.locator(".fs-error")).to_contain_text("“nothing.txt” is empty")
    expect(row(page, "parking.pdf").locator(".fs-pill")).to_have_text("Ready")
    expect(row(page, "broken.pdf").locator(".fs-pill")).to_have_text("Failed")
    expect(row(page, "broken.pdf").locator(".fs-reason")).to_contain_text("damaged")
    page.reload()
    expect(row(page, "parking.pdf").locator(".fs-pill")).to_have_text("Ready")
    assert "/documents" in page.url


def test_a_password_opens_an_encrypted_document(server: Server, page: Page) -> None:
    add(server, "secret.pdf", make_pdf([["The vault code is 4711."]], encrypt=lock("open sesame")))
    open_documents(page, server)
    row(page, "secret.pdf").get_by_role("button", name="Password").click()
    dialog = page.get_by_role("dialog")
    for password in ("wrong", "open sesame"):
        dialog.get_by_label("Password", exact=True).fill(password)
        dialog.get_by_role("button", name="Try again").click()
        dialog.wait_for(state="detached")
        state = wait_for_state(server.settings, "secret.pdf")
        if password == "wrong":
            assert state is DocumentState.FAILED
            expect(row(page, "secret.pdf").locator(".fs-reason")).to_contain_text("does not open the document")
            row(page, "secret.pdf").get_by_role("button", name="Password").click()
    expect(row(page, "secret.pdf").locator(".fs-pill")).to_have_text("Ready")


def test_a_deleted_document_answers_no_more(server: Server, page: Page) -> None:
    add(server, "bicycles.txt", b"The bicycle garage stands behind the northern gate.")
    page.goto(server.url)
    with asking(page, "Where does the bicycle garage stand?") as latest:
        expect(latest.locator(".fs-answer:not(.fs-draft)")).to_contain_text("behind the northern gate")
    open_documents(page, server)
    row(page, "bicycles.txt").get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".fs-preview")).to_contain_text("behind the northern gate")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download original").click()
    assert download.value.suggested_filename == "bicycles.txt"
    assert download.value.path().read_bytes() == b"The bicycle garage stands behind the northern gate."
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Yes, delete").click()
    expect(page.locator(".fs-ok")).to_contain_text("Deleted: “bicycles.txt”")
    expect(row(page, "bicycles.txt")).to_have_count(0)
    page.goto(server.url)
    with asking(page, "Where does the bicycle garage stand?") as latest:
        expect(latest.locator(".fs-warning .fs-notice-title")).to_have_text("Not in your documents")


def test_nothing_in_a_document_or_its_name_can_act(server: Server, page: Page) -> None:
    attack = "<img src=https://evil.example/a.png onerror=alert(1)> ![b](https://evil.example/b.png) $\\frac{1}{2}$"
    name = "![n](https:evil.example)<img src=x onerror=alert(2)> **bold** $x$.txt"
    add(server, name, f"The zebra protocol says {attack} in its first paragraph.".encode())
    page.goto(server.url)
    with asking(page, "What does the zebra protocol says in its first paragraph?") as latest:
        answer = latest.locator(".fs-answer:not(.fs-draft)")
        expect(answer).to_contain_text("$\\frac{1}{2}$")
        expect(answer).not_to_contain_text("evil")
        expect(latest.locator(".fs-source-name")).to_have_text(name)
        expect(latest.locator(".fs-context mark")).to_contain_text("![b](https://evil.example/b.png)")
    assert page.locator("[src*='evil'], [src='x'], [href*='evil'], .katex").count() == 0
    open_documents(page, server)
    row(page, "![n]").get_by_role("button", name="Open").click()
    expect(page.get_by_role("dialog").locator(".fs-preview")).to_contain_text("![b](https://evil.example/b.png)")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".fs-names")).to_have_text(name)
    assert page.locator("[src*='evil'], [src='x'], [href*='evil'], .katex").count() == 0
