"""The gate is set, changed and removed on the page of generations, with all its rules."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from rag.config import load_settings
from rag.layout import DataDir
from ui.bootstrap import open_operations
from ui.gate.store import Rules, TellOf, find_gate, set_gate


@pytest.fixture
def directory(tmp_path):
    operations = open_operations(load_settings(data_dir=tmp_path / "data"))
    operations.close()
    return DataDir(tmp_path / "data")


@pytest.fixture
def golden(tmp_path):
    file = tmp_path / "golden.jsonl"
    shared = {"answerable": True, "evidence": [{"document": "keys.txt"}]}
    rows = [{"id": f"q{number}", "question": f"Who has key {number}?", **shared} for number in (1, 2, 3)]
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


def show_page(directory, language):
    def script(folder: str, language: str) -> None:
        from types import SimpleNamespace

        from rag.config import load_settings
        from ui.texts import ENGLISH, GERMAN
        from ui.views.common import get_operations
        from ui.views.generations import show_generations

        get_operations.clear()
        workspace = SimpleNamespace(settings=load_settings(data_dir=folder))
        show_generations(workspace, {"de": GERMAN, "en": ENGLISH}[language])  # type: ignore[arg-type]

    shown = AppTest.from_function(script, args=(str(directory.root), language)).run(timeout=30)
    assert not shown.exception
    return shown


def told(page):
    assert not page.exception
    return "\n".join(each.proto.body for each in page.get("html"))


def test_it_is_attached_by_an_upload(directory, golden):
    page = show_page(directory, "de")
    assert "wird ungeprüft veröffentlicht" in told(page)
    page.button(key="set-gate").click().run(timeout=30)
    page.button(key="gate-confirm").click().run(timeout=30)
    assert "Wählen Sie eine Datei mit Prüffragen." in told(page)
    page.file_uploader(key="gate-file").upload("golden.jsonl", golden.read_bytes())
    page.number_input(key="gate-share").set_value(90.5)
    page.number_input(key="gate-max-lost").set_value(0)
    page.button(key="gate-confirm").click().run(timeout=30)
    assert "Die Prüfung gilt: 3 Fragen zählen." in told(page)
    assert "golden.jsonl: 90,5 % der Fragen" in told(page)
    gate = find_gate(directory)
    assert (gate.file, gate.rules) == ("golden.jsonl", Rules(share=0.905, max_lost=0))


def test_its_rules_are_changed(directory, golden):
    set_gate(directory, golden, Rules(share=1.0, max_lost=1))
    golden.unlink()
    page = show_page(directory, "en")
    page.button(key="set-gate").click().run(timeout=30)
    assert page.multiselect(key="gate-may-lose").options == [f"q{n}: Who has key {n}?" for n in (1, 2, 3)]
    page.multiselect(key="gate-may-lose").select("q2")
    page.selectbox(key="gate-tell-of").select(TellOf.BOTH)
    page.number_input(key="gate-tell-most").set_value(5)
    page.number_input(key="gate-k").set_value(3)
    page.number_input(key="gate-share").set_value(80)
    page.checkbox(key="gate-answers").check()
    page.button(key="gate-confirm").click().run(timeout=30)
    assert "The gate is set: 2 questions count." in told(page)
    assert "Do not count: q2." in told(page)
    expected = Rules(share=0.8, max_lost=1, k=3, answers=True, may_lose=("q2",), tell_of=TellOf.BOTH, tell_most=5)
    assert find_gate(directory).rules == expected
    page.button(key="remove-gate").click().run(timeout=30)
    assert "The questions are detached." in told(page)
    assert find_gate(directory) is None


def test_rules_that_do_not_fit_are_told(directory, golden):
    set_gate(directory, golden, Rules())
    page = show_page(directory, "de")
    page.button(key="set-gate").click().run(timeout=30)
    for each in ("q1", "q2", "q3"):
        page.multiselect(key="gate-may-lose").select(each)
    page.button(key="gate-confirm").click().run(timeout=30)
    assert "Wenn jede Frage verloren gehen darf, gibt es nichts zu prüfen." in told(page)
    assert find_gate(directory).rules == Rules()


def test_damaged_questions_can_be_attached_again(directory, golden):
    set_gate(directory, golden, Rules())
    directory.gate.write_text("{}")
    page = show_page(directory, "de")
    page.button(key="set-gate").click().run(timeout=30)
    assert "auf der Platte geändert oder beschädigt" in told(page)
    page.file_uploader(key="gate-file").upload("again.jsonl", golden.read_bytes())
    page.button(key="gate-confirm").click().run(timeout=30)
    assert "Die Prüfung gilt: 3 Fragen zählen." in told(page)
