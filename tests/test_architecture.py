"""The shape of the code, held by a test: imports go one way, files stay small, everything public is documented."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import rag
from rag.answerability import SHIPPED
from rag.config import Settings

ROOT = Path(__file__).parent.parent
PACKAGES = {"rag": set[str](), "ingest": {"rag"}, "ui": {"rag", "ingest"}}
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_FILE = 400
# The only place that may look up: `python -m rag` is the command line.
MAY_LOOK_UP = {"rag/__main__.py"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_go_one_way(path):
    package = name(path).split("/")[0]
    forbidden = set(PACKAGES) - PACKAGES[package] - {package}
    if name(path) not in MAY_LOOK_UP:
        assert not imported(path) & forbidden
    assert "tests" not in imported(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_modules_and_public_functions_say_what_they_do(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_pickle(path):
    """A pickle runs whatever is in it; files on disk are data."""
    assert not imported(path) & {"pickle", "dill", "joblib", "cloudpickle", "shelve"}


def test_public_names():
    assert sorted(rag.__all__) == [
        "Answer",
        "AnswerStatus",
        "Citation",
        "Document",
        "DocumentState",
        "Hit",
        "Library",
        "LibraryApi",
        "LibraryRetriever",
        "Page",
        "Passage",
        "Turn",
    ]
    assert all(getattr(rag, each).__name__ == each for each in rag.__all__)


def test_every_setting_is_documented():
    text = (ROOT / "docs" / "settings.md").read_text()
    missing = [each for each in Settings.model_fields if f"`{each}`" not in text]
    assert not missing


def test_the_shipped_threshold_is_documented_as_it_is():
    text = (ROOT / "docs" / "settings.md").read_text()
    assert re.findall(r"the shipped (\d\.\d+)", text) == [f"{SHIPPED.threshold:g}"]


def test_every_decision_has_a_number_of_its_own():
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name) for path in files]
    assert files
    assert all(numbers)
    assert len({match.group(1) for match in numbers if match}) == len(files)
