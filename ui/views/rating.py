"""The thumbs under an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import AnswerNotFound
from ui.markup import note_html, notice_html
from ui.texts import Texts
from ui.views.common import get_operations
from ui.views.guarding import guarded_call
from ui.wording.dashboard import DASHBOARD_TEXTS

if TYPE_CHECKING:
    from ui.bootstrap import Workspace


def show_thumbs(workspace: Workspace, answer_id: str, texts: Texts) -> None:
    """Ask what the reader thinks of a stored answer; a second press takes it back."""
    key = f"thumb-{answer_id}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"rating-{answer_id}"):
        st.html(note_html(DASHBOARD_TEXTS[texts.language].rate))
        st.feedback(
            "thumbs",
            key=key,
            on_change=guarded_call(_store, texts, workspace.settings.data_dir),
            args=(workspace, answer_id, key),
        )
    problem = st.session_state.pop(f"{key}-problem", None)
    if problem:
        st.html(notice_html("info", "", problem))


def _store(workspace: Workspace, answer_id: str, key: str) -> None:
    pressed = st.session_state.get(key)
    try:
        get_operations(workspace).answers.set_thumb(answer_id, None if pressed is None else bool(pressed))
    except AnswerNotFound as gone:  # deleted meanwhile, with a document that it quoted
        st.session_state[f"{key}-problem"] = str(gone)
