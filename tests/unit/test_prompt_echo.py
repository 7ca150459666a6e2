"""Instructions of a model are not told to a reader, unless they are a document's own words."""

from __future__ import annotations

from langchain_core.messages import HumanMessage, SystemMessage

from rag.prompt_echo import without_instructions

RULES = [
    SystemMessage("Answer in one or two short sentences, in the language of the question."),
    HumanMessage("Hi"),
]
ECHO = "I was told to answer in one or two short sentences, in the language of the question."


def test_a_sentence_that_recites_the_rules_is_left_out():
    assert without_instructions(f"The fee is 20 EUR. {ECHO}", RULES, ["The fee is 20 EUR."]) == "The fee is 20 EUR."


def test_what_a_document_says_itself_stays():
    assert without_instructions(ECHO, RULES, [f"Style guide. {ECHO}"]) == ECHO


def test_an_ordinary_reply_is_untouched():
    reply = "Answer the phone in two\n short sentences."
    assert without_instructions(reply, RULES, []) is reply
