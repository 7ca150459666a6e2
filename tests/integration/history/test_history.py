"""Former versions are kept for questions about their time, and change nothing for those about today."""

from __future__ import annotations

import pytest

from rag import AnswerStatus, Library
from rag.errors import ConfigurationError, DocumentNotFound, GenerationNotKept
from rag.layout import DataDir
from tests.fakes import HashingEmbedder
from tests.history import LEAVE, QUESTION, problems, row_count, texts


def test_a_question_about_an_earlier_time_is_answered_from_what_was_there(settings, library, write):
    before = write(leave=LEAVE.format(days=30), other="Parking\n\nParking is free.")
    now = write(leave=LEAVE.format(days=31))
    assert texts(library) == {LEAVE.format(days=31), "Parking\n\nParking is free."}
    assert texts(library, as_of=before) == {LEAVE.format(days=30), "Parking\n\nParking is free."}
    assert texts(library, as_of=str(now)) == texts(library)
    answer = library.ask(QUESTION, as_of=before)
    assert (answer.status, answer.generation) == (AnswerStatus.ANSWERED, before)
    assert answer.as_of is not None
    (citation,) = answer.citations
    page = library.page(citation.document_id, citation.page)
    assert page.text[citation.start : citation.end] == citation.quote == "Staff have 30 days of paid leave a year."
    assert citation.document == "leave.txt"
    assert library.original(citation.document_id).read_text() == LEAVE.format(days=30)
    assert library.ask(QUESTION).as_of is None
    assert problems(settings) == []


def test_the_present_knows_nothing_of_the_history(settings, library, write):
    write(leave=LEAVE.format(days=30))
    alone = {(hit.passage.text, hit.score, hit.lexical) for hit in library.search(QUESTION)}
    for days in (31, 32, 33, 30):
        write(leave=LEAVE.format(days=days))
    assert {(hit.passage.text, hit.score, hit.lexical) for hit in library.search(QUESTION)} == alone
    assert [each.name for each in library.documents()] == ["leave.txt"]
    assert library.status().documents == library.status().passages == 1
    assert row_count(settings, "documents") == 5


def test_scores_of_the_past_are_comparable_though_they_come_from_two_indexes(library, write):
    """Half of what was visible lies in the history's index, where the words are much more frequent."""
    words = ("leave", "paid", "days", "staff", "year")
    held = {f"d{n}": (" ".join(words[: n % 5 + 1]) + f" x{n}" * 6) for n in range(12)}
    before = write(**held)

    def best(as_of):
        hits = [hit for hit in library.search(QUESTION, k=12, as_of=as_of) if hit.lexical is not None]
        return [hit.passage.document for hit in sorted(hits, key=lambda hit: -hit.lexical)][:4]

    assert set(best(None)) == {"d4.txt", "d9.txt", "d3.txt", "d8.txt"}
    write(**{f"d{n}": f"Nothing of interest here, number {n}." for n in range(0, 12, 2)})
    assert set(best(before)) == {"d4.txt", "d9.txt", "d3.txt", "d8.txt"}


def test_documents_and_scopes_of_an_earlier_time(library, write, indexer):
    before = write(leave=LEAVE.format(days=30), parking="Parking\n\nParking is free.")
    write(leave=LEAVE.format(days=31), hotel="Hotel\n\nA hotel costs 90 EUR a year.")
    assert [each.name for each in library.documents(as_of=before)] == ["leave.txt", "parking.txt"]
    assert texts(library, as_of=before, documents=["leave.txt"]) == {LEAVE.format(days=30)}
    with pytest.raises(DocumentNotFound, match="hotel"):
        library.search(QUESTION, as_of=before, documents=["hotel.txt"])
    with pytest.raises(GenerationNotKept, match="no generation 999 yet"):
        library.search(QUESTION, as_of=999)
    with pytest.raises(ConfigurationError, match="neither the number of a generation nor a date"):
        library.search(QUESTION, as_of="last week")
    with pytest.raises(GenerationNotKept, match="not kept any more"):
        library.search(QUESTION, as_of="2020-03-01")
    assert texts(library, as_of="2999-03-01") == texts(library)


def test_erasing_a_document_erases_its_history(settings, library, write, indexer):
    before = write(leave=LEAVE.format(days=30), other="Parking\n\nParking is free.")
    write(leave=LEAVE.format(days=31))
    then = library.ask(QUESTION, as_of=before)
    original = library.original(then.citations[0].document_id)
    assert original.exists()
    erased = []
    assert indexer.remove(["leave.txt"], erased.append) == ["leave.txt"]
    assert erased == [1]
    assert texts(library, as_of=before) == {"Parking\n\nParking is free."}
    assert library.page(then.citations[0].document_id, 1) is None
    assert not original.exists()
    assert row_count(settings, "documents") == row_count(settings, "passages") == 1
    assert problems(settings) == []


def test_an_update_that_cannot_be_read_leaves_the_version_before_to_its_time(library, write):
    before = write(leave=LEAVE.format(days=30))
    write(leave=" \n\n ")
    assert texts(library) == set()
    assert texts(library, as_of=before) == {LEAVE.format(days=30)}


def test_rebuilding_keeps_the_history(settings, library, write, indexer):
    before = write(leave=LEAVE.format(days=30), other="Parking\n\nParking is free.")
    write(leave=LEAVE.format(days=31))
    expected = texts(library), texts(library, as_of=before)
    indexer.rebuild()
    assert (texts(library), texts(library, as_of=before)) == expected
    assert problems(settings) == []


def test_reading_the_same_bytes_again_makes_no_version(settings, library, write, indexer, tmp_path):
    write(leave=LEAVE.format(days=30))
    indexer.add([tmp_path / "documents"], force=True)
    assert row_count(settings, "documents") == 1
    assert texts(library) == {LEAVE.format(days=30)}


def test_a_damaged_index_of_the_history_costs_the_present_nothing(settings, library, write, tmp_path):
    first = write(leave=LEAVE.format(days=30))
    second = write(leave=LEAVE.format(days=31))
    meta = DataDir(settings.data_dir).history / "meta.json"
    meta.write_bytes(b"{]")
    assert problems(settings)[0].startswith("The word index of the history cannot be read")
    with Library(settings, embedder=HashingEmbedder()) as other:
        assert texts(other) == {LEAVE.format(days=31)}
        assert texts(other, as_of=first) == {LEAVE.format(days=30)}  # by meaning alone
    write(leave=LEAVE.format(days=32))
    assert problems(settings) == []
    assert [texts(library, as_of=each) for each in (first, second)] == [
        {LEAVE.format(days=30)},
        {LEAVE.format(days=31)},
    ]
