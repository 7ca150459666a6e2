"""The page's process: Streamlit on this machine's own address, for as long as `fundstelle serve` runs.

`python -m ui.page PARENT PORT MAX_UPLOAD_MB`
"""

from __future__ import annotations

import sys
from pathlib import Path

from rag.config import prepare_process
from ui.companion import follow_parent

HOST = "127.0.0.1"


def run_page(port: int, max_upload_megabytes: int) -> None:
    """Serve the page until the process is told to stop."""
    prepare_process()
    from streamlit.web import cli

    options: dict[str, object] = {
        "server.headless": "true",
        "server.address": HOST,
        "server.port": port,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": max_upload_megabytes,
        "browser.gatherUsageStats": "false",
        "global.developmentMode": "false",
        "logger.level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    cli.main(["run", str(Path(__file__).with_name("app.py")), *flags], standalone_mode=False)


if __name__ == "__main__":
    follow_parent(int(sys.argv[1]))
    run_page(int(sys.argv[2]), int(sys.argv[3]))
