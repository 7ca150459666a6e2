"""What the page is made of, without a browser: escaping, marking, the feed of events."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from rag.errors import GenerationFailed, UnreadableCause, UnreadableDocument
from rag.types import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Box,
    Citation,
    Document,
    DocumentState,
    Hit,
    PagePicture,
    Passage,
    Token,
    Usage,
)
from ui.conversation import Conversations, Exchange, recall_turns
from ui.event_feed import EventFeed, take_events
from ui.examples import choose_examples
from ui.highlight import excerpt_range, mark_page
from ui.markup import (
    answer_html,
    context_html,
    date_text,
    documents_head_html,
    footer_html,
    hits_html,
    name_html,
    number_text,
    size_text,
    snippet_html,
    source_html,
)
from ui.reasons import explain_failure, had_wrong_password, needs_password
from ui.texts import ENGLISH, GERMAN, choose_texts
from ui.usage_texts import by_line

ATTACK = '<img src="x" onerror=alert(1)>&\'"'
ESCAPED = "&lt;img src=&quot;x&quot; onerror=alert(1)&gt;&amp;&#x27;&quot;"
DOCUMENT = Document(7, "a.pdf", "0" * 64, "application/pdf", 10, "2026-11-23T06:30:00+00:00", DocumentState.FAILED)


def wait_for(feed: EventFeed) -> list[AnswerEvent]:
    """All events until the feed is finished."""
    events = []
    while not feed.finished:
        event = feed.poll(1.0)
        if event is not None:
            events.append(event)
    return events


def test_an_answer_is_escaped_and_only_its_own_markers_are_links() -> None:
    html = answer_html(f"{ATTACK} is said [1] but [2] is not.", {1}, "x")
    assert html == (
        f'<div class="fs-answer">{ESCAPED} is said <a class="fs-marker" href="#x-1">1</a> but [2] is not.</div>'
    )


def test_names_and_passages_are_escaped_wherever_they_are_shown() -> None:
    passage = Passage(1, 1, f"{ATTACK}/{ATTACK}", 3, 0, 9, ATTACK)
    html = hits_html([Hit(passage, 1.0)], ATTACK, ENGLISH)
    assert "<img" not in html
    assert html.count("&lt;") == 3
    assert (
        name_html("folder/file.txt")
        == '<span class="fs-folder">folder/</span><span class="fs-file">file.txt</span>'
    )


def test_the_quote_is_marked_between_its_offsets() -> None:
    text = "before <b> quote & after"
    assert context_html(text, 11, 16) == (
        '<div class="fs-context">before &lt;b&gt; <mark>quote</mark> &amp; after</div>'
    )


def test_a_snippet_shows_where_the_words_of_the_question_are() -> None:
    text = "Nothing here. " * 40 + "Every employee receives thirty vacation days. " + "Nothing there. " * 40
    html = snippet_html(text, "How many vacation days are there?")
    assert "<b>vacation</b> <b>days</b>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")


def test_the_footer_rounds_down_so_that_only_all_is_a_hundred() -> None:
    from rag.types import LibraryStatus

    status = LibraryStatus(1, 2, {}, 5, 1000, 999, 1, 1, None, "Broken <index>.")
    html = footer_html(status, "local:qwen", GERMAN)
    assert "<b>1.000</b> Abschnitte" in html
    assert "<b>99 %</b>" in html
    assert "qwen (auf diesem Rechner)" in html
    assert "Broken &lt;index&gt;." in html


def test_the_footer_tells_of_a_change_of_the_embedder() -> None:
    from rag.types import LibraryStatus

    status = LibraryStatus(1, 2, {}, 5, 1000, 999, 1, 1, None, next_embedder="openai:<x>", next_embedded=250)
    assert "Umstellung auf openai:&lt;x&gt;: 250 von 1.000 Abschnitten" in footer_html(status, "local:q", GERMAN)
    assert "Changing to openai:&lt;x&gt;: 250 of 1,000 passages" in footer_html(status, "local:q", ENGLISH)
    assert "Changing" not in footer_html(replace(status, next_embedder=None), "local:q", ENGLISH)


def test_the_page_of_documents_says_that_all_stays_here_only_if_it_does() -> None:
    from rag.types import LibraryStatus

    status = LibraryStatus(1, 2, {}, 5, 1000, 999, 1, 1, None)
    assert "Everything stays on this computer." in documents_head_html(status, ENGLISH)
    assert "Alles bleibt auf diesem Rechner." in documents_head_html(status, GERMAN)
    sending = replace(status, stays_local=False)
    assert documents_head_html(sending, ENGLISH).endswith("<p>PDF, DOCX, HTML, Markdown and text.</p></div>")
    assert "Rechner" not in documents_head_html(sending, GERMAN)


def test_numbers_sizes_and_days_read_as_usual() -> None:
    assert (number_text(1234567, "de"), number_text(1234567, "en")) == ("1.234.567", "1,234,567")
    assert [size_text(size, "de") for size in (999, 4_500, 45_000, 12_000_000)] == [
        "999 B",
        "4,5 kB",
        "45 kB",
        "12 MB",
    ]
    assert (date_text(DOCUMENT.added, "de"), date_text(DOCUMENT.added, "en")) == ("23.11.2026", "2026-11-23")


def test_boxes_turn_the_paper_yellow_and_keep_the_letters() -> None:
    page = Image.new("RGB", (200, 400), "white")
    page.paste((0, 0, 0), (50, 100, 60, 110))
    target = io.BytesIO()
    page.save(target, "PNG")
    marked = mark_page(PagePicture(target.getvalue(), 200, 400, (Box(0.2, 0.24, 0.5, 0.3),)))
    shown = Image.open(io.BytesIO(marked.page))
    assert shown.getpixel((45, 105)) == (255, 226, 92)
    assert shown.getpixel((55, 105)) == (0, 0, 0)
    assert shown.getpixel((150, 300)) == (255, 255, 255)
    assert marked.excerpt is not None
    assert Image.open(io.BytesIO(marked.excerpt)).size == (76, 96)
    assert mark_page(PagePicture(target.getvalue(), 200, 400, ())).excerpt is None


@pytest.mark.parametrize(
    ("top", "bottom", "expected"),
    [(0.5, 0.54, (0.4, 0.64)), (0.0, 0.02, (0.0, 0.24)), (0.97, 1.0, (0.76, 1.0)), (0.1, 0.9, (0.01, 0.99))],
)
def test_an_excerpt_holds_the_quote_and_stays_on_the_page(
    top: float, bottom: float, expected: tuple[float, float]
) -> None:
    assert excerpt_range((Box(0.1, top, 0.2, bottom),)) == pytest.approx(expected)


def test_a_feed_gives_all_events_and_then_says_so() -> None:
    with EventFeed(lambda: iter([Token("a"), Token("b")])) as feed:
        assert wait_for(feed) == [Token("a"), Token("b")]


def test_a_feed_raises_what_the_answer_raised() -> None:
    def fail() -> Iterator[AnswerEvent]:
        yield Token("a")
        raise GenerationFailed("It fell over.")

    with EventFeed(fail) as feed, pytest.raises(GenerationFailed, match="fell over"):
        wait_for(feed)


def test_leaving_a_feed_closes_the_answer() -> None:
    closed = threading.Event()

    def endless() -> Iterator[AnswerEvent]:
        try:
            while True:
                time.sleep(0.01)
                yield Token("word ")
        finally:
            closed.set()

    with EventFeed(endless) as feed:
        assert feed.poll(5.0) == Token("word ")
    assert closed.wait(5.0)


@pytest.mark.parametrize("stopped_before", [False, True])
def test_events_are_taken_until_the_answer_is_stopped_and_then_it_is_closed(stopped_before: bool) -> None:
    taken: list[AnswerEvent] = []
    stopped = threading.Event()
    if stopped_before:
        stopped.set()
    closed: list[bool] = []

    def events() -> Iterator[AnswerEvent]:
        try:
            yield Token("a")
            yield Token("b")
        finally:
            closed.append(True)

    take_events(events, taken.append, stopped)
    assert taken == ([Token("a")] if stopped_before else [Token("a"), Token("b")])
    assert closed == [True]


def test_the_words_that_answer_are_marked_in_the_quotation() -> None:
    quote = "Costs <b>: 3 euros, then 3 euros"
    citation = Citation(1, 1, "a.md", 1, 0, len(quote), quote)
    marked = source_html(citation, "a", ENGLISH, "3 euros")
    assert "Costs &lt;b&gt;: <mark>3 euros</mark>, then 3 euros</blockquote>" in marked
    for key in (None, "4 euros"):
        assert "Costs &lt;b&gt;: 3 euros, then 3 euros</blockquote>" in source_html(citation, "a", ENGLISH, key)


def test_only_answered_turns_are_remembered_without_their_markers() -> None:
    answer = Answer("q", "It costs 3 euros. [1] Always. [2][3]", AnswerStatus.ANSWERED, (), (), "m", 1, 0.1)
    lost = replace(answer, status=AnswerStatus.NOT_FOUND)
    turns = recall_turns([Exchange("one", answer=answer), Exchange("two", answer=lost), Exchange("three")])
    assert [(turn.question, turn.answer) for turn in turns] == [("one", "It costs 3 euros. Always.")]


def test_a_conversation_is_recalled_without_what_tells_of_documents_that_are_gone() -> None:
    conversations = Conversations(most=2)
    passages = [Passage(number, document, "a.txt", 1, 0, 1, "a") for number, document in ((1, 7), (2, 8))]
    first, second = (Exchange(each.text, hits=(Hit(each, 1.0),)) for each in passages)
    kept = [first]
    conversations.keep("one", kept)
    kept.append(second)
    assert conversations.recall("one", {7, 8}) == [first, second]
    assert conversations.recall("one", {8}) == [second]
    conversations.recall("one", {7, 8}).clear()
    assert conversations.recall("one", {7, 8}) == [first, second]
    for token in ("two", "three"):
        conversations.keep(token, [first])
    assert [len(conversations.recall(token, {7, 8})) for token in ("one", "two", "three", "four")] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("cause", "asks", "wrong", "german"),
    [
        (UnreadableCause.ENCRYPTED, True, False, "geben Sie sein Kennwort ein"),
        (UnreadableCause.WRONG_PASSWORD, True, True, "öffnet"),
        (UnreadableCause.PROTECTED, False, False, "ohne Kennwort"),
        (UnreadableCause.NEEDS_OCR, False, False, "Texterkennung"),
    ],
)
def test_reasons_say_what_to_do_on_this_page(cause: UnreadableCause, asks: bool, wrong: bool, german: str) -> None:
    error = UnreadableDocument("It cannot be read; there is the option --password.", cause)
    document = replace(DOCUMENT, reason=error.sentence)
    assert needs_password(document) is asks
    assert had_wrong_password(document) is wrong
    assert german in explain_failure(document, "de")
    assert "--password" not in explain_failure(document, "de")
    assert ("--password" in explain_failure(document, "en")) is not asks


def test_what_an_earlier_version_wrote_down_is_shown_as_it_is() -> None:
    document = replace(DOCUMENT, reason="The file is encrypted; give its password.")
    assert explain_failure(document, "de") == "The file is encrypted; give its password."
    assert not needs_password(document)


def test_both_languages_fill_in_the_same_words() -> None:
    import re

    for name in GERMAN.__slots__:
        german, english = getattr(GERMAN, name), getattr(ENGLISH, name)
        assert german and english
        assert sorted(re.findall(r"{\w+}", german)) == sorted(re.findall(r"{\w+}", english)), name
    assert choose_texts("de-AT") is GERMAN
    assert choose_texts("fr") is ENGLISH
    assert choose_texts(None) is ENGLISH


def test_examples_are_offered_only_for_documents_that_are_there() -> None:
    assert choose_examples(["it/it-security-policy.pdf"], "de") == [
        "Wie viele Zeichen muss mein Passwort mindestens haben?"
    ]
    assert choose_examples(["other.pdf"], "en") == []


def test_an_answer_says_who_wrote_it_and_what_it_took() -> None:
    answer = Answer("q", "t", AnswerStatus.ANSWERED, (), (), "openai:gpt-4o", 1, 1.0)
    usage = Usage("gpt-4o-2024-08-06", 1234, 56, estimated=False, cost=0.00123, currency="EUR")
    assert by_line(answer, ENGLISH) == "by openai:gpt-4o"
    assert by_line(replace(answer, usage=usage), ENGLISH) == "by openai:gpt-4o · 1,234 + 56 tokens · 0.0012 EUR"
    assert by_line(replace(answer, usage=usage), GERMAN) == "von openai:gpt-4o · 1.234 + 56 Tokens · 0,0012 EUR"
    unknown = replace(usage, cost=None, estimated=True)
    assert by_line(replace(answer, usage=unknown), ENGLISH) == "by openai:gpt-4o · about 1,234 + 56 tokens"
    local = replace(answer, model="local:qwen", usage=replace(usage, cost=0.0))
    assert by_line(local, ENGLISH) == "by qwen (on this computer) · 1,234 + 56 tokens · free"
    assert by_line(replace(answer, model=""), ENGLISH) == ""
    assert by_line(replace(answer, status=AnswerStatus.FAILED, usage=usage), ENGLISH) == ""
