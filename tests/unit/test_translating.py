"""A question in the other language, to search with."""

from __future__ import annotations

import threading

import pytest

from rag.deadline import Deadline
from rag.errors import AnswerStopped
from rag.stopping import stoppable
from rag.translating import other_language, translate_question
from tests.fakes import ScriptedModel

QUESTION = "Wie schwer ist der Kran?"


class _Noting(ScriptedModel):
    seen: list[str]

    def _stream(self, messages, *rest, **options):
        self.seen.extend(str(message.content) for message in messages)
        yield from super()._stream(messages, *rest, **options)


def test_the_other_one_of_two():
    assert (other_language("de"), other_language("en")) == ("en", "de")


def test_the_model_is_told_from_which_language_into_which():
    model = _Noting(reply="How heavy is the crane?", seen=[])
    assert translate_question(model, QUESTION, "de", Deadline(9)) == "How heavy is the crane?"
    assert model.seen[0].startswith("Translate the question from German into English.")
    assert model.seen[-1] == QUESTION
    assert len(model.seen) == 6  # the rules, two examples, the question


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("How heavy is it?\nIt weighs nine tons.", "How heavy is it?"),
        ("\n How heavy is it? \n\nmore", "How heavy is it?"),
        ("Wie schwer ist der Kran?", ""),
        ("", ""),
    ],
)
def test_one_line_that_says_something_else(written, taken):
    assert translate_question(ScriptedModel(reply=written), QUESTION, "de", Deadline(9)) == taken


def test_nobody_waits_for_the_translation_of_a_page():
    model = _Noting(reply="Never asked.", seen=[])
    assert translate_question(model, "Wie schwer? " * 40, "de", Deadline(9)) == ""
    assert model.seen == []


def test_it_ends_when_nobody_waits_any_more():
    stop = threading.Event()
    stop.set()
    with stoppable(stop), pytest.raises(AnswerStopped):
        translate_question(ScriptedModel(reply="How heavy is the crane?"), QUESTION, "de", Deadline(9))


def test_a_model_that_breaks_off_costs_the_translation_only():
    assert translate_question(ScriptedModel(reply="How heavy", fail_after=0), QUESTION, "de", Deadline(9)) == ""
