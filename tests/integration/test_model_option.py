"""`--model` of what runs for long reaches all its processes; names of no model are told before anything starts."""

from __future__ import annotations

import json

import pytest

from rag.config import load_settings
from rag.layout import DataDir
from tests.fakes import fake_openers
from ui.cli import main
from ui.supervision import Child, Service, stop_children

GIVEN = "openai:gpt-4o-mini,local"
FULL = "openai:gpt-4o-mini,local:qwen2.5-coder-1.5b-instruct"
UNKNOWN = [
    ("acme:large", "The model acme:large is of no known family. Known are: local, bedrock,"),
    ("local:absent", "There is no model named 'absent'. Known models: "),
    ("local:multilingual-e5-small", "The model multilingual-e5-small is no language model."),
    ("local:/absent/model.gguf", "There is no file /absent/model.gguf with a language model."),
    ("openai:gpt-4o-mini,acme:large", "The model acme:large is of no known family."),
    ("gpt", "The setting 'model' cannot be used"),
]


@pytest.mark.parametrize("command", ["api", "page", "serve", "mcp"])
@pytest.mark.parametrize(("name", "sentence"), UNKNOWN)
def test_a_name_of_no_model_starts_nothing(tmp_path, capsys, command, name, sentence):
    data = tmp_path / "data"
    assert main([command, "--model", name, "--data", str(data), "--json"], fake_openers()) == 2
    assert json.loads(capsys.readouterr().out)["error"].startswith(sentence)
    assert not DataDir(data).catalog.exists()


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("api", "ui.api.serving.serve_api"),
        ("mcp", "ui.api.serving.serve_mcp"),
        ("page", "ui.page.run_page"),
        ("serve", "ui.serving.serve"),
    ],
)
def test_the_model_is_that_of_the_settings_from_then_on(tmp_path, monkeypatch, command, started):
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-sonnet-4-6")
    seen = []
    monkeypatch.setattr(started, lambda settings, *_, **__: seen.append(settings.model) or 0)
    for options in (["--model", GIVEN], []):
        assert main([command, *options, "--data", str(tmp_path)], fake_openers()) == 0
    assert seen == [FULL, "anthropic:claude-sonnet-4-6"]


def test_a_child_of_a_supervisor_gets_the_model(tmp_path, monkeypatch):
    """Whatever the environment of the parent says."""
    monkeypatch.setenv("FUNDSTELLE_MODEL", "anthropic:claude-sonnet-4-6")
    script = tmp_path / "tell_model.py"
    script.write_text(
        "import pathlib\nfrom rag.config import load_settings\n"
        f"pathlib.Path({str(tmp_path / 'told')!r}).write_text(load_settings().model)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    child = Child(Service("It", (), "tell_model"), load_settings(data_dir=tmp_path / "data", model=GIVEN))
    try:
        assert child.process.wait(60) == 0
    finally:
        stop_children([child])
    assert (tmp_path / "told").read_text() == FULL
