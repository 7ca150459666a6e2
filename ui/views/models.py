"""The page of models: what is in use, what can be changed, and what each family of models needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from rag.config import reranks_on_this_machine
from rag.embedders.choice import EmbedderChoice, choice_of
from rag.embedders.opening import open_embedder
from rag.errors import FundstelleError
from rag.providers.illustrating import require_image_model
from rag.providers.inventory import FamilyState, Use, list_families
from rag.rerankers.choice import settings_of
from rag.rerankers.opening import open_reranker
from ui.explaining import explain
from ui.markup import note_html, table_html
from ui.texts import Texts
from ui.views.common import get_operations, show_head, show_section, show_told
from ui.views.embedders import show_embedders
from ui.views.rerankers import show_rerankers, wanted_reranker
from ui.wording.models import MODEL_TEXTS, ModelTexts

if TYPE_CHECKING:
    from ui.bootstrap import Workspace

_KEPT_SECONDS = 60.0  # that what is known of a model is shown without looking again
_EXAMPLE = "anthropic:claude-sonnet-4-6"


def show_models(workspace: Workspace, texts: Texts) -> None:
    """Draw the page."""
    words = MODEL_TEXTS[texts.language]
    show_head(words.title, words.lead)
    show_told()
    show_section(words.in_use)
    with st.spinner(words.looking):
        rows = _in_use(workspace, texts, words)
    st.html(table_html((words.what, words.model, words.where, words.state), rows))
    st.html(note_html(words.language_models_note))
    show_embedders(workspace, texts)
    show_rerankers(workspace, texts)
    show_section(words.families)
    st.html(note_html(words.families_lead.format(example=_EXAMPLE)))
    families = [_family_row(each, words) for each in list_families(workspace.settings)]
    st.html(table_html((words.family, words.used_for, words.packages, words.credentials), families))


def _in_use(workspace: Workspace, texts: Texts, words: ModelTexts) -> list[tuple[str, str, str, str]]:
    """Rows: what for, which model, where it runs, what is known to be wrong with it."""
    settings, embedder = workspace.settings, _embedder(workspace)

    def row(what: str, name: str, look: Callable[[], object], *, here: bool) -> tuple[str, str, str, str]:
        problem = _look_at(f"{settings.data_dir} {what} {name}", look)
        state = words.usable if problem is None else explain(problem, texts.language)
        return what, name, words.here if here else words.elsewhere, state

    rows = [
        row(
            words.language_model_next if number else words.language_model,
            name,
            lambda name=name: workspace.library.check_model(name),  # type: ignore[misc]  # bound now, not later
            here=settings.keeps_here(name),
        )
        for number, name in enumerate(settings.models)
    ]
    rows.append(
        row(
            words.embedder,
            str(embedder),
            lambda: open_embedder(embedder, settings),
            here=settings.embeds_here(embedder.name, embedder.base_url),
        )
    )
    reranker = wanted_reranker(workspace)
    if reranker is None:
        rows.append((words.reranker, words.none_set, "", ""))
    else:
        rows.append(
            row(
                words.reranker,
                reranker,
                lambda: open_reranker(reranker, settings_of(reranker, settings)),
                here=reranks_on_this_machine(reranker),
            )
        )
    if settings.image_model is None:
        rows.append((words.image_model, words.none_set, "", ""))
    else:
        rows.append(row(words.image_model, settings.image_model, lambda: require_image_model(settings), here=False))
    return rows


def _embedder(workspace: Workspace) -> EmbedderChoice:
    with get_operations(workspace).catalog.snapshot() as snapshot:
        active = snapshot.active_embedder()
    return choice_of(workspace.settings) if active is None else active.choice


@st.cache_resource(ttl=_KEPT_SECONDS, max_entries=64, show_spinner=False)
def _look_at(name: str, _look: Callable[[], object]) -> FundstelleError | None:  # noqa: ARG001  # the cache's key
    """What is known to be wrong with a model, without asking its provider; importing packages takes seconds."""
    try:
        _look()
    except FundstelleError as error:
        return error
    return None


def _family_row(state: FamilyState, words: ModelTexts) -> tuple[str, str, str, str]:
    uses = {
        Use.TEXT: words.text,
        Use.EMBEDDINGS: words.embeddings,
        Use.RERANKER: words.reranking,
        Use.PICTURES: words.pictures,
    }
    asks = state.family.aws or state.family.variable is not None
    return (
        state.family.name,
        ", ".join(uses[each] for each in state.uses),
        state.command or words.installed,
        ", ".join(state.credentials) or (words.no_credentials if asks else "–"),
    )
