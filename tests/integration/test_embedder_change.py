"""Changing the embedder of a library: the old vectors answer until the new ones are all there, and never both."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

from ingest.indexer import Indexer
from rag import AnswerStatus, Library
from rag.catalog import Catalog
from rag.config import load_settings
from rag.embedders.choice import EmbedderChoice, EmbedderRole
from rag.errors import ConfigurationError, EmbeddingFailed, LibraryBusy, ModelUnavailable
from rag.layout import DataDir
from rag.vectors import Segment, fetch_vectors
from tests.command import ROOT
from tests.embedding_server import KEY, collect_connections, serve_embeddings, vector_of
from tests.fakes import HashingEmbedder, ScriptedModel, fake_openers, other_embedder
from ui.checkup import examine
from ui.cli import main

OLD = "multilingual-e5-small"
QUESTION = "Which topic3 rule is clear?"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "company"
    folder.mkdir()
    for number in range(6):
        write(folder, number)
    return folder


def write(folder, number):
    text = "\n\n".join(f"Rule {rule} of topic{number} is clear in this place. " * 20 for rule in range(4))
    (folder / f"doc{number}.txt").write_text(text)


class World:
    """One library, an old and a new embedder, and whoever opens them by name."""

    def __init__(self, data):
        self.old, self.new, self.third = HashingEmbedder(), other_embedder("new"), other_embedder("third")
        self.before = load_settings(data_dir=data)
        self.after = load_settings(data_dir=data, embedder="new")
        self.gone = set()

    def open(self, choice, dimension):
        if choice.name in self.gone:
            raise ModelUnavailable(f"{choice.name} is not here.")
        return {OLD: self.old, "new": self.new, "third": self.third}[choice.name]

    def indexer(self, settings):
        return Indexer(settings, opener=self.open)

    def library(self, settings):
        return Library(settings, opener=self.open)

    def records(self):
        with Catalog(DataDir(self.before.data_dir)).snapshot() as snapshot:
            return {each.choice.name: each for each in snapshot.embedders()}

    def roles(self):
        return {name: str(record.role) for name, record in self.records().items()}

    def problems(self):
        return list(examine(self.before, lambda *step: None).problems)

    def assert_answers_by(self, embedder, settings):
        """Every similarity that a search tells is the product of this embedder's own two vectors."""
        with self.library(settings) as library:
            hits = library._retriever.retrieve(QUESTION, 50).passages  # before neighbours are merged
            embedder = HashingEmbedder(fingerprint=embedder.fingerprint, dimension=embedder.dimension)
            question = embedder.embed_question(QUESTION)
            assert len(hits) > 10
            told = [hit.similarity for hit in hits]
            texts = [hit.passage.in_context for hit in hits]
            np.testing.assert_allclose(told, embedder.embed_passages(texts) @ question, atol=1e-5)

    def assert_vectors_are_of(self, name, embedder):
        """All vectors of a fingerprint are this embedder's, one for each passage."""
        directory = DataDir(self.before.data_dir)
        with Catalog(directory).snapshot() as snapshot:
            passages = [p for document in snapshot.documents() for p in snapshot.passages_of(document.id)]
            records = snapshot.segments(self.records()[name].fingerprint)
        ids = np.array([each.id for each in passages])
        found = fetch_vectors([Segment.load(directory, record) for record in records], ids)
        expected = embedder.embed_passages([each.in_context for each in passages])
        np.testing.assert_allclose(np.stack([found[each] for each in ids.tolist()]), expected, atol=1e-6)


@pytest.fixture
def world(tmp_path, folder):
    world = World(tmp_path / "data")
    world.indexer(world.before).add([folder])
    return world


def test_another_embedder_in_the_settings_is_made_active_by_the_worker(world, folder):
    world.assert_answers_by(world.old, world.before)
    write(folder, 7)
    adding = world.indexer(world.after)
    adding.add([folder])  # costs the new document, with the embedder that answers
    assert world.roles() == {OLD: "active"}
    world.assert_answers_by(world.old, world.after)
    assert world.new.embedded == []
    assert adding.has_work()
    assert adding.work()
    assert world.roles() == {OLD: "kept", "new": "active"}
    assert not adding.has_work()
    assert not adding.work()
    world.assert_vectors_are_of("new", other_embedder("new"))
    world.assert_answers_by(world.new, world.after)
    assert world.problems() == []
    with world.library(world.after) as library:
        status = library.status()
    assert (status.embedder_name, status.next_embedder, status.degraded) == ("new", None, None)
    assert status.by_state == {"ready": 7}
    assert (status.embedded, status.passages) == (status.passages, len(set(texts_of(world.before))))


