"""A question that asks for several things is taken apart, and only such a question."""

from __future__ import annotations

import pytest

from rag.parts import split_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Wie viele Urlaubstage habe ich und bis wann muss ich sie nehmen?",
            ["Wie viele Urlaubstage habe ich?", "bis wann muss ich sie nehmen?"],
        ),
        (
            "Laut Handbuch: Wie schwer ist die Pumpe, und welche Farbe hat sie?",
            ["Laut Handbuch: Wie schwer ist die Pumpe?", "Laut Handbuch: welche Farbe hat sie?"],
        ),
        (
            "In 2018, what was the revenue and how much was spent on rent?",
            ["In 2018, what was the revenue?", "In 2018, how much was spent on rent?"],
        ),
        ("Was kostet die Wartung? Und wie lange dauert sie?", ["Was kostet die Wartung?", "wie lange dauert sie?"]),
    ],
)
def test_several_questions_are_told_apart(question, parts):
    assert split_question(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Wo und wann findet das Treffen statt?",
        "Welche Frist gilt für Lob und Tadel?",
        "Which is larger, A and B?",
        "Wer darf was und wann genehmigen?",
        "Explain how and why the pump fails.",
        "Unsere Abteilung zieht im Mai nach Kiel um und wir fragen uns deshalb, wer zahlt?",
        "Wie hoch ist a und wie hoch ist b und wie hoch ist c und wie hoch ist d?",
        "",
    ],
)
def test_one_question_stays_one(question):
    assert split_question(question) == [question]
