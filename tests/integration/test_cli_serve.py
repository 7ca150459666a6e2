"""`serve`: one command starts the page and the worker, keeps them alive, and ends them with itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from functools import partial
from itertools import pairwise

import pytest

from ingest.jobs.liveness import living_workers, pulse_of
from rag.config import load_settings
from rag.errors import ConfigurationError
from rag.layout import DataDir
from rag.library import Library
from rag.models import find_entry
from rag.weights.record import describe_folder, write_record
from tests.command import ROOT
from ui.bootstrap import open_intake
from ui.cli import build_parser
from ui.output import Output
from ui.ports import choose_port
from ui.samples import add_samples
from ui.serving import Serving, choose_ports, services
from ui.supervision import Restarting, Service, Supervisor

_PATIENCE = 60.0


@pytest.fixture
def models(tmp_path):
    """A folder in which the embedder is installed as far as `serve` looks before it starts."""
    entry = find_entry("multilingual-e5-small")
    folder = tmp_path / "models" / entry.name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    write_record(folder, describe_folder(folder, entry.sha256, "a test"))
    return tmp_path / "models"


@pytest.fixture
def serve(tmp_path, models):
    """Starts `fundstelle serve` on a library; all that were started are ended with the test."""
    started = []

    def start(*arguments, data=tmp_path / "data"):
        environment = {
            **os.environ,
            "FUNDSTELLE_MODELS_DIR": str(models),
            "FUNDSTELLE_MODEL": "hosted:model",
            "HOME": str(tmp_path),
            # Nobody is there; what runs here asks its own processes directly.
            "http_proxy": "http://127.0.0.1:9",
        }
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "rag",
                "--json",
                "--data",
                str(data),
                "serve",
                "--no-browser",
                *map(str, arguments),
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(process_id):
    result = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process_id)], capture_output=True, text=True
    )
    return {int(line.split()[0]): line for line in result.stdout.splitlines()}


def _wait_for(condition):
    deadline = time.monotonic() + _PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
    return value


def _worker_of(process):
    return next((pid for pid, line in _children(process.pid).items() if " work " in line), None)


def _names_at(api):
    """Documents as the API tells them; None while it does not answer yet."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{api}/v1/documents", timeout=10) as answer:
        return [each["document"] for each in json.load(answer)["documents"]]
    return None


