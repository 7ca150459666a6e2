"""A sync whose changes are staged: published or discarded as a whole, and seen again by the next sync."""

from __future__ import annotations

from contextlib import closing

import pytest

from ingest.sources.following import Sources
from tests.history import LEAVE, texts
from tests.integration.test_crash import _problems

HOTEL = "Hotel\n\nA hotel has 90 rooms all year."
PARKING = "Parking\n\nParking is free for staff all year."


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "leave.txt").write_text(LEAVE.format(days=30))
    (folder / "parking.txt").write_text(PARKING)
    return folder


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
