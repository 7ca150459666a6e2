"""The dialog in which a schedule is made; it says when the schedule would run."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ingest.schedules.store import LONGEST_JITTER, Schedule
from ingest.sources.jobs import SYNC
from rag.errors import ConfigurationError, FundstelleError
from ui.explaining import explain
from ui.job_kinds import INDEX
from ui.job_wording import job_title
from ui.markup import note_html, notice_html
from ui.operations import Operations
from ui.scheduling import add_schedule
from ui.texts import Texts
from ui.times import moment_text
from ui.views.common import close_dialog, open_dialog, reader_zone, show_confirmation, tell
from ui.wording.jobs import JOB_TEXTS
from ui.wording.schedules import ScheduleTexts

ADDING_SCHEDULE = "adding_schedule"  # while its dialog is open
_EXPRESSIONS = {"nightly": "0 3 * * *", "hourly": "0 * * * *", "weekly": "0 6 * * mon"}
_OWN = "own"
_RUNS = 3


def show_schedule_form(operations: Operations, texts: Texts, words: ScheduleTexts) -> None:
    """The dialog; what is wrong with what was entered is said in it."""
    open_dialog(
        ADDING_SCHEDULE, words.add, lambda: _show(operations, texts, words), texts, operations.directory.root
    )


def _show(operations: Operations, texts: Texts, words: ScheduleTexts) -> None:
    name = st.text_input(words.name, key="schedule-name").strip()
    kind, payload = _ask_job(operations, texts, words)
    when, zone, spread = st.columns((3, 3, 2))
    rhythm = when.selectbox(
        words.when,
        [*_EXPRESSIONS, _OWN],
        format_func=lambda each: getattr(words, f"when_{each}"),
        key="schedule-when",
    )
    zones = sorted(zoneinfo.available_timezones())
    own = reader_zone()
    timezone = zone.selectbox(
        words.timezone, zones, index=zones.index(own if own in zones else "UTC"), key="schedule-zone"
    )
    jitter = spread.number_input(
        words.jitter, 0, LONGEST_JITTER, 0, 60, key="schedule-jitter", help=words.jitter_help
    )
    cron = st.text_input(words.cron, key="schedule-cron") if rhythm == _OWN else _EXPRESSIONS[rhythm]
    schedule = Schedule(name, cron.strip(), timezone, kind, payload, jitter)
    if cron.strip():
        _show_next(schedule, texts, words)
    chosen = show_confirmation(texts, "add-schedule-dialog", words.save)
    if chosen:
        try:
            add_schedule(operations.schedules, operations.sources, schedule)
        except FundstelleError as error:
            st.html(notice_html("error", "", explain(error, texts.language)))
            return
        tell(words.added.format(name=name))
    if chosen is not None:
        close_dialog(ADDING_SCHEDULE)
        st.rerun()


def _ask_job(operations: Operations, texts: Texts, words: ScheduleTexts) -> tuple[str, Mapping[str, Any]]:
    jobs: list[tuple[str, Mapping[str, Any]]] = [
        *((SYNC, {"source": each.name}) for each in operations.sources.all()),
        (INDEX, {}),
    ]
    numbers = list(range(len(jobs)))

    def title(number: int) -> str:
        kind, payload = jobs[number]
        return job_title(kind, payload, JOB_TEXTS[texts.language])

    return jobs[st.selectbox(words.what, numbers, format_func=title, key="schedule-what") or 0]


def _show_next(schedule: Schedule, texts: Texts, words: ScheduleTexts) -> None:
    try:
        times = schedule.next_runs(time.time(), _RUNS)
    except ConfigurationError as wrong:
        st.html(notice_html("warning", "", explain(wrong, texts.language)))
        return
    shown = "; ".join(moment_text(each, texts.language, schedule.timezone) for each in times)
    st.html(note_html(words.next_runs.format(times=shown) if times else words.no_next_runs))
