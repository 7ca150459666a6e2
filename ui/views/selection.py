"""Which documents of the list are ticked, by document id: rows may move meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from rag.types import Document

_PREFIX = "select-"


def select_key(document_id: int) -> str:
    """The key of the tick box of a document."""
    return f"{_PREFIX}{document_id}"


def selected_ids(documents: Sequence[Document]) -> Collection[int]:
    """Ids of the ticked documents among those that are listed."""
    return {each.id for each in documents if st.session_state.get(select_key(each.id))}


def clear_selection() -> None:
    """Untick everything."""
    for key in [key for key in st.session_state if str(key).startswith(_PREFIX)]:
        del st.session_state[key]
