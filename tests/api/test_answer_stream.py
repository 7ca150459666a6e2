"""Answers for the event loop: their threads end with their readers, and nothing is lost on the way."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from rag.stopping import check_stopped
from rag.types import Token
from ui.api.answer_stream import AnswerStream, watched
from ui.api.errors import ClientGone
from ui.api.lanes import Lane
from ui.api.tracing import Tracing

pytestmark = pytest.mark.anyio


@pytest.fixture
def lane():
    return Lane(1, 1, 1.0, 10.0)


def open_stream(lane, events, watch=lambda event: None):
    return AnswerStream(lane.enter("a"), events, 10.0, watch, Tracing().answer())


async def stay():
    await asyncio.Event().wait()


async def until_free(lane):
    while lane.running or lane.waiting:
        await asyncio.sleep(0.01)


async def test_events_come_in_order_and_are_seen(lane):
    seen = []
    stream = open_stream(lane, lambda: iter([Token("a"), Token("b")]), seen.append)
    assert [event async for event in watched(stream, stay)] == [Token("a"), Token("b")]
    assert seen == [Token("a"), Token("b")]
    await until_free(lane)


async def test_nothing_for_a_while_is_told(lane):
    go_on = threading.Event()

    def events():
        go_on.wait(20)
        yield Token("a")

    told = []
    async for event in watched(open_stream(lane, events), stay, 0.01):
        told.append(event)
        go_on.set()
    assert told[0] is None
    assert [each for each in told if each is not None] == [Token("a")]


async def test_what_fails_is_raised(lane):
    def events():
        yield Token("a")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        [event async for event in watched(open_stream(lane, events), stay)]
    await until_free(lane)


async def test_a_step_without_events_is_stopped(lane):
    begun = threading.Event()

    def events():
        begun.set()
        while True:
            check_stopped()
            time.sleep(0.01)
        yield Token("never")

    async def hang_up():
        await asyncio.to_thread(begun.wait, 20)
        return {"type": "http.disconnect"}

    with pytest.raises(ClientGone):
        [event async for event in watched(open_stream(lane, events), hang_up)]
    await until_free(lane)


async def test_a_stream_that_nobody_read_leaves_its_place(lane):
    stream = open_stream(lane, lambda: iter([]))
    assert lane.running == 1
    stream.close()
    stream.close()
    assert lane.running == 0
