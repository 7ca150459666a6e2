"""Which passage a small model answers from, and how it is asked."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from rag.errors import AnswerStopped
from rag.evidence import Reading
from rag.reading import choose_reading
from rag.reading_prompt import build_lesson, build_naming, build_opening, build_reading
from rag.stopping import stoppable
from rag.types import Passage, Turn

QUESTION = "Wie hoch ist die Pauschale?"


class Judging:
    """Sees the answer in a passage as likely as the passage's text says."""

    def __init__(self, *, is_trained: bool = False) -> None:
        self.is_trained = is_trained
        self.seen: list[float] = []
        self.asked: list[BaseMessage] = []

    def load(self) -> None:
        """Nothing to read."""

    def yes_probability(self, messages: list[BaseMessage]) -> float:
        self.asked = messages
        self.seen.append(float(messages[-1].text.split("\n")[3]))
        return self.seen[-1]


def passage(text: str) -> Passage:
    return Passage(1, 1, "a.pdf", 1, 0, len(text), text, "Reisen", "Handbuch", "de", "Land\tPauschale")


def readings(*likely: tuple[str, float]) -> list[Reading]:
    return [Reading(passage(f"{text}\n"), score, f"{text}\n", True) for text, score in likely]


@pytest.mark.parametrize(
    ("given", "chosen", "looked_at"),
    [
        ((("0.3", 20.0), ("0.6", 20.0), ("0.5", 20.0)), "0.6", 3),
        ((("0.5", 21.0), ("0.52", 20.0)), "0.5", 2),  # a better rank outweighs a little more likelihood
        ((("0.95", 20.0), ("0.99", 20.0)), "0.95", 1),  # sure enough: the second is not looked at
        ((("0.4", 25.0), ("0.8", 20.0)), "0.4", 1),  # far ahead
        ((("0.2", 25.0), ("0.8", 20.0)), "0.8", 2),  # far ahead, but the model denies it
    ],
)
def test_likelihood_and_rank_decide(given, chosen, looked_at):
    model = Judging()
    choice = choose_reading(model, readings(*given), QUESTION, "de")
    assert choice is not None
    assert choice.reading.passage.text.strip() == chosen
    assert choice.before == float(chosen)
    assert len(model.seen) == looked_at


@pytest.mark.parametrize(
    ("enough", "chosen", "looked_at"),
    [
        (0.3, "0.6", 2),  # what was read is enough
        (0.65, "0.7", 4),  # the fourth says it, so the fifth need not be looked at
        (0.9, "0.8", 5),  # nothing is enough, so the best of all is taken
    ],
)
def test_further_passages_are_looked_at_while_nothing_is_enough(enough, chosen, looked_at):
    model = Judging()
    first, further = readings(("0.1", 20.0), ("0.6", 20.0)), readings(("0.2", 20.0), ("0.7", 20.0), ("0.8", 20.0))
    choice = choose_reading(
        model, first, QUESTION, "de", further=further, is_enough=lambda before: before >= enough
    )
    assert choice is not None
    assert choice.reading.passage.text.strip() == chosen
    assert len(model.seen) == looked_at


@pytest.mark.parametrize(
    ("late_after", "chosen", "looked_at"),
    [
        (1, "0.5", 2),  # the first ones are looked at in any case, the further ones no more
        (3, "0.5", 3),
        (9, "0.9", 4),
    ],
)
def test_when_it_gets_late_what_is_enough_is_taken(late_after, chosen, looked_at):
    model = Judging()
    first, further = readings(("0.1", 20.0), ("0.5", 20.0)), readings(("0.2", 20.0), ("0.9", 20.0))
    took: list[float] = []

    def is_late(seconds: float) -> bool:
        took.append(seconds)
        return len(model.seen) >= late_after

    choice = choose_reading(model, first, QUESTION, "de", further=further, is_late=is_late)
    assert choice is not None
    assert (choice.reading.passage.text.strip(), len(model.seen)) == (chosen, looked_at)
    assert all(0 < each < 60 for each in took)


def test_when_it_gets_late_and_nothing_is_enough_all_are_looked_at():
    model = Judging()
    further = readings(("0.2", 20.0), ("0.3", 20.0))
    choose_reading(
        model,
        readings(("0.1", 20.0)),
        QUESTION,
        "de",
        further=further,
        is_enough=lambda before: before > 0.5,
        is_late=lambda _: True,
    )
    assert model.seen == [0.1, 0.2, 0.3]


def test_what_is_enough_but_not_clear_is_compared_with_further_ones():
    model = Judging()
    further = readings(("0.2", 20.0), ("0.9", 20.0), ("0.3", 20.0))
    choice = choose_reading(model, readings(("0.5", 20.0)), QUESTION, "de", further=further)
    assert choice is not None
    assert choice.reading.passage.text.strip() == "0.9"
    assert len(model.seen) == 3


