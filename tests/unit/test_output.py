"""Progress for those who look at no terminal."""

from __future__ import annotations

import threading
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
    assert capsys.readouterr().err.splitlines() == [
        "Asking: 12 of 110 q12, about 6 min left",  # 2 in 7 s, 98 to go
        "Asking: 20 of 110 q20, about 3 min left",  # 10 in 20 s, 90 to go
        "Looking at files: 3 a.txt",
    ]


def test_a_step_that_takes_long_is_told_while_it_lasts(capsys, monkeypatch):
    begun = time.monotonic()
    now = [begun]
    monkeypatch.setattr("ui.output.time.monotonic", lambda: now[0])
    monkeypatch.setattr("ui.output._TICK_SECONDS", 0.001)
    told = []

    def wait_for_lines(count):
        while len(told) < count:
            told.extend(capsys.readouterr().err.splitlines())
            threading.Event().wait(0.001)

    with Output().steps() as step:
        step("read", 0, 1, "huge.pdf")
        for count, seconds in enumerate((2, 32, 62), 1):
            now[0] = begun + seconds
            wait_for_lines(count)
    assert told == ["Reading: 0 of 1 huge.pdf"] * 3
    assert capsys.readouterr().err == ""
