"""Taking items in: fetched one by one, committed in batches, each document with what is known of its item."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ingest import records, versions
from ingest.intake import Intake
from ingest.originals import Received, keep, receive
from ingest.records import Outcome
from ingest.sniffing import safe_name
from ingest.sources.store import put_item
from ingest.sources.types import Item, Known, Problem, Source, not_opened
from rag.catalog import Catalog
from rag.errors import SourceUnreachable, UploadRejected
from rag.layout import DataDir
from rag.wording import Sentence, say

# Documents in one transaction: a crash loses the fetching of so many, and a hundred commits become one.
_BATCH = 100
_BATCH_BYTES = 64 * 1_048_576
# After so many failures in a row the source itself is taken to be unreachable.
_MOST_FAILURES = 20


@dataclass(slots=True)
class Applied:
    """What was done, by the names of documents."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    same: int = 0  # of those that seemed changed
    failed: list[Problem] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)  # that wait to be read


@dataclass(frozen=True, slots=True)
class Target:
    """The library that a plan is applied to, and the source that it is for."""

    directory: DataDir
    catalog: Catalog
    intake: Intake
    source_id: int
    source_name: str
    max_bytes: int
    staged: bool = False  # whether what is taken is shown only once the staged set is published

    def name(self, item: Item) -> str:
        """What the document of an item is called. Raises UploadRejected when that is no name."""
        return safe_name(f"{self.source_name}/{item.name}")


class NameTaken(Exception):
    """Another document has this name: two keys spell one name, or a person added it."""

    @property
    def sentence(self) -> Sentence:
        """Why the item is not taken."""
        return say(
            "document_name_taken",
            "There is another document named “{name}”, and a sync never replaces it.",
            name=self.args[0],
        )


# Who has a name once the staged set is published; what follows no source is replaced.
_TAKEN_THEN = (
    "SELECT 1 FROM documents WHERE name = ?1 AND role = 'live' AND id IS NOT ?2 AND id NOT IN"
    " (SELECT document_id FROM staged_removals UNION SELECT document_id FROM staged_renames)"
    " UNION ALL SELECT 1 FROM documents d JOIN source_items i ON i.document_id = d.id"
    " WHERE d.shown = ?1 AND d.role = 'staged' AND d.version_of IS NULL AND d.id IS NOT ?2"
    " UNION ALL SELECT 1 FROM staged_renames WHERE name = ?1 AND document_id IS NOT ?2"
    " AND document_id NOT IN (SELECT document_id FROM staged_removals)"
)
_TAKEN = "SELECT 1 FROM documents WHERE name = ?1 AND id IS NOT ?2"


def require_free(
    connection: sqlite3.Connection, name: str, *, staged: bool = False, but: int | None = None
) -> None:
    """Raises NameTaken when a document `but` this one has the name, now or once the staged set is published."""
    if connection.execute(_TAKEN_THEN if staged else _TAKEN, (name, but)).fetchone() is not None:
        raise NameTaken(name)


# What a source added itself and a rollback brought back: no item leads to it any more.
_LEFT_ALONE = (
    "SELECT id, sha256, password FROM documents d WHERE name = ?1 AND role = 'live' AND source_id = ?2"
    " AND NOT EXISTS (SELECT 1 FROM source_items i WHERE i.document_id = d.id)"
)
_NOT_LEAVING = (
    " AND id NOT IN (SELECT document_id FROM staged_removals UNION SELECT document_id FROM staged_renames)"
)


