"""Runs over many questions end at a model that cannot be used; one that fails costs one question."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rag.errors import ModelUnavailable
from rag.types import Answer, AnswerStatus, Finished
from ui.calibration.asking import ask_openly
from ui.calibration.outcomes import OutcomeFile
from ui.comparison.taking import Take
from ui.evaluation.asking import Asker
from ui.evaluation.dataset import Question
from ui.evaluation.gold import Gold

QUESTION = Question("q1", "How long is the notice period?", answerable=True)
FAILED = "The model did not deliver. (Why.)"


def library(unusable):
    answer = Answer(
        QUESTION.question, f"{FAILED}\n\nA quote. [1]", AnswerStatus.FAILED, (), (), "m", 1, 0.5, unusable=unusable
    )
    return SimpleNamespace(
        search=lambda *_, **__: [], ask=lambda _: answer, answer=lambda _: [Finished(answer)], documents=list
    )


def test_an_evaluation():
    row = Asker(library(""), 5, answers=True).ask(QUESTION, Gold())
    assert (row.reply.status, row.error) == ("failed", None)
    with pytest.raises(ModelUnavailable, match="No weights"):
        Asker(library("No weights."), 5, answers=True).ask(QUESTION, Gold())


def test_a_calibration(tmp_path):
    def calibrate(unusable):
        known = OutcomeFile(tmp_path / "outcomes.jsonl", {"model": "m"})
        return ask_openly(library(unusable), [QUESTION], known, lambda *_: None)

    trials, problems = calibrate("")
    assert (trials, problems) == ([], [f"Question q1: {FAILED}"])
    with pytest.raises(ModelUnavailable, match="No weights"):
        calibrate("No weights.")


@pytest.mark.parametrize(("unusable", "error"), [("", FAILED), ("No weights.", "No weights.")])
def test_a_comparison_gives_the_reason_of_each_model(unusable, error):
    take = Take("m")
    for event in library(unusable).answer(QUESTION.question):
        take.note(event)
    assert take.error == error
