"""Plans: what exists against what is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.planning import doubtful, find_objection, is_same_version, plan_sync
from ingest.sources.types import Item, Known, Listing, SourceOptions

OLD = 1_000_000_000_000_000_000  # long before anything is checked
CHECKED = OLD + 10_000_000_000

keys = st.text(alphabet="ab/", min_size=1, max_size=4)
contents = st.integers(min_value=0, max_value=4)


def item(key: str, content: int, *, seen: bool = True) -> Item:
    """A file with one of a few contents; its checksum is known when its bytes were looked at."""
    return Item(key, key, 10 + content, OLD + content, None, f"sha{content}" if seen else None)


def known(content: int, document_id: int | None = 1, reason: str | None = None) -> Known:
    return Known(10 + content, OLD + content, None, f"sha{content}", CHECKED, document_id, reason)


def apply(plan, before: dict[str, Known]) -> dict[str, Known]:
    """What is known after a plan was carried out."""
    after = dict(before)
    for key in plan.remove:
        del after[key]
    moved = {rename.item.key: after.pop(rename.old) for rename in plan.rename}
    for each in (*plan.add, *plan.change, *plan.touch, *(rename.item for rename in plan.rename)):
        document = moved.get(each.key) or after.get(each.key)
        after[each.key] = Known(
            each.size, each.time_ns, each.etag, each.sha256, CHECKED, document.document_id if document else 99
        )
    return after


worlds = st.tuples(st.dictionaries(keys, contents), st.dictionaries(keys, contents))


@given(worlds)
def test_applying_a_plan_gives_exactly_what_exists(world):
    now, before = world
    listing = Listing([item(key, content) for key, content in now.items()])
    remembered = {key: known(content, number) for number, (key, content) in enumerate(before.items(), 1)}
    plan = plan_sync(listing, remembered)
    after = apply(plan, remembered)
    assert {key: each.sha256 for key, each in after.items()} == {key: f"sha{each}" for key, each in now.items()}
    second = plan_sync(listing, after)
    assert second.is_empty
    assert not second.touch
    assert sorted(second.keep) == sorted(now)


@given(worlds)
def test_every_key_has_one_fate_and_renames_are_one_to_one(world):
    now, before = world
    listing = Listing([item(key, content) for key, content in now.items()])
    remembered = {key: known(content, number) for number, (key, content) in enumerate(before.items(), 1)}
    plan = plan_sync(listing, remembered)
    new = [each.key for each in (*plan.add, *plan.change, *plan.touch)] + [each.item.key for each in plan.rename]
    assert sorted([*new, *plan.keep]) == sorted(now)
    assert sorted(
        [*(each.old for each in plan.rename), *plan.remove, *plan.keep]
        + [each.key for each in (*plan.change, *plan.touch)]
    ) == sorted(before)
    assert all(remembered[each.old].sha256 == each.item.sha256 for each in plan.rename)
    # As many renames as equal bytes allow: what is still added has no equal among what is removed.
    assert not {each.sha256 for each in plan.add} & {remembered[key].sha256 for key in plan.remove}


@given(worlds, st.sets(keys), st.lists(keys, max_size=2))
def test_what_could_not_be_looked_at_is_never_removed(world, unseen, below):
    now, before = world
    listing = Listing(
        [item(key, content) for key, content in now.items()],
        unseen=frozenset(unseen),
        unseen_below=tuple(below),
    )
    remembered = {key: known(content) for key, content in before.items()}
    plan = plan_sync(listing, remembered)
    gone = {*plan.remove, *(each.old for each in plan.rename)}
    assert not gone & unseen
    assert not any(key.startswith(tuple(below)) for key in gone if below)
    assert set(plan.unseen) == {
        key for key in before if key not in now and (key in unseen or any(key.startswith(each) for each in below))
    }


def test_of_equal_bytes_the_one_with_the_same_last_name_is_renamed():
    plan = plan_sync(
        Listing([item("new/b.txt", 1), item("new/a.txt", 1)]), {"old/a.txt": known(1, 1), "old/b.txt": known(1, 2)}
    )
    assert {each.old: each.item.key for each in plan.rename} == {"old/a.txt": "new/a.txt", "old/b.txt": "new/b.txt"}


def test_equal_strong_etags_and_sizes_are_a_rename_and_weak_ones_are_not():
    def pair(etag):
        before = Known(5, None, etag, "sha", CHECKED, 1)
        return plan_sync(Listing([Item("new", "new", 5, None, etag)]), {"old": before})

    assert [each.old for each in pair("abc").rename] == ["old"]
    assert not pair('W/"abc"').rename


def test_a_time_that_is_too_young_proves_nothing():
    young = Known(11, CHECKED - 1_000_000_000, None, "sha1", CHECKED, 1)
    assert not is_same_version(Item("a", "a", 11, CHECKED - 1_000_000_000), young)
    assert is_same_version(item("a", 1, seen=False), known(1))


def test_only_what_may_be_the_same_is_looked_at():
    """Another size is a change; a new file is only read when it may be a renamed one."""
    touched = Item("touched", "touched", 11, OLD + 77)
    grown = Item("grown", "grown", 500, OLD + 77)
    moved, new = Item("moved", "moved", 13, OLD), Item("new", "new", 999, OLD)
    listing = Listing([item("same", 0, seen=False), touched, grown, moved, new])
    before = {"same": known(0), "touched": known(1), "grown": known(2), "vanished": known(3)}
    assert [each.key for each in doubtful(listing, before)] == ["touched", "moved"]


def test_rejected_items_wait_for_a_change_and_removed_documents_for_a_retry():
    rejected = Known(11, OLD + 1, None, None, CHECKED, None, "It is a picture.")
    by_person = known(2, None)
    before = {"rejected": rejected, "removed": by_person}
    same = Listing([item("rejected", 1, seen=False), item("removed", 2, seen=False)])
    assert plan_sync(same, before).is_empty
    other = Listing([item("rejected", 3, seen=False), item("removed", 4, seen=False)])
    assert [each.key for each in plan_sync(other, before).change] == ["rejected"]
    assert [each.key for each in plan_sync(same, before, retry=True).change] == ["rejected", "removed"]


def objection(before: int, listing: Listing, **options: object) -> str | None:
    remembered = {f"{number:03}": known(number, number + 1) for number in range(before)}
    return find_objection(plan_sync(listing, remembered), listing, remembered, SourceOptions(**options))


def first(count: int) -> list[Item]:
    return [item(f"{number:03}", number) for number in range(count)]


@pytest.mark.parametrize(
    ("before", "left", "objects"),
    [(20, 14, False), (20, 13, True), (6, 1, False), (7, 1, True), (100, 70, False), (100, 69, True)],
)
def test_losing_more_than_a_share_and_a_number_has_to_be_confirmed(before, left, objects):
    assert (objection(before, Listing(first(left))) is not None) is objects


def test_sentences_of_what_has_to_be_confirmed():
    assert objection(20, Listing(first(8))) == "Of 20 documents 12 are gone."
    partly = Listing(first(8), unseen_below=("01",))
    assert objection(20, partly) == "Of 20 documents 2 are gone and 10 could not be looked at."
    assert objection(1, Listing(())) == (
        "Now the source is empty; until then it held 1 document. Is a share not mounted, or a site out of order?"
    )
    gone = Listing((), vanished="There is no folder /mnt/x any more.")
    assert objection(3, gone) == "There is no folder /mnt/x any more. Until then it held 3 documents."
    assert objection(20, Listing(first(8)), max_removed_share=0.6) is None
    assert objection(20, Listing(first(20))) is None


def test_a_confirmation_is_for_one_removal():
    remembered = {f"{number:03}": known(number) for number in range(9)}
    two = plan_sync(Listing(first(7)), remembered).removal
    assert two == plan_sync(Listing([*first(7), item("more", 50)]), remembered).removal
    assert two != plan_sync(Listing(first(6)), remembered).removal
