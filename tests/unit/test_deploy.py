"""What is shipped for systemd and containers names commands and options that exist, and keeps its fences."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from rag.config import Settings
from ui.cli import build_parser

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FENCES = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "User": "fundstelle",
}


def _unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=["="])
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def _parse(arguments):
    """The command line's own parser has the last word on whether a command exists."""
    return build_parser().parse_args(arguments)


def _settings_of(text):
    return {name.lower() for name in re.findall(r"FUNDSTELLE_([A-Z_]+)", text)}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_a_command_that_exists_behind_its_fences(path):
    service = _unit(path)["Service"]
    program, *arguments = shlex.split(service["ExecStart"])
    assert program == "/opt/fundstelle/.venv/bin/fundstelle"
    assert callable(_parse(arguments).run)
    assert FENCES.items() <= dict(service).items()
    assert _settings_of(path.read_text(encoding="utf-8")) <= set(Settings.model_fields)


def test_there_is_a_unit_for_all_and_one_for_each_process():
    names = {"fundstelle", "fundstelle-api", "fundstelle-page", "fundstelle-scheduler", "fundstelle-worker"}
    assert {path.stem for path in UNITS} == names


def test_the_image_is_built_from_what_the_repository_has():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    instructions = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    copied = [
        source
        for name, rest in instructions
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert all((ROOT / source).exists() for source in copied)
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in allowed if line.startswith("!")} == set(copied)
    words = dict(instruction for instruction in instructions if instruction[0] in ("CMD", "ENTRYPOINT", "USER"))
    assert words["USER"] == "fundstelle"
    assert json.loads(words["ENTRYPOINT"]) == ["fundstelle"]
    assert callable(_parse(json.loads(words["CMD"])).run)
    assert _settings_of("\n".join(lines)) <= set(Settings.model_fields)


def test_the_containers_run_commands_that_exist_and_are_shown_to_this_machine_only():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"models", "page", "worker", "scheduler", "api"}
    for service in services.values():
        assert callable(_parse(service["command"]).run)
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert {volume.split(":")[0] for volume in service["volumes"]} == set(compose["volumes"])
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8501:8501", "127.0.0.1:8600:8600"]
