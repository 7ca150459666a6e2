"""The page of jobs: what runs, what waits and why, what became of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ingest.jobs.reading import Situation, Standing
from ingest.jobs.types import Job, JobRun, JobState
from rag.errors import FundstelleError
from ui.explaining import explain, in_language
from ui.job_wording import counts_text, job_state, job_title, situation_text
from ui.markup import escape, note_html, notice_html, pill_html, reason_html
from ui.texts import Texts
from ui.times import moment_text
from ui.views.common import (
    current_page,
    get_operations,
    reader_zone,
    show_head,
    show_pager,
    show_section,
    show_told,
    tell,
)
from ui.views.guarding import refreshed
from ui.views.job_details import OPENED_JOB, show_job_details
from ui.wording.jobs import JOB_TEXTS, JobTexts

if TYPE_CHECKING:
    from ui.bootstrap import Workspace
    from ui.operations import Operations

_ACTIVE = 20  # running and waiting jobs on the page
_PAGE_SIZE = 10
_HISTORY = "history"
_COLUMNS = (6.0, 2.1, 2.6)
_BUSY_SECONDS = 1.0
_IDLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """The queue at one moment."""

    active: list[tuple[Job, Situation]]
    more: int  # that run or wait, but are not in `active`
    ended: list[tuple[Job, JobRun | None]]  # with their last runs
    older: bool  # whether there are more that ended
    paused_since: float | None


def show_jobs(workspace: Workspace, texts: Texts) -> None:
    """Draw the page. It refreshes itself: every second while something runs or waits."""
    operations, words = get_operations(workspace), JOB_TEXTS[texts.language]
    show_head(words.title, words.lead)
    show_told()
    busy = _is_busy(operations)
    live = refreshed(_show_live, texts, operations.directory.root, _BUSY_SECONDS if busy else _IDLE_SECONDS)
    live(operations, texts, words, busy=busy)
    if OPENED_JOB in st.session_state:
        show_job_details(operations, texts, words)


def _is_busy(operations: Operations) -> bool:
    with operations.board() as board:
        return any(board.active_counts().values())


def _look(operations: Operations, page: int) -> _Seen:
    with operations.board() as board:
        active = board.jobs(_ACTIVE, (JobState.RUNNING, JobState.WAITING))
        ended = board.ended(_PAGE_SIZE + 1, page * _PAGE_SIZE)
        return _Seen(
            [(job, board.situation(job)) for job in active],
            sum(board.active_counts().values()) - len(active),
            [(job, next(iter(board.runs(job.id, 1)), None)) for job in ended[:_PAGE_SIZE]],
            len(ended) > _PAGE_SIZE,
            board.paused_since(),
        )


def _show_live(operations: Operations, texts: Texts, words: JobTexts, *, busy: bool) -> None:
    page = current_page(_HISTORY)
    seen = _look(operations, page)
    if bool(seen.active) != busy:
        st.rerun()  # to refresh at the other pace
    _show_queue_switch(operations, seen.paused_since, texts, words)
    show_section(words.now)
    if not seen.active:
        st.html(note_html(words.nothing_now))
    for job, situation in seen.active:
        _show_active(operations, job, situation, texts, words)
    if seen.more > 0:
        st.html(note_html(words.more_waiting.format(count=seen.more)))
    show_section(words.history)
    if not seen.ended:
        st.html(note_html(words.nothing_ended))
    for job, run in seen.ended:
        _show_ended(operations, job, run, texts, words)
    show_pager(_HISTORY, page, _PAGE_SIZE, len(seen.ended), texts, more=seen.older)


def _show_queue_switch(operations: Operations, since: float | None, texts: Texts, words: JobTexts) -> None:
    if since is None:
        if st.button(words.pause, icon=":material/pause:", key="queue-pause"):
            operations.queue.pause()
            st.rerun()
        return
    time = moment_text(since, texts.language, reader_zone())
    st.html(notice_html("warning", "", words.paused.format(time=time)))
    if st.button(words.resume, icon=":material/play_arrow:", key="queue-resume", type="primary"):
        operations.queue.resume()
        st.rerun()


def _show_active(operations: Operations, job: Job, situation: Situation, texts: Texts, words: JobTexts) -> None:
    with st.container(key=f"row-job-{job.id}"):
        name, state, actions = st.columns(_COLUMNS, vertical_alignment="center")
        sentence = situation_text(job, situation, words, texts.language)
        name.html(_title_html(job, sentence, words) + _reason_html(job.reason, texts))
        if situation.standing is Standing.RUNNING and job.total:
            name.progress(min(1.0, job.done / job.total))
        state.html(pill_html(*job_state(job, situation, words)))
        if actions.button(
            words.cancel,
            key=f"cancel-{job.id}",
            icon=":material/close:",
            type="tertiary",
            disabled=situation.standing is Standing.STOPPING,
        ):
            _cancel(operations, job, texts, words)


def _show_ended(operations: Operations, job: Job, run: JobRun | None, texts: Texts, words: JobTexts) -> None:
    with st.container(key=f"row-ended-{job.id}"):
        name, state, actions = st.columns(_COLUMNS, vertical_alignment="center")
        facts = [moment_text(job.finished or job.created, texts.language, reader_zone())]
        if run is not None and run.counts:
            facts.append(counts_text(run.counts, words, texts.language))
        reason = job.reason or (run.notes[0] if run is not None and run.notes else None)
        more = "" if job.state is JobState.CANCELLED else _reason_html(reason, texts)
        name.html(_title_html(job, " · ".join(filter(None, facts)), words) + more)
        state.html(pill_html(*job_state(job, Situation(Standing.ENDED), words)))
        with actions.container(horizontal=True):
            if st.button(words.details, key=f"details-{job.id}", icon=":material/open_in_new:", type="tertiary"):
                st.session_state[OPENED_JOB] = job.id
                st.rerun()
            if job.state is not JobState.DONE and st.button(
                words.retry, key=f"retry-{job.id}", icon=":material/refresh:", type="tertiary"
            ):
                tell(words.retried.format(number=operations.queue.retry(job.id)))
                st.rerun()


def _reason_html(reason: str | None, texts: Texts) -> str:
    return reason_html(in_language(reason, texts.language)) if reason else ""


def _title_html(job: Job, facts: str, words: JobTexts) -> str:
    title = job_title(job.kind, job.payload, words)
    return (
        f'<div class="fs-document"><span class="fs-file">{escape(title)}</span>'
        f'<div class="fs-facts">{escape(f"#{job.id} · {facts}")}</div></div>'
    )


def _cancel(operations: Operations, job: Job, texts: Texts, words: JobTexts) -> None:
    try:
        state = operations.queue.cancel(job.id)
    except FundstelleError as ended:
        tell(explain(ended, texts.language), "info")
    else:
        wording = words.cancelling if state is JobState.RUNNING else words.cancelled
        tell(wording.format(number=job.id))
    st.rerun()
