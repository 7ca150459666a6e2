"""A library from files to verified answers, with the tests' small models in place of the large ones."""

from __future__ import annotations

import threading

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from ingest.indexer import Indexer
from rag import AnswerStatus, Library, LibraryRetriever, Turn, retrieval
from rag.config import load_settings
from rag.errors import ConfigurationError, DocumentNotFound
from rag.types import DocumentState, Finished, Quoted, Retrieved, Token, Verdict
from tests.fakes import HashingEmbedder, JudgingModel, ScriptedModel

TRAVEL = (
    "Reisen\n\nFür Übernachtungen werden höchstens 120 EUR je Nacht erstattet.\n\n"
    "Belege sind binnen 30 Tagen abzugeben."
)
LEAVE = "Leave\n\nFull-time staff have 30 days of paid leave a year. Requests go to the team lead two weeks ahead."


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "company"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "travel.txt").write_text(TRAVEL)
    (folder / "leave.md").write_text(LEAVE)
    return folder


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data")


def open_library(settings, embedder, reply="120 EUR je Nacht werden für Übernachtungen erstattet."):
    return Library(settings, embedder=embedder, model=ScriptedModel(reply=reply))


def test_an_answer_is_tied_to_its_place(settings, embedder, indexer, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        answer = library.ask("Was wird für Übernachtungen erstattet?")
        assert answer.status is AnswerStatus.ANSWERED
        assert answer.text == "120 EUR je Nacht werden für Übernachtungen erstattet. [1]"
        (citation,) = answer.citations
        assert (citation.document, citation.page) == ("hr/travel.txt", 1)
        page = library.page(citation.document_id, citation.page)
        assert page.text[citation.start : citation.end] == citation.quote
        assert citation.quote == "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."


def test_events_come_in_order_and_evidence_first(settings, embedder, indexer, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        events = list(library.answer("Was wird für Übernachtungen erstattet?"))
    assert isinstance(events[0], Retrieved)
    assert events[0].hits[0].passage.document == "hr/travel.txt"
    assert isinstance(events[1], Quoted)
    assert events[1].quotes[0].quote == "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."
    assert isinstance(events[-1], Finished)
    shown = "".join(event.text for event in events if isinstance(event, Token))
    assert shown == "120 EUR je Nacht werden für Übernachtungen erstattet."


@pytest.mark.parametrize(
    ("reply", "tokens"),
    [
        (
            "Für Übernachtungen werden höchstens 120 EUR erstattet.",
            ["Für Übernachtungen ", "werden ", "höchstens ", "120 EUR ", "erstattet."],
        ),
        ("Für Übernachtungen werden 120 Tage erstattet.", ["Für Übernachtungen ", "werden "]),
        ("Für Übernachtungen werden 900 EUR erstattet.", ["Für Übernachtungen ", "werden "]),
    ],
)
def test_a_figure_comes_with_its_unit_and_never_with_that_of_another(
    settings, embedder, indexer, folder, reply, tokens
):
    indexer.add([folder])
    with open_library(settings, embedder, reply) as library:
        events = library.answer("Was wird für Übernachtungen erstattet?")
        assert [each.text for each in events if isinstance(each, Token) and each.text] == tokens


@pytest.mark.parametrize(
    "reply",
    ["NOT_FOUND", "Not found.", "Es werden 900 EUR erstattet.", "Der Mond besteht hauptsächlich aus Käse."],
)
def test_what_the_evidence_does_not_carry_is_not_found(settings, embedder, indexer, folder, reply):
    indexer.add([folder])
    with open_library(settings, embedder, reply) as library:
        answer = library.ask("Was wird für Übernachtungen erstattet?")
    assert answer.status is AnswerStatus.NOT_FOUND
    assert not answer.citations
    assert "nicht in Ihren Dokumenten" in answer.text or "von nichts in Ihren Dokumenten" in answer.text
    assert "hr/travel.txt" in answer.text


@pytest.mark.parametrize(("reply", "fail_after"), [("eins zwei drei vier fünf sechs", 2), ("eins", 0), ("", None)])
def test_a_failing_model_leaves_the_evidence(settings, embedder, indexer, folder, reply, fail_after):
    indexer.add([folder])
    model = ScriptedModel(reply=reply, fail_after=fail_after)
    with Library(settings, embedder=embedder, model=model) as library:
        answer = library.ask("Was wird für Übernachtungen erstattet?")
    assert answer.status is AnswerStatus.FAILED
    assert answer.hits[0].passage.document == "hr/travel.txt"
    assert answer.citations[0].quote == "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."
    assert f"\n\n{answer.citations[0].quote} [1]" in answer.text


def test_figures_are_calculated_without_the_language_model(settings, embedder, indexer, tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    rows = (
        "| Key figure | 2023 | 2024 | 2025 |\n|---|---|---|---|\n| Revenue (EUR million) | 70.5 | 73.9 | 78.4 |\n"
    )
    (folder / "report.md").write_text(f"# Annual Report\n\n{rows}", "utf-8")
    indexer.add([folder])
    bare = settings.model_copy(update={"models_dir": tmp_path / "none"})
    with Library(bare, embedder=embedder) as library:
        answer = library.ask("By what percentage did revenue grow from 2024 to 2025?")
        (citation,) = answer.citations
        page = library.page(citation.document_id, citation.page)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.endswith("(78.4 − 73.9) / 73.9 = 6.1 % [1]")
    assert page.text[citation.start : citation.end] == citation.quote
    assert [(each.verdict, each.citations) for each in answer.statements] == [(Verdict.VERIFIED, (1,))]


@pytest.mark.parametrize(
    ("certainty", "status", "text"),
    [(0.97, "answered", "Measured values are kept for 36 months. [1]"), (0.7, "not_found", None)],
)
def test_the_sentence_beside_the_one_told_is_quoted(settings, embedder, indexer, tmp_path, certainty, status, text):
    file = tmp_path / "faq.txt"
    file.write_text(
        "Values are on servers in Kiel. Measured values are kept for 36 months. You can export values as CSV."
    )
    indexer.add([file])
    model = JudgingModel(replies={"kept": (certainty, "You can export values as CSV.")})
    with Library(settings, embedder=embedder, model=model) as library:
        answer = library.ask("How long are measured values kept?")
    assert answer.status == status
    assert text is None or answer.text == text


def test_a_judge_is_loaded_when_there_is_something_to_judge(settings, embedder, indexer, folder):
    model = JudgingModel(replies={"leave": (0.97, "Full-time staff have 30 days of paid leave a year.")})
    with Library(settings, embedder=embedder, model=model) as library:
        library.ask("How many days of paid leave do staff have?")
        assert model.loaded == 0
        indexer.add([folder])
        answer = library.ask("How many days of paid leave do staff have?")
    assert answer.text == "Full-time staff have 30 days of paid leave a year. [1]"
    assert model.loaded == 1


class Reads(ScriptedModel):
    """Copies the sentence of its evidence that stands behind the first cue its question has."""

    cues: dict[str, str]

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        question = messages[-1].text.rsplit("Question:", 1)[1]
        reply = next((reply for cue, reply in self.cues.items() if cue in question), "NOT_FOUND")
        for word in reply.split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " "))


def test_parts_of_a_question_are_answered_each_from_its_own_place(settings, embedder, indexer, folder):
    indexer.add([folder])
    model = Reads(
        reply="",
        cues={
            "Belege": "Belege sind binnen 30 Tagen abzugeben.",
            "Übernachtungen": "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet.",
        },
    )
    question = "Was wird für Übernachtungen erstattet und bis wann sind Belege abzugeben?"
    with Library(settings, embedder=embedder, model=model) as library:
        events = list(library.answer(question))
    answer = events[-1].answer
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.question == question
    assert answer.text == (
        "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. [1]"
        "\n\nBelege sind binnen 30 Tagen abzugeben. [2]"
    )
    assert [each.number for each in answer.citations] == [1, 2]
    assert [each.quote for each in answer.citations] == [
        "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet.",
        "Belege sind binnen 30 Tagen abzugeben.",
    ]
    assert [each.citations for each in answer.statements] == [(1,), (2,)]
    draft = "".join(event.text for event in events if isinstance(event, Token)).split()
    assert draft == [word for word in answer.text.split() if word not in ("[1]", "[2]")]


def test_a_question_that_begins_with_its_verb_is_answered_part_by_part(settings, embedder, indexer, folder):
    indexer.add([folder])
    model = Reads(
        reply="",
        cues={
            "wie lange": "Belege sind binnen 30 Tagen abzugeben.",
            "Übernachtungen": "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet.",
        },
    )
    with Library(settings, embedder=embedder, model=model) as library:
        both = library.ask("Werden Übernachtungen erstattet, und wie lange kann ich Belege abgeben?")
        one = library.ask("Werden Übernachtungen erstattet und wer bezahlt die Parkgebühren?")
    assert both.status is AnswerStatus.ANSWERED
    assert both.text == (
        "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. [1]"
        "\n\nBelege sind binnen 30 Tagen abzugeben. [2]"
    )
    assert one.status is AnswerStatus.PARTLY
    assert one.text == (
        "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. [1]"
        "\n\nNicht in Ihren Dokumenten: „und wer bezahlt die Parkgebühren?“"
    )


def test_the_part_that_the_documents_do_not_answer_is_named(settings, embedder, indexer, folder):
    indexer.add([folder])
    model = Reads(reply="", cues={"Belege": "Belege sind binnen 30 Tagen abzugeben."})
    with Library(settings, embedder=embedder, model=model) as library:
        answer = library.ask("Bis wann sind Belege abzugeben und wer bezahlt die Parkgebühren?")
        nothing = library.ask("Wer bezahlt die Parkgebühren und wie hoch ist das Kilometergeld?")
    assert answer.status is AnswerStatus.PARTLY
    assert answer.text == (
        "Belege sind binnen 30 Tagen abzugeben. [1]\n\nNicht in Ihren Dokumenten: „wer bezahlt die Parkgebühren?“"
    )
    assert nothing.status is AnswerStatus.NOT_FOUND
    assert not nothing.citations


def test_an_ambiguous_question_is_asked_back(settings, embedder, indexer, tmp_path):
    folder = tmp_path / "contracts"
    folder.mkdir()
    for name in ("liefervertrag-alpha", "mietvertrag-weilburg"):
        (folder / f"{name}.txt").write_text("Ende\n\nDer Vertrag endet am 30. Juni 2027.", "utf-8")
    (folder / "mietvertrag-weilburg.txt").write_text("Ende\n\nDer Vertrag endet am 31. Mai 2028.", "utf-8")
    indexer.add([folder])
    with open_library(settings, embedder, "Der Vertrag endet am 30. Juni 2027.") as library:
        answer = library.ask("Wann endet der Vertrag?")
        named = library.ask("Wann endet der Vertrag?", documents=["liefervertrag-alpha.txt"])
    assert answer.status is AnswerStatus.AMBIGUOUS
    assert set(answer.candidates) == {"liefervertrag-alpha.txt", "mietvertrag-weilburg.txt"}
    assert answer.text.startswith("Mehrere Dokumente können gemeint sein.")
    assert "- mietvertrag-weilburg.txt" in answer.text
    assert not answer.citations
    assert named.status is AnswerStatus.ANSWERED
    assert [each.document for each in named.citations] == ["liefervertrag-alpha.txt"]


def test_a_model_that_hangs_costs_its_time_and_no_more(settings, embedder, indexer, folder):
    class Hanging(ScriptedModel):
        released: threading.Event = threading.Event()

        def _stream(self, messages, stop=None, run_manager=None, **_):
            yield ChatGenerationChunk(message=AIMessageChunk(content="120 EUR "))
            self.released.wait(30)

    indexer.add([folder])
    model = Hanging(reply="")
    quick = settings.model_copy(update={"answer_seconds": 0.2})
    with Library(quick, embedder=embedder, model=model) as library:
        answer = library.ask("Was wird für Übernachtungen erstattet?")
    model.released.set()
    assert answer.status is AnswerStatus.FAILED
    assert "did not finish within 0.2 seconds" in answer.text
    assert answer.citations[0].quote == "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."


def test_quotes_need_no_language_model(settings, embedder, indexer, folder, tmp_path):
    indexer.add([folder])
    bare = settings.model_copy(update={"models_dir": tmp_path / "none"})
    with Library(bare, embedder=embedder) as library:
        answer = library.quote("Was wird für Übernachtungen erstattet?")
        page = library.page(answer.citations[0].document_id, 1)
    assert answer.status is AnswerStatus.QUOTED
    assert answer.text.startswith("Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet. [1]")
    for each in answer.citations:
        if each.document_id == answer.citations[0].document_id:
            assert page.text[each.start : each.end] == each.quote


def test_an_empty_library_needs_no_language_model(settings, embedder, tmp_path):
    bare = settings.model_copy(update={"models_dir": tmp_path / "none"})
    with Library(bare, embedder=embedder) as library:
        assert library.ask("Was kostet eine Übernachtung?").status == "not_found"


def test_closing_the_stream_stops_the_model(settings, embedder, indexer, folder):
    class Endless(ScriptedModel):
        written: int = 0

        def _stream(self, messages, stop=None, run_manager=None, **_):
            while True:
                self.written += 1
                yield ChatGenerationChunk(message=AIMessageChunk(content="Wort "))

    indexer.add([folder])
    model = Endless(reply="")
    with Library(settings, embedder=embedder, model=model) as library:
        events = library.answer("Was wird für Übernachtungen erstattet?")
        for event in events:
            if isinstance(event, Token):
                break
        events.close()
        assert model.written < 10
        answer = library.ask("Was wird für Übernachtungen erstattet?")
    # No sentence of it ever ends, so the closest ones of the documents remain.
    assert answer.status is AnswerStatus.FAILED
    assert answer.citations
    assert model.written < 1000


def test_a_removed_document_answers_nothing_even_for_an_open_reader(settings, embedder, indexer, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        assert library.search("Übernachtungen")[0].passage.document == "hr/travel.txt"
        stop = threading.Event()
        leaks: list[str] = []

        def read() -> None:
            while not stop.is_set():
                removed = "hr/travel.txt" not in {document.name for document in library.documents()}
                hits = library.search("Übernachtungen erstattet")
                if removed:
                    leaks.extend(hit.passage.document for hit in hits if hit.passage.document == "hr/travel.txt")

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        indexer.remove(["hr/travel.txt"])
        for _ in range(20):
            assert all(
                hit.passage.document != "hr/travel.txt" for hit in library.search("Übernachtungen erstattet")
            )
        stop.set()
        for reader in readers:
            reader.join()
        assert leaks == []


def test_adding_again_reads_and_embeds_nothing(indexer, embedder, folder):
    indexer.add([folder])
    before = list(embedder.embedded)
    report = indexer.add([folder])
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert embedder.embedded == before


def test_a_renamed_file_keeps_its_vectors(settings, indexer, embedder, folder):
    indexer.add([folder])
    before = len(embedder.embedded)
    (folder / "leave.md").rename(folder / "holidays.md")
    report = indexer.add([folder])
    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    assert len(embedder.embedded) == before
    with open_library(settings, embedder) as library:
        assert [document.name for document in library.documents()] == ["holidays.md", "hr/travel.txt"]
        assert library.search("paid leave")[0].passage.document == "holidays.md"


def test_equal_bytes_under_two_names_are_two_documents(settings, indexer, embedder, folder):
    (folder / "copy.txt").write_text(TRAVEL)
    report = indexer.add([folder])
    assert report.added == 3
    assert len(embedder.embedded) == len(set(embedder.embedded)), "equal text is embedded once"
    indexer.remove(["copy.txt"])
    with open_library(settings, embedder) as library:
        assert library.search("Übernachtungen")[0].passage.document == "hr/travel.txt"
        assert library.original(library.document("hr/travel.txt").id).read_text() == TRAVEL


def test_what_two_documents_say_alike_is_found_once(settings, indexer, embedder, folder):
    (folder / "copy.txt").write_text(TRAVEL)
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        shown = [hit.passage.document for hit in library.search("Übernachtungen", k=10)]
        [copy] = {"copy.txt", "hr/travel.txt"} & set(shown)
        assert shown.count(copy) == 1
        indexer.remove([copy])
        [other] = {"copy.txt", "hr/travel.txt"} - {copy}
        assert library.search("Übernachtungen", k=10)[0].passage.document == other


def test_a_changed_file_replaces_what_it_said(settings, indexer, embedder, folder):
    indexer.add([folder])
    (folder / "leave.md").write_text(LEAVE.replace("30 days", "31 days"))
    report = indexer.add([folder])
    assert (report.updated, report.unchanged) == (1, 1)
    with open_library(settings, embedder) as library:
        texts = [hit.passage.text for hit in library.search("days of paid leave")]
    assert any("31 days" in text for text in texts)
    assert not any("30 days of paid" in text for text in texts)


def test_a_search_can_be_limited_to_documents(settings, indexer, embedder, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        hits = library.search("Übernachtungen 120 EUR", documents=["leave.md"])
        assert {hit.passage.document for hit in hits} == {"leave.md"}
        with pytest.raises(DocumentNotFound, match="nothing"):
            library.search("x", documents=["nothing.txt"])


def test_follow_up_questions_take_the_conversation_along(settings, indexer, embedder, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        history = [Turn("Was wird für Übernachtungen erstattet?", "120 EUR. [1]")]
        hits = next(e for e in library.answer("Und Belege?", history=history) if isinstance(e, Retrieved)).hits
    assert hits[0].passage.document == "hr/travel.txt"


@pytest.mark.parametrize("question", ["", "   ", "x" * 10_000])
def test_questions_without_sense_get_a_sentence(settings, embedder, question):
    with open_library(settings, embedder) as library, pytest.raises(ConfigurationError, match=r"question"):
        library.search(question)


def test_an_empty_library_finds_nothing_and_says_so(settings, embedder):
    with open_library(settings, embedder) as library:
        assert library.search("anything") == []
        answer = library.ask("Is there anything?")
        assert answer.status is AnswerStatus.NOT_FOUND
        assert answer.text.startswith("This is not in your documents")


def test_langchain_sees_the_same_places(settings, indexer, embedder, folder):
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        first = LibraryRetriever(library=library, k=3).invoke("paid leave")[0]
        page = library.page(library.document(first.metadata["source"]).id, first.metadata["page"])
        assert page.text[first.metadata["start"] : first.metadata["end"]] == first.page_content


def test_documents_are_found_by_words_before_they_are_embedded(settings, folder):
    def no_model():
        raise ConfigurationError("no model today")

    indexer = Indexer(settings, no_model)
    with pytest.raises(ConfigurationError, match="no model today"):
        indexer.add([folder])
    with open_library(settings, HashingEmbedder()) as library:
        # By the parts of a compound, too.
        assert library.search("Abgabe von Belegen")[0].passage.document == "hr/travel.txt"
        assert library.search("Was gilt bei einer Übernachtungspauschale?")[0].passage.document == "hr/travel.txt"
        assert {document.state for document in library.documents()} == {DocumentState.SEARCHABLE}
        assert library.search("Übernachtungen")[0].passage.document == "hr/travel.txt"
    indexer.close()


def test_only_what_a_model_may_read_is_looked_for_far_down_the_list(
    settings, embedder, indexer, folder, monkeypatch
):
    looked = []
    mix = retrieval.mix_languages
    monkeypatch.setattr(
        retrieval, "mix_languages", lambda found, deeper: looked.append(len(deeper)) or mix(found, deeper)
    )
    indexer.add([folder])
    with open_library(settings, embedder) as library:
        listed = library.search("Übernachtungen im Jahr")
        library.quote("Was wird für Übernachtungen erstattet?")
        LibraryRetriever(library=library, k=3).invoke("Übernachtungen im Jahr")
        assert looked == []
        answer = library.ask("Was wird für Übernachtungen erstattet?")
    assert {hit.passage.document for hit in listed} == {"hr/travel.txt", "leave.md"}
    assert answer.status is AnswerStatus.ANSWERED
    assert looked == [2]
