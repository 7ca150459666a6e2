"""Doing what a plan says: documents are removed, renamed and accepted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from ingest import records
from ingest.sources.accepting import Acceptor, Applied, NameTaken, Target, require_free
from ingest.sources.planning import Plan, Rename
from ingest.sources.store import forget_items, put_item
from ingest.sources.types import Known, Problem, Source, Task
from ingest.staged_moves import stage_removal, stage_rename, withdraw_removals
from rag.errors import FundstelleError, UploadRejected
from rag.wording import say

_BATCH = 200  # rows of one transaction, so that other writers wait for moments only
_T = TypeVar("_T")


class Applier:
    """Applies one plan. Whatever happens in between, what was committed is known the next time."""

    def __init__(
        self,
        target: Target,
        source: Source,
        known: Mapping[str, Known],
        names: Mapping[str, str],
        leaving: Collection[str],
        checked_ns: int,
    ) -> None:
        """`names`: of the present documents, by key. `leaving`: whose removal is staged already. `checked_ns`: when
        the source was asked.
        """
        self._target = target
        self._source = source
        self._known = known
        self._names = names
        self._leaving = leaving
        self._checked_ns = checked_ns
        self.done = Applied()

    def apply(self, plan: Plan, task: Task) -> None:
        """Do it all. Raises Stopped, SourceUnreachable and StorageFull; `done` says how far it got."""
        self._welcome_back(plan)
        self._remove(plan, task)
        self._rename(plan, task)
        self._touch(plan)
        wanted = [*plan.change, *plan.add]
        acceptor = Acceptor(self._target, self._source, self._known, self._checked_ns, self.done)
        try:
            for number, item in enumerate(wanted):
                # Before each block as well: a long item can be told from a hanging one, and cancelled.
                acceptor.fetch(item, partial(task.step, "fetch", number, len(wanted), item.name))
        finally:
            acceptor.flush()

    def _welcome_back(self, plan: Plan) -> None:
        """What was to be removed with the staged set, and is there again, stays."""
        seen = {*plan.keep, *(item.key for item in (*plan.touch, *plan.change))} if self._leaving else set()
        for part in parts(sorted(seen.intersection(self._leaving))):
            with self._target.catalog.transaction() as connection:
                withdraw_removals(connection, _documents(part, self._known))
                records.bump_generation(connection)

    def _remove(self, plan: Plan, task: Task) -> None:
        try:
            for part in parts(plan.remove):
                task.step("remove", len(self.done.removed), len(plan.remove))
                leave = stage_removals if self._target.staged else retire_items
                leave(self._target, part, self._known)
                self.done.removed += [self._names[key] for key in part if key in self._names]
        finally:
            if self.done.removed:
                self._erase_answers()

    def _erase_answers(self) -> None:
        try:
            self._target.intake.erase_answers()
        except FundstelleError as error:
            self.done.failed.append(Problem(say("stored_answers", "stored answers"), error.sentence))

    def _rename(self, plan: Plan, task: Task) -> None:
        for part in parts(plan.rename):
            task.step("rename", len(self.done.renamed), len(plan.rename))
            with self._target.catalog.transaction() as connection:
                renamed = [self._rename_one(connection, rename) for rename in part]
            self.done.renamed += [each for each in renamed if each is not None]

    def _rename_one(self, connection: sqlite3.Connection, rename: Rename) -> tuple[str, str] | None:
        before, old = self._known[rename.old], self._names.get(rename.old)
        document_id, staged = before.document_id, self._target.staged
        try:
            new = self._target.name(rename.item)
            if old is not None:
                require_free(connection, new, staged=staged, but=document_id)
        except (UploadRejected, NameTaken) as problem:
            self.done.failed.append(Problem(rename.item.name, problem.sentence))
            return None
        source_id = self._target.source_id
        forget_items(connection, source_id, [rename.old])
        put_item(connection, source_id, rename.item, before.sha256, self._checked_ns, document_id, before.reason)
        if document_id is None or old is None:
            return None
        withdraw_removals(connection, [document_id])
        if staged:
            stage_rename(connection, document_id, new, rename.old)
            records.bump_generation(connection)
        elif old != new:
            records.rename_document(connection, document_id, new)
        return None if old == new else (old, new)

    def _touch(self, plan: Plan) -> None:
        for part in parts(plan.touch):
            with self._target.catalog.transaction() as connection:
                for item in part:
                    before = self._known[item.key]
                    put_item(
                        connection,
                        self._target.source_id,
                        item,
                        before.sha256,
                        self._checked_ns,
                        before.document_id,
                    )
        self.done.same += len(plan.touch)


def remove_items(target: Target, keys: Sequence[str], known: Mapping[str, Known]) -> None:
    """Erase items and their documents in one transaction."""
    target.intake.remove_by_id(_documents(keys, known), partial(_forget, source_id=target.source_id, keys=keys))


def retire_items(target: Target, keys: Sequence[str], known: Mapping[str, Known]) -> None:
    """Forget items that are gone in one transaction; their documents are in the history from now on."""
    target.intake.retire_by_id(_documents(keys, known), partial(_forget, source_id=target.source_id, keys=keys))


def stage_removals(target: Target, keys: Sequence[str], known: Mapping[str, Known]) -> None:
    """Items that are gone, in one transaction: their documents stay, and are known, until the set is published."""
    spare: set[str] = set()
    with target.catalog.transaction() as connection:
        for key in keys:
            document_id = known[key].document_id
            waits, dropped = (False, set()) if document_id is None else stage_removal(connection, document_id)
            spare |= dropped
            if not waits:
                forget_items(connection, target.source_id, [key])
        records.bump_generation(connection)
    target.intake.erase_originals(spare)


def _documents(keys: Sequence[str], known: Mapping[str, Known]) -> list[int]:
    return [each for each in (known[key].document_id for key in keys) if each is not None]


def _forget(connection: sqlite3.Connection, source_id: int, keys: Sequence[str]) -> None:
    forget_items(connection, source_id, keys)


def parts(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The values in the portions of one transaction."""
    for begin in range(0, len(values), _BATCH):
        yield values[begin : begin + _BATCH]
