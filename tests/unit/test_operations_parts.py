"""What the pages about the running of a library are made of, without a browser."""

from __future__ import annotations

import logging
import string
from dataclasses import asdict
from types import SimpleNamespace

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from ingest.jobs.leases import Leases
from ingest.jobs.queue import JobQueue
from ingest.jobs.reading import JobBoard, Situation, Standing
from ingest.jobs.types import Job, JobState, NewJob, Result, RunOutcome
from ingest.schedules.store import Schedule
from ingest.sources.store import SourceState
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from ui import texts as page_texts
from ui.bootstrap import open_operations
from ui.job_kinds import LANES, SYNC
from ui.job_texts import situation_sentence
from ui.job_wording import counts_text, job_state, job_title, outcome_text, situation_text, stage_text
from ui.markup import Figure, figures_html, note_html, table_html
from ui.times import duration_text, iso_moment_text, moment_text
from ui.views.sources import _STATES, _show_uploads
from ui.wording.dashboard import DASHBOARD_TEXTS
from ui.wording.illustrating import ILLUSTRATION_TEXTS
from ui.wording.jobs import JOB_TEXTS
from ui.wording.models import MODEL_TEXTS
from ui.wording.schedules import SCHEDULE_TEXTS
from ui.wording.sources import SOURCE_TEXTS

ENGLISH, GERMAN = JOB_TEXTS["en"], JOB_TEXTS["de"]
ATTACK = "<img src=x onerror=alert(1)>"


def job(**changes: object) -> Job:
    values: dict[str, object] = {
        "id": 7, "kind": SYNC, "payload": {"source": "hr"}, "key": "k", "priority": 10, "state": JobState.WAITING,
        "created": 0.0, "since": 0.0, "due": 0.0, "attempts": 0, "cancelled": False, "worker": None, "token": 0,
        "beat": 0, "beat_at": None, "stage": None, "done": 0, "total": 0, "seconds_left": None, "finished": None,
        "reason": None, "idle": 0.0,
    }  # fmt: skip
    return Job(**{**values, **changes})  # type: ignore[arg-type]  # the values are those of the fields


def fields_of(wording: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(wording) if field}


@pytest.mark.parametrize(
    "texts", [JOB_TEXTS, SOURCE_TEXTS, SCHEDULE_TEXTS, DASHBOARD_TEXTS, MODEL_TEXTS, ILLUSTRATION_TEXTS]
)
def test_both_languages_fill_in_the_same(texts):
    german, english = asdict(texts["de"]), asdict(texts["en"])
    for name, wording in german.items():
        assert wording.strip()
        fields = [fields_of(each) for each in (wording, english[name])]
        assert fields[0] == fields[1], name


def test_every_state_of_a_job_and_a_source_has_words():
    for texts in JOB_TEXTS.values():
        assert all(outcome_text(str(each), texts) for each in (*JobState, *RunOutcome))
        for standing in Standing:
            sentence = situation_text(job(), Situation(standing, 3), texts, (texts is GERMAN and "de") or "en")
            assert bool(sentence) == (standing is not Standing.ENDED)
    assert set(_STATES) == set(SourceState)
    assert all(hasattr(texts, wording) for _, wording in _STATES.values() for texts in SOURCE_TEXTS.values())


def test_where_a_job_stands():
    assert situation_text(job(), Situation(Standing.BEHIND, 2), ENGLISH, "en") == "behind 2 more"
    assert situation_text(job(), Situation(Standing.LATER, 40), ENGLISH, "en") == "begins in 40 s"
    assert (
        situation_text(job(attempts=1), Situation(Standing.LATER, 120), GERMAN, "de")
        == "Versuch 2 beginnt in 2 min"
    )
    running = job(state=JobState.RUNNING, stage="fetch", done=1200, total=5000, seconds_left=7200.0)
    situation = Situation(Standing.RUNNING)
    assert situation_text(running, situation, GERMAN, "de") == "Holen: 1.200 von 5.000, noch etwa 2,0 h"
    assert job_state(running, situation, ENGLISH) == ("searchable", "Running")
    assert job_state(running, Situation(Standing.SILENT, 60), ENGLISH) == ("failed", "Stuck")
    stalled = Situation(Standing.STALLED, 12)
    assert job_state(running, stalled, ENGLISH) == ("failed", "Stuck")
    assert situation_text(running, stalled, ENGLISH, "en") == (
        "nothing has moved for 12 minutes; cancelling ends it"
    )
    assert situation_sentence(running, stalled) == (
        "stuck: nothing has moved for 12 minutes; `fundstelle jobs cancel` ends it"
    )


