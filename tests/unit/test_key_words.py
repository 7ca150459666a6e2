"""The words that answer: named by a model, and counted only where a quotation has them."""

from __future__ import annotations

import threading

import pytest
from langchain_core.messages import HumanMessage

from rag.deadline import Deadline
from rag.errors import AnswerStopped, GenerationFailed
from rag.key_words import agrees, find_key, name_words
from rag.stopping import stoppable, within
from rag.types import Citation
from tests.fakes import ScriptedModel

ASKED = [HumanMessage("How long?")]


def quotes(*texts):
    return [Citation(number, 1, "a.md", 1, 0, len(text), text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("13 months", "13\nmonths"),  # as the quotation has it
        ("Daily Backups", "Daily backups"),
        ("35", "35"),
        ("5", None),  # no part of a number
        ("month", None),  # nor of a word
        ("14 months", None),
        ("1.5 (max.)", "1.5 (max.)"),  # what means something to a pattern
        ("", None),
        ("  ", None),
    ],
)
def test_the_words_are_those_of_the_first_quotation_that_has_them(words, key):
    found = quotes(
        "Daily backups are kept for 35 days, monthly ones for 13\nmonths.", "13 months, or 1.5 (max.) kg"
    )
    assert find_key(words, found) == key


@pytest.mark.parametrize(
    ("key", "told", "translated", "agree"),
    [
        ("13 months", "They are kept for thirteen months.", False, True),
        ("1.396,00", "Sie kostet 1.396 Euro.", False, True),
        ("85 percent", "You get back 85% of the price.", False, True),
        ("eine Stunde", "Bis 8:30 Uhr.", False, False),
        ("the emergency line", "Tell the service desk within four hours.", False, False),
        ("the service desk", "Tell the service desks.", False, True),
        ("Membran", "The diaphragm is worn.", False, False),
        ("Membran", "The diaphragm is worn.", True, True),
        ("fünf Jahre", "For 6 years.", True, False),
        ("fünf Jahre", "For 5 years.", True, True),
    ],
)
def test_the_reply_must_tell_the_same(key, told, translated, agree):
    assert agrees(key, told, translated=translated) is agree


class _Naming(ScriptedModel):
    reply: str = ""
    can_name: bool = True
    fails: bool = False
    error: Exception = GenerationFailed("The language model stopped.")

    def name_words(self, messages):
        if self.fails:
            raise self.error
        return f"{messages[-1].text} 13"


def test_only_a_model_that_was_trained_for_it_is_asked():
    assert name_words(_Naming(), ASKED) == "How long? 13"
    assert name_words(_Naming(can_name=False), ASKED) == ""
    assert name_words(_Naming(), []) == ""
    assert name_words(ScriptedModel(reply="13"), ASKED) == ""


def test_an_answer_needs_no_words_set_off():
    assert name_words(_Naming(fails=True), ASKED) == ""
    assert name_words(_Naming(fails=True, error=KeyError("choices")), ASKED) == ""
    with within(Deadline(0)):
        assert name_words(_Naming(), ASKED) == ""


def test_who_no_longer_waits_is_not_made_to():
    stop = threading.Event()
    stop.set()
    with stoppable(stop), pytest.raises(AnswerStopped):
        name_words(_Naming(), ASKED)
