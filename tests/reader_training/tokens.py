"""Lessons as tokens of the model, apart from the learning, so that a machine without the tokenizer can learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.reading_prompt import build_lesson
from tests.reader_training.lessons import Asked, Lesson

_HUMAN, _ASSISTANT = "<|im_start|>user\n", "<|im_start|>assistant\n"
_END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class TokenQuestion:
    """A question up to the begin of its reply, and the reply; only `asked` is needed to judge."""

    asked: tuple[int, ...]
    reply: tuple[int, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class TokenLesson:
    """An excerpt and the questions about it."""

    excerpt: tuple[int, ...]
    questions: tuple[TokenQuestion, ...]


@dataclass(frozen=True, slots=True)
class TokenLessons:
    """What all lessons begin with, the tokens that replies begin with, and the lessons."""

    rules: tuple[int, ...]
    yes: int
    no: int
    lessons: tuple[TokenLesson, ...]


def tokenize(tokenizer: Any, lessons: Sequence[Lesson]) -> TokenLessons:
    """All of them, in the model's chat format (ChatML)."""
    system, *_ = build_lesson("", "en", "", None)
    rules = _tokens(tokenizer, f"<|im_start|>system\n{system.text}{_END}\n{_HUMAN}Excerpt:\n")
    replies = [_write("", Asked("en", "", answer))[1] for answer in ("so", None)]
    yes, no = (_tokens(tokenizer, reply)[0] for reply in replies)
    return TokenLessons(rules, yes, no, tuple(_tokenize_one(tokenizer, lesson) for lesson in lessons))


def _tokenize_one(tokenizer: Any, lesson: Lesson) -> TokenLesson:
    questions = []
    # A question with its span is learned from twice: with the answer, and with the span.
    short = [each for each in lesson.questions if each.span is not None]
    for each in (*(replace(each, span=None) for each in lesson.questions), *short):
        asked, reply = _write(lesson.excerpt, each)
        questions.append(
            TokenQuestion(_tokens(tokenizer, asked), _tokens(tokenizer, reply), each.answer is not None)
        )
    return TokenLesson(_tokens(tokenizer, f"{lesson.excerpt}\n\n"), tuple(questions))


def _write(excerpt: str, asked: Asked) -> tuple[str, str]:
    """The question behind its excerpt, and the reply."""
    _, human, reply = build_lesson(excerpt, asked.language, asked.question, asked.answer, asked.span)
    begin = f"Excerpt:\n{excerpt}\n\n"
    assert human.text.startswith(begin)
    return f"{human.text.removeprefix(begin)}{_END}\n{_ASSISTANT}", f"{reply.text}{_END}"


def _tokens(tokenizer: Any, text: str) -> tuple[int, ...]:
    return tuple(tokenizer(text, add_special_tokens=False).input_ids)