def test_what_a_job_is_called_and_did():
    assert job_title(SYNC, {"source": "hr"}, GERMAN) == "Abgleich von „hr“"
    assert job_title("digest", {}, ENGLISH) == "digest"
    counts = {"added": 12, "changed": 0, "failed": 1, "merged": 3}
    assert counts_text(counts, ENGLISH, "en") == "12 added, 1 not taken, 3 merged"
    gated = {"added": 2, "published": 0, "held_back": 2, "told": 1}
    assert counts_text(gated, GERMAN, "de") == "2 neu, 2 zurückgehalten, 1 benachrichtigt"


@pytest.mark.parametrize(
    "stage", ["list", "visit", "compare", "fetch", "remove", "rename", "read", "embed", "merge", "question", "show"]
)
def test_what_a_job_is_doing_has_words(stage):
    assert stage_text(stage, GERMAN)[0].isupper()
    assert stage_text(stage, ENGLISH)[0].isupper()


def test_times_are_those_of_the_reader():
    assert moment_text(1_785_000_000, "de", "Europe/Berlin") == "25.7.2026, 19:20"
    assert iso_moment_text("2026-07-25T17:20:00+00:00", "en", None) == "2026-07-25, 17:20"
    assert moment_text(0, "en", "No/Where") == "1970-01-01, 00:00"
    assert [duration_text(each, "de") for each in (5, 600, 9000)] == ["5 s", "10 min", "2,5 h"]


def test_tables_and_figures_hold_text_only():
    table = table_html(("a", "b"), [(ATTACK, "1")], numbers=1)
    assert "<img" not in table
    assert '<td>&lt;img src=x onerror=alert(1)&gt;</td><td class="fs-right">1</td>' in table
    assert "<img" not in figures_html([Figure(ATTACK, ATTACK, ATTACK)])


def test_the_board_pages_through_what_ended(tmp_path):
    directory = DataDir(tmp_path)
    catalog = Catalog(directory)
    now = [1000.0]
    queue, leases = JobQueue(catalog, lambda: now[0]), Leases(catalog, lambda: now[0])
    ids = []
    for number in range(5):
        now[0] += 1
        ids.append(queue.enqueue(NewJob(SYNC, {"source": f"s{number % 2}"})).job_id)
        lease = leases.claim([SYNC], "worker")
        assert lease is not None
        with catalog.transaction() as connection:
            leases.finish(connection, lease, Result({"added": number}))
    waiting = queue.enqueue(NewJob(SYNC, {"source": "s0"})).job_id
    board = JobBoard(catalog.connection(), directory, LANES, now[0])
    assert [each.id for each in board.ended(2)] == [ids[4], ids[3]]
    assert [each.id for each in board.ended(9, 3)] == [ids[1], ids[0]]
    assert board.active_counts() == {JobState.RUNNING: 0, JobState.WAITING: 1}
    assert [board.latest(SYNC, {"source": each}).id for each in ("s0", "s1")] == [waiting, ids[3]]
    assert board.latest(SYNC, {"source": "other"}) is None
    catalog.close()


