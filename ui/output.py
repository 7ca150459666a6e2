"""What a command shows: one JSON document or readable text on standard output, progress on standard error."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from rag.inert import without_unseen
from ui.times import duration_text

if TYPE_CHECKING:
    from rich.console import Console

    from ingest.progress import Progress

_OBEYED = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FIRST_LINE_SECONDS = 2.0
_LINE_SECONDS = 5.0
_STILL_SECONDS = 30.0  # after which a line is repeated, so that a long step does not look stuck
_TICK_SECONDS = 1.0
_STAGES = {
    "wait": "Waiting for another process that writes to this library",
    "accept": "Looking at files",
    "list": "Listing",
    "visit": "Visiting pages",
    "compare": "Comparing",
    "remove": "Removing",
    "rename": "Renaming",
    "fetch": "Fetching",
    "read": "Reading",
    "embed": "Learning meanings",
    "merge": "Tidying up",
    "show": "Showing another generation",
    "rebuild": "Indexing words",
    "check": "Checking",
    "download": "Downloading (MB)",
    "verify": "Checking (MB)",
    "load": "Loading models",
    "question": "Asking",
    "picture": "Drawing pages",
}

# Called with a stage, how much of it is done, how much there is (0: unknown) and the item in work.
Step: TypeAlias = Callable[[str, int, int, str], None]


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's results go. With `as_json`, standard output carries JSON and nothing else."""

    as_json: bool = False

    def document(self, value: dict[str, Any]) -> None:
        """The one JSON document of a command; nothing without `--json`."""
        if self.as_json:
            self.line(value)

    def line(self, value: dict[str, Any]) -> None:
        """One JSON object on a line of its own, at once, in both modes."""
        text = json.dumps(value, ensure_ascii=False)
        # JSON leaves these as they are, and a terminal obeys them.
        text = _OBEYED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
        try:
            text.encode(sys.stdout.encoding or "ascii")
        except UnicodeEncodeError:
            text = json.dumps(value)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def text(self, *lines: str, style: str = "") -> None:
        """Lines for a person; nothing with `--json`."""
        if not self.as_json:
            console = open_console()
            for line in lines:
                console.print(without_unseen(line), style=style, markup=False, highlight=False, soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Rows for a person; numbers are set to the right. Nothing with `--json`."""
        if self.as_json:
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for position, heading in enumerate(headings):
            numeric = bool(rows) and all(isinstance(row[position], int) for row in rows)
            table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text("" if cell is None else without_unseen(str(cell))) for cell in row))
        open_console().print(table)

    def note(self, sentence: str) -> None:
        """A sentence that is no result: on standard error, in both modes."""
        sys.stderr.write(without_unseen(sentence) + "\n")
        sys.stderr.flush()

    def error(self, sentence: str) -> None:
        """Why a command was not done."""
        self.note(sentence)
        self.document({"error": sentence})

    @contextmanager
    def steps(self) -> Iterator[Step]:
        """Progress while the block runs: bars on a terminal, else a line every few seconds."""
        if not sys.stderr.isatty():
            with _Lines(self).ticking() as show_line:
                yield show_line
            return
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description:<17}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[item]}", markup=False),
        )
        with Bars(*columns, console=open_console(stderr=True), transient=True) as bars:
            tasks: dict[str, Any] = {}

            def show(stage: str, done: int, total: int, item: str) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(_STAGES.get(stage, stage), item="")
                bars.update(tasks[stage], completed=done, total=total or None, item=item[-60:])

            yield show


def as_report(step: Step) -> Callable[[Progress], None]:
    """A step display as the `Report` that `ingest` calls."""
    return lambda progress: step(progress.stage, progress.done, progress.total, progress.item)


def open_console(*, stderr: bool = False) -> Console:
    """A rich console on today's standard streams; wide when nobody looks, so that no line is cut."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 200)


@dataclass(slots=True)
class _Lines:
    """Progress as plain lines: the first after two seconds, then one now and then, also while a step takes long."""

    output: Output
    last: float = field(default_factory=time.monotonic)  # when a line was written
    written: str | None = None
    current: tuple[str, int, int, str] | None = None
    begun: dict[str, tuple[float, int]] = field(default_factory=dict)  # when a stage was first seen, and how far
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def ticking(self) -> Iterator[Step]:
        """What shows a step; a thread goes on telling of the last one for as long as the block runs."""
        done = threading.Event()
        thread = threading.Thread(target=self._tick, args=(done,), name="progress", daemon=True)
        thread.start()
        try:
            yield self._show
        finally:
            done.set()
            thread.join()

    def _tick(self, done: threading.Event) -> None:
        with suppress(OSError, ValueError):  # nobody reads standard error any more
            while not done.wait(_TICK_SECONDS):
                with self.lock:
                    self._write_if_due(time.monotonic())

    def _show(self, stage: str, done: int, total: int, item: str) -> None:
        now = time.monotonic()
        with self.lock:
            self.current = stage, done, total, item
            self.begun.setdefault(stage, (now, done))
            self._write_if_due(now)

    def _write_if_due(self, now: float) -> None:
        pause = _FIRST_LINE_SECONDS if self.written is None else _LINE_SECONDS
        if self.current is None or now - self.last < pause:
            return
        stage, done, total, item = self.current
        of = f" of {total}" if total else ""
        counted = f": {done}{of} {item}".rstrip() if done or total or item else ""
        line = f"{_STAGES.get(stage, stage)}{counted}"
        if line == self.written and now - self.last < _STILL_SECONDS:
            return
        self.last, self.written = now, line
        since, first = self.begun[stage]
        if total > done > first:
            line += f", about {duration_text((now - since) / (done - first) * (total - done), 'en')} left"
        self.output.note(line)
