"""The real command line with fake models: in this process, or as `python -m tests.command` in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def start_command(
    *arguments: object, stderr: int = subprocess.PIPE, module: str = "tests.command", **environment: str
) -> subprocess.Popen[str]:
    """Start the command in a process group of its own; as the module `rag` it has the real models."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )


def run_command(*arguments: object, **environment: str) -> Result:
    """Run the command to its end."""
    process = start_command(*arguments, **environment)
    out, err = process.communicate(timeout=120)
    return Result(process.returncode, out, err)


if __name__ == "__main__":
    from tests.fakes import ScriptedModel, fake_openers
    from ui.cli import main

    reply = os.environ.get("FAKE_REPLY")
    pause = float(os.environ.get("FAKE_SECONDS_A_WORD", "0.02"))
    model = ScriptedModel(reply=reply, seconds_a_word=pause) if reply else None
    sys.exit(main(openers=fake_openers(model=model)))