def test_questions_are_answered_from_the_old_vectors_until_the_new_are_complete(world, monkeypatch):
    monkeypatch.setattr("ingest.embedding_queue._STEP", 5)
    monkeypatch.setattr("ingest.embedding_queue._SEGMENT_PASSAGES", 5)
    seen = []
    library = world.library(world.after)

    def look(progress):
        assert progress.stage == "embed"
        status = library.status()
        seen.append(
            (progress.done, progress.total, status.embedder_name, status.next_embedder, status.next_embedded)
        )
        world.assert_answers_by(world.old, world.after)

    world.indexer(world.after).work(look)
    total = library.status().passages
    assert total > 10
    assert [each[0] for each in seen] == [*range(5, total, 5), total]
    assert {each[1:4] for each in seen} == {(total, OLD, "new")}
    # The segment that is being reported is not published yet.
    assert [each[4] for each in seen] == [5 * number for number in range(len(seen))]
    assert library.status().embedder_name == "new"
    world.assert_answers_by(world.new, world.after)


def test_a_stopped_change_goes_on_where_it_ended(world, monkeypatch):
    monkeypatch.setattr("ingest.embedding_queue._STEP", 4)
    monkeypatch.setattr("ingest.embedding_queue._SEGMENT_PASSAGES", 4)

    class Stop(Exception):
        pass

    def stop(progress):
        if progress.done >= 12:
            raise Stop

    indexer = world.indexer(world.after)
    with pytest.raises(Stop):
        indexer.work(stop)
    assert world.roles() == {OLD: "active", "new": "next"}
    world.assert_answers_by(world.old, world.after)
    assert len(world.new.embedded) == 12  # the last four were not published
    assert world.indexer(world.after).work()
    assert len(world.new.embedded) == len(set(texts_of(world.before))) + 4
    assert world.roles() == {OLD: "kept", "new": "active"}
    world.assert_vectors_are_of("new", other_embedder("new"))


def test_going_back_embeds_only_what_came_since(world, folder):
    world.indexer(world.after).work()
    before = len(world.old.embedded)
    write(folder, 8)
    world.indexer(world.after).add([folder])
    assert len(world.old.embedded) == before
    assert world.indexer(world.before).work()
    new = set(world.old.embedded[before:])
    assert new
    assert all("topic8" in text for text in new)
    assert world.roles() == {OLD: "active", "new": "kept"}
    world.assert_vectors_are_of(OLD, HashingEmbedder())
    world.assert_answers_by(world.old, world.before)
    # Nothing is left to do for the other one: again it is complete but for what came since.
    world.new.embedded.clear()
    assert world.indexer(world.after).work()
    assert world.new.embedded == []
    assert world.roles() == {OLD: "kept", "new": "active"}


def test_equal_texts_are_embedded_once(world, folder):
    (folder / "copy.txt").write_text((folder / "doc1.txt").read_text())
    world.indexer(world.before).add([folder])
    world.indexer(world.after).work()
    assert sorted(world.new.embedded) == sorted(set(texts_of(world.before)))


def test_a_document_that_arrives_during_the_change_is_found_by_meaning_at_once(world, folder, monkeypatch):
    monkeypatch.setattr("ingest.embedding_queue._STEP", 8)
    monkeypatch.setattr("ingest.embedding_queue._SEGMENT_PASSAGES", 8)
    indexer = world.indexer(world.after)
    texts = []

    def upload(progress):
        if progress.stage == "embed" and progress.done >= 8 and not texts:
            write(folder, 9)
            texts.append((folder / "doc9.txt").read_text())
            with (folder / "doc9.txt").open("rb") as file:
                indexer.intake.accept_stream("doc9.txt", file)

    indexer.work(upload)
    assert any("topic9" in text for text in world.old.embedded)
    assert any("topic9" in text for text in world.new.embedded)
    world.assert_vectors_are_of("new", other_embedder("new"))
    assert world.roles() == {OLD: "kept", "new": "active"}
    assert world.problems() == []


def test_a_switch_by_command_goes_before_the_setting(world):
    indexer = world.indexer(world.before)
    active = indexer.switch_embedder(EmbedderChoice("new"))
    assert (active.choice, active.role) == (EmbedderChoice("new"), EmbedderRole.ACTIVE)
    assert not indexer.work()
    world.assert_answers_by(world.new, world.before)
    back = indexer.switch_embedder(None)
    assert back.choice == EmbedderChoice(OLD)
    world.assert_answers_by(world.old, world.before)


