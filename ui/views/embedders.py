"""The part of the page of models that shows and changes the embedder: new vectors are made beside the old ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from ingest.jobs.liveness import living_workers
from ingest.jobs.types import Job, JobState
from rag.config import embeds_on_this_machine, is_path_or_address
from rag.embedders.choice import EmbedderChoice, choice_of, name_choice
from rag.embedders.describing import EmbedderRow, list_embedders
from rag.embedders.shelf import EmbedderShelf
from rag.errors import ConfigurationError, FundstelleError
from rag.models import list_models
from rag.wording import say
from ui.explaining import explain
from ui.job_kinds import INDEX
from ui.job_wording import progress_text
from ui.markup import escape, note_html, notice_html, number_text, pill_html
from ui.texts import Texts
from ui.views.common import (
    close_dialog,
    get_operations,
    is_on_this_computer,
    open_dialog,
    show_confirmation,
    show_section,
    write_library,
)
from ui.views.guarding import refreshed
from ui.wording.jobs import JOB_TEXTS
from ui.wording.models import MODEL_TEXTS, ModelTexts

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from rag.config import Settings
    from ui.bootstrap import Workspace
    from ui.operations import Operations

_CHANGE, _DROP = "embedder-change", "embedder-drop"  # while their dialogs are open
_NAME = "embedder-name"
_COLUMNS = (6.0, 2.0, 2.6)
_BUSY_SECONDS = 2.0
_LOOKS = {"active": "ready", "next": "searchable", "wanted": "waiting", "kept": "waiting"}
# Another process may be publishing what it has just read.
_WAIT_SECONDS = 10.0


def show_embedders(workspace: Workspace, texts: Texts) -> None:
    """Draw what has vectors, and what can be done about it; it refreshes itself while vectors are made."""
    words, operations = MODEL_TEXTS[texts.language], get_operations(workspace)
    show_section(words.embedders)
    st.html(note_html(words.embedders_lead))
    rows = _rows(operations, workspace.settings)
    changing = any(each.role in ("next", "wanted") for each in rows)
    refreshed(_show_rows, texts, workspace.settings.data_dir, _BUSY_SECONDS if changing else None)(
        workspace, texts, changing=changing
    )
    _show_choice(workspace.settings, rows, texts, words)
    if _CHANGE in st.session_state:
        choice: EmbedderChoice = st.session_state[_CHANGE]
        open_dialog(
            _CHANGE,
            words.change_title,
            lambda: _confirm_change(workspace, choice, rows, texts),
            texts,
            workspace.settings.data_dir,
        )
    elif _DROP in st.session_state:
        name: str = st.session_state[_DROP]
        open_dialog(
            _DROP,
            words.drop_title,
            lambda: _confirm_drop(workspace, name, texts),
            texts,
            workspace.settings.data_dir,
        )


def _rows(operations: Operations, settings: Settings) -> list[EmbedderRow]:
    with operations.catalog.snapshot() as snapshot:
        return list_embedders(snapshot, EmbedderShelf(settings))


def _show_rows(workspace: Workspace, texts: Texts, *, changing: bool) -> None:
    words, operations = MODEL_TEXTS[texts.language], get_operations(workspace)
    rows = _rows(operations, workspace.settings)
    if any(each.role in ("next", "wanted") for each in rows) != changing:
        st.rerun()  # to refresh at the other pace, and to offer what can be done now
    active = next((each.choice for each in rows if each.role == "active"), None)
    for row in rows:
        _show_row(workspace, row, active, texts, words)
    if active is None:
        st.html(note_html(words.first_vectors))
    elif changing:
        _show_who_works(operations, texts, words)


def _show_row(
    workspace: Workspace, row: EmbedderRow, active: EmbedderChoice | None, texts: Texts, words: ModelTexts
) -> None:
    key = row.fingerprint or "wanted"
    with st.container(key=f"row-embedder-{key}"):
        name, role, actions = st.columns(_COLUMNS, vertical_alignment="center")
        done, total = (number_text(each, texts.language) for each in (row.vectors, row.passages))
        facts = words.vectors.format(vectors=done, passages=total, size=row.bytes // 1_000_000)
        name.html(f'<div class="fs-file">{escape(str(row.choice))}</div>{note_html(facts)}')
        role.html(pill_html(_LOOKS[row.role], str(getattr(words, row.role))))
        if row.role in ("next", "wanted") and active is not None:
            name.progress(min(1.0, row.vectors / max(1, row.passages)))
            if actions.button(words.cancel, key=f"cancel-embedder-{key}", icon=":material/close:"):
                _cancel(workspace, active, texts, words)
        elif row.role == "kept":
            use, drop = f"use-embedder-{key}", f"drop-embedder-{key}"
            if actions.button(words.use, key=use, on_click=_open, args=(_CHANGE, row.choice)):
                st.rerun()  # the dialog stands outside of this fragment
            if actions.button(words.drop, key=drop, on_click=_open, args=(_DROP, row.fingerprint)):
                st.rerun()


def _show_who_works(operations: Operations, texts: Texts, words: ModelTexts) -> None:
    """How long it will take, or why it does not go on."""
    with operations.board() as board:
        running = [each for each in board.jobs(5, (JobState.RUNNING,)) if each.kind == INDEX]
        paused = board.paused_since() is not None
    if running:
        job: Job = running[0]
        st.html(note_html(progress_text(job, JOB_TEXTS[texts.language], texts.language)))
    elif not living_workers(operations.directory):
        st.html(notice_html("warning", "", words.no_worker))
    elif paused:
        st.html(notice_html("warning", "", words.paused))


def _open(state: str, value: object) -> None:
    close_dialog(_CHANGE, _DROP)
    st.session_state[state] = value


def _show_choice(settings: Settings, rows: Sequence[EmbedderRow], texts: Texts, words: ModelTexts) -> None:
    catalogue = [each.name for each in list_models(settings.models_dir) if each.role == "embedder"]
    listed = dict.fromkeys([str(choice_of(settings)), *(str(each.choice) for each in rows), *catalogue])
    answering = [str(each.choice) for each in rows if each.role == "active"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            words.choose,
            [each for each in listed if each not in answering],
            index=None,
            key=_NAME,
            placeholder="",
            help=words.choose_help,
            accept_new_options=True,
        )
        pressed = st.button(words.change, key="change-embedder", disabled=not name)
    if not pressed or not name:
        return
    try:
        choice = choose_embedder(name.strip(), settings, rows, local=is_on_this_computer())
    except FundstelleError as error:
        st.html(notice_html("error", "", explain(error, texts.language)))
        return
    _open(_CHANGE, choice)
    st.rerun()


def choose_embedder(name: str, settings: Settings, rows: Sequence[EmbedderRow], *, local: bool) -> EmbedderChoice:
    """The embedder that is chosen on the page: one of the settings, of the library, or any other that is named.

    A server stands behind its name, as in `openai:e5 at http://127.0.0.1:8000/v1`. Raises ConfigurationError when
    it is none, or a path or address that only those at this computer (`local`) may name.
    """
    known = [choice_of(settings), *(each.choice for each in rows)]
    for choice in known:
        if name in (str(choice), choice.name):
            return choice
    model, at, address = name.partition(" at ")
    if (at or is_path_or_address(name)) and not local:
        raise ConfigurationError(
            say(
                "embedder_path_elsewhere",
                "{embedder} is a path or an address; it can be chosen only on the computer that serves this page,"
                " or by the setting embedder.",
                embedder=name,
            )
        )
    return name_choice(model.strip(), settings, address.strip() or None)


def _confirm_change(
    workspace: Workspace, choice: EmbedderChoice, rows: Sequence[EmbedderRow], texts: Texts
) -> None:
    words = MODEL_TEXTS[texts.language]
    is_first = all(each.role != "active" for each in rows)
    st.html(note_html((words.change_first if is_first else words.change_lead).format(embedder=choice)))
    if not embeds_on_this_machine(choice.name):
        st.html(notice_html("warning", "", words.change_hosted.format(embedder=choice)))
    answer = show_confirmation(texts, _CHANGE, words.change.removesuffix(" …"))
    if answer:
        told = words.used_from_now if is_first else words.begun
        with st.spinner(words.looking):
            if not _want(workspace, choice, told.format(embedder=choice), texts):
                return
    if answer is not None:
        close_dialog(_CHANGE)
        st.rerun()


def _cancel(workspace: Workspace, active: EmbedderChoice, texts: Texts, words: ModelTexts) -> None:
    if _want(workspace, active, words.cancelled, texts):
        st.rerun()


def _want(workspace: Workspace, choice: EmbedderChoice, told: str, texts: Texts) -> bool:
    """What is chosen here goes before the setting; choosing what the setting says follows it again."""
    wanted = None if choice == choice_of(workspace.settings) else choice

    def act(indexer: Indexer) -> str:
        indexer.want_embedder(wanted)
        return told

    return write_library(workspace, texts, act)


def _confirm_drop(workspace: Workspace, fingerprint: str, texts: Texts) -> None:
    words = MODEL_TEXTS[texts.language]
    rows = _rows(get_operations(workspace), workspace.settings)
    name = next((str(each.choice) for each in rows if each.fingerprint == fingerprint), fingerprint)
    st.html(note_html(words.drop_lead.format(embedder=name)))
    answer = show_confirmation(texts, _DROP, words.drop)
    if answer:

        def act(indexer: Indexer) -> str:
            indexer.drop_embedder(fingerprint, _WAIT_SECONDS)
            return words.dropped.format(embedder=name)

        if not write_library(workspace, texts, act):
            return
    if answer is not None:
        close_dialog(_DROP)
        st.rerun()