@pytest.mark.parametrize(
    ("old", "new", "chosen"),
    [
        ("0.9", "0.3", "0.3"),  # what holds is told though the older version says it more plainly
        ("0.9", "0.1", "0.9"),  # the newer version does not speak of it
        ("0.3", "0.6", "0.6"),
    ],
)
def test_the_version_that_holds_goes_before_an_older_one(old, new, chosen):
    given = readings((old, 20.0), (new, 19.0))
    outdated = replace(given[0], passage=replace(given[0].passage, document="rules-2022.pdf"), superseded=True)
    holding = replace(given[1], passage=replace(given[1].passage, document="rules-2025.pdf"))
    choice = choose_reading(Judging(), [outdated, holding], QUESTION, "de")
    assert choice is not None
    assert choice.reading.passage.text.strip() == chosen


def test_a_superseded_version_yields_to_no_other_document():
    given = readings(("0.9", 20.0), ("0.3", 19.0))
    outdated = replace(given[0], passage=replace(given[0].passage, document="rules-2022.pdf"), superseded=True)
    choice = choose_reading(Judging(), [outdated, given[1]], QUESTION, "de")
    assert choice is not None
    assert choice.reading is outdated


def test_a_further_passage_is_not_even_asked_for_when_one_is_enough():
    drawn: list[str] = []

    def find():
        for each in readings(("0.5", 20.0), ("0.9", 20.0), ("0.1", 20.0)):
            drawn.append(each.excerpt.strip())
            yield each

    choose_reading(Judging(), readings(("0.6", 20.0)), QUESTION, "de", further=find(), is_enough=lambda p: p > 0.5)
    assert drawn == []
    choose_reading(Judging(), readings(("0.4", 20.0)), QUESTION, "de", further=find(), is_enough=lambda p: p > 0.5)
    assert drawn == ["0.5", "0.9"]


def test_no_further_passage_is_looked_at_once_nobody_waits():
    stop, model = threading.Event(), Judging()
    judge = model.yes_probability

    def judge_and_stop(messages: list[BaseMessage]) -> float:
        stop.set()
        return judge(messages)

    model.yes_probability = judge_and_stop
    with stoppable(stop), pytest.raises(AnswerStopped):
        choose_reading(model, readings(("0.3", 20.0), ("0.6", 20.0)), QUESTION, "de")
    assert model.seen == [0.3]
    assert choose_reading(model, readings(("0.3", 20.0)), QUESTION, "de") is not None


def test_nothing_to_read():
    assert choose_reading(Judging(), [], QUESTION, "de") is None


@pytest.mark.parametrize("trained", [True, False])
def test_the_prompt_ends_with_passage_earlier_turn_and_question(trained):
    messages = build_reading(
        QUESTION,
        passage("Länder. Schweiz\t64 EUR"),
        "Schweiz\t64 EUR",
        "de",
        [Turn("Und Japan?", "Nichts.")],
        trained=trained,
    )
    assert messages[-1] == HumanMessage(
        "Excerpt:\nHandbuch › Reisen\nLand | Pauschale\nSchweiz | 64 EUR\n\n"
        "Earlier question: Und Japan?\nEarlier answer: Nichts.\n\n"
        "Frage (auf Deutsch beantworten): Wie hoch ist die Pauschale?"
    )


def test_what_comes_before_the_passage_never_changes():
    opening = build_opening()[:-1]
    assert build_reading(QUESTION, passage("eins"), "eins", "de", trained=False)[:-1] == opening
    english = build_reading("How much?", passage("two"), "two", "en", [Turn("a", "b")], trained=False)
    assert english[:-1] == opening
    assert english[-1].text.startswith(build_opening()[-1].text)


def test_a_trained_model_is_asked_as_it_was_trained():
    given = Judging(is_trained=True)
    choose_reading(given, readings(("0.3", 20.0)), QUESTION, "de")
    excerpt = "Handbuch › Reisen\nLand | Pauschale\n0.3\n"
    *asked, reply = build_lesson(excerpt, "de", QUESTION, "Die Pauschale beträgt 64 EUR.")
    assert given.asked == asked
    assert reply.text == "yes: Die Pauschale beträgt 64 EUR."
    assert build_lesson(excerpt, "de", QUESTION, None)[-1].text == "no"


def test_words_are_asked_for_as_it_was_trained():
    *asked, begin = build_naming(QUESTION, passage("Land | Pauschale\n0.3"), "64 EUR", "de")
    *taught, reply = build_lesson(
        "Handbuch › Reisen\nLand | Pauschale\n64 EUR", "de", QUESTION, "Es sind 64.", "64 EUR"
    )
    assert asked == taught
    assert reply.text == f"{begin.text} 64 EUR"


def test_the_examples_show_answers_and_refusals_in_both_languages():
    replies = [message.text for message in build_opening() if isinstance(message, AIMessage)]
    assert sum(reply == "no" for reply in replies) >= 3
    assert all(reply == "no" or reply.startswith("yes") for reply in replies)
    questions = [message.text for message in build_opening() if isinstance(message, HumanMessage)]
    assert any("Frage (auf Deutsch" in each for each in questions)
    assert any("Question: " in each for each in questions)