@pytest.mark.parametrize(("instead", "active"), [(OLD, OLD), ("third", "third")])
def test_a_change_under_way_follows_what_is_wanted_meanwhile(world, monkeypatch, instead, active):
    """As when somebody cancels it on the page, or chooses yet another embedder, while the worker embeds."""
    monkeypatch.setattr("ingest.embedding_queue._STEP", 4)
    monkeypatch.setattr("ingest.embedding_queue._SEGMENT_PASSAGES", 4)
    indexer, elsewhere = world.indexer(world.before), world.indexer(world.before)
    elsewhere.want_embedder(EmbedderChoice("new"))
    assert world.roles() == {OLD: "active"}
    assert indexer.has_work()

    def change_ones_mind(progress):
        if progress.done == 8 and len(world.new.embedded) == 8:
            elsewhere.want_embedder(EmbedderChoice(instead))

    assert indexer.work(change_ones_mind)
    assert len(world.new.embedded) == 8
    assert world.roles() == {OLD: "active", "new": "kept"} | (
        {} if active == OLD else {OLD: "kept", "third": "active"}
    )
    assert not indexer.has_work()
    world.assert_answers_by({OLD: world.old, "third": world.third}[active], world.before)
    assert world.problems() == []


def test_an_embedder_that_cannot_be_used_is_not_switched_to(world):
    world.gone = {"new"}
    with pytest.raises(ModelUnavailable, match="new is not here"):
        world.indexer(world.before).switch_embedder(EmbedderChoice("new"))
    assert world.roles() == {OLD: "active"}
    assert not world.indexer(world.before).work()
    with pytest.raises(ModelUnavailable, match="new is not here"):
        world.indexer(world.after).switch_embedder(None)
    assert world.roles() == {OLD: "active"}


def test_without_the_old_embedder_words_answer_and_status_says_so(world, folder):
    world.gone = {OLD}
    write(folder, 7)
    with world.library(world.after) as library:
        hits = library.search(QUESTION)
        assert "topic3" in hits[0].passage.text
        assert {hit.similarity for hit in hits} == {None}
        answer = library.quote(QUESTION)
        assert "topic3" in answer.citations[0].quote
        assert answer.notice == "Only words were searched for, as the embedding model is not available now."
        assert f"The embedder {OLD}, by which this library is searched, cannot be used" in library.status().degraded
        with pytest.raises(ModelUnavailable):
            world.indexer(world.after).add([folder])
        assert world.indexer(world.after).work()
        world.assert_answers_by(world.new, world.after)
        assert {hit.similarity is None for hit in library.search(QUESTION)} == {False}
        assert library.status().degraded is None
        assert library.status().by_state == {"ready": 7}


def test_a_model_that_was_replaced_under_its_name_is_another_embedder(world):
    world.old = HashingEmbedder(fingerprint="hashing@2/cone")
    with world.library(world.before) as library:
        assert {hit.similarity for hit in library.search(QUESTION)} == {None}
        assert "is another one than when this library was embedded" in library.status().degraded
    indexer = world.indexer(world.before)
    assert indexer.has_work()
    assert indexer.work()
    assert not indexer.has_work()
    assert not indexer.work()
    with Catalog(DataDir(world.before.data_dir)).snapshot() as snapshot:
        found = {each.fingerprint: (each.choice.name, str(each.role)) for each in snapshot.embedders()}
    assert found == {"hashing@1/cone": (OLD, "kept"), "hashing@2/cone": (OLD, "active")}
    world.assert_answers_by(world.old, world.before)


def test_a_page_that_runs_on_follows_a_model_that_was_replaced(world):
    with world.library(world.before) as library:
        assert library.search(QUESTION)[0].similarity is not None
        world.old = HashingEmbedder(fingerprint="hashing@2/cone", dimension=48)
        world.indexer(world.before).switch_embedder(None)
        assert library.search(QUESTION)[0].similarity is not None
        assert (library.status().embedder, library.status().degraded) == ("hashing@2/cone", None)
    world.assert_answers_by(world.old, world.before)


def test_vectors_that_nothing_needs_can_be_dropped(world):
    indexer = world.indexer(world.after)
    with pytest.raises(ConfigurationError, match="answered from the vectors of multilingual-e5-small"):
        indexer.drop_embedder(OLD)
    with pytest.raises(ConfigurationError, match="has no vectors of an embedder named new"):
        indexer.drop_embedder("new")
    indexer.work()
    files = set(DataDir(world.before.data_dir).vectors.iterdir())
    dropped = indexer.drop_embedder(OLD)
    assert dropped == len(files - set(DataDir(world.before.data_dir).vectors.iterdir())) == 1
    assert world.roles() == {"new": "active"}
    world.assert_answers_by(world.new, world.after)
    assert world.problems() == []


