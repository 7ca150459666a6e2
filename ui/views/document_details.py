"""One document in a dialog: what it is, why it failed, how it looks, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import DocumentNotFound, UnreadableDocument
from rag.types import Document, DocumentState
from ui.components import picture_page, show_download
from ui.markup import date_text, kind_name, name_html, note_html, notice_html, size_text, text_html
from ui.note_texts import note_sentences
from ui.reasons import explain_failure, had_wrong_password, needs_password
from ui.texts import Texts
from ui.views.common import close_dialog, open_dialog
from ui.views.deletion import DELETING
from ui.views.guarding import guarded_call

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

OPENED = "opened"  # id of the document whose dialog is open


def show_details(workspace: Workspace, texts: Texts) -> None:
    """The dialog of the document that was opened."""
    open_dialog(OPENED, texts.details_title, lambda: _show(workspace, texts), texts, workspace.settings.data_dir)


def _show(workspace: Workspace, texts: Texts) -> None:
    wanted = st.session_state.get(OPENED)
    document = next((each for each in workspace.library.documents() if each.id == wanted), None)
    if document is None:
        st.html(note_html(texts.gone))
        return
    facts = texts.facts.format(
        size=size_text(document.size, texts.language), added=date_text(document.added, texts.language)
    )
    counts = [kind_name(document.media_type), facts]
    if document.passages:
        counts += [texts.pages.format(count=document.pages), texts.passages.format(count=document.passages)]
    st.html(f'<div class="fs-document">{name_html(document.name)}</div>{note_html(" · ".join(counts))}')
    if needs_password(document):
        _ask_password(workspace, document, texts)
    elif document.state is DocumentState.FAILED:
        st.html(notice_html("error", texts.failed_state, explain_failure(document, texts.language)))
    if document.notes:
        st.html(notice_html("info", "", " ".join(note_sentences(document, texts))))
    with st.container(horizontal=True):
        show_download(workspace, document.id, document.name, f"original-{document.id}", texts)
        if document.state is DocumentState.FAILED and not needs_password(document):
            st.button(
                texts.try_again,
                icon=":material/refresh:",
                type="tertiary",
                on_click=guarded_call(_retry, texts, workspace.settings.data_dir),
                args=(workspace, document, None),
            )
        if st.button(texts.delete, icon=":material/delete:", type="tertiary", key="delete-one"):
            st.session_state[DELETING] = [document.name]
            close_dialog(OPENED)
            st.rerun()
    _show_preview(workspace, document, texts)


def _ask_password(workspace: Workspace, document: Document, texts: Texts) -> None:
    with st.form("password", border=False):
        sentence = texts.password_wrong if had_wrong_password(document) else texts.password_needed
        st.html(notice_html("warning", "", sentence))
        password = st.text_input(texts.password, type="password", autocomplete="off")
        if st.form_submit_button(texts.try_again, type="primary") and password:
            _retry(workspace, document, password)
            close_dialog(OPENED)
            st.rerun()


def _retry(workspace: Workspace, document: Document, password: str | None) -> None:
    try:
        workspace.intake.retry(document.name, password)
    except DocumentNotFound:
        close_dialog(OPENED)  # somebody else removed it meanwhile; the list says so


def _show_preview(workspace: Workspace, document: Document, texts: Texts) -> None:
    """A page as a picture, or as the text that citations are taken from."""
    if not document.pages:
        if document.state is not DocumentState.FAILED:
            st.html(note_html(texts.preview_none))
        return
    number = 1
    if document.pages > 1:
        number = st.number_input(
            texts.preview_page.format(pages=document.pages), 1, document.pages, key=f"preview-{document.id}"
        )
    try:
        marked = picture_page(workspace.library, document.id, number, (), document.sha256)
    except UnreadableDocument:
        st.html(note_html(texts.no_picture))
        marked = None
    page = workspace.library.page(document.id, number)
    if marked is not None:
        st.image(marked.page, width="stretch", output_format="PNG")
    elif page is not None:
        st.html(text_html(page.text))
