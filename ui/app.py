"""The browser page: `streamlit run` starts this file. It holds no model; it opens one library and shows it."""

from __future__ import annotations

import contextlib
import threading

import streamlit as st

from rag.config import load_settings
from rag.errors import FundstelleError
from rag.layout import DataDir
from rag.library import Library
from ui.bootstrap import Workspace, open_workspace
from ui.logs import start_logging
from ui.shell import show


@st.cache_resource(show_spinner=False)
def get_workspace() -> Workspace:
    """One library for all browser sessions. The settings come from the environment of this process."""
    settings = load_settings()
    start_logging(DataDir(settings.data_dir).log)
    workspace = open_workspace(settings)
    if isinstance(workspace.library, Library):
        # Reading the weights takes seconds, which are spent while the first question is typed.
        threading.Thread(target=_warm, args=(workspace.library,), name="warm", daemon=True).start()
    return workspace


def _warm(library: Library) -> None:
    with contextlib.suppress(FundstelleError):  # the first question says so, where somebody reads it
        library.warm()


def main() -> None:
    """Draw the page, or say why the library cannot be opened."""
    try:
        workspace = get_workspace()
    except FundstelleError as error:
        st.text(str(error))
        return
    show(workspace)


main()
