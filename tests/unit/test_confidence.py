"""Only what answers the question counts."""

from __future__ import annotations

import pytest

from rag.confidence import answer_confidence

QUESTION = "Wie hoch ist die Pauschale?"


def test_figures_count_wherever_there_are_some():
    tokens = [("Die", -2.0), (" Pauschale", -1.0), (" beträgt", -3.0), (" ", -0.5), ("2", -0.1), ("8", -0.3)]
    assert answer_confidence(tokens, QUESTION) == pytest.approx(-0.2)


def test_else_the_words_that_the_question_does_not_have():
    tokens = [
        ("Die", -2.0),
        (" Pausch", -1.0),
        ("ale", -1.0),
        (" zahlt", -0.4),
        (" nie", -0.2),
        ("mand", -0.4),
        (".", -0.1),
    ]
    assert answer_confidence(tokens, QUESTION) == pytest.approx((-0.4 - 0.7) / 2)


def test_else_all_of_it():
    assert answer_confidence([("Pauschale", -1.0), (" hoch", -2.0)], QUESTION) == pytest.approx(-1.5)


def test_a_model_that_tells_nothing_about_its_tokens():
    assert answer_confidence([], QUESTION) is None
