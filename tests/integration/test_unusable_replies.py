"""Whatever a model does, the user gets a sentence and the closest places, within the time limit."""

from __future__ import annotations

import threading

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from rag.config import load_settings
from rag.errors import AnswerStopped, ModelUnavailable
from rag.library import Library
from rag.types import AnswerStatus, Finished, Quoted, Retrieved, Searched
from tests.fakes import JudgingModel, ScriptedModel

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


class Raising(JudgingModel):
    """Raises at one of the steps that an answer takes."""

    replies: dict[str, tuple[float, str]] = {"Übernachtungen": (0.95, QUOTE)}  # noqa: RUF012 - pydantic copies it
    at: str
    error: Exception

    def load(self):
        self._take("load")

    def yes_probability(self, messages):
        self._take("judge")
        return super().yes_probability(messages)

    def _stream(self, *rest, **options):
        self._take("write")
        yield from super()._stream(*rest, **options)

    def _take(self, step):
        if step == self.at:
            raise self.error


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

    def call(model, /, question=QUESTION, **changed):
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


GONE = "There are no weights at models/reader.gguf. Run `fundstelle models pull`."


@pytest.mark.parametrize("step", ["load", "judge", "write"])
def test_a_model_that_cannot_be_had_leaves_the_quotes_and_says_what_to_do(ask, step):
    answer = ask(Raising(at=step, error=ModelUnavailable(GONE)))
    assert answer.status is AnswerStatus.FAILED
    assert answer.text.startswith(f"{FAILED} ({GONE})\n\n{QUOTE} [1]")
    assert (answer.citations[0].quote, answer.unusable) == (QUOTE, GONE)
    assert answer.id is not None


@pytest.mark.parametrize("step", ["load", "judge", "write"])
@pytest.mark.parametrize("error", [RuntimeError("out of memory"), KeyError("choices")])
def test_what_nobody_expects_of_a_model_leaves_the_quotes_at_any_step(ask, step, error):
    answer = ask(Raising(at=step, error=error))
    assert answer.status is AnswerStatus.FAILED
    assert answer.text.startswith(f"{FAILED} (The language model did not answer: {error})\n\n{QUOTE} [1]")
    assert (answer.citations[0].quote, answer.unusable) == (QUOTE, "")


def test_who_no_longer_waits_is_told_nothing(ask):
    with pytest.raises(AnswerStopped):
        ask(Raising(at="judge", error=AnswerStopped("Nobody waits for this answer any more.")))


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("nonsense:x", "The model nonsense:x is of no known family. Known are: local, bedrock, "),
        ("local:/no/such.gguf", "There is no file /no/such.gguf with a language model."),
        ("nonsense:x,local:/no/such.gguf", "There is no file /no/such.gguf with a language model."),
    ],
)
def test_a_model_that_cannot_be_opened_leaves_the_quotes(ask, model, sentence):
    answer = ask(None, model=model)
    assert (answer.status, answer.citations[0].quote) == (AnswerStatus.FAILED, QUOTE)
    assert answer.text.startswith(f"{FAILED} ({sentence}")
    assert answer.unusable.startswith(sentence)
    passed_over = "nonsense:x hat nicht geliefert, daher wurde local:/no/such.gguf gefragt."
    assert (passed_over in (answer.notice or "")) == ("," in model)


def test_the_evidence_comes_before_a_model_is_missed(ask, settings, embedder):
    with Library(settings.model_copy(update={"model": "nonsense:x"}), embedder=embedder) as library:
        events = list(library.answer(QUESTION))
    assert [type(each) for each in events] == [Retrieved, Quoted, Finished]


def test_an_embedder_that_cannot_be_had_is_no_failure_of_the_model(ask, settings, embedder):
    class Gone(type(embedder)):
        def embed_question(self, text):
            raise ModelUnavailable("The embedder is not here.")

    with (
        Library(settings, embedder=Gone(), model=ScriptedModel(reply=QUOTE)) as library,
        pytest.raises(ModelUnavailable, match="embedder is not here"),
    ):
        library.ask(QUESTION)


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
