"""Asking before documents are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import names_html, note_html, notice_html
from ui.texts import Texts
from ui.views.common import close_dialog, open_dialog
from ui.views.selection import clear_selection
from ui.views.uploading import join_names, notify

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

DELETING = "deleting"  # names of the documents that are about to be deleted
_NAMED = 8


def show_deletion(workspace: Workspace, texts: Texts) -> None:
    """A dialog with the names, and two buttons."""
    folder = workspace.settings.data_dir
    open_dialog(DELETING, texts.delete_title, lambda: _ask(workspace, texts), texts, folder, width="small")


def _ask(workspace: Workspace, texts: Texts) -> None:
    names: list[str] = st.session_state.get(DELETING, [])
    st.html(note_html(texts.delete_question) + names_html(names[:_NAMED]))
    if len(names) > _NAMED:
        st.html(note_html(texts.delete_more.format(count=len(names) - _NAMED)))
    st.html(note_html(texts.delete_hint))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(texts.cancel, key="delete-cancel"):
            close_dialog(DELETING)
            st.rerun()
        if st.button(texts.delete_confirm, type="primary", key="delete-confirm"):
            _delete(workspace, names, texts)


def _delete(workspace: Workspace, names: list[str], texts: Texts) -> None:
    erased: list[int] = []
    try:
        removed = workspace.intake.remove(names, erased.append)
    except FundstelleError as error:
        st.html(notice_html("error", "", explain(error, texts.language)))
        return
    told = texts.deleted.format(names=join_names(removed, texts))
    if any(erased):
        told += f" {texts.answers_deleted.format(count=sum(erased))}"
    notify("ok", told)
    clear_selection()
    close_dialog(DELETING)
    st.rerun()
