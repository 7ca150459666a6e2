"""`make bench`: many clients at once on the real service, each with a connection of its own.

    python -m tests.load [--passages 20000] [--clients 64] [--seconds 10]
    python -m tests.load --real [--passages 2000]

The embedder and the language model are those of the tests, so the figures are those of the service, the indexes and
the search. With `--real` the embedder is the default one and `fundstelle work` reads uploads meanwhile; no language
model is used. The clients run on the same machine and take a part of it.

It fails when a reply is none of 200 and 429, when a second round of the same load needs noticeably more memory than
the first, and when searches are much slower while documents are taken in. On a machine that does something else
meanwhile the last says nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.benchmark import Bench, prose, vocabulary, write
from tests.command import start_command


@dataclass(frozen=True)
class Request:
    """What a client sends, beside its question."""

    path: str
    more: tuple[tuple[str, str], ...] = ()


# As many words as an answer of two sentences; the pause between two is that of the tests' command.
_REPLY = " ".join(["word"] * 40)
_WARM_SECONDS = 3.0
_BASELINE_SECONDS = 10.0
_MOST_GROWTH = 1.10  # of the peak memory, in a second round of the same load
_MOST_SLOWDOWN = 3.0  # of the p95 of a search, while documents are taken in
_REAL_PASSAGES = 2_000
_MORE_FILES = 300
_PATIENCE_SECONDS = 120.0
_SEARCH = Request("/v1/search")
_LOADS = {
    "search": _SEARCH,
    "ask": Request("/v1/ask"),
    "ask for quotes": Request("/v1/ask", (("mode", "quotes"),)),
}


@dataclass
class Outcome:
    """What clients got, and how long those waited who got an answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """Seconds."""
        return statistics.quantiles(self.seconds, n=20)[-1]

    def describe(self) -> str:
        """One line."""
        told = ", ".join(f"{count} times {status}" for status, count in sorted(self.statuses.items()))
        if len(self.seconds) < 2:
            return told
        return f"{told}; median {statistics.median(self.seconds) * 1000:.0f} ms, p95 {self.p95 * 1000:.0f} ms"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--real", action="store_true", help="the default embedder and the real worker")
    options = parser.parse_args()
    words = vocabulary(random.Random(1))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if options.real:
            measure_real(root, words, options.passages or _REAL_PASSAGES)
            return
        bench = Bench(root / "data")
        bench.fill(root / "texts", options.passages or 20_000, words)
        measure(bench.settings.data_dir, words, options.clients, options.seconds)


def measure(data_dir: Path, words: list[str], clients: int, seconds: float) -> None:
    """Searches and questions of many clients, twice, and searches while a folder is added."""
    with _service(data_dir) as (process, address):
        idle = _idle(address, words)
        peaks = []
        for number in (1, 2):
            for name, request in _LOADS.items():
                outcome = _run(address, request, words, clients, seconds)
                write(f"HTTP, {clients} clients {name}, round {number}: {outcome.describe()}")
            peaks.append(_peak_megabytes(process.pid))
        write(f"peak memory of the service after each round: {peaks[0]:.0f} MB, {peaks[1]:.0f} MB")
        hold_growth(*peaks)
        with _adding(data_dir, words):
            hold_slowdown(idle, _while_busy(address, words, "a folder is added"))
        write(f"peak memory of the service: {_peak_megabytes(process.pid):.0f} MB")


