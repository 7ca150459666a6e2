"""The log of a service: one JSON object a line on standard error, nothing of documents or questions in it."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TextIO

from ui.api.request_ids import current_request_id
from ui.logs import OURS, DiscreetFormatter

# What says how a request, a job or a schedule went.
_TOLD = ("ui.api", "ingest.jobs.run_log", "ingest.schedules.scheduler")


class JsonFormatter(DiscreetFormatter):
    """Time, level, message, request id and the fields of a record; tracebacks without the exceptions' messages."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_request_id(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_for_machines(stream: TextIO) -> bool:
    """`start_service_log`, unless a person looks at the stream: a terminal shows sentences. Returns whether."""
    if stream.isatty():
        return False
    start_service_log(stream)
    return True


def start_service_log(stream: TextIO) -> None:
    """Write our records there too, besides the library's log file. Call it once, after `start_logging`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    # Whether traces arrive is for the operator to know.
    for name in (*OURS, "opentelemetry"):
        logging.getLogger(name).addHandler(handler)
    for name in _TOLD:
        logging.getLogger(name).setLevel(logging.INFO)
