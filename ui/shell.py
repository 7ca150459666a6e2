"""The frame of the page: style, navigation, language, status."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec

import streamlit as st

from ui.components import STATIC, show_footer
from ui.texts import Texts, choose_texts
from ui.views.ask import is_asked, show_ask
from ui.views.compare import show_compare
from ui.views.dashboard import show_dashboard
from ui.views.documents import show_documents
from ui.views.generations import show_generations
from ui.views.guarding import guarded, refreshed, show_failure
from ui.views.jobs import show_jobs
from ui.views.models import show_models
from ui.views.remembering import keep_exchanges
from ui.views.sources import show_sources
from ui.wording.compare import COMPARE_TEXTS
from ui.wording.dashboard import DASHBOARD_TEXTS
from ui.wording.generations import GENERATION_TEXTS
from ui.wording.jobs import JOB_TEXTS
from ui.wording.models import MODEL_TEXTS
from ui.wording.sources import SOURCE_TEXTS

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

# While documents are being added, the numbers at the foot change.
_REFRESH_SECONDS = 4.0
Given = ParamSpec("Given")
_LANGUAGES = {"de": "Deutsch", "en": "English"}


def show(workspace: Workspace) -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="Fundstelle", page_icon=str(STATIC / "icon.svg"), layout="wide")
    texts = choose_texts(_current_language())
    st.html(STATIC / "style.css")
    st.logo(STATIC / "logo.svg", size="large", icon_image=STATIC / "icon.svg")
    show_failure()
    tools = st.sidebar.container()
    folder = workspace.settings.data_dir

    def drawn(draw: Callable[Given, None]) -> Callable[Given, None]:
        return guarded(draw, texts, folder)

    def ask() -> None:
        drawn(show_ask)(workspace, texts, tools)

    def documents() -> None:
        drawn(show_documents)(workspace, texts)

    def compare() -> None:
        drawn(show_compare)(workspace, texts)

    def sources() -> None:
        drawn(show_sources)(workspace, texts)

    def jobs() -> None:
        drawn(show_jobs)(workspace, texts)

    def generations() -> None:
        drawn(show_generations)(workspace, texts)

    def models() -> None:
        drawn(show_models)(workspace, texts)

    def dashboard() -> None:
        drawn(show_dashboard)(workspace, texts)

    language = texts.language
    page = st.navigation(
        [
            st.Page(ask, title=texts.ask, icon=":material/forum:", default=True),
            st.Page(documents, title=texts.documents, icon=":material/folder_open:", url_path="documents"),
            st.Page(sources, title=SOURCE_TEXTS[language].title, icon=":material/sync:", url_path="sources"),
            st.Page(jobs, title=JOB_TEXTS[language].title, icon=":material/checklist:", url_path="jobs"),
            st.Page(
                generations,
                title=GENERATION_TEXTS[language].title,
                icon=":material/history:",
                url_path="generations",
            ),
            st.Page(models, title=MODEL_TEXTS[language].title, icon=":material/neurology:", url_path="models"),
            st.Page(compare, title=COMPARE_TEXTS[language].title, icon=":material/compare:", url_path="compare"),
            st.Page(
                dashboard, title=DASHBOARD_TEXTS[language].title, icon=":material/monitoring:", url_path="overview"
            ),
        ]
    )
    with st.sidebar.container(key="foot"):
        _show_language(texts)
        # A question must not wait for numbers: they can be seconds old.
        fresh = not is_asked(st.session_state)
        pace = _REFRESH_SECONDS if page.url_path == "documents" else None
        footer = refreshed(show_footer, texts, folder, pace)
        footer(workspace, texts, fresh=fresh)
    drawn(keep_exchanges)(workspace)
    page.run()


def _current_language() -> str:
    """What was chosen here, else what the address says (so that a reload keeps it), else the browser's."""
    chosen = st.session_state.get("language") or st.session_state.get("language_kept")
    if chosen not in _LANGUAGES:
        chosen = st.query_params.get("lang") or st.context.locale
    language = choose_texts(chosen).language
    st.session_state["language_kept"] = language
    if st.query_params.get("lang") != language:
        st.query_params["lang"] = language
    return language


def _show_language(texts: Texts) -> None:
    if st.session_state.get("language") is None:
        st.session_state["language"] = texts.language
    st.segmented_control(
        texts.language_label,
        list(_LANGUAGES),
        format_func=_LANGUAGES.__getitem__,
        key="language",
        label_visibility="collapsed",
    )
