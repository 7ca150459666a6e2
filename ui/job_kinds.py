"""The kinds of jobs that a worker knows: the one table to which a further kind is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.config import Settings

if TYPE_CHECKING:
    from ingest.indexer import Indexer
    from ingest.jobs.work import Kind
    from rag.catalog import Catalog

INDEX = "index"
NOTIFY = "notify"
# Kinds of one lane run one after another, lanes beside each other: an upload never waits for a website.
LANES = {INDEX: "index", NOTIFY: "notify"}

# Kinds that make sense at set times.
SCHEDULED = (INDEX,)


def job_kinds(settings: Settings, indexer: Indexer, catalog: Catalog) -> list[Kind]:
    """What a worker of this library runs."""
    from ingest.index_job import index_handler
    from ingest.jobs.work import Kind
    from ingest.notifications.telling import notification_handler

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
        Kind(NOTIFY, notification_handler(settings), LANES[NOTIFY], attempts=8, longest_pause=3600.0),
    ]
