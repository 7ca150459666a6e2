"""A staged set is searched by who asks for it, published as a whole, or discarded without a trace."""

from __future__ import annotations

import pytest

from rag.catalog import Catalog
from rag.errors import FundstelleError
from rag.history import list_generations
from rag.layout import DataDir
from tests.history import HOTEL, LEAVE, PARKING, QUESTION, problems, row_count, texts


@pytest.fixture
def stage(tmp_path, indexer):
    """Write files and take them into the staged set."""

    def stage(**texts):
        folder = tmp_path / "documents"
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        return indexer.add([folder], staged=True)

    return stage


def originals(settings):
    folders = DataDir(settings.data_dir).originals.iterdir()
    return {path.read_text() for folder in folders for path in folder.iterdir()}


def test_a_staged_set_is_seen_by_who_asks_for_it(settings, library, write, stage, indexer):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    live = [(hit.passage.text, hit.score) for hit in library.search(QUESTION)]
    report = stage(leave=LEAVE.format(days=31), hotel=HOTEL)
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    indexer.staging.remove(["parking.txt"])
    assert [text for text, _ in live] == [hit.passage.text for hit in library.search(QUESTION)]
    assert [each.name for each in library.documents()] == ["leave.txt", "parking.txt"]
    assert library.status().documents == 2
    assert texts(library, as_of="staged") == {LEAVE.format(days=31), HOTEL}
    assert texts(library, as_of="staged", documents=["leave.txt"]) == {LEAVE.format(days=31)}
    assert [each.name for each in library.documents(as_of="staged")] == ["hotel.txt", "leave.txt"]
    answer = library.ask(QUESTION, as_of="staged")
    assert (answer.as_of, answer.id) == ("staged", None)
    assert problems(settings) == []


def test_publishing_is_one_generation(settings, library, write, stage, indexer):
    before = write(leave=LEAVE.format(days=30), parking=PARKING)
    document = library.document("leave.txt").id
    stage(leave=LEAVE.format(days=31), hotel=HOTEL)
    indexer.staging.remove(["parking.txt"])
    assert indexer.publish() is not None
    assert texts(library) == {LEAVE.format(days=31), HOTEL}
    assert texts(library, as_of=before) == {LEAVE.format(days=30), PARKING}
    assert library.document("leave.txt").id == document
    assert texts(library, documents=["leave.txt"]) == {LEAVE.format(days=31)}
    assert texts(library, documents=["hotel.txt"]) == {HOTEL}
    catalog = Catalog(DataDir(settings.data_dir))
    with catalog.snapshot() as snapshot:
        last = list_generations(snapshot)[0]
    catalog.close()
    assert (last.reason, last.added, last.changed, last.removed) == ("publish", 1, 1, 1)
    assert indexer.publish() is None
    assert problems(settings) == []
    assert indexer.roll_back(before).changed == ("leave.txt",)
    assert texts(library) == {LEAVE.format(days=30), PARKING}
    assert problems(settings) == []


def test_discarding_leaves_nothing(settings, library, write, stage, indexer):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    stage(leave=LEAVE.format(days=31), hotel=HOTEL)
    assert originals(settings) == {LEAVE.format(days=30), LEAVE.format(days=31), PARKING, HOTEL}
    assert indexer.discard() == 2
    assert texts(library) == texts(library, as_of="staged") == {LEAVE.format(days=30), PARKING}
    assert originals(settings) == {LEAVE.format(days=30), PARKING}
    assert row_count(settings, "documents") == row_count(settings, "passages") == 2
    assert row_count(settings, "staged_blocks") == 0
    assert problems(settings) == []


def test_staging_again_reads_what_changed_only(settings, library, write, stage, embedder):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    stage(leave=LEAVE.format(days=31))
    embedded = len(embedder.embedded)
    assert stage().unchanged == 2
    assert len(embedder.embedded) == embedded
    stage(leave=LEAVE.format(days=32))
    assert texts(library, as_of="staged") == {LEAVE.format(days=32), PARKING}
    stage(leave=LEAVE.format(days=30))  # back to what is live
    assert row_count(settings, "documents") == 2
    assert problems(settings) == []


def test_what_is_added_or_removed_by_hand_goes_before_the_set(settings, library, write, stage, indexer):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    stage(leave=LEAVE.format(days=31), hotel=HOTEL)
    write(leave=LEAVE.format(days=32), hotel=HOTEL)
    assert texts(library, as_of="staged") == texts(library) == {LEAVE.format(days=32), PARKING, HOTEL}
    stage(leave=LEAVE.format(days=33), parking=PARKING + " Really.")
    indexer.remove(["parking.txt"])
    indexer.publish()
    assert texts(library) == {LEAVE.format(days=33), HOTEL}
    assert originals(settings).isdisjoint({PARKING, PARKING + " Really."})
    assert problems(settings) == []


def test_a_name_that_came_back_is_not_taken_from_its_document(settings, library, write, stage, indexer):
    before = write(leave=LEAVE.format(days=30), hotel=HOTEL)
    indexer.intake.retire(["hotel.txt"])
    stage(hotel=HOTEL + " Really.")
    indexer.roll_back(before)
    with pytest.raises(FundstelleError, match=r"“hotel.txt” cannot be published"):
        indexer.publish()
    assert texts(library) == {LEAVE.format(days=30), HOTEL}
    assert indexer.discard() == 1
    assert problems(settings) == []


def test_only_what_is_asked_for_is_looked_up(library, write, stage, indexer):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    stage(leave=LEAVE.format(days=31), hotel=HOTEL)
    live, staged = indexer.intake, indexer.staging
    assert live.known(["leave.txt", "hotel.txt", "none.txt"]) == {"leave.txt": live.known()["leave.txt"]}
    assert live.known([]) == {}
    everything = staged.known()
    assert sorted(everything) == ["hotel.txt", "leave.txt", "parking.txt"]
    assert everything["leave.txt"] != live.known()["leave.txt"]
    assert staged.known(["leave.txt", "hotel.txt"]) == {
        each: everything[each] for each in ("hotel.txt", "leave.txt")
    }
