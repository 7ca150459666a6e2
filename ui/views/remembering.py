"""The conversation of this browser tab, which its address names so that a reload keeps it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import streamlit as st

from ui.conversation import Conversations, Exchange

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

_PARAMETER = "conversation"
_EXCHANGES = "conversation"
_TOKEN = "conversation_token"


@st.cache_resource(show_spinner=False)
def _get_conversations() -> Conversations:
    """Those of all browser sessions of this server."""
    return Conversations()


def recall_exchanges(workspace: Workspace) -> list[Exchange]:
    """The questions of this session and what became of them; in a new one those that the address names."""
    if _EXCHANGES not in st.session_state:
        token = st.query_params.get(_PARAMETER)
        exchanges: list[Exchange] = []
        if token:
            there = {each.id for each in workspace.library.documents()}
            exchanges = _get_conversations().recall(token, there)
        st.session_state[_EXCHANGES] = exchanges
        st.session_state[_TOKEN] = token if exchanges else None
    kept: list[Exchange] = st.session_state[_EXCHANGES]
    return kept


def keep_exchanges(workspace: Workspace) -> None:
    """Put the conversation into the address, which has none before something is asked. Call it on every page."""
    exchanges = recall_exchanges(workspace)
    if not exchanges:
        st.session_state[_TOKEN] = None
        st.query_params.pop(_PARAMETER, None)
        return
    token = st.session_state[_TOKEN] or uuid.uuid4().hex
    st.session_state[_TOKEN] = token
    _get_conversations().keep(token, exchanges)
    if st.query_params.get(_PARAMETER) != token:
        st.query_params[_PARAMETER] = token
