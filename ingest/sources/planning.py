"""What a sync would do: pure functions over what a source holds and what is known of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.sources.types import Item, Known, Listing, SourceOptions
from rag.wording import Sentence, say

# What changed within this time of being looked at may change again without its time moving.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Rename:
    """The same bytes under another key."""

    old: str
    item: Item


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done so that the library holds what the source holds. No key stands in two fields."""

    add: tuple[Item, ...]
    change: tuple[Item, ...]
    rename: tuple[Rename, ...]
    remove: tuple[str, ...]
    touch: tuple[Item, ...]  # the same bytes with another time or ETag
    keep: tuple[str, ...]
    unseen: tuple[str, ...]  # known, but could not be looked at: they stay

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the library would change."""
        return not (self.add or self.change or self.rename or self.remove)

    @property
    def removal(self) -> str:
        """A checksum of what would be missing: confirming it allows this and nothing more."""
        keys = [*sorted(self.remove), "", *sorted(self.unseen)]
        return hashlib.sha256("\0".join(keys).encode()).hexdigest()


def plan_sync(
    listing: Listing, known: Mapping[str, Known], *, retry: bool = False, leaving: Collection[str] = ()
) -> Plan:
    """Compare what exists with what is known.

    `retry` also changes what is known but has no document: rejected earlier, or removed by a person. What is
    `leaving` is known, and its removal is prepared already: that it is gone is no news.
    """
    items = {item.key: item for item in listing.items}
    gone = {key for key in known if key not in items}
    unseen = {key for key in gone if _is_unseen(key, listing) and key not in leaving}
    new = [item for key, item in items.items() if key not in known]
    renames = _pair(new, {key: known[key] for key in known if key in gone and key not in unseen})
    taken, renamed = {each.item.key for each in renames}, {each.old for each in renames}
    lost = gone - unseen - renamed - set(leaving)
    change: list[Item] = []
    touch: list[Item] = []
    keep: list[str] = []
    for key, item in items.items():
        if key not in known:
            continue
        before = known[key]
        if retry and before.document_id is None:
            change.append(item)
        elif _was_removed(before) or is_same_version(item, before):
            keep.append(key)
        elif item.sha256 is not None and item.sha256 == before.sha256 and before.reason is None:
            touch.append(item)
        else:
            change.append(item)
    return Plan(
        tuple(item for item in new if item.key not in taken),
        tuple(change),
        tuple(renames),
        tuple(key for key in known if key in lost),
        tuple(touch),
        tuple(keep),
        tuple(key for key in known if key in unseen),
    )


def is_same_version(item: Item, before: Known) -> bool:
    """Whether an item cannot have changed: the same ETag, or else the same size and time."""
    if item.time_ns is None and item.sha256 is not None and item.sha256 == before.sha256:
        return item.etag == before.etag
    if item.etag is not None and before.etag is not None:
        return item.etag == before.etag and item.size == before.size
    if item.time_ns is None or (item.size, item.time_ns) != (before.size, before.time_ns):
        return False
    return before.checked_ns - item.time_ns > _RACY_NS


def doubtful(listing: Listing, known: Mapping[str, Known]) -> list[Item]:
    """Items whose bytes have to be looked at to tell a change from a new time, and a rename from a new document."""
    items = {item.key for item in listing.items}
    sizes = {before.size for key, before in known.items() if key not in items and before.sha256 is not None}
    found = []
    for item in listing.items:
        before = known.get(item.key)
        if item.sha256 is not None:
            continue
        if before is None:
            if item.size is not None and item.size in sizes:
                found.append(item)
        elif before.size == item.size and before.document_id is not None and not is_same_version(item, before):
            found.append(item)
    return found


def find_objection(
    plan: Plan, listing: Listing, known: Mapping[str, Known], options: SourceOptions
) -> Sentence | None:
    """A sentence when a plan would lose more than is believable, else None."""
    missing = len(plan.remove) + len(plan.unseen)
    if not missing:
        return None
    if listing.vanished is not None:
        return say(
            "place_vanished",
            "{vanished} Until then it held {documents}.",
            vanished=listing.vanished,
            documents=_count(len(known)),
        )
    if not listing.items:
        if plan.unseen:
            return say(
                "source_unreadable",
                "Now nothing of the source could be read; until then it held {documents}. Is a share not mounted,"
                " or a site out of order?",
                documents=_count(len(known)),
            )
        return say(
            "source_empty",
            "Now the source is empty; until then it held {documents}. Is a share not mounted, or a site"
            " out of order?",
            documents=_count(len(known)),
        )
    if missing > options.max_removed and missing > options.max_removed_share * len(known):
        return _loss(plan, _count(len(known)))
    return None


def _loss(plan: Plan, documents: Sentence) -> Sentence:
    gone, unseen = len(plan.remove), len(plan.unseen)
    if not unseen:
        return say("loss_gone", "Of {documents} {gone} are gone.", documents=documents, gone=gone)
    if not gone:
        return say(
            "loss_unseen", "Of {documents} {unseen} could not be looked at.", documents=documents, unseen=unseen
        )
    return say(
        "loss_gone_and_unseen",
        "Of {documents} {gone} are gone and {unseen} could not be looked at.",
        documents=documents,
        gone=gone,
        unseen=unseen,
    )


def _count(number: int) -> Sentence:
    return say("one_document", "1 document") if number == 1 else say("documents", "{count} documents", count=number)


def _was_removed(before: Known) -> bool:
    """Whether a person removed the document of this item: it does not come back by itself."""
    return before.document_id is None and before.reason is None


def _is_unseen(key: str, listing: Listing) -> bool:
    return key in listing.unseen or (bool(listing.unseen_below) and key.startswith(listing.unseen_below))


def _pair(new: Iterable[Item], gone: Mapping[str, Known]) -> list[Rename]:
    """Match what appeared with what vanished, one to one; of equal bytes, those with the same last name first."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, before in gone.items():
        for mark in _marks(before.sha256, before.etag, before.size):
            alike[mark].append(key)
            alike[*mark, _last(key)].append(key)
    free = set(gone)
    found = []
    for item in new if gone else ():
        marks = _marks(item.sha256, item.etag, item.size)
        old = next((key for mark in marks for key in _take(alike.get((*mark, _last(item.key))), free)), None)
        old = old or next((key for mark in marks for key in _take(alike.get(mark), free)), None)
        if old is not None:
            free.remove(old)
            found.append(Rename(old, item))
    return found


def _take(keys: list[str] | None, free: set[str]) -> Iterator[str]:
    """The keys that are still free; those that are not are dropped for good."""
    while keys:
        key = keys.pop()
        if key in free:
            yield key


def _marks(sha256: str | None, etag: str | None, size: int | None) -> list[tuple[str, ...]]:
    """By which equal bytes are known: their checksum, and a strong ETag together with the size."""
    marks: list[tuple[str, ...]] = [("sha256", sha256)] if sha256 is not None else []
    if etag is not None and size is not None and not etag.startswith("W/"):
        marks.append(("etag", etag, str(size)))
    return marks


def _last(key: str) -> str:
    return key.rsplit("/", 1)[-1]
