"""The part of the page of models that chooses the reranker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ingest.reranking import want_reranker
from rag.config import is_path_or_address, reranks_on_this_machine
from rag.errors import ConfigurationError, FundstelleError
from rag.rerankers.choice import OFF, with_wanted_reranker
from rag.wording import say
from ui.explaining import explain
from ui.markup import note_html, notice_html
from ui.texts import Texts
from ui.views.common import get_operations, is_on_this_computer, show_section, tell
from ui.wording.models import MODEL_TEXTS

if TYPE_CHECKING:
    from rag.config import Settings
    from ui.bootstrap import Workspace

_NAME = "reranker-name"
_AS_SET = ""


def wanted_reranker(workspace: Workspace) -> str | None:
    """The reranker that is asked, as the setting would have it."""
    with get_operations(workspace).catalog.snapshot() as snapshot:
        return with_wanted_reranker(workspace.settings, snapshot).reranker


def show_rerankers(workspace: Workspace, texts: Texts) -> None:
    """Draw the choice: as the setting says, none, the one that is asked, or any other that is named."""
    words, settings = MODEL_TEXTS[texts.language], workspace.settings
    show_section(words.rerankers)
    st.html(note_html(words.rerankers_lead))
    asked = wanted_reranker(workspace)
    present = _AS_SET if asked == settings.reranker else asked or OFF
    as_set = words.reranker_as_set.format(reranker=settings.reranker or words.reranker_off)
    shown = {_AS_SET: as_set, OFF: words.reranker_off}
    options = list(dict.fromkeys([_AS_SET, OFF, present]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            words.reranker,
            options,
            index=options.index(present),
            key=_NAME,
            format_func=lambda each: shown.get(each, each),
            help=words.reranker_help,
            accept_new_options=True,
        )
        chosen = (name or _AS_SET).strip()
        pressed = st.button(words.reranker_change, key="change-reranker", disabled=chosen == present)
    target = settings.reranker if chosen == _AS_SET else (None if chosen == OFF else chosen)
    if target != asked and not reranks_on_this_machine(target):
        st.html(note_html(words.reranker_hosted.format(reranker=target)))
    if not pressed:
        return
    try:
        with st.spinner(words.looking):
            check_place(chosen, settings, local=is_on_this_computer())
            want_reranker(get_operations(workspace).catalog, settings, chosen or None)
    except FundstelleError as error:
        st.html(notice_html("error", "", explain(error, texts.language)))
        return
    tell(words.reranker_changed.format(reranker=target) if target else words.reranker_removed)
    st.rerun()


def check_place(name: str, settings: Settings, *, local: bool) -> None:
    """Raises ConfigurationError for a path that only those at this computer (`local`) and the settings may name."""
    if name != settings.reranker and is_path_or_address(name) and not local:
        raise ConfigurationError(
            say(
                "reranker_path_elsewhere",
                "{reranker} is a path; it can be chosen only on the computer that serves this page, or by the"
                " setting reranker.",
                reranker=name,
            )
        )
