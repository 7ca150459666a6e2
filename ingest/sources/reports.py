"""What a sync did, or would do."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.sources.store import SourceState
from ingest.sources.types import Problem


@dataclass(frozen=True, slots=True)
class SyncReport:
    """One sync of one source. Names are those of documents; with `dry_run`, what would be done."""

    source: str
    dry_run: bool
    state: SourceState
    sentence: str | None  # why it is in this state
    added: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]  # from, to
    removed: tuple[str, ...]
    kept: int
    failed: tuple[Problem, ...]  # what could not be taken, by name
    seconds: float
    documents: tuple[int, ...] = ()  # ids of those that wait to be read

    @property
    def ok(self) -> bool:
        """Whether everything was done."""
        return not self.failed and self.state is SourceState.SYNCED
