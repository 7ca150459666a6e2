"""A small library behind the real application: in this loop, or on a real port of this machine."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from rag.config import load_settings
from tests.fakes import ScriptedModel, fake_openers
from tests.pdf_files import make_pdf
from ui.api.app import create_app

QUESTION = "Was wird für Übernachtungen erstattet?"
REPLY = "120 EUR je Nacht werden für Übernachtungen erstattet."
QUOTE = "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."
FILES = {
    "hr/travel.txt": f"Reisen\n\n{QUOTE}\n\nBelege sind binnen 30 Tagen abzugeben.".encode(),
    "leave.md": b"Leave\n\nFull-time staff have 30 days of paid leave a year.",
    "plan.pdf": make_pdf([["The plan has two pages."], ["This is the second."]]),
}
_PATIENCE = 60.0


class EndlessModel(ScriptedModel):
    """Writes until it is stopped, and says when it was."""

    reply: str = ""
    _started: threading.Event = PrivateAttr(default_factory=threading.Event)
    _stopped: threading.Event = PrivateAttr(default_factory=threading.Event)

    @property
    def started(self) -> threading.Event:
        """It has written something."""
        return self._started

    @property
    def stopped(self) -> threading.Event:
        """Its stream was closed."""
        return self._stopped

    def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        try:
            while True:
                yield ChatGenerationChunk(message=AIMessageChunk(content="a "))
                self._started.set()
                time.sleep(0.1)
        finally:
            self._stopped.set()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def indexed(tmp_path_factory):
    """A library of three documents, read once for all tests."""
    folder = tmp_path_factory.mktemp("indexed")
    for name, content in FILES.items():
        path = folder / "company" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with closing(fake_openers().indexer(load_settings(data_dir=folder / "data"))) as indexer:
        indexer.add([folder / "company"])
    return folder / "data"


@pytest.fixture
def data_dir(tmp_path, indexed):
    """A copy of it that a test may change."""
    shutil.copytree(indexed, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def build(data_dir):
    """Makes the application over that library, with the given model and settings."""

    def make(model=None, crash_on=None, **settings):
        loaded = load_settings(data_dir=data_dir, **settings)
        openers = fake_openers(model=model or ScriptedModel(reply=REPLY), crash_on=crash_on)
        return create_app(loaded, openers)

    return make


@pytest.fixture
def open_api(build):
    """Runs an application in this loop and gives a client of it."""

    @asynccontextmanager
    async def run(model=None, **settings) -> AsyncIterator[httpx.AsyncClient]:
        app = build(model, **settings)
        transport = httpx.ASGITransport(app=app)
        client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8600")
        async with app.router.lifespan_context(app), client:
            yield client

    return run


@pytest.fixture
def live(build):
    """Runs an application on a real port and gives its address."""

    @contextmanager
    def run(model=None, **settings) -> Iterator[str]:
        config = uvicorn.Config(
            build(model, **settings),
            port=0,
            log_config=None,
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            wait_for(lambda: server.started)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)
        assert not thread.is_alive()

    return run


def wait_for(condition):
    """What the condition gives, as soon as it gives something."""
    deadline = time.monotonic() + _PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    return value


def read_events(text):
    """The events of a stream: (name, data) pairs."""
    import json

    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found
