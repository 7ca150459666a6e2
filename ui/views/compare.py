"""The page that puts language models side by side: one question, the same evidence, an answer of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.config import DEFAULT_MODEL, Settings
from rag.panel import Panel
from ui.comparison.columns import column_html
from ui.comparison.taking import Take
from ui.markup import escape, hits_html, model_text, note_html, notice_html, question_html
from ui.texts import Texts
from ui.views.comparing import Comparison, column_anchor, run_comparison
from ui.wording.compare import COMPARE_TEXTS

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from rag.library import LibraryApi
    from ui.bootstrap import Workspace

_FEWEST, _MOST = 2, 4
_COMPARISON = "comparison"
_CHOICE = "compared"
_CHOSEN = "compared_kept"  # Streamlit forgets a widget's own state with another page
_EXAMPLE = f'compare_models = ["{DEFAULT_MODEL}", "anthropic:claude-sonnet-4-6"]'


@st.cache_resource(show_spinner=False)
def open_panel(_library: LibraryApi, models: tuple[str, ...]) -> Panel:
    """All models of the settings, for all browser sessions: each is opened once."""
    return _library.panel(models)


def show_compare(workspace: Workspace, texts: Texts) -> None:
    """Draw the last comparison, or the one that is asked for just now."""
    words, models = COMPARE_TEXTS[texts.language], workspace.settings.compare_models
    st.html(f'<div class="fs-head"><h1>{words.title}</h1><p>{words.lead}</p></div>')
    if len(models) < _FEWEST:
        st.html(notice_html("info", "", words.none_set.format(example=_EXAMPLE)))
        return
    with st.container(key="comparison"):
        chosen = _choose(workspace.settings, texts)
        question = _ask(chosen, texts)
        if question:
            comparison = Comparison(question, [Take(model) for model in chosen])
            st.session_state[_COMPARISON] = comparison
            _run(open_panel(workspace.library, models), comparison, texts)
        elif _COMPARISON in st.session_state:
            _show(st.session_state[_COMPARISON], texts)


def _choose(settings: Settings, texts: Texts) -> list[str]:
    """Two to four of the models; the choice outlives a visit to another page."""
    words, models = COMPARE_TEXTS[texts.language], settings.compare_models
    if _CHOICE not in st.session_state:
        st.session_state[_CHOICE] = [
            each for each in st.session_state.get(_CHOSEN, models[:_MOST]) if each in models
        ]
    chosen: list[str] = st.multiselect(
        words.models,
        models,
        key=_CHOICE,
        max_selections=_MOST,
        format_func=lambda name: model_text(name, texts),
    )
    st.session_state[_CHOSEN] = chosen
    hosted = [model for model in chosen if not settings.keeps_here(model)]
    if hosted:
        st.html(note_html(words.hosted.format(models=", ".join(hosted))))
    return chosen


def _ask(chosen: list[str], texts: Texts) -> str:
    """The question when it was sent just now, else ""."""
    words = COMPARE_TEXTS[texts.language]
    with st.form("compare-form", border=False):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        question = row.text_input(words.placeholder, placeholder=words.placeholder, label_visibility="collapsed")
        sent = row.form_submit_button(words.compare, type="primary", icon=":material/compare:")
    if sent and len(chosen) < _FEWEST:
        st.html(notice_html("warning", "", words.too_few))
        return ""
    return question.strip() if sent else ""


def _run(panel: Panel, comparison: Comparison, texts: Texts) -> None:
    """Ask, draw what comes, then draw the page anew with all answers."""
    events = panel.ask(comparison.question)
    st.html(question_html(comparison.question))
    # Any press of a button runs the script anew, which is what stops this run.
    st.button(texts.stop, icon=":material/stop_circle:", key="compare-stop", type="tertiary")
    run_comparison(comparison, events, _columns(comparison, texts), texts)
    st.rerun()


def _show(comparison: Comparison, texts: Texts) -> None:
    words = COMPARE_TEXTS[texts.language]
    st.html(question_html(comparison.question))
    for take, place in zip(comparison.takes, _columns(comparison, texts), strict=True):
        place.html(column_html(take, column_anchor(comparison, take), texts, stopped=not take.finished))
    hits = next((take.hits for take in comparison.takes if take.hits), ())
    if not hits:
        return
    with st.expander(words.evidence.format(count=len(hits))):
        st.html(hits_html(hits, comparison.question, texts))


def _columns(comparison: Comparison, texts: Texts) -> list[DeltaGenerator]:
    """A place for each model, under its name."""
    columns = st.columns(len(comparison.takes), border=True)
    for number, (take, column) in enumerate(zip(comparison.takes, columns, strict=True)):
        name = escape(model_text(take.model, texts))
        column.html(f'<h2 class="fs-compared" id="compare-model-{number}">{name}</h2>')
    return columns
