"""The examples of docs/http-api.md do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.command import ROOT

_ADDRESS = "http://127.0.0.1:8600"


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples call curl")
def test_every_example_works(live, tmp_path):
    text = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    commands = [each for block in blocks for each in block.replace("\\\n", "").splitlines()]
    assert len(commands) >= 14
    (tmp_path / "README.md").write_text("# Read me\n\nThe house has rules.", encoding="utf-8")
    with live() as address:
        for command in commands:
            assert command.startswith("curl -s")
            assert _ADDRESS in command
            strict = command.replace("curl ", "curl --show-error --fail-with-body ", 1).replace(_ADDRESS, address)
            result = subprocess.run(["bash", "-c", strict], cwd=tmp_path, capture_output=True, timeout=60)
            assert result.returncode == 0, (command, result.stdout, result.stderr)
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_every_route_is_described(build):
    text = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    for path in build().openapi()["paths"]:
        first = "/".join(path.split("/")[:3])
        assert first in text, f"docs/http-api.md says nothing of {path}"
