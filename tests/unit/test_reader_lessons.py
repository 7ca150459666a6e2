"""What the local model's reader is trained with is whole, even, and nothing that it is measured on."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.reader_training.lessons import Lesson, read_lessons
from tests.reader_training.libraries import FOLDER, KEPT_BACK, library_names, read_questions

TESTS = Path(__file__).parent.parent
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return read_lessons()


def test_half_of_the_questions_have_an_answer_in_either_language(lessons):
    asked = [each for lesson in lessons for each in lesson.questions]
    assert len(asked) > 4000
    assert {each.language for each in asked} == {"de", "en"}
    for language in ("de", "en"):
        answered = [each.answer is not None for each in asked if each.language == language]
        assert 0.45 < sum(answered) / len(answered) < 0.55
    across = [each for lesson in lessons for each in lesson.questions if each.language != lesson.language]
    assert 0.3 < len(across) / len(asked) < 0.5


def test_the_figures_of_an_answer_stand_in_its_excerpt(lessons):
    """In the form of either language, but for a few: a time ("14:00" of "14 Uhr"), or what follows from others."""
    foreign = [
        lesson.source
        for lesson in lessons
        for each in lesson.questions
        if each.answer is not None and not _numbers(each.answer) <= _numbers(f"{lesson.excerpt} {each.question}")
    ]
    assert len(foreign) <= 40


def test_the_words_that_answer_stand_in_their_excerpt(lessons):
    spans = [(lesson, each) for lesson in lessons for each in lesson.questions if each.span is not None]
    assert len(spans) > 500
    assert not [lesson.source for lesson, each in spans if each.answer is None or each.span not in lesson.excerpt]


def test_nothing_that_results_are_measured_on_is_learned(lessons):
    measured = [TESTS / "golden.jsonl", *(TESTS / "calibration_set").glob("*/questions.jsonl")]
    lines = [json.loads(line) for path in measured for line in path.read_text(encoding="utf-8").splitlines()]
    asked = {_squeeze(each["question"]) for each in lines}
    assert len(asked) > 300
    assert not [lesson.source for lesson in lessons if any(_squeeze(e.question) in asked for e in lesson.questions)]
    assert not [
        each["id"]
        for name in library_names()
        for each in read_questions(name)
        if _squeeze(each["question"]) in asked
    ]


@pytest.mark.parametrize("name", [*library_names(), KEPT_BACK])
def test_the_evidence_of_a_library_stands_in_its_documents(name):
    questions = read_questions(name)
    answered = [each for each in questions if each["answerable"]]
    assert (len(questions), len(answered)) in ((110, 60), (120, 80))
    for each in answered:
        text = (FOLDER / name / "documents" / each["document"]).read_text(encoding="utf-8")
        assert each["evidence"] in text, each["id"]
        assert any(answer in each["answer"] for answer in each["answers"]), each["id"]


def test_no_excerpt_is_learned_twice(lessons):
    assert max(Counter(_squeeze(each.excerpt) for each in lessons).values()) == 1


def _numbers(text: str) -> set[str]:
    """The digits alone: "0,30" is "0.30"."""
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


def _squeeze(text: str) -> str:
    return "".join(re.findall(r"\w+", text)).casefold()
