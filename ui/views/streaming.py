"""An answer on its way: evidence and the closest sentences first, then the draft as it is written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from rag.types import AnswerEvent, Citation, Finished, Quoted, Retrieved, Token, Turn
from ui.asked_counts import Surface, open_asked_counts
from ui.conversation import Exchange
from ui.event_feed import EventFeed
from ui.explaining import explain
from ui.logs import log_unexpected
from ui.markup import draft_html, hits_html, note_html, quotes_html
from ui.texts import Texts

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

# How often the page is touched while nothing happens: it can only be stopped when it is.
_PULSE_SECONDS = 0.2
# Drawing every word of a fast model would only cost time.
_REDRAW_SECONDS = 0.06
_SHOWN_HITS = 5


def stream_answer(workspace: Workspace, exchange: Exchange, history: Sequence[Turn], texts: Texts) -> None:
    """Fill in the exchange while showing what is known of it.

    A new question, the stop button or a closed browser end this function at its next drawing; leaving the feed
    stops the model.
    """
    live = _LiveAnswer(exchange, texts)
    feed = EventFeed(
        lambda: workspace.library.answer(
            exchange.question, history=history, documents=exchange.documents, model=exchange.model
        )
    )
    try:
        with feed:
            while not feed.finished and exchange.answer is None:
                live.show(feed.poll(_PULSE_SECONDS))
        if exchange.answer is not None:
            open_asked_counts(workspace.settings).note(exchange.answer, Surface.PAGE)
    except FundstelleError as error:
        exchange.error = explain(error, texts.language)
    except Exception:  # noqa: BLE001 - one question failed, not the page; Streamlit's signals are no Exception
        exchange.error = texts.unexpected.format(number=log_unexpected("answer"))


class _LiveAnswer:
    """The places on the page where an answer appears."""

    def __init__(self, exchange: Exchange, texts: Texts) -> None:
        self._exchange = exchange
        self._texts = texts
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._draft = ""
        self._quotes: tuple[Citation, ...] = ()
        self._text = st.empty()
        # Any press of a button runs the script anew, which is what stops this run.
        st.button(texts.stop, icon=":material/stop_circle:", key="stop", type="tertiary")
        self._evidence = st.empty()
        self._text.html(note_html(texts.searching))

    def show(self, event: AnswerEvent | None) -> None:
        """Draw what an event brings; None means that time has passed."""
        if isinstance(event, Finished):
            self._exchange.answer = event.answer
        elif isinstance(event, Retrieved):
            self._show_evidence(event)
        elif isinstance(event, Quoted):
            self._quotes = event.quotes
        elif isinstance(event, Token):
            self._draft += event.text
        now = time.monotonic()
        if event is None or now - self._drawn >= _REDRAW_SECONDS:
            self._drawn = now
            self._text.html(self._current_html(now))

    def _show_evidence(self, event: Retrieved) -> None:
        self._exchange.hits = event.hits
        self._exchange.retrieval_seconds = event.seconds
        shown = event.hits[:_SHOWN_HITS]
        head = note_html(f"{self._texts.found} · {event.seconds:.2f} s" if shown else self._texts.found_none)
        self._evidence.html(head + hits_html(shown, self._exchange.question, self._texts))

    def _current_html(self, now: float) -> str:
        if self._draft:
            return draft_html(self._draft, self._texts.draft)
        if not self._exchange.hits:
            return note_html(self._texts.searching)
        note = note_html(self._texts.writing.format(seconds=int(now - self._begun)))
        return quotes_html(self._quotes, self._texts) + note if self._quotes else note
