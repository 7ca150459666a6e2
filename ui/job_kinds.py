"""The kinds of jobs that a worker knows: the one table to which a further kind is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ingest.notifications.events import NOTIFY
from ingest.sources.jobs import SYNC, source_of
from rag.config import Settings
from rag.errors import ConfigurationError
from rag.wording import say
from ui.bootstrap import Workspace, open_workspace

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.jobs.work import Kind
    from ingest.sources.following import Sources
    from rag.catalog import Catalog

INDEX = "index"
# Kinds of one lane run one after another, lanes beside each other: an upload never waits for a website.
LANES = {INDEX: "index", SYNC: "sync", NOTIFY: "notify"}

# Kinds that make sense at set times.
SCHEDULED = (SYNC, INDEX)


def job_kinds(
    settings: Settings,
    indexer: Indexer,
    catalog: Catalog,
    sources: Sources,
    workspace: Callable[[Settings], Workspace] = open_workspace,
) -> list[Kind]:
    """What a worker of this library runs. `workspace` opens the library that the questions of a gate are put to."""
    from ingest.index_job import index_handler
    from ingest.jobs.work import Kind
    from ingest.notifications.telling import notification_handler
    from ui.gate.following import gated_sync_handler

    return [
        # What waits to be indexed waits in the catalog, so nobody has to ask for it, and it is never given up.
        Kind(
            INDEX,
            index_handler(indexer, catalog),
            LANES[INDEX],
            forever=True,
            longest_pause=60.0,
            standing=indexer.has_work,
        ),
        # A place that cannot be reached is tried again for half an hour before somebody is told.
        Kind(
            SYNC,
            gated_sync_handler(settings, indexer, sources, catalog, workspace),
            LANES[SYNC],
            attempts=12,
            longest_pause=600.0,
        ),
        Kind(NOTIFY, notification_handler(settings), LANES[NOTIFY], attempts=8, longest_pause=3600.0),
    ]


def check_payload(kind: str, payload: Mapping[str, Any], sources: Sources) -> None:
    """Say now what a job would say at night. Raises ConfigurationError and SourceNotFound."""
    if kind not in SCHEDULED:
        raise ConfigurationError(
            say(
                "schedule_kind_unknown",
                "There are no jobs of the kind “{kind}” to be scheduled; there are: {known}.",
                kind=kind,
                known=", ".join(SCHEDULED),
            )
        )
    if kind == SYNC:
        sources.find(source_of(payload))
