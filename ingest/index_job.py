"""Indexing what waits, as a job: counts of what was read, and a reason for each document that was not.

What was left out of a document because its reader does not see it is told with it.
"""

from __future__ import annotations

import json

from ingest.indexer import Indexer
from ingest.jobs.types import Result, first_notes
from ingest.jobs.work import Handler, Work
from ingest.publishing import WAITS
from ingest.sources.types import item_reason
from rag.catalog import Catalog
from rag.types import DocumentState
from rag.wording import Sentence, say


def index_handler(indexer: Indexer, catalog: Catalog) -> Handler:
    """Reads, embeds and tidies until nothing waits."""

    def handle(work: Work) -> Result:
        connection = catalog.connection()
        waiting = {row[0] for row in connection.execute(f"SELECT id FROM documents WHERE {WAITS}")}
        newest = connection.execute("SELECT coalesce(max(id), 0) FROM documents").fetchone()[0]
        indexer.work(work.report, stop=work.stop)
        return _summarise(catalog, waiting, newest)

    return handle


def _summarise(catalog: Catalog, waited: set[int], newest: int) -> Result:
    """What became of the documents that waited at the start, and of those that came meanwhile."""
    read, failed, left_out = 0, [], []
    first = min(waited, default=newest + 1)
    rows = catalog.connection().execute(
        "SELECT id, coalesce(shown, name), state, reason, notes FROM documents WHERE id >= ?"
        " AND role IN ('live', 'staged')",
        (first,),
    )
    for document_id, name, state, reason, notes in rows:
        if document_id not in waited and document_id <= newest:
            continue
        if state == DocumentState.FAILED:
            failed.append(item_reason(name, Sentence.read(reason) or ""))
        elif state != DocumentState.WAITING:
            read += 1
            count = sum(characters for _, _, characters in json.loads(notes))
            left_out += [item_reason(name, _not_seen(count))] if count else []
    counts = {"read": read, "failed": len(failed), **({"noted": len(left_out)} if left_out else {})}
    return Result(counts, first_notes([*failed, *left_out]))


def _not_seen(count: int) -> Sentence:
    return say(
        "hidden_left_out", "{count} characters of text that a reader cannot see; they were left out.", count=count
    )
