"""What the pages about the running of a library have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import streamlit as st

from rag.errors import FundstelleError
from ui.bootstrap import open_indexer, open_operations
from ui.explaining import explain
from ui.markup import escape, note_html, notice_html
from ui.page import HOST
from ui.texts import Texts
from ui.views.guarding import guarded

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ui.bootstrap import Workspace
    from ui.operations import Operations

Item = TypeVar("Item")
_LOCAL = (HOST, "localhost", "::1")
_NOTICE = "notice"


@st.cache_resource(show_spinner=False)
def get_operations(_workspace: Workspace) -> Operations:
    """One set of parts for all browser sessions."""
    return open_operations(_workspace.settings)


def show_head(title: str, lead: str) -> None:
    """The title of a page and a sentence."""
    st.html(f'<div class="fs-head"><h1>{escape(title)}</h1><p>{escape(lead)}</p></div>')


def show_section(title: str) -> None:
    """The title of a part of a page."""
    st.html(f'<h2 class="fs-section">{escape(title)}</h2>')


def tell(sentence: str, kind: str = "ok") -> None:
    """Say how it went, on the next drawing of the page."""
    st.session_state[_NOTICE] = (kind, sentence)


def show_told() -> None:
    """What was to be said, once."""
    # Its place is there without it, too: else all below moves, and stands there twice while the page is drawn anew.
    with st.container():
        if _NOTICE in st.session_state:
            kind, sentence = st.session_state.pop(_NOTICE)
            st.html(notice_html(kind, "", sentence))


def write_library(workspace: Workspace, texts: Texts, act: Callable[[Indexer], str]) -> bool:
    """Change the library and say how it went; False when it could not be changed."""
    try:
        with closing(open_indexer(workspace.settings)) as indexer:
            tell(act(indexer))
    except FundstelleError as error:
        st.html(notice_html("error", "", explain(error, texts.language)))
        return False
    return True


def open_dialog(
    state: str,
    title: str,
    draw: Callable[[], None],
    texts: Texts,
    folder: Path,
    *,
    width: Literal["small", "medium"] = "medium",
    more: tuple[str, ...] = (),
) -> None:
    """A dialog that is open for as long as the session has the key `state`; `more` keys go with it.

    It is drawn by itself, so it has a handler of errors of its own; `folder` is the library's.
    """

    def forget() -> None:
        close_dialog(state, *more)

    st.dialog(title, width=width, on_dismiss=forget)(guarded(draw, texts, folder))()


def close_dialog(*keys: str) -> None:
    """Forget what a dialog was about."""
    for key in keys:
        st.session_state.pop(key, None)


def show_confirmation(texts: Texts, key: str, label: str, *, disabled: bool = False) -> bool | None:
    """The two buttons of a dialog: True when it is to be done, False when not, None while nothing is pressed."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(texts.cancel, key=f"{key}-cancel"):
            return False
        if st.button(label, type="primary", key=f"{key}-confirm", disabled=disabled):
            return True
    return None


def show_pager(key: str, page: int, size: int, shown: int, texts: Texts, *, more: bool) -> None:
    """Buttons to the other pages of a list, when there are any; `page` begins at 0."""
    if not page and not more:
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"pager-{key}"):
        first = page * size + 1
        st.html(note_html(f"{first}–{first + shown - 1}"))
        show_turns(key, page, texts, more=more)


def show_turns(key: str, page: int, texts: Texts, *, more: bool) -> None:
    """The two buttons that turn the pages of a list."""
    st.button(
        texts.previous,
        icon=":material/chevron_left:",
        disabled=page == 0,
        key=f"{key}-previous",
        on_click=_go_to,
        args=(key, page - 1),
    )
    st.button(
        texts.next,
        icon=":material/chevron_right:",
        disabled=not more,
        key=f"{key}-next",
        on_click=_go_to,
        args=(key, page + 1),
    )


def current_page(key: str) -> int:
    """Which page of a list is shown, from 0."""
    return int(st.session_state.get(f"page-{key}", 0))


def page_of(key: str, everything: Sequence[Item], size: int) -> tuple[int, Sequence[Item], bool]:
    """Which page of a list is shown, from 0; what is on it; whether there are more behind it.

    It is the last one when the list has become shorter.
    """
    page = min(current_page(key), max(0, (len(everything) - 1) // size))
    end = (page + 1) * size
    return page, everything[page * size : end], end < len(everything)


def _go_to(key: str, page: int) -> None:
    st.session_state[f"page-{key}"] = max(0, page)


def is_on_this_computer() -> bool:
    """Whether this page can be reached from this computer only; else its files are not everybody's to name."""
    return st.get_option("server.address") in _LOCAL


def reader_zone() -> str | None:
    """The time zone of the browser."""
    zone = st.context.timezone
    return str(zone) if zone else None
