"""What the content filter objects to in the words of documents: shown with a sentence, not at all, or as ever."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from rag import AnswerStatus, Library
from rag.types import Finished, Quoted, Retrieved, Token
from tests.fakes import ScriptedModel

KEY = "AKIAABCDEFGHIJKLMNOP"
PLAIN = "Der Zugang zum Speicher wird von Frau Lindner vergeben."
SECRET = f"Der Zugang zum Speicher hat den Schlüssel {KEY}."
QUESTION = "Welchen Schlüssel hat der Zugang zum Speicher?"


@pytest.fixture
def open_library(library_of):
    """A library of these documents, with a model that writes `reply`, or fails without one."""
    with ExitStack() as opened:

        def open_(reply: str, mode: str, **documents: str) -> Library:
            files = {f"{name}.txt": text for name, text in documents.items()}
            model = ScriptedModel(reply=reply, fail_after=None if reply else 0)
            return opened.enter_context(library_of(files, model, content_filter=mode))

        yield open_


def everything(answer) -> str:
    places = [each.quote for each in (*answer.citations, *answer.related)]
    return "\n".join([answer.text, *places, *(hit.passage.text for hit in answer.hits)])


def test_blocked_words_are_in_no_quote_and_what_is_held_back_is_told(open_library):
    answer = open_library("", "block", a=PLAIN, b=SECRET).quote(QUESTION)
    assert (answer.status, answer.text) == (AnswerStatus.QUOTED, f"{PLAIN} [1]")
    assert answer.notice == "Der Inhaltsfilter hält Stellen der Dokumente zurück (secret)."
    assert KEY not in everything(answer)


def test_where_only_blocked_words_are_left_the_answer_is_blocked(open_library):
    answer = open_library("", "block", b=SECRET).quote(QUESTION)
    assert answer.status is AnswerStatus.BLOCKED
    assert KEY not in everything(answer)


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (f"Der Zugang zum Speicher hat den Schlüssel {KEY}.", AnswerStatus.BLOCKED),
        ("NOT_FOUND", AnswerStatus.NOT_FOUND),
        ("", AnswerStatus.FAILED),
        (f"Bananen kosten {KEY}.", AnswerStatus.NOT_FOUND),
    ],
    ids=["repeated", "not found", "failed", "unsupported"],
)
def test_no_event_of_an_answer_has_blocked_words(open_library, reply, status):
    events = list(open_library(reply, "block", a=PLAIN, b=SECRET).answer(QUESTION))
    texts = [each.text for each in events if isinstance(each, Token)]
    quotes = [quote.quote for each in events if isinstance(each, Quoted) for quote in each.quotes]
    hits = [hit.passage.text for each in events if isinstance(each, Retrieved) for hit in each.hits]
    (answer,) = [each.answer for each in events if isinstance(each, Finished)]
    assert answer.status is status
    assert (quotes, hits) == ([PLAIN], [PLAIN])
    assert KEY not in "".join([*texts, everything(answer), *(each.text for each in answer.statements)])


def test_what_another_document_says_instead_is_looked_at_too(open_library):
    rule = "Der Zugang zum Speicher kostet {} Euro im Monat"
    library = open_library(
        rule.format(5) + ".", "block", a=rule.format(5) + ".", b=f"{rule.format(7)} mit dem Schlüssel {KEY}."
    )
    answer = library.ask("Was kostet der Zugang zum Speicher im Monat?")
    assert answer.status is AnswerStatus.BLOCKED


@pytest.mark.parametrize("reply", ["NOT_FOUND", ""])
def test_marked_words_are_shown_with_a_sentence(open_library, reply):
    answer = open_library(reply, "mark", a=PLAIN, b=SECRET).ask(QUESTION)
    assert KEY in everything(answer)
    assert answer.notice == "Der Inhaltsfilter hat etwas bemerkt (secret): Die Antwort enthält Zugangsdaten."


def test_nothing_is_said_when_the_filter_is_off(open_library):
    answer = open_library("", "off", a=PLAIN, b=SECRET).quote(QUESTION)
    assert KEY in answer.text
    assert answer.notice is None
