"""A sync whose changes are staged: published or discarded as a whole, and seen again by the next sync."""

from __future__ import annotations

from contextlib import closing

import pytest

from ingest.sources.following import Sources
from rag.catalog import Catalog
from rag.layout import DataDir
from rag.views import LIVE, STAGED
from tests.history import HOTEL, LEAVE, PARKING, texts
from tests.integration.test_crash import _problems


@pytest.fixture
def sources(settings, share, indexer):
    with closing(Sources(settings)) as sources:
        sources.add("share", "folder", str(share))
        sources.sync("share")
        indexer.work()
        yield sources


def sync(indexer, sources):
    report = sources.sync("share", staged=True)
    indexer.work()
    return report


def test_what_a_sync_brings_can_be_staged_and_published(settings, library, indexer, sources, share):
    document = library.document("share/leave.txt").id
    (share / "leave.txt").write_text(LEAVE.format(days=31))
    (share / "hotel.txt").write_text(HOTEL)
    report = sync(indexer, sources)
    assert (report.added, report.changed) == (("share/hotel.txt",), ("share/leave.txt",))
    assert texts(library) == {LEAVE.format(days=30), PARKING}
    assert texts(library, as_of="staged") == {LEAVE.format(days=31), PARKING, HOTEL}
    assert _problems(settings) == []
    (share / "leave.txt").write_text(LEAVE.format(days=302))
    sync(indexer, sources)
    assert texts(library, as_of="staged") == {LEAVE.format(days=302), PARKING, HOTEL}
    indexer.publish()
    assert texts(library) == {LEAVE.format(days=302), PARKING, HOTEL}
    assert library.document("share/leave.txt").id == document
    again = sync(indexer, sources)
    assert (again.added, again.changed, again.removed, again.kept) == ((), (), (), 3)
    assert _problems(settings) == []


def test_what_was_discarded_is_found_again_by_the_next_sync(settings, library, indexer, sources, share):
    (share / "leave.txt").write_text(LEAVE.format(days=31))
    (share / "hotel.txt").write_text(HOTEL)
    sync(indexer, sources)
    assert indexer.discard() == 2
    assert texts(library, as_of="staged") == texts(library) == {LEAVE.format(days=30), PARKING}
    report = sync(indexer, sources)
    assert (report.added, report.changed) == (("share/hotel.txt",), ("share/leave.txt",))
    assert texts(library, as_of="staged") == {LEAVE.format(days=31), PARKING, HOTEL}
    (share / "leave.txt").write_text(LEAVE.format(days=30))  # as it was
    (share / "hotel.txt").unlink()
    sync(indexer, sources)
    assert indexer.publish() is None
    assert texts(library) == {LEAVE.format(days=30), PARKING}
    assert _problems(settings) == []


def test_what_a_source_lost_is_in_the_history(settings, library, indexer, sources, share):
    before = library.status().generation
    (share / "parking.txt").unlink()
    assert sources.sync("share").removed == ("share/parking.txt",)
    assert texts(library) == {LEAVE.format(days=30)}
    assert texts(library, as_of=before) == {LEAVE.format(days=30), PARKING}
    sources.remove("share")
    assert texts(library, as_of=before) == {PARKING}
    indexer.work()
    assert _problems(settings) == []


def test_what_a_source_lost_goes_with_the_set(settings, library, indexer, sources, share):
    (share / "parking.txt").unlink()
    assert sync(indexer, sources).removed == ("share/parking.txt",)
    assert texts(library) == {LEAVE.format(days=30), PARKING}
    assert texts(library, as_of="staged") == {LEAVE.format(days=30)}
    assert sources.count_documents("share") == 2
    assert sync(indexer, sources).removed == ()  # that is known
    assert indexer.discard() == 1
    assert texts(library, as_of="staged") == {LEAVE.format(days=30), PARKING}
    assert sync(indexer, sources).removed == ("share/parking.txt",)
    assert indexer.publish() is not None
    assert texts(library) == {LEAVE.format(days=30)}
    assert sources.count_documents("share") == 1
    again = sync(indexer, sources)
    assert (again.removed, again.kept) == ((), 1)
    assert _problems(settings) == []


