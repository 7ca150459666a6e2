"""What is not found comes with what was searched and with the closest places."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from ingest.scanning import find_files
from rag.catalog import Catalog
from rag.config import load_settings
from rag.layout import DataDir
from rag.library import Library
from rag.messages import unready_text
from rag.types import AnswerStatus, Searched
from rag.unready import with_unready
from rag.views import LIVE, STAGED
from tests.fakes import ScriptedModel
from ui.bootstrap import open_intake

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


@pytest.fixture
def take_in(settings):
    """Takes files in without reading them."""

    def call(folder):
        intake = open_intake(settings)
        for file in find_files([folder]).files:
            intake.accept_file(file, intake.known().get(file.name))

    return call


def test_documents_that_wait_to_be_read(ask, indexer, take_in, settings, tmp_path):
    folder = write(tmp_path / "a", leave="Staff have 30 days of paid leave a year.", other="Cats sleep a lot.")
    take_in(folder)
    at_first = ask()
    assert at_first.text == (
        "This is not in what can be searched so far. There is no document yet that can be searched."
        " 2 documents are still being read and cannot be searched yet. No passage was found for this question."
    )
    assert at_first.searched == Searched(0, 0, unread=2)
    indexer.add([folder])
    generation = ask().generation
    # One more, and new bytes of another one.
    take_in(write(folder, third="Dogs bark.", other="Cats sleep all day."))
    answer, restricted = ask(), ask(documents=["leave.txt"])
    assert answer.searched == Searched(2, 2, unread=1, changed=1)
    assert answer.text.startswith(
        "This is not in what can be searched so far. All 2 documents were searched."
        " One further document is still being read and cannot be searched yet."
        " One document is being read anew; until then it is searched as it was. The closest passages are in:"
    )
    assert restricted.searched == Searched(1, 2)
    assert restricted.text.startswith(
        "This is not in your documents. The search was restricted to 1 of 2 documents."
    )
    assert ask(documents=["third.txt", "leave.txt"]).searched == Searched(1, 2, unread=1)
    assert ask(as_of=generation).searched == Searched(2, 2)
    indexer.add([folder])
    assert ask().searched == Searched(3, 3)


def test_documents_that_wait_to_be_embedded(ask, indexer, settings, tmp_path):
    indexer.add(
        [write(tmp_path / "a", leave="Staff have 30 days of paid leave a year.", other="Cats sleep a lot.")]
    )
    with closing(Catalog(DataDir(settings.data_dir))) as catalog, catalog.transaction() as connection:
        connection.execute("UPDATE documents SET state = 'searchable' WHERE name = 'other.txt'")
    answer = ask("Wie viele Tage bezahlten Urlaub gibt es?")
    assert answer.searched == Searched(2, 2, unembedded=1)
    assert answer.text.startswith(
        "Das steht nicht in Ihren Dokumenten. Durchsucht wurden alle 2 Dokumente."
        " Ein Dokument kann bisher nur nach seinen Wörtern durchsucht werden."
    )
    assert ask(documents=["leave.txt"]).searched == Searched(1, 2)
    assert ask(documents=["other.txt"]).searched == Searched(1, 2, unembedded=1)


class WhileEmbedding(ScriptedModel):
    """Writes while what waits to be embedded is done."""

    done: Callable[[], None]

    def _stream(self, *args, **options):
        self.done()
        yield from super()._stream(*args, **options)


@pytest.mark.parametrize("documents", [None, ["other.txt"]])
def test_what_becomes_ready_while_a_model_writes_was_not_searched(indexer, settings, embedder, tmp_path, documents):
    folder = write(tmp_path / "a", leave="Staff have 30 days of paid leave.", other="Leave of cats is sleep.")
    indexer.add([folder])
    with closing(Catalog(DataDir(settings.data_dir))) as catalog:

        def put(state):
            with catalog.transaction() as connection:
                connection.execute("UPDATE documents SET state = ? WHERE name = 'other.txt'", (state,))

        put("searchable")
        model = WhileEmbedding(reply="NOT_FOUND", done=lambda: put("ready"))
        with Library(settings, embedder=embedder, model=model) as library:
            answers = [library.ask(QUESTION, documents=documents) for _ in range(2)]
    count = 2 if documents is None else 1
    assert [each.searched for each in answers] == [Searched(count, 2, unembedded=1), Searched(count, 2)]


@pytest.mark.parametrize("view", [LIVE, STAGED])
def test_what_is_not_ready_is_counted_by_an_index(settings, view):
    with Library(settings), closing(Catalog(DataDir(settings.data_dir))) as catalog:
        connection, statements = catalog.connection(), []
        connection.set_trace_callback(statements.append)
        with catalog.snapshot(view) as snapshot:
            with_unready(Searched(0, 0), snapshot)
            connection.set_trace_callback(None)
            counting = next(each for each in statements if "count(*)" in each)
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {counting}"))
    assert "documents_unready" in plan
    assert not [part for part in plan.split("SCAN d")[1:] if "INDEX documents_unready" not in part[:40]]


def test_many_documents_that_wait():
    assert unready_text("de", Searched(4, 4, 1200, 2, 3)) == (
        "1200 weitere Dokumente werden noch gelesen und können noch nicht durchsucht werden."
        " 2 Dokumente werden neu gelesen; bis dahin gilt, was vorher in ihnen stand."
        " 3 Dokumente können bisher nur nach ihren Wörtern durchsucht werden."
    )
    assert unready_text("en", Searched(0, 0, 1)) == "One document is still being read and cannot be searched yet."
    assert unready_text("en", Searched(9, 9)) == unready_text("en", None) == ""
