"""Asking before a source is not followed any more."""

from __future__ import annotations

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import note_html, notice_html
from ui.operations import Operations
from ui.texts import Texts
from ui.views.common import close_dialog, open_dialog, show_confirmation, tell
from ui.wording.sources import SourceTexts

REMOVED_SOURCE = "removed_source"  # name of the source that is about to be removed


def show_removal(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    """A dialog that asks what becomes of the documents."""
    open_dialog(
        REMOVED_SOURCE, words.remove_title, lambda: _ask(operations, texts, words), texts, operations.directory.root
    )


def _ask(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    name = str(st.session_state[REMOVED_SOURCE])
    st.html(note_html(words.remove_question.format(name=name)))
    keep = st.checkbox(words.keep_documents, key="keep-documents")
    chosen = show_confirmation(texts, "remove-source", words.remove)
    if chosen:
        try:
            removed = operations.sources.remove(name, keep_documents=keep)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        tell(words.removed.format(name=name, count=len(removed)))
    if chosen is not None:
        close_dialog(REMOVED_SOURCE)
        st.rerun()