class Acceptor:
    """Fetches items and commits them, `known` being what is remembered of them. `flush` ends it."""

    def __init__(
        self, target: Target, source: Source, known: Mapping[str, Known], checked_ns: int, done: Applied
    ) -> None:
        self._target = target
        self._source = source
        self._known = known
        self._checked_ns = checked_ns
        self._done = done
        self._pending: list[tuple[Item, Received | UploadRejected]] = []
        self._failures = 0

    def fetch(self, item: Item, step: Callable[[], None]) -> None:
        """Take one item; `step` is called before each block of it.

        Raises SourceUnreachable when many in a row could not be fetched, StorageFull, and what `step` raises.
        """
        try:
            self._pending.append((item, self._receive(item, step)))
            self._failures = 0
        except UploadRejected as rejected:
            self._pending.append((item, rejected))
        except NameTaken as taken:
            self._fail(item, taken.sentence)
        except OSError as error:
            self._fail(item, not_opened(error))
        except SourceUnreachable as error:
            self._fail(item, error.sentence)
            self._failures += 1
            if self._failures >= _MOST_FAILURES:
                raise SourceUnreachable(
                    say(
                        "many_not_fetched",
                        "{count} documents in a row could not be fetched; what was fetched before is kept. {last}",
                        count=self._failures,
                        last=error.sentence,
                    )
                ) from error
        size = sum(each.size for _, each in self._pending if isinstance(each, Received))
        if len(self._pending) >= _BATCH or size >= _BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Commit what was fetched: documents and what is known of their items, in one transaction."""
        pending, self._pending = self._pending, []
        if not pending:
            return
        replaced: list[str] = []
        received = [fetched for _, fetched in pending if isinstance(fetched, Received)]
        try:
            with self._target.intake.dropping(received), self._target.catalog.transaction() as connection:
                stored = [self._store(connection, item, fetched, replaced) for item, fetched in pending]
        finally:
            for each in received:
                each.path.unlink(missing_ok=True)
        for (item, _), (outcome, document_id) in zip(pending, stored, strict=True):
            self._count(item, outcome, document_id)
        self._target.intake.erase_originals(replaced)

    def _fail(self, item: Item, reason: str) -> None:
        """It may be taken the next time, so nothing is remembered of it."""
        self._done.failed.append(Problem(item.name, reason))

    def _count(self, item: Item, outcome: Outcome | str, document_id: int) -> None:
        if not isinstance(outcome, Outcome):
            self._done.failed.append(Problem(item.name, outcome))
        elif outcome is Outcome.UNCHANGED:
            self._done.same += 1
        else:
            names = self._done.added if outcome is Outcome.ADDED else self._done.changed
            names.append(self._target.name(item))
            self._done.documents.append(document_id)

    def _receive(self, item: Item, step: Callable[[], None]) -> Received:
        target = self._target
        name = target.name(item)
        if item.size is not None and item.size > target.max_bytes:
            raise UploadRejected(
                say(
                    "item_too_large",
                    "“{name}” has {size} MB; the limit is {limit} MB (setting max_upload_bytes). It was not"
                    " fetched.",
                    name=name,
                    size=item.size // 1_048_576,
                    limit=target.max_bytes // 1_048_576,
                )
            )
        connection = target.catalog.connection()
        if self._document_id(item) is None and self._left_alone(connection, item) is None:
            require_free(connection, name, staged=target.staged)
        with self._source.open(item) as content:
            return receive(target.directory, f"{name}{content.suffix}", content.stream, target.max_bytes, step)

    def _store(
        self, connection: sqlite3.Connection, item: Item, fetched: Received | UploadRejected, replaced: list[str]
    ) -> tuple[Outcome | str, int]:
        """What became of one item, or why it was not taken; and its document, 0 when it has none."""
        row = connection.execute(
            # One that a rollback has put into the history is not changed there.
            "SELECT id, sha256, password FROM documents WHERE id = ? AND role = 'live'",
            (self._document_id(item),),
        ).fetchone()
        if isinstance(fetched, UploadRejected):
            # An earlier version stays: a share whose files are empty for a moment must not empty the library.
            before = self._known.get(item.key)
            sentence = fetched.sentence
            self._put(connection, item, before.sha256 if before else None, row and row[0], sentence)
            return sentence, 0
        row = row or self._left_alone(connection, item)
        if row is None:
            try:
                return self._insert(connection, item, fetched, replaced)
            except NameTaken as taken:
                return taken.sentence, 0
        self._put(connection, item, fetched.sha256, row[0], None)
        if row[1] == fetched.sha256:
            # The file says again what the document says.
            replaced.extend(versions.erase_staged_of(connection, row[0]))
            return Outcome.UNCHANGED, row[0]
        keep(self._target.directory, fetched)
        records.replace_bytes(connection, row[0], fetched, None, row[2])
        replaced.append(row[1])
        if self._target.staged:
            # In the transaction that takes it in, so that nothing is read as shown that is to be staged.
            replaced.extend(versions.erase_staged_of(connection, row[0]))
            versions.stage_new_bytes(connection, row[0])
        return Outcome.UPDATED, row[0]

    def _insert(
        self, connection: sqlite3.Connection, item: Item, received: Received, replaced: list[str]
    ) -> tuple[Outcome, int]:
        name, staged = self._target.name(item), self._target.staged
        require_free(connection, name, staged=staged, but=self._document_id(item))
        keep(self._target.directory, received)
        key = versions.hidden_key(connection) if staged else name
        if staged:
            replaced.extend(versions.erase_staged_documents(connection, name))
        document_id = records.insert_document(connection, key, received, None, None, self._target.source_id)
        if staged:
            versions.mark_staged(connection, document_id, name, None)
        self._put(connection, item, received.sha256, document_id, None)
        return Outcome.ADDED, document_id

    def _left_alone(self, connection: sqlite3.Connection, item: Item) -> tuple[int, str, str | None] | None:
        """Id, checksum and password of a document of this source that no item leads to, though it has the name."""
        query = _LEFT_ALONE + (_NOT_LEAVING if self._target.staged else "")
        row = connection.execute(query, (self._target.name(item), self._target.source_id)).fetchone()
        return None if row is None else (row[0], row[1], row[2])

    def _put(
        self,
        connection: sqlite3.Connection,
        item: Item,
        sha256: str | None,
        document_id: int | None,
        reason: str | None,
    ) -> None:
        put_item(connection, self._target.source_id, item, sha256, self._checked_ns, document_id, reason)

    def _document_id(self, item: Item) -> int | None:
        before = self._known.get(item.key)
        return None if before is None else before.document_id
