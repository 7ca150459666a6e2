"""The browser page: `streamlit run` starts this file. It holds no model; it opens one library and shows it."""

from __future__ import annotations

import streamlit as st

from rag.config import load_settings
from rag.errors import FundstelleError
from ui.bootstrap import Workspace, open_workspace
from ui.shell import show


@st.cache_resource(show_spinner=False)
def get_workspace() -> Workspace:
    """One library for all browser sessions. The settings come from the environment of this process."""
    return open_workspace(load_settings())


def main() -> None:
    """Draw the page, or say why the library cannot be opened."""
    try:
        workspace = get_workspace()
    except FundstelleError as error:
        st.text(str(error))
        return
    show(workspace)


main()
