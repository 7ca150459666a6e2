"""`make bench`: many clients at once on the real service, each with a connection of its own.

    python -m tests.load [--passages 20000] [--clients 64] [--seconds 10]

The embedder and the language model are those of the tests, so the figures are those of the service, the indexes and
the search. The clients run on the same machine and take a part of it.
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

# As many words as an answer of two sentences; the pause between two is that of the tests' command.
_REPLY = " ".join(["word"] * 40)
_WARM_SECONDS = 3.0
_BASELINE_SECONDS = 10.0


@dataclass
class Outcome:
    """What clients got, and how long those waited who got an answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def describe(self) -> str:
        """One line."""
        told = ", ".join(f"{count} times {status}" for status, count in sorted(self.statuses.items()))
        if len(self.seconds) < 2:
            return told
        p95 = statistics.quantiles(self.seconds, n=20)[-1]
        return f"{told}; median {statistics.median(self.seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        bench, words = Bench(root / "data"), vocabulary(random.Random(1))
        bench.fill(root / "texts", options.passages, words)
        measure(bench.settings.data_dir, words, options.clients, options.seconds)


def measure(data_dir: Path, words: list[str], clients: int, seconds: float) -> None:
    """Searches and questions of many clients, and searches while a folder is added."""
    with _service(data_dir) as (process, address):
        _run(address, "search", words, 1, _WARM_SECONDS)
        write(f"HTTP, one client searches: {_run(address, 'search', words, 1, _BASELINE_SECONDS).describe()}")
        write(f"HTTP, {clients} clients search: {_run(address, 'search', words, clients, seconds).describe()}")
        write(f"HTTP, {clients} clients ask: {_run(address, 'ask', words, clients, seconds).describe()}")
        with _adding(data_dir, words):
            searched = _run(address, "search", words, 1, _BASELINE_SECONDS)
        write(f"HTTP, one client searches while a folder is added: {searched.describe()}")
        write(f"peak memory of the service: {_peak_megabytes(process.pid):.0f} MB")


@contextmanager
def _service(data_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start_command(
        *("--json", "--data", data_dir, "api", "--port", 0, "--workers", "no"),
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


@contextmanager
def _adding(data_dir: Path, words: list[str]) -> Iterator[None]:
    """A folder is added by another process for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        generator = random.Random(7)
        for number in range(300):
            (Path(folder) / f"more-{number:04}.txt").write_text(prose(generator, words, 100))
        process = start_command("--data", data_dir, "add", folder, stderr=subprocess.DEVNULL)
        try:
            time.sleep(2.0)
            yield
            assert process.poll() is None, "the folder was added too soon to tell anything"
        finally:
            process.kill()
            process.communicate()


def _run(address: str, route: str, words: list[str], clients: int, seconds: float) -> Outcome:
    outcome = Outcome()
    deadline = time.monotonic() + seconds

    async def be_client(number: int) -> None:
        generator = random.Random(number)
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            while time.monotonic() < deadline:
                question = " ".join(generator.choices(words, k=6))
                begun = time.monotonic()
                reply = await client.post(f"/v1/{route}", json={"question": question})
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
