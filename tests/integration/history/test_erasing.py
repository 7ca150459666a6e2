"""What a person removes is gone, whatever documents had the name before, and whatever happens meanwhile."""

from __future__ import annotations

import pytest

from rag.errors import DocumentNotFound
from tests.history import LEAVE, PARKING, QUESTION, problems, row_count, texts


@pytest.fixture
def first(write, indexer):
    """The generation that showed a document which was retired later, before another one took its name."""
    number = write(leave=LEAVE.format(days=30), parking=PARKING)
    indexer.intake.retire(["leave.txt"])
    write(leave=LEAVE.format(days=31))
    return number


def test_removing_a_name_removes_what_was_retired_under_it(settings, first, library, indexer):
    assert library.ask(QUESTION, as_of=first).citations[0].quote == "Staff have 30 days of paid leave a year."
    erased = []
    assert indexer.remove(["leave.txt"], erased.append) == ["leave.txt"]
    assert erased == [1]
    assert texts(library, as_of=first) == texts(library) == {PARKING}
    assert row_count(settings, "documents") == row_count(settings, "pages") == 1
    assert indexer.roll_back(first).back == ()
    assert texts(library) == {PARKING}
    with pytest.raises(DocumentNotFound):
        indexer.remove(["leave.txt"])
    assert problems(settings) == []


def test_a_former_name_of_another_live_document_removes_nothing_of_it(settings, library, write, indexer, tmp_path):
    before = write(leave=LEAVE.format(days=30))
    write(leave=LEAVE.format(days=31))
    (tmp_path / "documents" / "leave.txt").rename(tmp_path / "documents" / "holidays.txt")
    write()
    write(leave=LEAVE.format(days=32))
    assert [each.name for each in library.documents()] == ["holidays.txt", "leave.txt"]
    indexer.remove(["leave.txt"])
    assert texts(library) == {LEAVE.format(days=31)}
    assert texts(library, as_of=before) == {LEAVE.format(days=30)}
    assert problems(settings) == []
