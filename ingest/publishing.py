"""Waiting documents become searchable by words: read, store, index, commit, a batch at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ingest import records
from ingest.content import build_content, passage_terms
from ingest.document_terms import count_terms
from ingest.generations import Run, commit_generation
from ingest.lexical_writer import LexicalWriter
from ingest.progress import Progress, Report, Stopped
from ingest.readers import ReaderPool
from ingest.records import NewContent
from rag.catalog import Catalog
from rag.errors import UnreadableDocument
from rag.layout import DataDir
from rag.wording import say

# A batch is published when it is this large or this old, whichever comes first.
_BATCH_PASSAGES = 1500
_BATCH_SECONDS = 2.0
# True for the rows of `documents` whose bytes are to be read.
WAITS = "state = 'waiting' AND role IN ('live', 'staged')"
_OUR_FAULT = say(
    "document_our_fault",
    "Something went wrong inside Fundstelle while this document was processed; the log has the details. The other"
    " documents are not affected.",
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    id: int
    name: str
    sha256: str
    media_type: str  # as it was accepted
    password: str | None
    document_id: int  # that it is, or is a staged version of


@dataclass(frozen=True, slots=True)
class _Failure:
    document: _Waiting
    reason: str


class Publisher:
    """Reads what waits and publishes it. Call it only under the writer lock."""

    def __init__(
        self, directory: DataDir, catalog: Catalog, lexical: LexicalWriter, readers: ReaderPool, run: Run
    ) -> None:
        self._directory = directory
        self._catalog = catalog
        self._lexical = lexical
        self._readers = readers
        self._run = run

    def publish_waiting(self, report: Report) -> int:
        """Read and publish all documents that wait now. Returns how many were read, failures included.

        Raises Stopped, with what was read published.
        """
        waiting = self._waiting()
        contents: list[NewContent] = []
        failures: list[_Failure] = []
        begun = time.monotonic()
        try:
            for done, document in enumerate(waiting):
                report(Progress("read", done, len(waiting), document.name))
                self._read(document, contents, failures)
                full = sum(len(content.passages) for content in contents) >= _BATCH_PASSAGES
                if full or time.monotonic() - begun > _BATCH_SECONDS:
                    self._publish(contents, failures)
                    contents, failures, begun = [], [], time.monotonic()
        except Stopped:
            self._publish(contents, failures)
            raise
        self._publish(contents, failures)
        if waiting:
            report(Progress("read", len(waiting), len(waiting)))
        return len(waiting)

    def _waiting(self) -> list[_Waiting]:
        rows = self._catalog.connection().execute(
            "SELECT id, coalesce(shown, name), sha256, media_type, password, coalesce(version_of, id)"
            f" FROM documents WHERE {WAITS} ORDER BY id"
        )
        return [_Waiting(*row) for row in rows]

    def _read(self, document: _Waiting, contents: list[NewContent], failures: list[_Failure]) -> None:
        try:
            path = self._directory.original(document.sha256)
            # A page of a website is accepted as what it was sent as, which its name need not say.
            reading = self._readers.read(path, document.name, document.password, document.media_type)
            contents.append(build_content(document.id, document.sha256, reading, document.document_id))
        except Stopped:
            raise
        except UnreadableDocument as unreadable:
            failures.append(_Failure(document, unreadable.sentence))
        except Exception:  # noqa: BLE001 - a defect of ours must cost one document, never the run
            _LOG.exception("document %d could not be processed", document.id)
            failures.append(_Failure(document, _OUR_FAULT))

    def _publish(self, contents: list[NewContent], failures: list[_Failure]) -> None:
        """Reserve ids, make the word index durable, commit: a crash anywhere leaves the old or the new world."""
        if not contents and not failures:
            return
        count = sum(len(content.passages) for content in contents)
        terms = [passage_terms(content) for content in contents]
        first = self._index_words(list(chain.from_iterable(terms))) if count else 0
        uses = [count_terms(each) for each in terms]
        with self._catalog.transaction() as connection:
            next_id, changes = first, []
            for content, counts in zip(contents, uses, strict=True):
                changes.append(records.store_content(connection, content, counts, next_id))
                next_id += len(content.passages)
            for failure in failures:
                document = failure.document
                changes.append(records.fail_document(connection, document.id, document.sha256, failure.reason))
            if count:
                records.release_reservation(connection, first)
            commit_generation(connection, self._run, changes)

    def _index_words(self, passages: Sequence[list[str]]) -> int:
        """Make the passages durable in the word index. Returns the first of their new ids."""
        with self._catalog.transaction() as connection:
            first = records.reserve_passages(connection, len(passages))
        self._lexical.add(enumerate(passages, first))
        self._lexical.commit()
        return first