def measure_real(root: Path, words: list[str], passages: int) -> None:
    """Searches with the default embedder, alone and while the real worker reads and embeds uploads."""
    data_dir, texts = root / "data", root / "texts"
    _write_files(texts, passages // 100, words, seed=2)
    adding = start_command("--data", data_dir, "add", texts, module="rag", stderr=subprocess.DEVNULL)
    adding.communicate()
    assert adding.returncode == 0, "the library could not be filled"
    with _service(data_dir, module="rag") as (_, address):
        idle = _idle(address, words)
        with _working(data_dir, address, words, root / "more"):
            hold_slowdown(idle, _while_busy(address, words, "the worker reads uploads"))


def hold_growth(first: float, second: float) -> None:
    """Raises AssertionError when the second round needed noticeably more memory than the first, in MB."""
    assert second < first * _MOST_GROWTH, f"memory is not bounded: {first:.0f} MB, then {second:.0f} MB"


def hold_slowdown(idle: Outcome, busy: Outcome) -> None:
    """Raises AssertionError when searches are much slower while documents are taken in."""
    allowed = idle.p95 * _MOST_SLOWDOWN
    assert busy.p95 <= allowed, f"searches stall: p95 {busy.p95 * 1000:.0f} ms, allowed {allowed * 1000:.0f} ms"


def _idle(address: str, words: list[str]) -> Outcome:
    _run(address, _SEARCH, words, 1, _WARM_SECONDS)
    outcome = _run(address, _SEARCH, words, 1, _BASELINE_SECONDS)
    write(f"HTTP, one client searches: {outcome.describe()}")
    return outcome


def _while_busy(address: str, words: list[str], what: str) -> Outcome:
    outcome = _run(address, _SEARCH, words, 1, _BASELINE_SECONDS)
    write(f"HTTP, one client searches while {what}: {outcome.describe()}")
    return outcome


@contextmanager
def _service(data_dir: Path, module: str = "tests.command") -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start_command(
        # A search needs no language model, so none is loaded for it.
        *("--json", "--data", data_dir, "api", "--port", 0, "--workers", "no", "--load", "question"),
        module=module,
        FAKE_REPLY=_REPLY,
        FUNDSTELLE_API_REQUESTS_PER_MINUTE="0",
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.communicate()


def _write_files(folder: Path, files: int, words: list[str], seed: int) -> None:
    generator = random.Random(seed)
    folder.mkdir(exist_ok=True)
    for number in range(files):
        (folder / f"more-{number:04}.txt").write_text(prose(generator, words, 100))


@contextmanager
def _adding(data_dir: Path, words: list[str]) -> Iterator[None]:
    """A folder is added by another process for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        _write_files(Path(folder), _MORE_FILES, words, seed=7)
        with _killed(start_command("--data", data_dir, "add", folder, stderr=subprocess.DEVNULL)) as process:
            time.sleep(2.0)
            yield
            assert process.poll() is None, "the folder was added too soon to tell anything"


@contextmanager
def _working(data_dir: Path, address: str, words: list[str], folder: Path) -> Iterator[None]:
    """`fundstelle work` does the jobs of many uploads for as long as the block runs."""
    _write_files(folder, _MORE_FILES, words, seed=7)
    with httpx.Client(base_url=address, timeout=120) as client:
        for path in sorted(folder.iterdir()):
            client.post("/v1/documents", files={"file": (path.name, path.read_bytes())}).raise_for_status()
        worker = start_command("--data", data_dir, "work", module="rag", stderr=subprocess.DEVNULL)
        with _killed(worker) as process:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while not _is_running(client):
                assert process.poll() is None, "the worker ended"
                assert time.monotonic() < deadline, "the worker began nothing"
                time.sleep(0.2)
            yield
            assert _is_running(client), "the uploads were read too soon to tell anything"


def _is_running(client: httpx.Client) -> bool:
    return bool(client.get("/v1/jobs", params={"state": "running"}).json()["jobs"])


@contextmanager
def _killed(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _run(address: str, request: Request, words: list[str], clients: int, seconds: float) -> Outcome:
    outcome = Outcome()
    deadline = time.monotonic() + seconds

    async def be_client(number: int) -> None:
        generator = random.Random(number)
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            while time.monotonic() < deadline:
                question = " ".join(generator.choices(words, k=6))
                begun = time.monotonic()
                reply = await client.post(request.path, json={"question": question, **dict(request.more)})
                outcome.statuses[reply.status_code] += 1
                if reply.status_code == 200:
                    outcome.seconds.append(time.monotonic() - begun)
                else:
                    # Sooner than it is told: the service has to stand that too.
                    await asyncio.sleep(0.2)

    async def be_all() -> None:
        await asyncio.gather(*(be_client(number) for number in range(clients)))

    asyncio.run(be_all())
    assert set(outcome.statuses) <= {200, 429}, outcome.statuses
    return outcome


def _peak_megabytes(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