def test_a_source_goes_with_its_schedules(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("The lamp costs 149 euros.")
    operations = open_operations(load_settings(data_dir=tmp_path / "data"))
    for name in ("one", "two"):
        operations.sources.add(name, "folder", str(folder))
        operations.schedules.add(Schedule(name, "0 3 * * *", "UTC", SYNC, {"source": name}))
    operations.sources.sync("one")
    first, again = operations.sync_later("two"), operations.sync_later("two")
    assert (first.new, again.new, first.job_id) == (True, False, again.job_id)
    assert operations.sources.remove("one", keep_documents=False) == ["one/a.txt"]
    assert [each.name for each in operations.schedules.all()] == ["two"]
    assert [each.name for each in operations.sources.all()] == ["two"]
    operations.sources.close()
    operations.catalog.close()


@pytest.mark.parametrize(("address", "offered"), [("127.0.0.1", True), ("0.0.0.0", False), (None, False)])
def test_folders_of_this_computer_are_offered_on_this_computer_only(monkeypatch, address, offered):
    monkeypatch.setattr(streamlit, "get_option", {"server.address": address}.get)

    def script() -> None:
        from ui.texts import ENGLISH
        from ui.views.source_form import _show
        from ui.wording.sources import SOURCE_TEXTS

        _show(None, (), ENGLISH, SOURCE_TEXTS["en"])  # type: ignore[arg-type]  # nothing is added

    shown = AppTest.from_function(script).run(timeout=30)
    assert not shown.exception
    assert ("Folder on this computer" in [each.label for each in shown.text_input]) is offered


@pytest.mark.parametrize(("count", "shown"), [(0, []), (1204, ["Uploads, never changed by a sync: 1,204."])])
def test_uploads_are_told_below_the_sources(monkeypatch, count, shown):
    written: list[str] = []
    monkeypatch.setattr(streamlit, "html", written.append)
    operations = SimpleNamespace(sources=SimpleNamespace(count_uploads=lambda: count))
    _show_uploads(operations, page_texts.ENGLISH, SOURCE_TEXTS["en"])  # type: ignore[arg-type]  # it only counts
    assert written == [note_html(each) for each in shown]


def test_a_list_has_pages_and_shows_its_last_one_when_it_became_shorter():
    def script(total: int) -> None:
        import streamlit as st

        from ui.texts import ENGLISH
        from ui.views.common import page_of, show_pager

        page, shown, more = page_of("things", range(total), 10)
        st.text(",".join(map(str, shown)))
        show_pager("things", page, 10, len(shown), ENGLISH, more=more)

    def shown() -> tuple[str, list[bool]]:
        return list_page.text[0].value, [each.disabled for each in list_page.button]

    list_page = AppTest.from_function(script, args=(22,)).run(timeout=30)
    assert shown() == ("0,1,2,3,4,5,6,7,8,9", [True, False])
    list_page.button(key="things-next").click().run()
    list_page.button(key="things-next").click().run()
    assert shown() == ("20,21", [False, True])
    list_page.args = (12,)
    list_page.run()
    assert shown() == ("10,11", [False, True])
    list_page.args = (10,)
    list_page.run()
    assert shown() == ("0,1,2,3,4,5,6,7,8,9", [])


def test_what_fails_in_a_part_that_is_drawn_by_itself_is_told_in_the_language_of_the_page():
    def script() -> None:
        from pathlib import Path

        from rag.errors import JobNotFound
        from rag.wording import say
        from ui.texts import ENGLISH, GERMAN
        from ui.views.guarding import refreshed

        def draw(job: int) -> None:
            raise JobNotFound(say("job_unknown", "There is no job {job}.", job=job))

        refreshed(draw, GERMAN, Path(), None)(12)
        refreshed(draw, ENGLISH, Path(), None)(12)

    shown = AppTest.from_function(script).run(timeout=30)
    assert not shown.exception
    german, english = (each.proto.body for each in shown.get("html"))
    assert "Einen Auftrag 12 gibt es nicht." in german
    assert "There is no job 12." in english


def test_a_full_disk_is_told_as_such_in_a_part_that_is_drawn_by_itself():
    def script() -> None:
        import errno
        from pathlib import Path

        from ui.texts import ENGLISH
        from ui.views.guarding import refreshed

        def draw() -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        refreshed(draw, ENGLISH, Path(), None)()

    shown = AppTest.from_function(script).run(timeout=30)
    assert not shown.exception
    (told,) = (each.proto.body for each in shown.get("html"))
    assert "The disk is full." in told


def test_what_goes_wrong_in_a_dialog_is_told_with_the_number_that_the_log_has(caplog):
    def script() -> None:
        from pathlib import Path

        from ui.texts import ENGLISH
        from ui.views.common import open_dialog

        def draw() -> None:
            raise ValueError("none of ours")

        open_dialog("opened", "A title", draw, ENGLISH, Path())

    log = logging.getLogger("ui.logs")
    log.addHandler(caplog.handler)
    try:
        shown = AppTest.from_function(script).run(timeout=30)
    finally:
        log.removeHandler(caplog.handler)
    assert not shown.exception
    (told,) = (each.proto.body for each in shown.get("html"))
    (number,) = {each.args[0] for each in caplog.records if each.name == "ui.logs"}
    assert page_texts.ENGLISH.unexpected.format(number=number) in told


def test_the_form_of_a_schedule_asks_for_its_jitter(tmp_path):
    def script(folder: str) -> None:
        from rag.config import load_settings
        from ui.bootstrap import open_operations
        from ui.texts import GERMAN
        from ui.views.schedule_form import _show
        from ui.wording.schedules import SCHEDULE_TEXTS

        operations = open_operations(load_settings(data_dir=folder))
        _show(operations, GERMAN, SCHEDULE_TEXTS["de"])
        operations.close()

    page = AppTest.from_function(script, args=(str(tmp_path),)).run(timeout=30)
    page.text_input(key="schedule-name").input("nightly")
    page.number_input(key="schedule-jitter").set_value(600)
    page.button(key="add-schedule-dialog-confirm").click().run(timeout=30)
    assert not page.exception
    operations = open_operations(load_settings(data_dir=tmp_path))
    nightly = operations.schedules.get("nightly")
    assert (nightly.cron, nightly.kind, nightly.jitter) == ("0 3 * * *", "index", 600)
    operations.close()
