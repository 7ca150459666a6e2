"""Which model answers in this session: one of the settings, or any that is named; it is looked at right away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.markup import model_text, note_html, notice_html
from ui.texts import Texts
from ui.wording.choosing import CHOOSING_TEXTS

if TYPE_CHECKING:
    from rag.library import LibraryApi
    from ui.bootstrap import Workspace

_CHOICE = "model"
_CHOSEN = "model_kept"  # Streamlit forgets a widget's own state with another page
_LOOKED_AT = "model_looked_at"
_AS_SET = ""


def choose_model(workspace: Workspace, texts: Texts) -> str | None:
    """Draw the choice. Returns the name of the model to ask alone, None for those of the settings."""
    words, own = CHOOSING_TEXTS[texts.language], workspace.settings.models
    as_set = words.otherwise.join(model_text(name, texts) for name in own)
    listed = [name for name in workspace.library.models() if own != (name,)]
    if _CHOICE not in st.session_state:
        st.session_state[_CHOICE] = st.session_state.get(_CHOSEN, _AS_SET)
    chosen = st.selectbox(
        words.label,
        [_AS_SET, *listed],
        key=_CHOICE,
        format_func=lambda name: model_text(name, texts) if name else as_set,
        help=words.help,
        accept_new_options=True,
    )
    name = (chosen or _AS_SET).strip()
    st.session_state[_CHOSEN] = name
    if name == _AS_SET:
        return None
    problem = _look_at(workspace.library, name, words.checking)
    if problem is not None:
        st.html(notice_html("error", "", explain(problem, texts.language)))
    elif not workspace.settings.keeps_here(name):
        st.html(note_html(words.hosted.format(model=name)))
    return name


def _look_at(library: LibraryApi, name: str, waiting: str) -> FundstelleError | None:
    """What is known to be wrong with a model. Its packages take seconds to import, so it is looked at once."""
    looked_at: tuple[str, FundstelleError | None] | None = st.session_state.get(_LOOKED_AT)
    if looked_at is not None and looked_at[0] == name:
        return looked_at[1]
    problem: FundstelleError | None = None
    with st.spinner(waiting):
        try:
            library.check_model(name)
        except FundstelleError as error:
            problem = error
    st.session_state[_LOOKED_AT] = (name, problem)
    return problem