def test_what_came_back_in_time_stays(settings, library, indexer, sources, share):
    document = library.document("share/parking.txt").id
    (share / "parking.txt").write_text(PARKING + " Really.")
    sync(indexer, sources)
    (share / "parking.txt").unlink()
    sync(indexer, sources)
    assert texts(library, as_of="staged") == {LEAVE.format(days=30)}
    (share / "parking.txt").write_text(PARKING + " Really.")
    assert sync(indexer, sources).changed == ("share/parking.txt",)
    assert texts(library, as_of="staged") == {LEAVE.format(days=30), PARKING + " Really."}
    (share / "parking.txt").unlink()
    sync(indexer, sources)
    (share / "parking.txt").write_text(PARKING)
    sync(indexer, sources)
    assert indexer.publish() is None
    assert texts(library) == {LEAVE.format(days=30), PARKING}
    assert library.document("share/parking.txt").id == document
    assert _problems(settings) == []


def test_a_removal_by_hand_or_without_a_gate_does_not_wait(settings, library, indexer, sources, share):
    (share / "parking.txt").unlink()
    sync(indexer, sources)
    assert sources.sync("share").removed == ("share/parking.txt",)
    assert texts(library) == {LEAVE.format(days=30)}
    assert indexer.publish() is None
    assert _problems(settings) == []


def named(settings, view):
    """Whether the first document has the terms in its name, None: it does not use them."""
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.snapshot(view) as snapshot:
        uses = snapshot.term_uses(("leav", "holiday"), 10)
    found = {term: [use.named for use in those if use.document == 1] for term, those in uses.items()}
    return [(term, values[0] if values else None) for term, values in found.items()]


def test_a_rename_goes_with_the_set(settings, library, indexer, sources, share, embedder):
    document, embedded = library.document("share/leave.txt").id, len(embedder.embedded)
    (share / "leave.txt").rename(share / "holidays.txt")
    assert sync(indexer, sources).renamed == (("share/leave.txt", "share/holidays.txt"),)
    (share / "leave.txt").write_text(HOTEL)  # another document takes the name
    assert sync(indexer, sources).added == ("share/leave.txt",)
    assert [each.name for each in library.documents()] == ["share/leave.txt", "share/parking.txt"]
    # What a name says of a document is judged with the set.
    assert named(settings, LIVE) == [("leav", True), ("holiday", None)]
    assert named(settings, STAGED) == [("leav", False), ("holiday", True)]
    then = [each.name for each in library.documents(as_of="staged")]
    assert then == ["share/holidays.txt", "share/leave.txt", "share/parking.txt"]
    assert texts(library, as_of="staged", documents=["share/holidays.txt"]) == {LEAVE.format(days=30)}
    assert texts(library, as_of="staged", documents=["share/leave.txt"]) == {HOTEL}
    assert indexer.publish() is not None
    assert [each.name for each in library.documents()] == then
    assert library.document("share/holidays.txt").id == document
    assert len(embedder.embedded) == embedded + 1
    assert named(settings, LIVE) == [("leav", False), ("holiday", True)]
    again = sync(indexer, sources)
    assert (again.added, again.changed, again.renamed, again.removed, again.kept) == ((), (), (), (), 3)
    assert _problems(settings) == []


def test_a_discarded_rename_is_found_again(settings, library, indexer, sources, share):
    (share / "leave.txt").rename(share / "holidays.txt")
    sync(indexer, sources)
    (share / "parking.txt").rename(share / "leave.txt")
    assert sync(indexer, sources).renamed == (("share/parking.txt", "share/leave.txt"),)
    (share / "holidays.txt").write_text(LEAVE.format(days=31))  # it is known under its new name
    assert sync(indexer, sources).changed == ("share/holidays.txt",)
    assert indexer.discard() == 3
    assert [each.name for each in library.documents(as_of="staged")] == ["share/leave.txt", "share/parking.txt"]
    assert texts(library, as_of="staged") == {LEAVE.format(days=30), PARKING}
    (share / "holidays.txt").write_text(LEAVE.format(days=30))
    sync(indexer, sources)
    indexer.publish()
    assert texts(library, documents=["share/holidays.txt"]) == {LEAVE.format(days=30)}
    assert texts(library, documents=["share/leave.txt"]) == {PARKING}
    assert library.status().documents == 2
    assert _problems(settings) == []


def test_a_rename_that_was_taken_back_is_none(settings, library, indexer, sources, share):
    (share / "leave.txt").rename(share / "holidays.txt")
    sync(indexer, sources)
    (share / "holidays.txt").rename(share / "leave.txt")
    assert sync(indexer, sources).renamed == ()
    assert indexer.publish() is None
    (share / "hotel.txt").write_text(HOTEL)
    sync(indexer, sources)
    (share / "hotel.txt").rename(share / "rooms.txt")  # nobody found it yet
    assert sync(indexer, sources).renamed == (("share/hotel.txt", "share/rooms.txt"),)
    indexer.publish()
    assert texts(library, documents=["share/rooms.txt"]) == {HOTEL}
    assert _problems(settings) == []
