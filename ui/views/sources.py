"""The page of sources: where each stands, what a sync would do, and at which times it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ingest.jobs.types import Job, JobRun, JobState
from ingest.sources.jobs import SYNC
from ingest.sources.store import SourceRecord, SourceState
from ui.explaining import in_language
from ui.job_wording import counts_text
from ui.markup import escape, note_html, notice_html, number_text, pill_html, reason_html
from ui.texts import Texts
from ui.times import iso_moment_text
from ui.views.common import (
    get_operations,
    page_of,
    reader_zone,
    show_head,
    show_pager,
    show_told,
)
from ui.views.guarding import refreshed
from ui.views.schedules import show_schedule_dialog, show_schedules
from ui.views.source_form import ADDING_SOURCE, kind_title, show_source_form
from ui.views.source_preview import PREVIEWED, show_preview, sync_now
from ui.views.source_removal import REMOVED_SOURCE, show_removal
from ui.wording.jobs import JOB_TEXTS
from ui.wording.sources import SOURCE_TEXTS, SourceTexts

if TYPE_CHECKING:
    from ui.bootstrap import Workspace
    from ui.operations import Operations

_PAGE_SIZE = 10
_LIST = "sources"
_COLUMNS = (7.6, 2.4)
_REFRESH_SECONDS = 3.0
_ACTIVE = (JobState.RUNNING, JobState.WAITING)
# How a state looks, by the names of the style sheet, and which words it has.
_STATES = {
    SourceState.NEW: ("waiting", "state_new"),
    SourceState.SYNCED: ("ready", "state_synced"),
    SourceState.INCOMPLETE: ("failed", "state_incomplete"),
    SourceState.WAITING: ("held", "state_waiting"),
    SourceState.FAILED: ("failed", "state_failed"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A source at one moment: its documents, its last job and what that did."""

    source: SourceRecord
    documents: int
    job: Job | None
    run: JobRun | None


def show_sources(workspace: Workspace, texts: Texts) -> None:
    """Draw the page. The list of sources refreshes itself."""
    operations, words = get_operations(workspace), SOURCE_TEXTS[texts.language]
    show_head(words.title, words.lead)
    show_told()
    if st.button(words.add, icon=":material/add:", key="add-source", type="primary"):
        st.session_state[ADDING_SOURCE] = True
    refreshed(_show_list, texts, operations.directory.root, _REFRESH_SECONDS)(operations, texts, words)
    _show_uploads(operations, texts, words)
    show_schedules(operations, texts)
    _show_dialog(operations, workspace.settings.api_source_folders, texts, words)


def _show_dialog(operations: Operations, allowed: Sequence[str], texts: Texts, words: SourceTexts) -> None:
    """At most one dialog; it stays open while the list refreshes."""
    if ADDING_SOURCE in st.session_state:
        show_source_form(operations, allowed, texts, words)
    elif PREVIEWED in st.session_state:
        show_preview(operations, texts, words)
    elif REMOVED_SOURCE in st.session_state:
        show_removal(operations, texts, words)
    else:
        show_schedule_dialog(operations, texts)


def _look(operations: Operations, sources: Sequence[SourceRecord]) -> list[_Row]:
    rows = []
    with operations.board() as board:
        for source in sources:
            job = board.latest(SYNC, {"source": source.name})
            run = None if job is None else next(iter(board.runs(job.id, 1)), None)
            rows.append(_Row(source, 0, job, run))
    return [_Row(row.source, operations.sources.count_documents(row.source.name), row.job, row.run) for row in rows]


def _show_list(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    everything = operations.sources.all()
    page, shown, more = page_of(_LIST, everything, _PAGE_SIZE)
    if not shown:
        st.html(note_html(words.none))
    for row in _look(operations, shown):
        _show_row(operations, row, texts, words)
    show_pager(_LIST, page, _PAGE_SIZE, len(shown), texts, more=more)


def _show_uploads(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    """Counted once, not with each refresh: no sync changes them."""
    if count := operations.sources.count_uploads():
        st.html(note_html(words.uploads.format(count=number_text(count, texts.language))))


def _show_row(operations: Operations, row: _Row, texts: Texts, words: SourceTexts) -> None:
    source = row.source
    held = source.state is SourceState.WAITING
    with st.container(key=f"row-source-{source.id}"):
        name, state = st.columns(_COLUMNS, vertical_alignment="center")
        name.html(_source_html(row, texts, words))
        busy = row.job is not None and row.job.state in _ACTIVE
        look, wording = ("searchable", "state_busy") if busy else _STATES[source.state]
        state.html(pill_html(look, getattr(words, wording)))
        if held:
            st.html(notice_html("warning", "", words.waits))
        elif source.sentence:
            st.html(reason_html(in_language(source.sentence, texts.language)))
        with st.container(horizontal=True):
            _show_buttons(operations, source, words, held=held, busy=busy)


def _show_buttons(
    operations: Operations, source: SourceRecord, words: SourceTexts, *, held: bool, busy: bool
) -> None:
    if held:
        label, icon = words.show_removal, ":material/help:"
    else:
        label, icon = words.preview, ":material/visibility:"
        if st.button(words.sync, key=f"sync-{source.id}", icon=":material/sync:", type="tertiary", disabled=busy):
            sync_now(operations, source.name, words)
            st.rerun()
    if st.button(label, key=f"preview-{source.id}", icon=icon, type="tertiary", disabled=busy):
        st.session_state[PREVIEWED] = source.name
        st.rerun()
    if st.button(words.remove, key=f"remove-{source.id}", icon=":material/delete:", type="tertiary"):
        st.session_state[REMOVED_SOURCE] = source.name
        st.rerun()


def _source_html(row: _Row, texts: Texts, words: SourceTexts) -> str:
    source, language = row.source, texts.language
    facts = [
        f"{kind_title(source.kind, language)}: {source.location}",
        words.documents.format(count=number_text(row.documents, language)),
        words.never_synced
        if source.synced is None
        else words.synced.format(time=iso_moment_text(source.synced, language, reader_zone())),
    ]
    lines = [" · ".join(facts)]
    if row.run is not None and row.run.counts:
        lines.append(words.last_counts.format(counts=counts_text(row.run.counts, JOB_TEXTS[language], language)))
    below = "".join(f'<div class="fs-facts">{escape(line)}</div>' for line in lines)
    return f'<div class="fs-document"><span class="fs-file">{escape(source.name)}</span>{below}</div>'
