"""One job in a dialog: its runs, with counts and reasons."""

from __future__ import annotations

import streamlit as st

from ingest.jobs.queue import find_job
from ingest.jobs.types import JobRun
from rag.errors import JobNotFound
from ui.explaining import explain, in_language
from ui.job_wording import counts_text, job_title, outcome_text
from ui.markup import escape, names_html, note_html, pill_html, reason_html
from ui.operations import Operations
from ui.texts import Texts
from ui.times import moment_text
from ui.views.common import open_dialog, reader_zone
from ui.wording.jobs import JobTexts

OPENED_JOB = "opened_job"  # number of the job whose dialog is open
_RUNS = 10
_LOOKS = {"done": "ready", "failed": "failed", "lost": "failed"}


def show_job_details(operations: Operations, texts: Texts, words: JobTexts) -> None:
    """The dialog of the job that was opened."""
    number = int(st.session_state[OPENED_JOB])
    open_dialog(
        OPENED_JOB,
        words.details_title.format(number=number),
        lambda: _show(operations, number, texts, words),
        texts,
        operations.directory.root,
    )


def _show(operations: Operations, number: int, texts: Texts, words: JobTexts) -> None:
    try:
        with operations.board() as board:
            job = find_job(board.connection, number)
            runs = board.runs(number, _RUNS)
    except JobNotFound as gone:
        st.html(note_html(explain(gone, texts.language)))
        return
    title = escape(job_title(job.kind, job.payload, words))
    st.html(f'<div class="fs-document"><span class="fs-file">{title}</span></div>')
    if job.reason:
        st.html(reason_html(in_language(job.reason, texts.language)))
    if not runs:
        st.html(note_html(words.no_runs))
    for run in runs:
        _show_run(run, texts, words)


def _show_run(run: JobRun, texts: Texts, words: JobTexts) -> None:
    outcome = "running" if run.outcome is None else str(run.outcome)
    times = [moment_text(each, texts.language, reader_zone()) for each in (run.started, run.ended) if each]
    with st.container(border=True, key=f"run-{run.token}"):
        head = f"{words.run.format(number=run.token)} · {' – '.join(times)}"
        st.html(pill_html(_LOOKS.get(outcome, "waiting"), outcome_text(outcome, words)) + note_html(head))
        if run.counts:
            st.html(note_html(counts_text(run.counts, words, texts.language)))
        if run.reason:
            st.html(reason_html(in_language(run.reason, texts.language)))
        if run.notes:
            st.html(names_html([in_language(each, texts.language) for each in run.notes]))
