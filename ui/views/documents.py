"""The page of documents: add, watch, look at, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from rag.types import Document, DocumentState
from ui.components import read_status
from ui.markup import (
    document_html,
    documents_head_html,
    note_html,
    notice_html,
    number_text,
    pill_html,
    reason_html,
)
from ui.reasons import explain_failure, needs_password
from ui.texts import Texts
from ui.views.common import page_of, show_turns
from ui.views.deletion import DELETING, show_deletion
from ui.views.document_details import OPENED, show_details
from ui.views.guarding import refreshed
from ui.views.selection import select_key, selected_ids
from ui.views.uploading import show_notices, show_uploader

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

_BUSY = (DocumentState.WAITING, DocumentState.SEARCHABLE)
_LIST = "documents"
_PAGE_SIZE = 12
_COLUMNS = (0.45, 6.2, 2.6, 1.5)
_BUSY_SECONDS = 1.0
_IDLE_SECONDS = 6.0


def show_documents(workspace: Workspace, texts: Texts) -> None:
    """Draw the page. The list refreshes itself: every second while something is in progress."""
    st.html(documents_head_html(read_status(workspace.library), texts))
    show_uploader(workspace, texts)
    show_notices()
    everything = workspace.library.documents()
    busy = any(each.state in _BUSY for each in everything)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input(
            texts.search_documents, placeholder=texts.search_placeholder, icon=":material/search:", key="wanted"
        )
        states = {"all": texts.filter_all, "busy": texts.filter_busy, "failed": texts.filter_failed}
        state = st.segmented_control(
            texts.filter_label,
            list(states),
            default="all",
            format_func=states.__getitem__,
            key="wanted_state",
            label_visibility="collapsed",
        )
    live_list = refreshed(_show_list, texts, workspace.settings.data_dir, _BUSY_SECONDS if busy else _IDLE_SECONDS)
    live_list(workspace, wanted, state or "all", texts, busy=busy)
    _show_dialog(workspace, texts)


def _show_dialog(workspace: Workspace, texts: Texts) -> None:
    """At most one dialog; it stays open while the list below it refreshes."""
    if st.session_state.get(DELETING):
        show_deletion(workspace, texts)
    elif OPENED in st.session_state:
        show_details(workspace, texts)


def _show_list(workspace: Workspace, wanted: str, state: str, texts: Texts, *, busy: bool) -> None:
    everything = workspace.library.documents()
    if any(each.state in _BUSY for each in everything) != busy:
        st.rerun()  # to refresh at the other pace
    if busy:
        _show_progress(workspace, everything, texts)
    documents = _filter(everything, wanted, state)
    if not documents:
        st.html(notice_html("info", "", texts.none_match if everything else texts.none_yet))
        return
    page, rows, _ = page_of(_LIST, documents, _PAGE_SIZE)
    _show_toolbar(documents, page, texts)
    for number, document in enumerate(rows, start=page * _PAGE_SIZE + 1):
        _show_row(document, number, texts)


def _filter(documents: Sequence[Document], wanted: str, state: str) -> list[Document]:
    """Those whose name contains the words and whose state fits; failed ones first, for they need a person."""
    words = wanted.casefold().split()
    allowed = {"busy": _BUSY, "failed": (DocumentState.FAILED,)}.get(state, tuple(DocumentState))
    fitting = [
        each for each in documents if each.state in allowed and all(word in each.name.casefold() for word in words)
    ]
    return sorted(fitting, key=lambda each: (each.state is not DocumentState.FAILED, each.name.casefold()))


def _show_progress(workspace: Workspace, documents: Sequence[Document], texts: Texts) -> None:
    waiting = sum(each.state is DocumentState.WAITING for each in documents)
    status = read_status(workspace.library)
    pending = status.passages > status.embedded
    sentences = []
    if waiting:
        sentences.append(texts.progress_reading.format(waiting=number_text(waiting, texts.language)))
    if pending:
        done, total = (number_text(count, texts.language) for count in (status.embedded, status.passages))
        sentences.append(texts.progress.format(embedded=done, passages=total))
    st.progress(status.embedded / status.passages if pending else 0.0, text=" · ".join(sentences))


def _show_toolbar(documents: Sequence[Document], page: int, texts: Texts) -> None:
    """Pages of the list, and what can be done with the selected documents."""
    chosen = selected_ids(documents)
    last = min(len(documents), (page + 1) * _PAGE_SIZE)
    with st.container(horizontal=True, vertical_alignment="center", key="toolbar"):
        position = texts.page_of.format(first=page * _PAGE_SIZE + 1, last=last, total=len(documents))
        st.html(note_html(position))
        if chosen and st.button(
            texts.delete_selected.format(count=len(chosen)), icon=":material/delete:", key="delete-selected"
        ):
            st.session_state[DELETING] = [each.name for each in documents if each.id in chosen]
            st.rerun()
        if len(documents) > _PAGE_SIZE:
            show_turns(_LIST, page, texts, more=last < len(documents))


def _show_row(document: Document, number: int, texts: Texts) -> None:
    with st.container(key=f"row-{document.id}"):
        mark, name, state, actions = st.columns(_COLUMNS, vertical_alignment="center")
        mark.checkbox(
            texts.select.format(number=number),
            key=select_key(document.id),
            label_visibility="collapsed",
        )
        name.html(document_html(document, texts) + _reason(document, texts))
        state.html(_state_html(document, texts))
        label, icon = (texts.details, ":material/open_in_new:")
        if needs_password(document):
            label, icon = (texts.password, ":material/key:")
        if actions.button(label, key=f"open-{document.id}", icon=icon, type="tertiary", width="stretch"):
            st.session_state[OPENED] = document.id
            st.rerun()


def _reason(document: Document, texts: Texts) -> str:
    failed = document.state is DocumentState.FAILED
    return reason_html(explain_failure(document, texts.language)) if failed else ""


def _state_html(document: Document, texts: Texts) -> str:
    label, hint = {
        DocumentState.WAITING: (texts.waiting, texts.waiting_help),
        DocumentState.SEARCHABLE: (texts.searchable, texts.searchable_help),
        DocumentState.READY: (texts.ready, ""),
        DocumentState.FAILED: (texts.failed_state, ""),
    }[document.state]
    return pill_html(document.state.value, label, hint)
