"""Only the staged set that the gate judged is published, whatever others do while its questions are put."""

from __future__ import annotations

import io
import json
from contextlib import closing

import pytest

from ingest.indexer import Indexer
from rag import Library
from rag.config import load_settings
from rag.errors import LibraryBusy
from rag.layout import DataDir
from ui.gate.running import Ending, finish, stage
from ui.gate.store import Rules, set_gate

QUESTIONS = {
    "leave.txt": "How many days of paid leave do staff have?",
    "parking.txt": "Do staff have a parking space?",
}
GOOD = "Leave\n\nStaff have 31 days of paid leave a year."
BEFORE = GOOD.replace("31", "30")
WRONG = "Lorem ipsum, the wrong file."


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", models_dir=tmp_path / "models")


@pytest.fixture
def library(settings, embedder):
    with Library(settings, embedder=embedder) as library:
        yield library


@pytest.fixture
def other(settings, embedder):
    """Another process, as far as this one can tell."""
    with closing(Indexer(settings, lambda: embedder)) as indexer:
        yield indexer


@pytest.fixture
def write(tmp_path):
    """Writes one file into a folder, which it returns."""

    def write(text, name="leave.txt"):
        (tmp_path / "documents").mkdir(exist_ok=True)
        (tmp_path / "documents" / name).write_text(text)
        return tmp_path / "documents"

    return write


@pytest.fixture
def gate(settings, tmp_path, indexer, write):
    """Two questions, and a library that answers them."""
    write("Parking\n\nStaff have a parking space all year.", "parking.txt")
    indexer.add([write(BEFORE)])
    rows = [
        {"id": name, "question": question, "answerable": True, "evidence": [{"document": name, "page": 1}]}
        for name, question in QUESTIONS.items()
    ]
    (tmp_path / "golden.jsonl").write_text("\n".join(map(json.dumps, rows)))
    set_gate(DataDir(settings.data_dir), tmp_path / "golden.jsonl", Rules(share=1.0, k=1))


def leave(library):
    return library.page(library.document("leave.txt").id, 1).text


def test_what_was_staged_while_the_gate_was_checked_is_not_published(
    settings, gate, indexer, other, library, write
):
    stage(indexer, [write(GOOD)])

    def watch(done, *_):
        if done == 1:  # the question of the leave is judged
            stage(other, [write(WRONG)])

    with pytest.raises(LibraryBusy, match="changed while the gate was checked"):
        finish(indexer, library, settings, watch=watch)
    assert leave(library) == BEFORE
    assert finish(indexer, library, settings).ending is Ending.HELD_BACK
    assert leave(library) == BEFORE


def test_a_set_that_was_not_read_when_it_was_judged_is_judged_again(settings, gate, indexer, library):
    indexer.staging.accept_stream("hotel.txt", io.BytesIO(b"Hotel\n\nA hotel has 90 rooms."))
    with pytest.raises(LibraryBusy, match="changed while the gate was checked"):
        finish(indexer, library, settings)  # it is read now
    assert finish(indexer, library, settings).ending is Ending.PUBLISHED
    assert [each.name for each in library.documents()] == ["hotel.txt", "leave.txt", "parking.txt"]


@pytest.mark.parametrize("taking", ["publish", "discard"])
def test_a_set_that_somebody_else_took_was_not_published_here(
    settings, gate, indexer, other, library, write, taking
):
    stage(indexer, [write(GOOD)])
    outcome = finish(indexer, library, settings, watch=lambda *_: getattr(other, taking)())
    assert (outcome.ending, outcome.generation, outcome.changes) == (Ending.NOTHING, None, ())
    assert leave(library) == (GOOD if taking == "publish" else BEFORE)


def test_what_others_add_to_the_library_meanwhile_keeps_no_set_back(
    settings, gate, indexer, other, library, write, tmp_path
):
    stage(indexer, [write(GOOD)])
    (tmp_path / "hotel.txt").write_text("Hotel\n\nA hotel has 90 rooms.")
    outcome = finish(indexer, library, settings, watch=lambda *_: other.add([tmp_path / "hotel.txt"]))
    assert (outcome.ending, [each.name for each in outcome.changes]) == (Ending.PUBLISHED, ["leave.txt"])
    assert leave(library) == GOOD
    assert len(library.documents()) == 3
