"""What is removed while the indexes are made anew is gone from all of them."""

from __future__ import annotations

from contextlib import closing

from ingest.intake import Intake
from rag.catalog import Catalog
from rag.layout import DataDir
from rag.lexical import open_lexical_index
from tests.history import LEAVE, PARKING, problems, row_count, texts


def words_of_the_history(settings):
    """How many passages its word index holds."""
    index = open_lexical_index(DataDir(settings.data_dir), history=True)
    index.reload()
    return index.searcher().num_docs


def test_a_document_removed_during_a_rebuild_leaves_no_words_in_the_history(settings, library, write, indexer):
    write(leave=LEAVE.format(days=30), parking=PARKING)
    write(leave=LEAVE.format(days=31))
    assert words_of_the_history(settings) == 1
    removed = []

    def remove_elsewhere(progress):
        """As another process does, when the words are written and the tombstones are not dropped yet."""
        if progress.stage == "rebuild" and progress.done == progress.total and not removed:
            with closing(Catalog(DataDir(settings.data_dir))) as catalog:
                intake = Intake(DataDir(settings.data_dir), catalog, settings.max_upload_bytes)
                removed.extend(intake.remove(["leave.txt"]))

    indexer.rebuild(remove_elsewhere)
    assert removed == ["leave.txt"]
    assert words_of_the_history(settings) == 0
    assert texts(library) == {PARKING}
    assert row_count(settings, "tombstones") == 0
    assert problems(settings) == []
