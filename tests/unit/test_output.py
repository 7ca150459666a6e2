"""Progress for those who look at no terminal."""

from __future__ import annotations

import queue
import time

from ui.output import Output


def test_lines_say_how_long_the_rest_will_take(capsys, monkeypatch):
    begun = time.monotonic()
    now = [begun]
    monkeypatch.setattr("ui.output.time.monotonic", lambda: now[0])
    with Output().steps() as step:
        for seconds, done in ((0, 10), (1, 11), (7, 12), (20, 20), (22, 21)):
            now[0] = begun + seconds
            step("question", done, 110, f"q{done}")
        now[0] = begun + 100
        step("accept", 3, 0, "a.txt")
        now[0] = begun + 200
        step("wait", 0, 0, "")
    assert capsys.readouterr().err.splitlines() == [
        "Asking: 12 of 110 q12, about 6 min left",  # 2 in 7 s, 98 to go
        "Asking: 20 of 110 q20, about 3 min left",  # 10 in 20 s, 90 to go
        "Looking at files: 3 a.txt",
        "Waiting for another process that writes to this library",
    ]


def test_a_step_that_takes_long_is_told_while_it_lasts(monkeypatch):
    begun = time.monotonic()
    now = [begun]
    told = queue.SimpleQueue()
    monkeypatch.setattr("ui.output.time.monotonic", lambda: now[0])
    monkeypatch.setattr("ui.output._TICK_SECONDS", 0.001)
    # What is captured cannot be read while a thread writes.
    monkeypatch.setattr(Output, "note", lambda _, line: told.put(line))
    with Output().steps() as step:
        step("read", 0, 1, "huge.pdf")
        for seconds in (3, 34, 65):
            now[0] = begun + seconds
            assert told.get() == "Reading: 0 of 1 huge.pdf"
    assert told.empty()
