"""What is not found comes with what was searched and with the closest places."""

from __future__ import annotations

import pytest

from rag.config import load_settings
from rag.library import Library
from rag.types import AnswerStatus, Searched
from tests.fakes import ScriptedModel

QUESTION = "How many days of paid leave do staff have?"


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data")


@pytest.fixture
def ask(settings, embedder):
    """Asks a model that finds nothing."""

    def call(question=QUESTION, **restrictions):
        with Library(settings, embedder=embedder, model=ScriptedModel(reply="NOT_FOUND")) as library:
            answer = library.ask(question, **restrictions)
            for each in answer.related:
                page = library.page(each.document_id, each.page)
                assert page.text[each.start : each.end] == each.quote
        assert answer.status is AnswerStatus.NOT_FOUND
        return answer

    return call


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_a_library_without_documents(ask):
    answer = ask()
    assert answer.text == (
        "This is not in your documents. There is no document yet that can be searched."
        " No passage was found for this question."
    )
    assert (answer.related, answer.searched) == ((), Searched(0, 0))


def test_a_question_that_was_restricted(ask, indexer, tmp_path):
    indexer.add(
        [write(tmp_path / "a", leave="Staff have 30 days of paid leave a year.", other="Cats sleep a lot.")]
    )
    everywhere, one = ask(), ask(documents=["other.txt"])
    assert "All 2 documents were searched." in everywhere.text
    assert everywhere.related[0].quote == "Staff have 30 days of paid leave a year."
    assert one.searched == Searched(1, 2)
    assert "The search was restricted to 1 of 2 documents." in one.text


def test_a_state_of_the_past(ask, indexer, tmp_path):
    folder = write(tmp_path / "a", leave="Staff have 30 days of paid leave a year.")
    indexer.add([folder])
    first = ask()
    indexer.add([write(folder, other="Cats sleep a lot.")])
    then = ask(as_of=first.generation)
    assert "The only document was searched." in first.text
    assert then.searched == Searched(1, 1)
    state = f"The library was searched as of generation {first.generation} ({then.as_of})."
    assert f"The only document was searched. {state}" in then.text


def test_the_closest_places_are_of_pages_that_share_words(ask, indexer, tmp_path):
    texts = {f"site{number}": f"Site {number} has its own rules of paid leave for staff." for number in range(8)}
    indexer.add([write(tmp_path / "a", cats="Cats sleep a lot.", **texts)])
    answer = ask()
    assert [each.number for each in answer.related] == [1, 2, 3, 4, 5]
    assert len({each.document for each in answer.related}) == 5
    assert all("paid leave" in each.quote for each in answer.related)