def _is_running(process_id):
    result = subprocess.run(["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True)
    return result.stdout.strip()[:1] not in ("", "Z")


def test_it_serves_the_page_and_indexes(serve, tmp_path):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "note.txt").write_text("The archive is in the basement.", encoding="utf-8")
    port = _free_port()
    process = serve("--port", port, "--samples", samples)
    announced = json.loads(process.stdout.readline())
    api = announced.pop("api")
    assert announced == {"url": f"http://127.0.0.1:{port}", "data": str(tmp_path / "data")}
    with urllib.request.urlopen(announced["url"], timeout=10) as page:
        assert b"<title>" in page.read()
    _wait_for(lambda: _names_at(api) == ["note.txt"])
    settings = load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")
    with Library(settings) as library:
        # The weights of this test cannot embed; words are enough to be found.
        _wait_for(lambda: library.documents()[0].state == "searchable")
        assert library.search("archive")[0].passage.document == "note.txt"

    worker = _wait_for(lambda: _worker_of(process))
    os.kill(worker, signal.SIGKILL)
    again = _wait_for(lambda: (found := _worker_of(process)) != worker and found)
    children = _children(process.pid)
    assert sorted(line.split(" rag --data ")[1].split()[1] for line in children.values()) == [
        "api",
        "page",
        "schedule",
        "work",
    ]
    assert again in children

    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    _wait_for(lambda: not any(_is_running(child) for child in children))


def test_children_end_when_serve_is_killed(serve):
    process = serve("--port", _free_port())
    process.stdout.readline()
    children = _wait_for(lambda: len(found := _children(process.pid)) == 4 and found)
    process.kill()
    process.wait()
    _wait_for(lambda: not any(_is_running(child) for child in children))


def test_each_process_of_the_table_is_a_command_that_runs_alone(tmp_path):
    table = services(DataDir(tmp_path), 8501)
    assert [service.title for service in table] == ["The page", "The worker", "The scheduler"]
    for service in table:
        assert callable(build_parser().parse_args([*service.command, "--companion", "1"]).run)
    api = services(DataDir(tmp_path), 8501, 8600)[-1].command
    assert build_parser().parse_args(api).port == 8600


def test_without_the_api(serve):
    process = serve("--port", _free_port(), "--no-api")
    assert "api" not in json.loads(process.stdout.readline())
    children = _wait_for(lambda: len(found := _children(process.pid)) == 3 and found)
    assert not any(" api " in line for line in children.values())


def test_a_port_that_is_taken(serve):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = serve("--port", other.getsockname()[1])
        out, err = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 2
    assert re.fullmatch(r"Port \d+ is taken by another program; choose another one with --port.\n", err)
    assert json.loads(out) == {"error": err.rstrip("\n")}


def test_the_default_port_gives_way(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr("ui.ports._PORTS_TRIED", 5)
        assert taken < choose_port(None, "127.0.0.1", taken) <= taken + 4


@pytest.fixture
def ports(monkeypatch):
    """Default ports of which nothing is known beforehand: that of the page is free, that of the API is taken."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken, page = other.getsockname()[1], _free_port()
        monkeypatch.setattr("ui.serving.API_PORT", taken)
        monkeypatch.setattr("ui.serving.DEFAULT_PORT", page)
        yield page, taken


def test_the_apis_default_port_gives_way_and_that_is_told(tmp_path, ports, capsys):
    page, taken = ports
    settings = load_settings(data_dir=tmp_path)
    assert choose_ports(settings, Output(), Serving(port=page, api=False)) == (page, None)
    assert capsys.readouterr().err == ""
    port, api_port = choose_ports(settings, Output(), Serving(port=page))
    assert (port, api_port > taken) == (page, True)
    assert capsys.readouterr().err == f"Port {taken} is taken, so the HTTP API is on port {api_port}.\n"


def test_an_api_port_that_was_asked_for_does_not_give_way(tmp_path, ports, capsys):
    page, taken = ports
    free = _free_port()
    settings = load_settings(data_dir=tmp_path, api_port=taken)
    sentence = f"Port {taken} is taken by another program; choose another one with --api-port."
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        choose_ports(settings, Output(), Serving(port=page))
    assert choose_ports(settings, Output(), Serving(port=page, api_port=free)) == (page, free)
    with pytest.raises(ConfigurationError, match="--api-port"):
        choose_ports(settings, Output(), Serving(port=page, api_port=page))
    assert choose_ports(load_settings(data_dir=tmp_path, api_port=free), Output(), Serving(port=page)) == (
        page,
        free,
    )
    assert capsys.readouterr().err == ""


def test_samples_that_were_deleted_stay_deleted(tmp_path):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "note.txt").write_text("The archive is in the basement.", encoding="utf-8")
    (samples / "empty.txt").touch()
    settings = load_settings(data_dir=tmp_path / "data")
    DataDir(settings.data_dir).create()
    assert add_samples(settings, samples, Output()) == 1
    assert add_samples(settings, samples, Output()) == 0
    with Library(settings) as library:
        assert [(each.name, str(each.state)) for each in library.documents()] == [("note.txt", "waiting")]
    open_intake(settings).remove(["note.txt"])
    assert add_samples(settings, samples, Output()) == 0
    with Library(settings) as library:
        assert library.documents() == []


def test_a_library_with_documents_gets_no_samples(tmp_path):
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "note.txt").write_text("The archive is in the basement.", encoding="utf-8")
    settings = load_settings(data_dir=tmp_path / "data")
    open_intake(settings).accept_stream("mine.txt", io.BytesIO(b"Mine."))
    assert add_samples(settings, samples, Output()) == 0


def test_a_worker_that_is_frozen_is_ended_and_started_again(tmp_path):
    """Stopped as by a debugger, or by a disk that does not answer: it lives, and does nothing."""
    settings = load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")
    directory = DataDir(settings.data_dir)
    directory.create()
    worker = Service("The worker", ("work",), "tests.command", partial(pulse_of, directory))
    told, stop = [], threading.Event()
    supervisor = Supervisor([worker], settings, told.append, longest_pause=0.1, frozen_seconds=6.0)
    thread = threading.Thread(target=supervisor.watch, args=(stop,))
    thread.start()
    try:
        [name] = _wait_for(lambda: living_workers(directory))
        os.kill(int(name.split("-")[-2]), signal.SIGSTOP)
        _wait_for(lambda: (found := living_workers(directory)) and found != [name])
    finally:
        stop.set()
        thread.join()
        supervisor.stop()
    assert told == [
        "The worker has not moved for 6 s; it is ended.",
        "The worker ended (exit code -9); it is started again.",
    ]


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(monkeypatch):
    class Dead:
        exit_code = 1
        started = 0.0

    clock = [0.0]
    monkeypatch.setattr("ui.supervision.time.monotonic", lambda: clock[0])
    starts = []

    def start():
        child = Dead()
        child.started = clock[0]
        starts.append(clock[0])
        return child

    supervised = Restarting(start, next_start=0.0)
    while clock[0] < 200:
        supervised.step()
        clock[0] += 0.25
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert gaps[:4] == [1.25, 2.25, 4.25, 8.25]
    assert max(gaps) <= 61
