"""The log file of a library: what went wrong inside, and nothing of what documents or questions say."""

from __future__ import annotations

import logging
import traceback
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any

OURS = ("rag", "ingest", "ui")
_LARGEST = 5 * 1024 * 1024
_LOG = logging.getLogger(__name__)

_ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Tracebacks without the exceptions' messages: those may quote a document."""

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802 - the base class names it
        lines = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


class _QuietFileHandler(logging.FileHandler):
    """Opens its file with the first record. A log that cannot be written must not stop the work."""

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:
            return  # `_open` is the one part of the base class that is not guarded

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002 - the base class names them
        return


def start_logging(file: Path, level: int = logging.WARNING) -> None:
    """Send our records to the file and keep other packages' off standard error. Call it once a process."""
    _set_aside(file)
    handler = _QuietFileHandler(file, encoding="utf-8", delay=True)
    handler.setLevel(level)
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    for name in OURS:
        logger = logging.getLogger(name)
        for old in list(logger.handlers):
            logger.removeHandler(old)
            old.close()
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def log_unexpected(what: str) -> str:
    """Log the exception being handled under a new id, which is returned for the person to quote."""
    error_id = uuid.uuid4().hex[:8]
    _LOG.exception("error %s in %s", error_id, what)
    return error_id


def _set_aside(file: Path) -> None:
    try:
        if file.stat().st_size > _LARGEST:
            file.replace(file.with_name(file.name + ".old"))
    except OSError:
        return  # there is none yet, or another process was faster
