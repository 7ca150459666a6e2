"""Lanes: bounded, fair, honest; and the buckets that limit how often a client may call."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ui.api.errors import TooBusy, TookTooLong
from ui.api.lanes import Lane
from ui.api.rates import RateLimit

pytestmark = pytest.mark.anyio


def make_lane(at_once=1, waiting=8, guess_seconds=7.5, limit_seconds=10.0):
    return Lane(at_once, waiting, guess_seconds, limit_seconds)


async def test_clients_take_turns():
    lane, order = make_lane(), []

    async def work(client, number):
        async with lane.place(client):
            order.append(f"{client}{number}")
            await asyncio.sleep(0)

    first = lane.enter("x")
    tasks = [
        asyncio.create_task(work(client, n)) for client, n in [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("c", 1)]
    ]
    await asyncio.sleep(0)
    assert (lane.running, lane.waiting) == (1, 5)
    first.leave()
    await asyncio.gather(*tasks)
    assert order == ["a1", "b1", "c1", "a2", "a3"]
    assert (lane.running, lane.waiting) == (0, 0)


async def test_a_full_line_says_when_to_come_again():
    lane = make_lane(at_once=2, waiting=1)
    places = [lane.enter("a"), lane.enter("a"), lane.enter("a")]
    with pytest.raises(TooBusy, match="Too many requests wait already") as refused:
        lane.enter("b")
    assert refused.value.retry_after == 4  # 7.5 seconds each, two at once
    for place in places:
        place.leave()
    assert (lane.running, lane.waiting) == (0, 0)


async def test_the_last_places_are_for_others():
    lane = make_lane(waiting=8)
    lane.enter("greedy")
    for _ in range(6):
        lane.enter("greedy")
    with pytest.raises(TooBusy):
        lane.enter("greedy")
    lane.enter("modest")
    lane.enter("another")
    with pytest.raises(TooBusy):
        lane.enter("third")


async def test_the_estimate_follows_what_was_measured(monkeypatch):
    lane, clock = make_lane(waiting=0, guess_seconds=10.0), [0.0]
    monkeypatch.setattr("ui.api.lanes.time.monotonic", lambda: clock[0])
    for _ in range(3):
        async with lane.place("a"):
            clock[0] += 60.0
    lane.enter("a")
    with pytest.raises(TooBusy) as refused:
        lane.enter("a")
    assert refused.value.retry_after == 35  # 10, 20, 28, 34.4


async def test_who_leaves_the_line_makes_room():
    lane = make_lane(waiting=1)
    first, second = lane.enter("a"), lane.enter("b")
    second.leave()
    second.leave()
    assert (lane.running, lane.waiting) == (1, 0)
    third = lane.enter("c")
    first.leave()
    await third.ready()
    third.leave()
    assert (lane.running, lane.waiting) == (0, 0)


async def test_a_turn_that_came_as_its_owner_left_is_passed_on():
    lane = make_lane()
    first, second, third = lane.enter("a"), lane.enter("b"), lane.enter("c")
    first.leave()
    second.leave()
    await third.ready()
    assert (lane.running, lane.waiting) == (1, 0)


async def test_waiting_has_a_time_limit():
    lane = make_lane(limit_seconds=0.02)
    lane.enter("a")
    with pytest.raises(TookTooLong, match=r"given up after 0\.02 seconds"):
        await lane.run("b", lambda: 1)
    assert (lane.running, lane.waiting) == (1, 0)


async def test_a_place_is_taken_until_its_thread_is_done():
    lane, release = make_lane(limit_seconds=0.05), threading.Event()
    with pytest.raises(TookTooLong):
        await lane.run("a", lambda: release.wait(20))
    assert lane.running == 1
    release.set()
    while lane.running:
        await asyncio.sleep(0.01)
    assert await lane.run("a", lambda: 3) == 3


def test_a_bucket_fills_up_again():
    clock = [0.0]
    rates = RateLimit(60, lambda: clock[0])
    for _ in range(60):
        rates.count("a")
    with pytest.raises(TooBusy) as refused:
        rates.count("a")
    assert refused.value.retry_after == 1
    rates.count("b")
    clock[0] = 2.0
    rates.count("a")
    rates.count("a")
    with pytest.raises(TooBusy):
        rates.count("a")


def test_the_wait_is_as_long_as_it_has_to_be():
    rates = RateLimit(2, lambda: 0.0)
    rates.count("a")
    rates.count("a")
    with pytest.raises(TooBusy) as refused:
        rates.count("a")
    assert refused.value.retry_after == 30


def test_no_limit():
    rates = RateLimit(0, lambda: 0.0)
    for _ in range(1000):
        rates.count("a")


def test_clients_without_number_are_forgotten(monkeypatch):
    monkeypatch.setattr("ui.api.rates._REMEMBERED", 2)
    rates = RateLimit(1, lambda: 0.0)
    for client in "abc":
        rates.count(client)
    rates.count("a")
    with pytest.raises(TooBusy):
        rates.count("c")
