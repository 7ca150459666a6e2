"""The page's process: Streamlit, on this machine's own address unless another one is named."""

from __future__ import annotations

import os
from pathlib import Path

from rag.config import PREFIX, Settings, prepare_process

HOST = "127.0.0.1"
_MEGABYTE = 1024 * 1024


def as_environment(settings: Settings) -> dict[str, str]:
    """What the command line may have chosen, for a process that reads its settings from the environment."""
    return {
        f"{PREFIX}DATA_DIR": str(settings.data_dir),
        f"{PREFIX}MODELS_DIR": str(settings.models_dir),
        f"{PREFIX}MODEL": settings.model,
    }


def _no_external_address() -> None:
    """What Streamlit takes for "could not be found out"."""


def run_page(settings: Settings, port: int, host: str = HOST) -> None:
    """Serve the page until the process is told to stop."""
    prepare_process()
    os.environ.update(as_environment(settings))  # Streamlit runs the page's script, and hands over nothing
    from streamlit import net_util
    from streamlit.web import cli

    # Listening at all addresses, or called by a name that it does not know, Streamlit asks a service on the
    # internet for this machine's address there. No setting switches that off.
    vars(net_util)["get_external_ip"] = _no_external_address

    options: dict[str, object] = {
        "server.headless": "true",
        "server.address": host,
        "server.port": port,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": max(1, settings.max_upload_bytes // _MEGABYTE),
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    cli.main(["run", str(Path(__file__).with_name("app.py")), *flags], standalone_mode=False)
