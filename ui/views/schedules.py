"""Schedules on the page of sources: when each runs next, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import FundstelleError
from ui.explaining import explain
from ui.job_wording import job_title
from ui.markup import escape, note_html, pill_html
from ui.scheduling import next_runs
from ui.texts import Texts
from ui.times import moment_text
from ui.views.common import (
    close_dialog,
    open_dialog,
    page_of,
    show_confirmation,
    show_pager,
    show_section,
    tell,
)
from ui.views.guarding import refreshed
from ui.views.schedule_form import ADDING_SCHEDULE, show_schedule_form
from ui.wording.jobs import JOB_TEXTS
from ui.wording.schedules import SCHEDULE_TEXTS, ScheduleTexts

if TYPE_CHECKING:
    from ingest.schedules.store import Schedule
    from ui.operations import Operations

REMOVED_SCHEDULE = "removed_schedule"  # name of the schedule that is about to be removed
_LIST = "schedules"
_PAGE_SIZE = 10
_COLUMNS = (7.6, 2.4)
_REFRESH_SECONDS = 15.0


def show_schedules(operations: Operations, texts: Texts) -> None:
    """The list, with the button that adds one."""
    words = SCHEDULE_TEXTS[texts.language]
    show_section(words.title)
    if st.button(words.add, icon=":material/add:", key="add-schedule"):
        st.session_state[ADDING_SCHEDULE] = True
    refreshed(_show_list, texts, operations.directory.root, _REFRESH_SECONDS)(operations, texts, words)


def show_schedule_dialog(operations: Operations, texts: Texts) -> None:
    """The dialog that is open, if one is."""
    words = SCHEDULE_TEXTS[texts.language]
    if ADDING_SCHEDULE in st.session_state:
        show_schedule_form(operations, texts, words)
    elif REMOVED_SCHEDULE in st.session_state:
        open_dialog(
            REMOVED_SCHEDULE,
            words.remove_title,
            lambda: _ask_removal(operations, texts, words),
            texts,
            operations.directory.root,
        )


def _show_list(operations: Operations, texts: Texts, words: ScheduleTexts) -> None:
    everything = operations.schedules.all()
    page, shown, more = page_of(_LIST, everything, _PAGE_SIZE)
    if not shown:
        st.html(note_html(words.none))
    for number, schedule in enumerate(shown):
        _show_row(operations, schedule, number, texts, words)
    show_pager(_LIST, page, _PAGE_SIZE, len(shown), texts, more=more)


def _show_row(operations: Operations, schedule: Schedule, number: int, texts: Texts, words: ScheduleTexts) -> None:
    with st.container(key=f"row-schedule-{number}"):
        name, state = st.columns(_COLUMNS, vertical_alignment="center")
        name.html(_schedule_html(operations, schedule, texts, words))
        paused = schedule.paused
        state.html(pill_html("waiting", words.paused) if paused else pill_html("ready", words.active))
        with st.container(horizontal=True):
            if st.button(words.run_now, key=f"run-{number}", icon=":material/play_arrow:", type="tertiary"):
                queued = operations.schedules.run_now(schedule.name)
                tell(words.ran.format(name=schedule.name, number=queued.job_id))
                st.rerun()
            label, icon = (words.resume, ":material/resume:") if paused else (words.pause, ":material/pause:")
            if st.button(label, key=f"pause-{number}", icon=icon, type="tertiary"):
                operations.schedules.set_paused(schedule.name, not paused)
                st.rerun()
            if st.button(words.remove, key=f"drop-{number}", icon=":material/delete:", type="tertiary"):
                st.session_state[REMOVED_SCHEDULE] = schedule.name
                st.rerun()


def _schedule_html(operations: Operations, schedule: Schedule, texts: Texts, words: ScheduleTexts) -> str:
    zone = schedule.timezone  # the expression means the clock of this one
    times = [moment_text(each, texts.language, zone) for each in next_runs(schedule, 2)]
    fire = next(iter(operations.schedules.fires(schedule.name, 1)), None)
    came = (
        words.never_run
        if fire is None
        else words.last.format(time=moment_text(fire.time, texts.language, zone), number=fire.job_id)
    )
    wordings = (words.next, words.then)
    facts = [wording.format(time=each) for wording, each in zip(wordings, times, strict=False)]
    lines = [
        job_title(schedule.kind, schedule.payload, JOB_TEXTS[texts.language]),
        f"{schedule.cron} · {zone}",
        " · ".join([*facts, came]),
    ]
    below = "".join(f'<div class="fs-facts">{escape(line)}</div>' for line in lines)
    return f'<div class="fs-document"><span class="fs-file">{escape(schedule.name)}</span>{below}</div>'


def _ask_removal(operations: Operations, texts: Texts, words: ScheduleTexts) -> None:
    name = str(st.session_state[REMOVED_SCHEDULE])
    st.html(note_html(words.remove_question.format(name=name)))
    chosen = show_confirmation(texts, "remove-schedule", words.remove)
    if chosen:
        try:
            operations.schedules.remove(name)
            tell(words.removed.format(name=name))
        except FundstelleError as error:
            tell(explain(error, texts.language), "error")
    if chosen is not None:
        close_dialog(REMOVED_SCHEDULE)
        st.rerun()
