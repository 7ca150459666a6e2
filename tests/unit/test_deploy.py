"""What is shipped for systemd and containers names commands and options that exist, and keeps its fences."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_itself_finds_nothing_to_say_about_the_units(tmp_path):
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/fundstelle/.venv/bin/fundstelle", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    # Unknown keys and values are no failure for it, but it names them.
    verify = ["systemd-analyze", "verify", *(str(tmp_path / path.name) for path in UNITS)]
    done = subprocess.run(verify, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "fundstelle" in line]
    assert said == []


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


def test_the_image_has_what_buckets_and_traces_need_and_its_builder_may_name_more():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (default,) = (line.removeprefix("ARG EXTRAS=") for line in lines if line.startswith("ARG EXTRAS="))
    assert default.split(",") == ["s3", "tracing"]
    assert 'RUN EXTRAS="$EXTRAS" .setup/install.sh run' in lines
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert {each["build"]["args"]["EXTRAS"] for each in compose["services"].values()} == {f"${{EXTRAS:-{default}}}"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {*default.split(","), "anthropic", "all"} <= set(project["optional-dependencies"])
    assert "setup EXTRAS=s3,tracing" in (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("extras", "installed"),
    [("s3,tracing", ".[s3,tracing]"), ("", "."), (None, ".")],
    ids=["extras", "an empty list", "no list"],
)
def test_the_setup_installs_the_extras_that_it_is_told_of(tmp_path, extras, installed):
    environment = _installer(tmp_path)
    if extras is not None:
        environment["EXTRAS"] = extras
    run = ["bash", str(tmp_path / ".setup" / "install.sh"), "run"]
    subprocess.run(run, env=environment, check=True, capture_output=True)
    log = tmp_path / "pip.log"
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith(f"--editable {installed}")
    log.unlink()
    subprocess.run(run, env=environment, check=True, capture_output=True)
    subprocess.run(run, env={**environment, "EXTRAS": ""}, check=True, capture_output=True)
    assert not log.exists()  # all of it is there
    subprocess.run(run, env={**environment, "EXTRAS": "openai"}, check=True, capture_output=True)
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith("--editable .[openai]")


def test_the_setup_refuses_a_list_that_is_none(tmp_path):
    environment = {**_installer(tmp_path), "EXTRAS": "s3, tracing"}
    run = ["bash", str(tmp_path / ".setup" / "install.sh"), "run"]
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "EXTRAS=s3,tracing" in done.stderr


def _installer(folder):
    """The set-up in a folder of its own, with an environment whose Python only writes down what pip is told."""
    for name in ("pyproject.toml", "requirements.lock", ".setup/install.sh"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (folder / ".venv" / ".place").write_text(f"{folder}\n", encoding="utf-8")
    python = '#!/bin/sh\ncase "$*" in *"pip install"*) echo "$*" >>pip.log ;; esac\n'
    for program in ("python", "fundstelle"):
        (programs / program).write_text(python, encoding="utf-8")
        (programs / program).chmod(0o755)
    return {"PATH": "/usr/bin:/bin"}


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
    assert {len(service.get("ports", [])) for service in services.values() if "healthcheck" not in service} == {0}
    assert ports == ["127.0.0.1:8501:8501", "127.0.0.1:8600:8600"]


@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (503, 1)])
@pytest.mark.parametrize(
    ("name", "path"), [("page", "/_stcore/health"), ("api", "/health/live")], ids=["page", "api"]
)
def test_a_container_is_healthy_when_its_own_address_says_so(name, path, status, exit_code):
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"][name]
    kind, program, *arguments, port, asked = service["healthcheck"]["test"]
    assert (kind, program, asked) == ("CMD", "python", path)
    assert port == service["ports"][0].rpartition(":")[2]
    with _status_server(path, status) as actual:
        # A proxy that hosted models need is not asked for this machine.
        environment = {**os.environ, "http_proxy": "http://127.0.0.1:9"}
        done = subprocess.run([sys.executable, *arguments, actual, asked], env=environment, capture_output=True)
    assert done.returncode == exit_code


@contextmanager
def _status_server(path, status):
    """The port of a server that answers one path so and every other one with 404."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == path else 404)
            self.end_headers()

        def log_message(self, *arguments):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield str(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()
