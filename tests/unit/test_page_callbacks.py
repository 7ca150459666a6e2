"""What a press does before the page is drawn: its errors are told as all others are."""

from __future__ import annotations

import ast
import logging
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

_UI = Path(__file__).resolve().parents[2] / "ui"
# They only note in the session what is to be drawn; whatever reads or writes more goes through `guarded_call`.
_OF_THE_SESSION = {"_go_to", "_open", "_choose_example", "_ask_in", "flip", "forget", "exchanges.clear", "'ignore'"}


def _press_in_a_part() -> None:
    from pathlib import Path

    import streamlit as st

    from rag.errors import JobNotFound
    from rag.wording import say
    from ui.texts import GERMAN
    from ui.views.guarding import guarded_call, refreshed

    def fail(kind: str) -> None:
        raise (
            JobNotFound(say("job_unknown", "There is no job {job}.", job=12))
            if kind == "known"
            else ValueError("x")
        )

    def draw() -> None:
        st.text("drawn")
        for kind in ("known", "unknown"):
            st.button(kind, key=kind, on_click=guarded_call(fail, GERMAN, Path()), args=(kind,))

    refreshed(draw, GERMAN, Path(), None)()


def _told(app: AppTest) -> list[str]:
    return [each.proto.body for each in app.get("html")]


def test_an_error_with_a_sentence_is_told_once_above_the_part_with_the_button():
    app = AppTest.from_function(_press_in_a_part).run(timeout=30)
    assert _told(app) == []
    app.button(key="known").click().run(timeout=30)
    assert not app.exception
    (told,) = _told(app)
    assert "Einen Auftrag 12 gibt es nicht." in told
    assert [each.value for each in app.text] == ["drawn"]
    assert _told(app.run(timeout=30)) == []


def test_any_other_error_is_told_with_the_number_that_the_log_has(caplog):
    app = AppTest.from_function(_press_in_a_part).run(timeout=30)
    with caplog.at_level(logging.ERROR):
        app.button(key="unknown").click().run(timeout=30)
    assert not app.exception
    (told,) = _told(app)
    assert "ValueError" not in told
    numbers = set(re.findall(r"[0-9a-f]{6,}", told))
    assert [number for number in numbers if number in caplog.text]


@pytest.mark.parametrize("path", sorted(_UI.rglob("*.py")), ids=lambda path: path.name)
def test_callbacks_that_may_fail_are_guarded(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("on_click", "on_change", "on_dismiss", "on_submit"):
            callback = ast.unparse(node.value)
            assert callback.startswith("guarded_call(") or callback in _OF_THE_SESSION
