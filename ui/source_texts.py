"""Sources and their syncs as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ingest.sources.options import shown

if TYPE_CHECKING:
    from ingest.sources.reports import SyncReport
    from ingest.sources.store import SourceRecord
    from ingest.sources.types import Problem


def describe_source(record: SourceRecord, documents: int, rejected: Iterable[Problem]) -> dict[str, Any]:
    """A source, how many documents it has here, and what of it was not accepted."""
    return {
        "source": record.name,
        "kind": record.kind,
        "location": record.location,
        "options": shown(record.options),
        "documents": documents,
        "rejected": [{"item": each.item, "reason": each.reason} for each in rejected],
        "state": str(record.state),
        "reason": record.sentence,
        "added": record.added,
        "synced": record.synced,
    }


def describe_sync(report: SyncReport, failures: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What a sync did, or would do; `failures` are items and reasons."""
    return {
        "source": report.source,
        "dry_run": report.dry_run,
        "state": str(report.state),
        "reason": report.sentence,
        "added": list(report.added),
        "changed": list(report.changed),
        "renamed": [{"from": old, "to": new} for old, new in report.renamed],
        "removed": list(report.removed),
        "kept": report.kept,
        "failed": [{"item": item, "reason": reason} for item, reason in failures],
        "seconds": report.seconds,
    }
