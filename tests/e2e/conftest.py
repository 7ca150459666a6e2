"""A real server, a real worker and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from ingest.indexer import Indexer
from rag.config import Settings, load_settings
from tests.fakes import HashingEmbedder
from ui.worker import run_worker

ROOT = Path(__file__).resolve().parents[2]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@dataclass(frozen=True)
class Server:
    """A running page and the library behind it."""

    url: str
    settings: Settings


@contextmanager
def serve_page(script: Path, settings: Settings, embedder: Callable[[], Any]) -> Iterator[Server]:
    """Run the page of a script in a process and a worker in a thread, for as long as the block runs."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    flags = ["--server.address=127.0.0.1", "--server.headless=true", "--browser.gatherUsageStats=false"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FUNDSTELLE_DATA_DIR": str(settings.data_dir),
        "FUNDSTELLE_MODELS_DIR": str(settings.models_dir),
    }
    log = settings.data_dir.parent / "page.log"
    stop = threading.Event()
    indexer = Indexer(settings, embedder)
    worker = threading.Thread(target=run_worker, args=(settings, indexer, stop))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *flags, "--server.fileWatcherType=none", "--client.toolbarMode=minimal"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        worker.start()
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield Server(f"http://127.0.0.1:{port}", settings)
        finally:
            stop.set()
            worker.join(30)
            indexer.close()
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the page did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page with small deterministic models."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("page") / "data")
    embedder = HashingEmbedder()
    with serve_page(Path(__file__).with_name("app_under_test.py"), settings, lambda: embedder) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser session with an English interface. It fails when anything but this machine is asked for."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(20_000)
    hosts: set[str | None] = set()
    dialogs: list[str] = []
    page.on("request", lambda request: hosts.add(_host(request.url)))
    page.on("dialog", lambda dialog: _refuse(dialog, dialogs))
    yield page
    context.close()
    assert hosts <= {"127.0.0.1"}
    assert dialogs == []


def _refuse(dialog: Dialog, seen: list[str]) -> None:
    seen.append(dialog.message)
    dialog.dismiss()


def _host(address: str) -> str | None:
    parts = urlsplit(address)
    return "127.0.0.1" if parts.scheme in ("data", "blob") else parts.hostname
