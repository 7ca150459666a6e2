"""What a sync of a source would do, in a dialog: a dry run, and the button that does it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from ingest.progress import Progress
from ingest.sources.reports import SyncReport
from ingest.sources.store import SourceState
from ingest.sources.types import Task, item_reason
from rag.errors import FundstelleError
from ui.explaining import explain, in_language
from ui.job_wording import stage_text
from ui.markup import names_html, note_html, notice_html, number_text
from ui.operations import Operations
from ui.texts import Texts
from ui.views.common import close_dialog, open_dialog, show_confirmation, tell
from ui.wording.jobs import JOB_TEXTS
from ui.wording.sources import SourceTexts

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PREVIEWED = "previewed_source"  # name of the source whose dialog is open
_REPORT = "preview_report"
_NAMED = 12  # of each list; a first sync may have thousands
_REDRAW_SECONDS = 0.2


def show_preview(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    """The dialog of the source that is looked at."""
    open_dialog(
        PREVIEWED,
        words.preview_title,
        lambda: _show(operations, texts, words),
        texts,
        operations.directory.root,
        more=(_REPORT,),
    )


def sync_now(operations: Operations, name: str, words: SourceTexts) -> None:
    """Queue the sync of a source, and say so."""
    queued = operations.sync_later(name)
    wording = words.queued if queued.new else words.queued_already
    tell(wording.format(name=name, number=queued.job_id))


def _show(operations: Operations, texts: Texts, words: SourceTexts) -> None:
    name = str(st.session_state[PREVIEWED])
    report = st.session_state.get(_REPORT)
    if not isinstance(report, SyncReport) or report.source != name:
        try:
            report = _look(operations, name, texts, words)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        st.session_state[_REPORT] = report
    _show_report(report, texts, words)
    held = report.state is SourceState.WAITING and operations.sources.find(name).held is not None
    empty = not (report.added or report.changed or report.renamed or report.removed)
    chosen = show_confirmation(texts, "preview", words.confirm if held else words.sync, disabled=empty and not held)
    if chosen:
        _do(operations, name, texts, words, held=held)
    if chosen is not None:
        close_dialog(PREVIEWED, _REPORT)
        st.rerun()


def _look(operations: Operations, name: str, texts: Texts, words: SourceTexts) -> SyncReport:
    """A dry run. Closing the dialog ends it at its next step, when it wants to draw."""
    place = st.empty()
    place.html(note_html(words.looking.format(name=name)))
    try:
        return operations.sources.sync(name, Task(_Drawing(place, texts, words)), dry_run=True)
    finally:
        place.empty()


class _Drawing:
    """Draws how far a dry run is, some times a second."""

    def __init__(self, place: DeltaGenerator, texts: Texts, words: SourceTexts) -> None:
        self._place = place
        self._texts = texts
        self._words = words
        self._drawn = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._drawn < _REDRAW_SECONDS:
            return
        self._drawn = time.monotonic()
        language = self._texts.language
        stage = stage_text(progress.stage, JOB_TEXTS[language])
        self._place.html(
            note_html(self._words.looking_at.format(stage=stage, done=number_text(progress.done, language)))
        )


def _show_report(report: SyncReport, texts: Texts, words: SourceTexts) -> None:
    changes = {
        words.would_remove: report.removed,
        words.would_add: report.added,
        words.would_change: report.changed,
        words.would_rename: [words.renamed_to.format(old=old, new=new) for old, new in report.renamed],
        words.cannot_take: [
            in_language(item_reason(each.item, each.reason), texts.language) for each in report.failed
        ],
    }
    counts = {
        "added": report.added,
        "changed": report.changed,
        "renamed": report.renamed,
        "removed": report.removed,
    }
    numbers = {name: number_text(len(names), texts.language) for name, names in counts.items()}
    st.html(note_html(words.would.format(**numbers, kept=number_text(report.kept, texts.language))))
    if report.state is SourceState.WAITING:
        st.html(notice_html("warning", words.would_wait, in_language(report.sentence or "", texts.language)))
    elif not any(counts.values()):
        st.html(note_html(words.nothing_changes))
    for title, names in changes.items():
        if names:
            _show_names(title, names, texts, words)


def _show_names(title: str, names: Sequence[str], texts: Texts, words: SourceTexts) -> None:
    with st.expander(f"{title} ({number_text(len(names), texts.language)})", expanded=True):
        st.html(names_html(sorted(names)[:_NAMED]))
        if len(names) > _NAMED:
            st.html(note_html(words.more.format(count=number_text(len(names) - _NAMED, texts.language))))


def _do(operations: Operations, name: str, texts: Texts, words: SourceTexts, *, held: bool) -> None:
    try:
        if held:
            operations.sources.confirm(name)
        sync_now(operations, name, words)
    except FundstelleError as error:
        tell(explain(error, texts.language), "error")