def test_removed_documents_leave_the_vectors_of_all_embedders(world, folder):
    indexer = world.indexer(world.after)
    indexer.work()
    indexer.remove([f"doc{number}.txt" for number in range(1, 6)])
    assert world.problems() == []
    with Catalog(DataDir(world.before.data_dir)).snapshot() as snapshot:
        live = {p.id for document in snapshot.documents() for p in snapshot.passages_of(document.id)}
        for record in snapshot.segments():
            assert set(record.ids().tolist()) == live
        assert len(snapshot.segments()) == 2


def test_rebuild_makes_all_vectors_with_the_wanted_embedder(world):
    world.indexer(world.after).rebuild()
    assert world.roles() == {"new": "active"}
    world.assert_vectors_are_of("new", other_embedder("new"))
    assert world.problems() == []


class Failing(HashingEmbedder):
    """Fails with everything but the first question."""

    def embed_passages(self, texts, progress=None):
        raise EmbeddingFailed("The service is not working now (503).")


def test_a_service_that_fails_between_search_and_quotes_leaves_words(world):
    world.old = Failing()
    with world.library(world.before) as library:
        assert library.search(QUESTION)[0].similarity is not None
        answer = library.quote("Welche Regel zu topic3 ist klar?")
        assert "topic3" in answer.citations[0].quote
        assert answer.notice.startswith("Gesucht wurde nur nach Wörtern")


def test_a_service_that_fails_costs_a_written_answer_nothing_but_meaning(world):
    world.old = Failing()
    reply = "Rule 2 of topic3 is clear in this place."
    with Library(world.before, opener=world.open, model=ScriptedModel(reply=reply)) as library:
        answer = library.ask(QUESTION)
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, f"{reply} [1]")
    assert answer.notice == "Only words were searched for, as the embedding model is not available now."


def test_commands_list_switch_and_drop(tmp_path, folder, capsys):
    openers = fake_openers()

    def run(*arguments, code=0):
        assert main([*map(str, arguments), "--data", str(tmp_path / "data"), "--json"], openers) == code
        return json.loads(capsys.readouterr().out)

    assert run("embedders", "list") == {"embedders": []}
    run("add", folder)
    listed = run("embedders", "list")["embedders"]
    passages = listed[0]["passages"]
    assert [(each["name"], each["role"], each["vectors"]) for each in listed] == [(OLD, "active", passages)]
    assert run("embedders", "switch", "new") == {"embedder": "new"}
    listed = run("embedders", "list")["embedders"]
    assert [(each["name"], each["role"], each["vectors"], each["dimension"]) for each in listed] == [
        ("new", "active", passages, 32),
        (OLD, "kept", passages, 64),
    ]
    status = run("status")
    assert (status["embedder"], status["embedder_name"], status["next_embedder"]) == ("new@1/cone", "new", None)
    refused = run("embedders", "drop", "new", code=2)
    assert refused["error"].startswith("Questions are answered from the vectors of new")
    assert run("embedders", "drop", OLD) == {"dropped": OLD, "segments": 1}
    unknown = run("embedders", "switch", "nonsense:x", code=2)
    assert "no kind of embedder named 'nonsense'" in unknown["error"]
    address = run("embedders", "switch", "new", "--base-url", "http://me:secret@host/", code=2)
    assert "embedder_base_url" in address["error"]
    assert "secret" not in address["error"]


