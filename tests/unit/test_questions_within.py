"""A question of a document carries nothing; its answer is read with its words."""

from __future__ import annotations

import pytest

from rag.questions_within import asks, questions_above
from rag.types import Verdict
from tests.verdict_of import verdict_of

LIST = "Can I work from Spain for two weeks?\nWhat is the limit for hotels?\nIs beer on business trips paid?"
FAQ = (
    "How long is the notice period? Three months to the end of a quarter.\n\nCan I see my stock? Yes, on the page"
    " “My goods”.\n\nMay I keep pets? No, not on the premises.\n\nCan I park inside? Ask the porter."
)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Yes, you can work from Spain for two weeks.", LIST),
        ("You can work from Spain for two weeks.", LIST),
        ("Beer on business trips is paid.", LIST),
        ("You can park inside.", FAQ),
        ("You may keep pets.", FAQ),
        ("The notice period is four months.", FAQ),
        ("Remote work from Spain is possible.", "Note\tRemote work\nHint\tIs remote work from Spain possible?"),
        ("Privates Arbeiten in Spanien ist erlaubt.", "Ist privates Arbeiten in Spanien erlaubt?"),
    ],
)
def test_a_question_carries_nothing(statement, evidence):
    assert verdict_of(statement, evidence) is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "statement",
    [
        "The notice period is three months to the end of a quarter.",
        "You can see your stock on the page “My goods”.",
        "You may not keep pets on the premises.",
    ],
)
def test_an_answer_has_the_words_of_its_question(statement):
    assert verdict_of(statement, FAQ) is Verdict.VERIFIED


def test_what_asks_and_what_answers():
    sentences = [
        "Wie lange?",
        "Drei Monate.",
        "Darf ich?",
        "Fragen Sie.",
        "Darf ich?",
        "Ja.",
        "Wer?",
        "Wo?",
        "Hier.",
    ]
    answered = ["", "Wie lange?", "", "", "", "Darf ich?", "", "Wer?", "Wo?"]
    assert [each.question for each in questions_above(sentences)] == answered
    assert [each for each in ("Wo?", "(Wo?)", "**Wo?**", "a\tWo?", "a\t5\t?", "Wo ist.") if asks(each)] == [
        "Wo?",
        "(Wo?)",
        "**Wo?**",
        "a\tWo?",
    ]
