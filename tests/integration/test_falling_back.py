"""A reply that nothing carries gives way to the sentence that was read, where the judge is sure of the passage."""

from __future__ import annotations

import pytest

from rag import AnswerStatus
from tests.fakes import JudgingModel

UPKEEP = "Die Wartung des Kessels kostet 340 Euro im Jahr."
TEXT = f"# Kessel\n\nDer Kessel steht im Keller. {UPKEEP}\n"
WRONG = "Die Wartung des Kessels kostet 990 Euro im Jahr."
QUESTION = "Was kostet die Wartung des Kessels im Jahr?"


@pytest.fixture
def ask(library_of):
    def ask(certainty: float, reply: str, question: str = QUESTION):
        model = JudgingModel(replies={"Kessel": (certainty, reply)})
        with library_of({"kessel.md": TEXT}, model) as library:
            return library.ask(question)

    return ask


def test_a_wrong_figure_gives_way_to_the_sentence(ask):
    answer = ask(0.97, WRONG)
    assert answer.status is AnswerStatus.ANSWERED
    assert [each.quote for each in answer.citations] == [UPKEEP]
    assert "990" not in answer.text


def test_it_is_not_found_where_the_judge_is_less_sure(ask):
    answer = ask(0.5, WRONG)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.citations == ()


def test_what_the_passage_does_not_name_is_not_told_by_its_sentences(ask):
    question = "Was kostet die Wartung des Kessels in Norwegen im Jahr?"
    answer = ask(0.97, "In Norwegen kostet die Wartung des Kessels von Hydroterm 340 Euro im Jahr.", question)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert [each.objection for each in answer.statements] == ["names"]
