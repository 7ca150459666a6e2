"""Whatever a model does, the user gets a sentence and the closest places, within the time limit."""

from __future__ import annotations

import threading

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from rag.config import load_settings
from rag.library import Library
from rag.types import AnswerStatus, Searched
from tests.fakes import ScriptedModel

QUESTION = "Was wird für Übernachtungen erstattet?"
QUOTE = "Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."
UNSUPPORTED = (
    "Die Antwort des Modells wird von nichts in Ihren Dokumenten gestützt und deshalb nicht gezeigt."
    " Durchsucht wurden alle 2 Dokumente. Die nächstliegenden Stellen stehen in: hr/travel.txt."
)
FAILED = "Das Sprachmodell hat keine Antwort geliefert; die nächstliegenden Stellen stehen unten."


class Endless(ScriptedModel):
    """Goes round in circles."""

    def _stream(self, *_, **__):
        while True:
            yield ChatGenerationChunk(message=AIMessageChunk(content=self.reply))


class Hanging(ScriptedModel):
    """Begins, and never goes on."""

    released: threading.Event = threading.Event()

    def _stream(self, *_, **__):
        yield ChatGenerationChunk(message=AIMessageChunk(content=self.reply))
        self.released.wait(30)


@pytest.fixture
def settings(tmp_path):
    return load_settings(data_dir=tmp_path / "data", answer_seconds=30)


@pytest.fixture
def ask(settings, embedder, indexer, tmp_path):
    """Asks a model over two documents."""
    folder = tmp_path / "company"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "travel.txt").write_text(
        f"Reisen\n\n{QUOTE}\n\nBelege sind binnen 30 Tagen abzugeben.", "utf-8"
    )
    (folder / "leave.md").write_text("Leave\n\nFull-time staff have 30 days of paid leave a year.", "utf-8")
    indexer.add([folder])

    def call(model, question=QUESTION, **changed):
        with Library(settings.model_copy(update=changed), embedder=embedder, model=model) as library:
            return library.ask(question)

    return call


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (ScriptedModel(reply=""), FAILED),
        (ScriptedModel(reply=" \n "), FAILED),
        (ScriptedModel(reply="120 EUR je Nacht", fail_after=2), FAILED),
        (Hanging(reply="120 EUR "), FAILED),
        (Endless(reply="Wort "), FAILED),
        (Endless(reply="  "), FAILED),
    ],
    ids=["nothing", "blank", "broken stream", "hangs", "endless word", "endless blanks"],
)
def test_a_model_that_does_not_deliver(ask, model, sentence):
    answer = ask(model, answer_seconds=0.5)
    assert answer.status is AnswerStatus.FAILED
    assert answer.text.startswith(sentence)
    assert answer.citations[0].quote == QUOTE
    assert f"\n\n{QUOTE} [1]" in answer.text


@pytest.mark.parametrize(
    "model",
    [
        ScriptedModel(reply="xq zrrt 7 blorf ggg wibble %% ##"),
        ScriptedModel(reply="](){}<<>> \x00 ![x](https://evil.example/)"),
        Endless(reply="120 Katzen singen. "),
        ScriptedModel(reply="For each night in a hotel up to 120 EUR are reimbursed by the company."),
        ScriptedModel(reply="Les frais de nuitée sont remboursés jusqu'à 120 EUR. C'est tout ce qu'on sait."),
        ScriptedModel(reply="Es werden 900 EUR erstattet [99]."),
    ],
    ids=["garbage", "marks", "endless sentences", "English", "French", "wrong, cites 99"],
)
def test_a_reply_that_the_documents_do_not_support(ask, model):
    answer = ask(model)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.text == UNSUPPORTED
    assert not answer.citations
    assert answer.related[0].quote == QUOTE
    assert (answer.related[0].document, answer.related[0].page) == ("hr/travel.txt", 1)
    assert answer.searched == Searched(2, 2)


def test_a_citation_of_nothing_is_not_shown(ask):
    answer = ask(ScriptedModel(reply="120 EUR je Nacht werden für Übernachtungen erstattet [99]."))
    assert (answer.status, answer.citations[0].quote) == (AnswerStatus.ANSWERED, QUOTE)
    assert answer.text == "120 EUR je Nacht werden für Übernachtungen erstattet. [1]"


def test_the_sentence_is_in_the_language_of_the_question(ask):
    answer = ask(
        ScriptedModel(reply="Bananas grow in warm countries."), "How many days of paid leave do staff have?"
    )
    assert answer.text.startswith(
        "The model's reply was supported by nothing in your documents, so it is not shown. All 2 documents were"
        " searched. The closest passages are in: leave.md"
    )
    assert answer.related[0].quote == "Full-time staff have 30 days of paid leave a year."


def test_a_model_that_says_that_there_is_no_answer_is_believed(ask):
    answer = ask(ScriptedModel(reply="NOT_FOUND"))
    assert answer.text == (
        "Das steht nicht in Ihren Dokumenten. Durchsucht wurden alle 2 Dokumente. Am nächsten kommen Stellen in:"
        " hr/travel.txt; dort steht aber keine Antwort."
    )


def test_parts_that_the_documents_do_not_support_are_told_together(ask):
    answer = ask(
        ScriptedModel(reply="900 Katzen."), "Was wird für Übernachtungen erstattet und wann sind Belege fällig?"
    )
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.text == UNSUPPORTED
    assert [each.number for each in answer.related] == list(range(1, len(answer.related) + 1))
    assert QUOTE in [each.quote for each in answer.related]


def test_all_parts_of_a_question_share_the_time(ask):
    class Counting(Hanging):
        asked: int = 0

        def _stream(self, *rest, **options):
            self.asked += 1
            yield from super()._stream(*rest, **options)

    model = Counting(reply="120 EUR ")
    answer = ask(model, "Was wird für Übernachtungen erstattet und wann sind Belege fällig?", answer_seconds=1.5)
    assert (answer.status, model.asked) == (AnswerStatus.FAILED, 1)
    assert "did not finish within 1.5 seconds" in answer.text


def test_a_part_for_which_the_model_failed_is_not_said_to_be_missing(ask):
    class OnlyOnce(ScriptedModel):
        asked: int = 0

        def _stream(self, *rest, **options):
            self.asked += 1
            if self.asked == 2:
                raise RuntimeError("the model fell over")
            yield from super()._stream(*rest, **options)

    model = OnlyOnce(reply="120 EUR je Nacht werden für Übernachtungen erstattet.")
    answer = ask(model, "Was wird für Übernachtungen erstattet und bis wann sind Belege abzugeben?")
    assert answer.status is AnswerStatus.PARTLY
    assert answer.text.endswith(
        "\n\nUnbeantwortet, weil das Sprachmodell keine Antwort geliefert hat: „bis wann sind Belege abzugeben?“"
    )


def test_a_thing_that_was_asked_about_and_is_not_mentioned_is_named(ask):
    answer = ask(
        ScriptedModel(reply="Für Übernachtungen werden höchstens 120 EUR je Nacht erstattet."),
        "Was gilt für die Übernachtungen und die Verpflegung?",
    )
    assert answer.status is AnswerStatus.PARTLY
    assert answer.text == f"{QUOTE} [1]\n\nNicht erwähnt, obwohl danach gefragt war: „die Verpflegung“"
