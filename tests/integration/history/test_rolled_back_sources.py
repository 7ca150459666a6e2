"""What a rollback brought back is its source's again as soon as the source has the file again."""

from __future__ import annotations

import io
from contextlib import closing

import pytest

from ingest.sources.following import Sources
from ingest.sources.store import SourceState
from tests.history import LEAVE, PARKING, problems, texts


@pytest.fixture
def sources(settings, share):
    with closing(Sources(settings)) as sources:
        sources.add("share", "folder", str(share))
        yield sources


@pytest.fixture
def sync(sources, indexer, library):
    """Syncs and reads; returns the report."""

    def sync(**options):
        report = sources.sync("share", **options)
        indexer.work()
        return report

    return sync


@pytest.fixture
def revived(sync, share, indexer, library):
    """The id of a document that the source lost and a rollback brought back."""
    sync()
    number, document = library.status().generation, library.document("share/leave.txt").id
    (share / "leave.txt").unlink()
    assert sync().removed == ("share/leave.txt",)
    assert indexer.roll_back(number).back == ("share/leave.txt",)
    assert sync().removed == ()  # the rollback goes before what the source lost until then
    assert library.document("share/leave.txt").id == document
    return document


@pytest.mark.parametrize("staged", [False, True])
def test_a_file_that_comes_back_updates_its_document(settings, revived, sync, share, indexer, library, staged):
    (share / "leave.txt").write_text(LEAVE.format(days=31))
    report = sync(staged=staged)
    assert (report.changed, report.failed, report.state) == (("share/leave.txt",), (), SourceState.SYNCED)
    if staged:
        assert texts(library) == {LEAVE.format(days=30), PARKING}
        indexer.publish()
    assert texts(library) == {LEAVE.format(days=31), PARKING}
    assert library.document("share/leave.txt").id == revived
    assert sync(staged=staged).kept == 2
    assert problems(settings) == []


def test_a_file_that_comes_back_as_it_was_is_followed_again(revived, sync, share, library):
    (share / "leave.txt").write_text(LEAVE.format(days=30))
    report = sync()
    assert (report.added, report.changed, report.kept, report.failed) == ((), (), 2, ())
    (share / "leave.txt").unlink()
    assert sync().removed == ("share/leave.txt",)
    assert texts(library) == {PARKING}


def test_what_a_person_put_in_its_place_is_not_replaced(revived, sync, share, indexer, library):
    indexer.intake.accept_stream("share/leave.txt", io.BytesIO(LEAVE.format(days=99).encode()))
    indexer.work()
    (share / "leave.txt").write_text(LEAVE.format(days=31))
    assert "a sync never replaces it" in sync().failed[0].reason
    assert texts(library) == {LEAVE.format(days=99), PARKING}


def test_a_document_that_came_back_in_the_place_of_a_newer_one_is_updated(settings, sync, share, indexer, library):
    (share / "leave.txt").unlink()
    sync()
    first = library.status().generation
    (share / "leave.txt").write_text(LEAVE.format(days=30))
    sync()
    second, document = library.status().generation, library.document("share/leave.txt").id
    indexer.roll_back(first)
    (share / "leave.txt").write_text(LEAVE.format(days=311))
    assert sync().added == ("share/leave.txt",)
    indexer.roll_back(second)
    assert (texts(library), library.document("share/leave.txt").id) == ({LEAVE.format(days=30), PARKING}, document)
    (share / "leave.txt").write_text(LEAVE.format(days=3112))
    report = sync()
    assert (report.changed, report.failed) == (("share/leave.txt",), ())
    assert texts(library) == {LEAVE.format(days=3112), PARKING}
    assert problems(settings) == []
