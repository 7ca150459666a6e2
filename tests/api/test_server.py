"""The service as a process with real sockets: who hangs up stops the model, and SIGTERM stops the service."""

from __future__ import annotations

import concurrent.futures
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import QUESTION, QUOTE, REPLY, EndlessModel, wait_for
from tests.command import ROOT, start_command
from tests.fakes import ScriptedModel, fake_openers
from ui.cli import main

_ASK = {"question": QUESTION}
_BODY = json.dumps(_ASK).encode()
_CHAT = json.dumps(
    {"model": "fundstelle", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
).encode()


def send_request(address, path, body, accept):
    """A request over a socket that the test may close whenever it wants."""
    place = urllib.parse.urlsplit(address)
    connection = socket.create_connection((place.hostname, place.port), timeout=20)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    return connection


def gauge(address, name):
    text = httpx.get(f"{address}/metrics").text
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [
        ("/v1/ask", _BODY, "application/json"),
        ("/v1/ask", _BODY, "text/event-stream"),
        ("/v1/chat/completions", _CHAT, "*/*"),
    ],
    ids=["json", "events", "chat"],
)
def test_the_model_stops_when_the_caller_hangs_up(live, path, body, accept):
    model = EndlessModel()
    with live(model) as address:
        connection = send_request(address, path, body, accept)
        wait_for(model.started.is_set)
        assert gauge(address, "fundstelle_answers_running") == 1
        assert not model.stopped.is_set()
        connection.close()
        wait_for(model.stopped.is_set)
        wait_for(lambda: gauge(address, "fundstelle_answers_running") == 0)


def test_who_hangs_up_while_waiting_leaves_the_line(live):
    model = EndlessModel()
    with live(model) as address:
        first = send_request(address, "/v1/ask", _BODY, "*/*")
        wait_for(model.started.is_set)
        second = send_request(address, "/v1/ask", _BODY, "*/*")
        wait_for(lambda: gauge(address, "fundstelle_answers_waiting") == 1)
        second.close()
        wait_for(lambda: gauge(address, "fundstelle_answers_waiting") == 0)
        first.close()


def test_a_body_that_does_not_come_is_given_up(live, monkeypatch):
    monkeypatch.setattr("ui.api.bodies._QUIET_SECONDS", 0.1)
    with live() as address:
        place = urllib.parse.urlsplit(address)
        with socket.create_connection((place.hostname, place.port), timeout=20) as slow:
            slow.sendall(
                f"POST /v1/ask HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
                "Content-Length: 100\r\n\r\n{".encode()
            )
            assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_many_at_once_get_an_answer_or_are_sent_away(live):
    model = ScriptedModel(reply=REPLY, seconds_a_word=0.002)
    with live(model, api_waiting_answers=8, api_requests_per_minute=0) as address:
        with concurrent.futures.ThreadPoolExecutor(24) as threads:
            asked = list(threads.map(lambda _: httpx.post(f"{address}/v1/ask", json=_ASK, timeout=60), range(24)))
            found = list(
                threads.map(lambda _: httpx.post(f"{address}/v1/search", json=_ASK, timeout=60), range(24))
            )
        statuses = [each.status_code for each in asked]
        assert set(statuses) <= {200, 429}
        assert statuses.count(200) >= 7
        assert all(each.json()["citations"][0]["quote"] == QUOTE for each in asked if each.status_code == 200)
        assert all(int(each.headers["retry-after"]) >= 1 for each in asked if each.status_code == 429)
        assert [each.status_code for each in found] == [200] * 24
        wait_for(lambda: gauge(address, "fundstelle_answers_running") == 0)


@pytest.fixture
def process(data_dir):
    """Starts `fundstelle api` over the library; gives the process and its address."""
    started = []

    def start(**environment):
        running = start_command(
            "--json", "--data", data_dir, "api", "--port", 0, "--workers", "no", FAKE_REPLY=REPLY, **environment
        )
        started.append(running)
        line = running.stdout.readline()
        assert line, running.stderr.read()
        return running, json.loads(line)["url"]

    yield start
    for running in started:
        running.kill()
        running.communicate()


def test_it_stops_in_good_order_whatever_goes_on(process):
    running, address = process(FAKE_SECONDS_A_WORD="60")
    answer = httpx.post(f"{address}/v1/ask", json={**_ASK, "mode": "quotes"}, timeout=60)
    assert (answer.status_code, answer.json()["status"]) == (200, "quoted")
    with send_request(address, "/v1/ask", _BODY, "text/event-stream") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (0, "")
    lines = [json.loads(line) for line in err.splitlines()]
    assert [(each["message"], each["route"], each["status"]) for each in lines] == [("request", "/v1/ask", 200)] * 2


def test_an_upload_survives_a_kill_and_is_taken_once(process):
    running, address = process()
    key = {"Idempotency-Key": "k1"}
    first = httpx.post(f"{address}/v1/documents", files={"file": ("n.txt", b"Note.")}, headers=key).json()
    running.kill()
    running.communicate()
    _, address = process()
    again = httpx.post(f"{address}/v1/documents", files={"file": ("n.txt", b"Note.")}, headers=key)
    assert (again.json(), again.headers["idempotent-replayed"]) == (first, "true")


def test_other_machines_need_a_key(data_dir, capsys):
    assert main(["--data", str(data_dir), "api", "--host", "0.0.0.0", "--port", "0"], openers=fake_openers()) == 2
    assert "api_key" in capsys.readouterr().err


def test_a_port_that_is_taken(data_dir, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert main(["--data", str(data_dir), "api", "--port", port], openers=fake_openers()) == 2
    assert "choose others with --host and --port" in capsys.readouterr().err


def test_uploads_are_indexed(tmp_path):
    """The command itself: words are found although there are no weights, which `/health/ready` tells."""
    environment = {**os.environ, "FUNDSTELLE_MODELS_DIR": str(tmp_path / "none"), "FUNDSTELLE_OFFLINE": "true"}
    command = [sys.executable, "-m", "rag", "--json", "--data", str(tmp_path / "data"), "api", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            address = json.loads(running.stdout.readline())["url"]
            file = {"file": ("note.txt", b"The archive is in the basement.")}
            document = httpx.post(f"{address}/v1/documents", files=file, timeout=60).json()["id"]
            url = f"{address}/v1/documents/{document}"
            wait_for(lambda: httpx.get(url, timeout=60).json()["state"] == "searchable")
            found = httpx.post(f"{address}/v1/search", json={"question": "archive"}, timeout=60).json()
            assert [hit["document"] for hit in found["hits"]] == ["note.txt"]
            ready = httpx.get(f"{address}/health/ready", timeout=60)
            assert (ready.status_code, ready.json()["ready"]) == (503, False)
            assert "multilingual-e5-small" in " ".join(ready.json()["reasons"])
            tasks = Path(f"/proc/{running.pid}/task").glob("*/children")
            (worker,) = [child for each in tasks for child in each.read_text().split()]
        finally:
            running.terminate()
        assert running.wait(60) == 0
        wait_for(lambda: not Path(f"/proc/{worker}").exists())
