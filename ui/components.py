"""Parts that both pages are made of."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import DocumentNotFound, UnreadableDocument
from rag.library import LibraryApi
from rag.types import Answer, Citation, LibraryStatus
from ui.highlight import MarkedPage, mark_page
from ui.markup import context_html, footer_html, note_html, source_html
from ui.texts import Texts

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

STATIC = Path(__file__).parent / "static"
# Pixels per point: sharp on a screen of high density, yet about 200 kB a page.
_SCALE = 2.0

# The only script of ours; it holds no text from anywhere.
_SCROLL = "document.querySelector('.st-key-latest')?.scrollIntoView({block: 'start', behavior: 'smooth'})"


@st.cache_data(max_entries=48, show_spinner=False)
def picture_page(
    _library: LibraryApi,
    document_id: int,
    page: int,
    spans: tuple[tuple[int, int], ...],
    version: str,  # noqa: ARG001  # a part of the cache's key
) -> MarkedPage | None:
    """The picture of a page with the spans marked; None for formats without pages.

    `version` names the state of the library, so that a replaced document gets a new picture.
    """
    picture = _library.page_picture(document_id, page, spans, scale=_SCALE)
    return None if picture is None else mark_page(picture)


@st.cache_data(ttl=3, max_entries=2, show_spinner=False)
def read_status(_library: LibraryApi) -> LibraryStatus:
    """The library's numbers, at most three seconds old: counting the files of a large one takes a while."""
    return _library.status()


def scroll_to_latest(key: str) -> None:
    """Bring the question that was asked last to the top, once for each `key`, so that its answer is in view."""
    st.html(f"<script>{_SCROLL}</script><!-- {key} -->", unsafe_allow_javascript=True)


def show_footer(workspace: Workspace, texts: Texts, *, fresh: bool) -> None:
    """The library's numbers; the last known ones unless `fresh`, so that a question never waits for them."""
    status: LibraryStatus | None = st.session_state.get("last_status")
    if fresh or status is None:
        status = read_status(workspace.library)
        st.session_state["last_status"] = status
    st.html(footer_html(status, workspace.settings.model, texts))


def show_source(
    workspace: Workspace, citation: Citation, answer: Answer, anchor: str, texts: Texts, *, opened: bool
) -> None:
    """The card of one of an answer's sources."""
    key = f"{anchor}-{citation.number}"
    with st.container(border=True, key=f"source-{key}"):
        st.html(source_html(citation, anchor, texts, answer.key))
        page = workspace.library.page(citation.document_id, citation.page)
        if page is None:
            st.html(note_html(texts.gone))
        elif page.text[citation.start : citation.end] != citation.quote:
            st.html(note_html(texts.changed))
        elif _show_tools(workspace, citation, key, texts, opened=opened):
            _show_place(workspace, citation, page.text, answer.generation, key, texts)


def _show_tools(workspace: Workspace, citation: Citation, key: str, texts: Texts, *, opened: bool) -> bool:
    """The buttons of a source card. Returns whether the place in the document is to be shown."""
    state = f"open-{key}"
    shown = bool(st.session_state.setdefault(state, opened))

    def flip() -> None:
        st.session_state[state] = not shown

    with st.container(horizontal=True):
        label, icon = (
            (texts.hide_page, ":material/expand_less:") if shown else (texts.show_page, ":material/find_in_page:")
        )
        st.button(label, key=f"show-{key}", icon=icon, type="tertiary", on_click=flip)
        show_download(workspace, citation.document_id, citation.document, f"download-{key}", texts)
    return shown


def show_download(workspace: Workspace, document_id: int, name: str, key: str, texts: Texts) -> None:
    """A button for the original, which is read only when it is pressed."""
    try:
        path = workspace.library.original(document_id)
    except DocumentNotFound:
        st.html(note_html(texts.download_gone))
        return
    st.download_button(
        texts.download,
        data=path.read_bytes,
        file_name=PurePosixPath(name).name,
        key=key,
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _show_place(
    workspace: Workspace, citation: Citation, text: str, generation: int, key: str, texts: Texts
) -> None:
    """The page with the quote marked: as a picture, or as text for formats that have none."""
    span = ((citation.start, citation.end),)
    try:
        marked = picture_page(
            workspace.library, citation.document_id, citation.page, span, f"{generation}:{citation.quote}"
        )
    except UnreadableDocument:
        st.html(note_html(texts.no_picture))
        marked = None
    if marked is None:
        st.html(context_html(text, citation.start, citation.end))
        return
    picture = marked.page
    if marked.excerpt is not None:
        views = {"excerpt": texts.excerpt, "page": texts.whole_page}
        chosen = st.segmented_control(
            texts.view,
            list(views),
            default="excerpt",
            format_func=views.__getitem__,
            key=f"view-{key}",
            label_visibility="collapsed",
        )
        picture = marked.page if chosen == "page" else marked.excerpt
    caption = texts.marked if marked.excerpt is not None else texts.not_marked
    # "auto" makes a JPEG of it, whose letters blur.
    st.image(picture, caption=caption.format(page=citation.page), width="stretch", output_format="PNG")
