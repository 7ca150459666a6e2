"""The start page: questions, answers as they are written, and for each statement its place."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from rag.types import Answer, AnswerStatus, Document, DocumentState, Verdict
from ui.components import scroll_to_latest, show_source
from ui.conversation import Exchange, recall_turns
from ui.examples import choose_examples
from ui.explaining import in_language
from ui.markup import answer_html, hits_html, note_html, notice_html, question_html
from ui.texts import Texts
from ui.usage_texts import by_line
from ui.views.choosing import choose_model
from ui.views.guarding import refreshed
from ui.views.illustrating import show_illustration
from ui.views.rating import show_thumbs
from ui.views.remembering import keep_exchanges, recall_exchanges
from ui.views.streaming import stream_answer

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from ui.bootstrap import Workspace

QUESTION_KEY = "question"
_EXAMPLE_KEY = "example"
_RESTRICTION = "restriction"


def is_asked(state: MutableMapping[Any, Any]) -> bool:
    """Whether this run of the script begins with a question."""
    return bool(state.get(QUESTION_KEY)) or _EXAMPLE_KEY in state


def show_ask(workspace: Workspace, texts: Texts, tools: DeltaGenerator) -> None:
    """Draw the conversation, and answer the question that was just asked."""
    exchanges = recall_exchanges(workspace)
    documents = [each for each in workspace.library.documents() if each.passages]
    with tools:
        chosen = _show_tools(documents, exchanges, texts)
        model = choose_model(workspace, texts)
    above, bar = st.container(), st.container(key="askbar")
    # In a container of its own, for the bar at the page's end drags the view down as an answer grows.
    typed = bar.chat_input(texts.ask_placeholder, key=QUESTION_KEY)
    asked = typed or st.session_state.pop(_EXAMPLE_KEY, None)
    if not exchanges and not asked:
        with above:
            st.html(f'<div class="fs-hero"><h1>{texts.ask_title}</h1><p>{texts.ask_lead}</p></div>')
        _show_examples(documents, texts)
        return
    with above:
        for exchange in exchanges[:-1] if not asked else exchanges:
            _show_exchange(workspace, exchange, texts, is_last=False)
        with st.container(key="latest"):
            if asked:
                _answer(workspace, Exchange(asked, chosen, model), exchanges, texts)
            else:
                _show_exchange(workspace, exchanges[-1], texts, is_last=True)
        scroll_to_latest(exchanges[-1].key)


def _answer(workspace: Workspace, exchange: Exchange, exchanges: list[Exchange], texts: Texts) -> None:
    """Answer a question where the reader looks, then draw the page anew with the verified answer."""
    history = recall_turns(exchanges)
    exchanges.append(exchange)
    keep_exchanges(workspace)
    st.html(question_html(exchange.question))
    scroll_to_latest(exchange.key)
    stream_answer(workspace, exchange, history, texts)
    st.rerun()


def _show_tools(documents: list[Document], exchanges: list[Exchange], texts: Texts) -> tuple[str, ...] | None:
    """What belongs to the conversation, in the sidebar. Returns the names that the search is restricted to."""
    st.button(
        texts.new_conversation,
        icon=":material/add:",
        width="stretch",
        disabled=not exchanges,
        on_click=exchanges.clear,
    )
    names = [each.name for each in documents]
    # The choice outlives a visit to the other page, but not the documents.
    kept = [name for name in st.session_state.get(_RESTRICTION, []) if name in set(names)]
    chosen = st.multiselect(
        texts.restrict, names, default=kept, placeholder=texts.restrict_all, help=texts.restrict_help
    )
    st.session_state[_RESTRICTION] = chosen
    return tuple(chosen) or None


def _show_examples(documents: list[Document], texts: Texts) -> None:
    if not documents:
        st.html(notice_html("info", "", texts.ask_empty))
        return
    searchable = [each.name for each in documents if each.state is not DocumentState.FAILED]
    examples = choose_examples(searchable, texts.language)
    if not examples:
        return
    st.html(note_html(texts.examples))
    with st.container(key="examples", horizontal=True):
        for number, example in enumerate(examples):
            st.button(example, key=f"example-{number}", on_click=_choose_example, args=(example,))


def _choose_example(example: str) -> None:
    st.session_state[_EXAMPLE_KEY] = example


def _show_exchange(workspace: Workspace, exchange: Exchange, texts: Texts, *, is_last: bool) -> None:
    """A question of this conversation and what became of it."""
    st.html(question_html(exchange.question))
    if exchange.answer is not None:
        _show_answer(workspace, exchange.answer, f"answer-{exchange.key}", texts, is_last=is_last)
    elif exchange.error is not None:
        st.html(notice_html("error", texts.failed if exchange.hits else "", exchange.error))
    else:
        st.html(notice_html("info", "", texts.stopped))
    _show_hits(exchange, texts)


def _show_answer(workspace: Workspace, answer: Answer, anchor: str, texts: Texts, *, is_last: bool) -> None:
    if answer.notice is not None:
        st.html(note_html(answer.notice))
    if answer.status is AnswerStatus.NOT_FOUND:
        st.html(notice_html("warning", texts.not_found, answer.text))
    elif answer.status is AnswerStatus.BLOCKED:
        st.html(notice_html("warning", "", answer.text))
    elif answer.status is AnswerStatus.AMBIGUOUS:
        _ask_back(answer, anchor, texts)
    elif answer.status is AnswerStatus.FAILED:
        # The quotes have cards of their own below.
        st.html(notice_html("error", texts.failed, in_language(answer.reason, texts.language)))
    else:
        st.html(answer_html(answer.text, {citation.number for citation in answer.citations}, anchor))
        unsupported = [each.text for each in answer.statements if each.verdict is Verdict.UNSUPPORTED]
        if unsupported:
            st.html(note_html(texts.left_out.format(statements=" ".join(unsupported))))
    # By itself: looking at a page does not interrupt an answer that is being written. So below.
    card = refreshed(show_source, texts, workspace.settings.data_dir, None)
    for citation in answer.citations:
        # The place of the first source is what the eye looks for; drawing all of them would take seconds.
        opened = is_last and citation.number == 1
        card(workspace, citation, answer, anchor, texts, opened=opened)
    _show_end(workspace, answer, anchor, texts)


def _show_end(workspace: Workspace, answer: Answer, anchor: str, texts: Texts) -> None:
    """Below an answer and its sources: who wrote it, and what can be done with it."""
    written_by, folder = by_line(answer, texts), workspace.settings.data_dir
    if written_by:
        st.html(note_html(written_by))
    if answer.id is not None:
        refreshed(show_thumbs, texts, folder, None)(workspace, answer.id, texts)
    if answer.status.tells:
        refreshed(show_illustration, texts, folder, None)(workspace, answer, anchor, texts)


def _ask_back(answer: Answer, anchor: str, texts: Texts) -> None:
    """Which of the documents is meant? A press asks again in this one only."""
    st.html(notice_html("info", texts.which_one))
    for number, name in enumerate(answer.candidates):
        st.button(
            name,
            key=f"{anchor}-candidate-{number}",
            icon=":material/description:",
            on_click=_ask_in,
            args=(answer.question, name),
        )


def _ask_in(question: str, document: str) -> None:
    st.session_state[_RESTRICTION] = [document]
    st.session_state[_EXAMPLE_KEY] = question


def _show_hits(exchange: Exchange, texts: Texts) -> None:
    """What was looked at: beside an answer for those who want to know, instead of one for everybody."""
    if not exchange.hits:
        if exchange.answer is not None:
            st.html(note_html(texts.found_none))
        return
    answered = exchange.answer is not None and exchange.answer.status.tells
    not_found = exchange.answer is not None and exchange.answer.status is AnswerStatus.NOT_FOUND
    label = texts.not_found_hits if not_found else texts.looked_at
    with st.expander(f"{label} ({len(exchange.hits)})", expanded=not answered and not not_found):
        st.html(hits_html(exchange.hits, exchange.question, texts))
