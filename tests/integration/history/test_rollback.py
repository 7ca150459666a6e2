"""Earlier generations are listed, compared and brought back; what is erased stays erased."""

from __future__ import annotations

import pytest

from ingest.indexer import Indexer
from rag.catalog import Catalog
from rag.errors import FundstelleError
from rag.history import compare_generations, list_generations
from rag.layout import DataDir
from rag.library import Library
from tests.history import LEAVE, PARKING, QUESTION, problems, row_count, texts


@pytest.fixture
def catalog(settings):
    catalog = Catalog(DataDir(settings.data_dir))
    yield catalog
    catalog.close()


def listed(catalog):
    with catalog.snapshot() as snapshot:
        return [(each.reason, each.added, each.changed, each.removed) for each in list_generations(snapshot)][:-1]


def changes(catalog, before, then):
    with catalog.snapshot() as snapshot:
        return [(each.name, each.change) for each in compare_generations(snapshot, before, then)]


def test_generations_say_what_changed(catalog, write, indexer):
    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    second = write(leave=LEAVE.format(days=31), hotel="Hotel\n\nA hotel costs 90 EUR.")
    indexer.intake.retire(["hotel.txt"])
    indexer.remove(["parking.txt"])
    assert listed(catalog) == [("remove", 0, 0, 1), ("sync", 0, 0, 1), ("add", 1, 1, 0), ("add", 2, 0, 0)]
    assert changes(catalog, first, second) == [("hotel.txt", "added"), ("leave.txt", "changed")]
    assert changes(catalog, second, first) == [("hotel.txt", "removed"), ("leave.txt", "changed")]
    assert changes(catalog, second, second) == []


def test_going_back_and_forth(settings, catalog, library, write, indexer, embedder):
    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    second = write(leave=LEAVE.format(days=31), hotel="Hotel\n\nA hotel has 90 rooms all year.")
    indexer.intake.retire(["parking.txt"])
    shown = {number: texts(library, as_of=number) for number in (first, second)}
    embedded = len(embedder.embedded)

    rolled = indexer.roll_back(first)
    assert (rolled.back, rolled.changed, rolled.gone) == (("parking.txt",), ("leave.txt",), ("hotel.txt",))
    assert texts(library) == shown[first]
    assert [each.name for each in library.documents()] == ["leave.txt", "parking.txt"]
    assert problems(settings) == []

    rolled = indexer.roll_back(second)
    assert (rolled.back, rolled.changed, rolled.gone) == (("hotel.txt",), ("leave.txt",), ())
    assert texts(library) == shown[second]
    assert {number: texts(library, as_of=number) for number in (first, second)} == shown
    assert problems(settings) == []
    assert len(embedder.embedded) == embedded
    assert changes(catalog, second, rolled.generation) == []
    assert indexer.roll_back(second).generation == library.status().generation


def test_what_comes_back_is_found_by_words_and_by_meaning(settings, library, write, indexer, embedder):
    def found(library):
        hits = library.search(QUESTION)
        # How rare a word is depends on what the index has not merged away yet; that it is found does not.
        return [(hit.passage.text, hit.lexical is not None, hit.similarity) for hit in hits]

    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    before = found(library)
    assert all(by_words and by_meaning for _, by_words, by_meaning in before)
    write(leave=LEAVE.format(days=31))
    indexer.roll_back(first)
    assert found(library) == before
    with Library(settings, embedder=embedder) as other:
        assert found(other) == before
        assert texts(other, documents=["leave.txt"]) == {LEAVE.format(days=30)}


def test_what_was_erased_does_not_come_back(settings, library, write, indexer):
    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    indexer.remove(["parking.txt"])
    rolled = indexer.roll_back(first)
    assert (rolled.back, rolled.changed, rolled.gone, rolled.erased) == ((), (), (), 1)
    assert texts(library) == {LEAVE.format(days=30)}


def test_a_retired_document_answers_for_its_time_and_can_be_erased(settings, library, write, indexer):
    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    assert indexer.intake.retire(["leave.txt"]) == ["leave.txt"]
    assert texts(library) == {PARKING}
    assert LEAVE.format(days=30) in texts(library, as_of=first)
    write(leave=LEAVE.format(days=30))  # a new document of the same name
    assert LEAVE.format(days=30) in texts(library)
    with pytest.raises(FundstelleError, match="another document has this name"):
        _roll_back_with_a_taken_name(indexer, first)
    assert indexer.remove(["leave.txt"]) == ["leave.txt"]  # that of the history, too
    with pytest.raises(FundstelleError, match="no document named"):
        indexer.remove(["leave.txt"])
    assert texts(library, as_of=first) == {PARKING}
    assert problems(settings) == []


def _roll_back_with_a_taken_name(indexer, first):
    """The newer document is not read yet when the rollback is done, so nothing says that it is to go."""
    connection = indexer._catalog.connection()
    connection.execute(
        "DELETE FROM visible WHERE document_id = (SELECT id FROM documents WHERE name = 'leave.txt')"
    )
    try:
        indexer.roll_back(first)
    finally:
        connection.execute(
            "INSERT INTO visible SELECT d.id, CAST(m.value AS INTEGER), NULL FROM documents d, meta m"
            " WHERE d.name = 'leave.txt' AND m.key = 'generation'"
        )


def test_former_versions_are_erased_in_time(settings, catalog, library, write, indexer, embedder):
    first = write(leave=LEAVE.format(days=30), parking=PARKING)
    second = write(leave=LEAVE.format(days=31))
    indexer.intake.retire(["parking.txt"])
    indexer.work()
    connection = catalog.connection()
    connection.execute("UPDATE generations SET time = '2026-01-01T00:00:00+00:00' WHERE number <= ?", (second,))
    assert indexer.work() is True  # what was visible before the second generation only
    assert indexer.work() is False
    assert texts(library, as_of=second) == {LEAVE.format(days=31), PARKING}
    with pytest.raises(FundstelleError, match=r"not kept any more; generation \d+ of 2026-01-01"):
        library.search(QUESTION, as_of=first)
    strict = Indexer(settings.model_copy(update={"keep_generations_days": 0}), lambda: embedder)
    assert strict.work() is True
    strict.close()
    assert row_count(settings, "documents") == row_count(settings, "passages") == 1
    originals = [path for folder in DataDir(settings.data_dir).originals.iterdir() for path in folder.iterdir()]
    assert [path.read_text() for path in originals] == [LEAVE.format(days=31)]
    assert problems(settings) == []