@pytest.mark.parametrize(("moment", "made"), [("add_segment", 0), ("24", 16), ("switch_embedder", 48)])
def test_a_killed_switch_answers_from_the_old_vectors_and_goes_on(world, moment, made):
    data = world.before.data_dir
    killed = subprocess.run(
        [sys.executable, "-m", "tests.killed_switch", data, "new", moment], cwd=ROOT, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    with world.library(world.before) as library:
        status = library.status()
        assert (status.embedder_name, status.next_embedder) == (OLD, "new")
        assert (status.next_embedded, status.passages, status.degraded) == (made, 48, None)
    world.assert_answers_by(world.old, world.before)
    assert world.indexer(world.before).work()  # as the worker does, from what is noted in the catalog
    assert len(world.new.embedded) == 48 - made
    assert world.roles() == {OLD: "kept", "new": "active"}
    world.assert_vectors_are_of("new", other_embedder("new"))
    world.assert_answers_by(world.new, world.before)
    assert world.problems() == []


def test_a_busy_library_notes_the_change(tmp_path, folder):
    from ingest.locking import writer_lock

    world = World(tmp_path / "data")
    indexer = world.indexer(world.before)
    indexer.add([folder])
    with writer_lock(DataDir(world.before.data_dir)), pytest.raises(LibraryBusy):
        indexer.switch_embedder(EmbedderChoice("new"))
    assert world.roles() == {OLD: "active"}
    assert world.indexer(world.before).work()
    assert world.roles() == {OLD: "kept", "new": "active"}


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_server_with_another_model_is_embedded_anew_on_command(tmp_path, folder):
    """A service is known by provider, model and length: what has another length is never mixed in."""
    with serve_embeddings() as server:
        settings = load_settings(
            data_dir=tmp_path / "data",
            embedder="openai:our-model",
            embedder_base_url=server.url + "/v1",
            embedder_api_key=KEY,
        )
        Indexer(settings).add([folder])
        with Library(settings) as library:
            assert library.search(QUESTION)[0].similarity is not None
            server.dimension = 24
            assert library.search(QUESTION)[0].similarity is None
            assert "sends vectors of 24 numbers, but those of this library have 16" in library.status().degraded
            active = Indexer(settings).switch_embedder(None)
            assert (active.fingerprint, active.dimension) == ("openai:our-model@24/|", 24)
            question = np.array(vector_of(QUESTION, 24))
            for hit in library._retriever.retrieve(QUESTION, 20).passages:
                passage = np.array(vector_of(hit.passage.in_context, 24))
                assert hit.similarity == pytest.approx(passage @ question / 9, abs=1e-5)
            assert library.status().degraded is None
        sent = [text for each in server.seen for text in each.body["input"]]
        assert sum("topic5" in text for text in sent) == 2 * sum("topic5" in p for p in texts_of(settings))
        files = [path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file()]
        assert not any(KEY.encode() in content for content in files)
    collect_connections()


def texts_of(settings):
    with Catalog(DataDir(settings.data_dir)).snapshot() as snapshot:
        return [p.in_context for document in snapshot.documents() for p in snapshot.passages_of(document.id)]


def test_former_versions_move_along_and_stay_out_of_the_way(world, folder):
    def is_new(as_of=None):
        """Of the passages found of the third document, whether they are of its new version."""
        with world.library(world.after) as library:
            passages = library._retriever.retrieve(QUESTION, 60, as_of=as_of).passages
        assert len({hit.passage.document for hit in passages}) == 6
        return {"new" in hit.passage.text for hit in passages if hit.passage.document == "doc3.txt"}

    with world.library(world.before) as library:
        then = library.status().generation
    (folder / "doc3.txt").write_text("Rule 1 of topic3 is new and clear.")
    world.indexer(world.before).add([folder])
    assert world.indexer(world.after).work() is True
    assert world.roles() == {OLD: "kept", "new": "active"}
    assert (is_new(), is_new(then)) == ({True}, {False})
    assert world.problems() == []
    world.indexer(world.after).roll_back(then)
    assert (is_new(), is_new(then)) == ({False}, {False})
    assert world.problems() == []


HOSTED = "openai:text-embedding-3-small"


def test_a_library_knows_whether_its_embedders_send_texts_elsewhere(tmp_path, folder):
    """Whatever the settings say now: the active one is asked until the change is made."""
    embedders = {OLD: HashingEmbedder(), HOSTED: other_embedder("hosted")}
    data = tmp_path / "data"
    local, hosted = load_settings(data_dir=data), load_settings(data_dir=data, embedder=HOSTED)

    def stays_local(settings):
        with Library(settings, opener=lambda choice, _: embedders[choice.name]) as library:
            return library.status().stays_local

    assert stays_local(local)
    indexer = Indexer(local, opener=lambda choice, _: embedders[choice.name])
    indexer.add([folder])
    assert stays_local(local)
    assert not stays_local(hosted)  # wanted
    indexer.switch_embedder(EmbedderChoice(HOSTED))
    assert not stays_local(local)  # active, and wanted by command
    Catalog(DataDir(data)).connection().execute("DELETE FROM meta WHERE key = 'embedder_pin'")
    assert not stays_local(local)  # active only
    indexer.work()
    assert stays_local(local)


def test_a_switch_to_a_hosted_embedder_says_what_is_sent(tmp_path, folder, capsys):
    def run(*arguments):
        main([*map(str, arguments), "--data", str(tmp_path / "data")], fake_openers())
        return capsys.readouterr().err

    run("add", folder)
    assert "sent to" not in run("embedders", "switch", "new")
    told = run("embedders", "switch", HOSTED)
    assert f"All passages, and every question from then on, are sent to {HOSTED}." in told
