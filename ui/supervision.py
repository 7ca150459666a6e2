"""Processes that are started, kept alive and ended together."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from rag.config import Settings
from ui.page import as_environment

_STOP_SECONDS = 5.0  # an interrupted worker loses some embedding, nothing else
_STABLE_SECONDS = 60.0
_LONGEST_PAUSE = 60.0
_FROZEN_SECONDS = 180.0
_POLL_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Service:
    """A process of a library: what people call it, and the `fundstelle` command that it runs."""

    title: str
    command: tuple[str, ...]
    program: str = "rag"  # a Python module with the options of `fundstelle`
    # Given a process id, what changes as long as that process moves; None as long as there is nothing to see.
    pulse: Callable[[int], int | None] | None = None


WORKER = Service("The worker", ("work",))


class Child:
    """A process of ours, in a session of its own so that Ctrl-C reaches only its parent, which ends it in order."""

    def __init__(self, service: Service, settings: Settings) -> None:
        command = [sys.executable, "-m", service.program, "--data", str(settings.data_dir), *service.command]
        # Our standard output is for our own words; what goes wrong in a child still reaches standard error.
        self.process = subprocess.Popen(
            [*command, "--companion", str(os.getpid())],
            env={**os.environ, **as_environment(settings)},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.started = time.monotonic()
        self._pulse = service.pulse
        self._last: tuple[int | None, float] = (None, self.started)

    def seconds_without_pulse(self) -> float:
        """For how long it has not moved, by a clock that nobody can set; 0 when that cannot be seen."""
        pulse = None if self._pulse is None else self._pulse(self.process.pid)
        if pulse is None or pulse != self._last[0]:
            self._last = (pulse, time.monotonic())
        return time.monotonic() - self._last[1]

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll()


@dataclass
class Restarting:
    """A child that is started again when it dies, after a pause that grows while it keeps dying."""

    start: Callable[[], Child]
    child: Child | None = None
    deaths: int = 0
    next_start: float = field(default_factory=time.monotonic)
    longest_pause: float = _LONGEST_PAUSE

    def step(self) -> int | None:
        """Start it when its time has come. Returns the exit code when it has just died."""
        if self.child is None:
            if time.monotonic() >= self.next_start:
                self.child = self.start()
            return None
        code = self.child.exit_code
        if code is None:
            return None
        lived = time.monotonic() - self.child.started
        self.deaths = 1 if lived > _STABLE_SECONDS else self.deaths + 1
        self.next_start = time.monotonic() + min(self.longest_pause, 2.0 ** min(self.deaths - 1, 6))
        self.child = None
        return code

    def children(self) -> list[Child]:
        """The running process, if there is one."""
        return [] if self.child is None else [self.child]


class Supervisor:
    """Keeps services running until it is stopped, and ends all of them with itself."""

    def __init__(
        self,
        services: Sequence[Service],
        settings: Settings,
        tell: Callable[[str], None],
        longest_pause: float = _LONGEST_PAUSE,
        frozen_seconds: float = _FROZEN_SECONDS,
    ) -> None:
        self._supervised = {
            service.title: Restarting(partial(Child, service, settings), longest_pause=longest_pause)
            for service in services
        }
        self._tell = tell
        self._frozen_seconds = frozen_seconds

    def start(self, title: str) -> Restarting:
        """Start one service before the others, whose death is then for the caller to see."""
        supervised = self._supervised[title]
        supervised.step()
        return supervised

    def watch(self, stop: threading.Event) -> None:
        """Start what does not run, and start again what ended, until `stop` is set."""
        while not stop.is_set():
            for title, supervised in self._supervised.items():
                code = supervised.step()
                if code is not None:
                    self._tell(f"{title} ended (exit code {code}); it is started again.")
                for child in supervised.children():
                    self._end_if_frozen(title, child)
            stop.wait(_POLL_SECONDS)

    def _end_if_frozen(self, title: str, child: Child) -> None:
        if child.seconds_without_pulse() > self._frozen_seconds:
            self._tell(f"{title} has not moved for {self._frozen_seconds:.0f} s; it is ended.")
            child.process.kill()
            child.process.wait()

    def stop(self) -> None:
        """End all, in order."""
        stop_children([child for supervised in self._supervised.values() for child in supervised.children()])


def stop_children(children: Sequence[Child]) -> None:
    """Ask all to stop, then wait, then end those that did not."""
    for child in children:
        if child.exit_code is None:
            child.process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
