"""One sync from its beginning to its end: list, plan, object or apply, and remember how it went."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.progress import Stopped
from ingest.sources.accepting import Applied, Target
from ingest.sources.applying import Applier
from ingest.sources.planning import Plan, doubtful, find_objection, plan_sync
from ingest.sources.reports import SyncReport
from ingest.sources.store import SourceRecord, SourceState, SourceStore
from ingest.sources.types import Item, Known, Listing, Problem, Source, SourceOptions, Task, item_reason, not_opened
from rag.errors import ImplausiblePlan, SourceUnreachable
from rag.wording import Sentence, say

_STOPPED = say("sync_stopped", "It was stopped; what was finished is kept, and the next sync goes on.")


class Run:
    """One sync of one source, which nobody else syncs meanwhile."""

    def __init__(
        self, store: SourceStore, target: Target, source: Source, options: SourceOptions, record: SourceRecord
    ) -> None:
        self._store = store
        self._target = target
        self._source = source
        self._options = options
        self._record = record
        self._begun = time.monotonic()
        self._known: Mapping[str, Known] = store.items(record.id)
        self._names = store.document_names(record.id)
        self._leaving = store.leaving(record.id)

    def sync(self, task: Task, *, dry_run: bool, retry: bool) -> SyncReport:
        """See `Sources.sync`."""
        finished = False
        try:
            report = self._sync(task, dry_run, retry)
            finished = True
            return report
        except Stopped:
            if not dry_run:
                self._store.set_state(self._record.id, SourceState.INCOMPLETE, _STOPPED)
            return self._report(Applied(), (), 0, dry_run, SourceState.INCOMPLETE, _STOPPED)
        except SourceUnreachable as error:
            if not dry_run:
                self._store.set_state(self._record.id, SourceState.FAILED, error.sentence)
            raise
        except ImplausiblePlan:
            finished = True
            raise
        finally:
            self._source.close(finished=finished)

    def _sync(self, task: Task, dry_run: bool, retry: bool) -> SyncReport:
        checked_ns = time.time_ns()
        listing = self._source.list_items(self._known, task)
        if listing.vanished is not None and not self._known:
            raise SourceUnreachable(listing.vanished)
        listing = self._look_closer(listing, task)
        leaving = self._leaving if self._target.staged else ()
        plan = plan_sync(listing, self._known, retry=retry, leaving=leaving)
        objection = find_objection(plan, listing, self._known, self._options)
        if dry_run:
            return self._describe(plan, listing.problems, objection)
        if objection is not None and self._record.confirmed != plan.removal:
            self._hold(plan, objection)
        applier = Applier(self._target, self._source, self._known, self._names, self._leaving, checked_ns)
        stopped = False
        try:
            applier.apply(plan, task)
        except Stopped:
            stopped = True
        problems = (*listing.problems, *applier.done.failed)
        state, sentence = self._finish(problems, stopped=stopped)
        kept = len(plan.keep) + len(plan.unseen) + applier.done.same
        return self._report(applier.done, problems, kept, False, state, sentence)

    def _look_closer(self, listing: Listing, task: Task) -> Listing:
        """The listing with the checksums of the items that need them."""
        found: dict[str, str] = {}
        problems: list[Problem] = []
        unread: set[str] = set()
        items = doubtful(listing, self._known)
        for number, item in enumerate(items):
            task.step("compare", number, len(items), item.name)
            try:
                checksum = self._source.checksum(item, task.stop)
            except OSError as error:
                problems.append(Problem(item.name, not_opened(error)))
                unread.add(item.key)
                continue
            if checksum is not None:
                found[item.key] = checksum
        if not found and not unread:
            return listing
        return replace(
            listing,
            items=[_with_checksum(each, found) for each in listing.items if each.key not in unread],
            problems=[*listing.problems, *problems],
            unseen=listing.unseen | unread,
        )

    def _hold(self, plan: Plan, objection: str) -> None:
        sentence = say(
            "removal_held",
            "{objection} Nothing was changed. If that is right, `fundstelle source confirm {name}` lets the sync do"
            " it.",
            objection=objection,
            name=self._record.name,
        )
        self._store.hold(self._record.id, plan.removal, sentence)
        raise ImplausiblePlan(
            say(
                "sync_held",
                "The sync of “{name}” waits for confirmation. {held}",
                name=self._record.name,
                held=sentence,
            )
        )

    def _finish(self, problems: Sequence[Problem], *, stopped: bool) -> tuple[SourceState, str | None]:
        if stopped:
            state, sentence = SourceState.INCOMPLETE, _STOPPED
        elif problems:
            state, sentence = SourceState.INCOMPLETE, _not_taken(problems)
        else:
            state, sentence = SourceState.SYNCED, None
        self._store.set_state(self._record.id, state, sentence, finished=not stopped)
        return state, sentence

    def _describe(self, plan: Plan, problems: Sequence[Problem], objection: str | None) -> SyncReport:
        """What the plan would do, in the names that documents have or would get."""
        prefix = f"{self._record.name}/"
        would = Applied(
            added=[prefix + item.name for item in plan.add],
            changed=[self._names.get(item.key, prefix + item.name) for item in plan.change],
            renamed=[
                (self._names[each.old], prefix + each.item.name) for each in plan.rename if each.old in self._names
            ],
            removed=[self._names[key] for key in plan.remove if key in self._names],
        )
        kept = len(plan.keep) + len(plan.unseen) + len(plan.touch)
        state = SourceState.WAITING if objection is not None else SourceState.SYNCED
        return self._report(would, tuple(problems), kept, True, state, objection)

    def _report(
        self,
        done: Applied,
        problems: tuple[Problem, ...],
        kept: int,
        dry_run: bool,
        state: SourceState,
        sentence: str | None,
    ) -> SyncReport:
        return SyncReport(
            self._record.name,
            dry_run,
            state,
            sentence,
            tuple(done.added),
            tuple(done.changed),
            tuple(done.renamed),
            tuple(done.removed),
            kept,
            tuple(sorted(problems, key=lambda each: each.item)),
            round(time.monotonic() - self._begun, 3),
            tuple(done.documents),
        )


def _not_taken(problems: Sequence[Problem]) -> Sentence:
    first = item_reason(problems[0].item, problems[0].reason)
    if len(problems) == 1:
        return say("item_not_taken", "1 item could not be taken; {first}", first=first)
    return say("items_not_taken", "{count} items could not be taken; {first}", count=len(problems), first=first)


def _with_checksum(item: Item, found: Mapping[str, str]) -> Item:
    checksum = found.get(item.key)
    return item if checksum is None else replace(item, sha256=checksum)
